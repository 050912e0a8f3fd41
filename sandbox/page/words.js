/** The page's own words, in Kazakh or Russian. */

import { state } from "./store.js";

const LANGUAGES = ["kk", "ru"];
const REMEMBERED_AS = "sandbox-language";

let chosen = guess();
let words = {};

function guess() {
  const remembered = localStorage.getItem(REMEMBERED_AS);
  const wished = [remembered, ...navigator.languages].map((tag) => (tag ?? "").slice(0, 2).toLowerCase());
  return wished.find((tag) => LANGUAGES.includes(tag)) ?? "kk";
}

/** @returns {"kk"|"ru"} the language that the page speaks now */
export const language = () => chosen;

/**
 * Fetch the words of a language and speak it from now on.
 * @param {"kk"|"ru"} [wanted] left out: the remembered one, else the browser's
 */
export async function speak(wanted = chosen) {
  const response = await fetch(`/page/words-${wanted}.json`);
  words = await response.json();
  if (wanted !== chosen) localStorage.setItem(REMEMBERED_AS, wanted);
  chosen = wanted;
  document.documentElement.lang = wanted;
}

/**
 * One phrase.
 * @param {string} key a key of words-kk.json
 * @param {Record<string, string|number>} [values] what stands for each {name} in the phrase
 */
export function word(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** Hours and minutes of a moment. @param {number} seconds Unix time */
export function clock(seconds) {
  const moment = new Date(seconds * 1000);
  return [moment.getHours(), moment.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}

/**
 * The day of a moment: "today", or day and month. Browsers know no Kazakh months, so they are among the words.
 * @param {number} seconds Unix time
 * @param {boolean} [inFull] never "today", and with the year
 */
export function day(seconds, inFull = false) {
  const moment = new Date(seconds * 1000);
  const today = new Date(Date.now() + state.clockShift * 1000);
  if (!inFull && moment.toDateString() === today.toDateString()) return word("today");
  const date = word("date", { day: moment.getDate(), month: word("months").split(",")[moment.getMonth()] });
  return inFull ? `${date}, ${moment.getFullYear()}` : date;
}

/** How long a recording is, in minutes and seconds. @param {number} seconds */
export function duration(seconds = 0) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

/** A file's size in words. @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return word("bytes", { number: bytes });
  if (bytes < 1024 * 1024) return word("kilobytes", { number: Math.round(bytes / 1024) });
  const megabytes = (bytes / 1024 / 1024).toFixed(1).replace(".", ",");
  return word("megabytes", { number: megabytes });
}
