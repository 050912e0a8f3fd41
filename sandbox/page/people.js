/** The list of people who talk with the bot, and the page's own settings under it. */

import * as api from "./api.js";
import { gist } from "./attachments.js";
import { askFor, tellError } from "./dialogs.js";
import { element, icon, iconButton, refill } from "./elements.js";
import { chat, choose, newest, person, state, unread } from "./store.js";
import { clock, word } from "./words.js";

const roles = () => ({
  pupil: word("role_pupil"),
  parent: word("role_parent"),
  counsellor: word("role_counsellor"),
  admin: word("role_admin"),
  other: word("role_other"),
});

/** How many messages wait in the chats that are not on the screen. */
export function unreadElsewhere() {
  return state.people.filter((one) => one.id !== state.currentId).reduce((sum, one) => sum + unread(chat(one.id)), 0);
}

/**
 * @param {HTMLElement} place
 * @param {{closed: () => void, theme: () => void, isDark: () => boolean, journal: () => void}} actions
 * @returns {{draw: () => void}}
 */
export function peopleList(place, actions) {
  function draw() {
    place.setAttribute("aria-label", word("people"));
    refill(place,
      element("div", { class: "panel-head" },
        element("h2", {}, word("people")),
        iconButton("add", word("person_add"), { onclick: add, "data-testid": "person-add" }),
        iconButton("close", word("close"), { class: "icon-button narrow-only", onclick: actions.closed })),
      element("ul", { class: "people-list" }, ...state.people.map(entry)),
      element("div", { class: "panel-foot" }, ...settings()),
      element("p", { class: "about quiet" }, word("about")));
  }

  function entry(one) {
    const talk = chat(one.id);
    const last = newest(talk);
    const count = one.id === state.currentId ? 0 : unread(talk);
    const role = roles()[one.role] ?? one.role;
    const name = [one.first_name, one.last_name].filter(Boolean).join(" ");
    return element("li", {}, element("button", {
      type: "button",
      class: "person",
      "data-testid": `person-${one.id}`,
      "aria-current": one.id === state.currentId ? "true" : null,
      onclick: () => {
        choose(one.id);
        actions.closed();
      },
    },
    element("span", { class: "avatar", "data-role": one.role, "aria-hidden": "true" }, [...name][0] ?? "?"),
    element("span", { class: "person-words" },
      element("span", { class: "person-line" },
        element("strong", {}, name),
        element("span", { class: "tag" }, one.language_code),
        one.blocked ? icon("block") : null,
        element("time", { class: "quiet" }, last ? clock(last.date) : "")),
      element("span", { class: "person-line" },
        element("span", { class: "quiet last-words" }, last ? gist(last) : role),
        count ? element("span", { class: "badge", "aria-label": word("unread", { number: count }) }, String(count)) : null))));
  }

  function settings() {
    const one = person();
    const row = (drawing, label, testid, chosen) => element("button", {
      type: "button", class: "setting", "data-testid": testid, onclick: chosen,
    }, icon(drawing), label);
    const dark = actions.isDark();
    return [
      row(dark ? "sun" : "moon", dark ? word("theme_light") : word("theme_dark"), "theme", actions.theme),
      row("journal", word("journal"), "journal-open", actions.journal),
      one?.started ? row("block", one.blocked ? word("unblock") : word("block"), "block", () => block(one)) : null,
    ].filter(Boolean);
  }

  async function block(one) {
    try {
      await api.setBlocked(one.id, !one.blocked);
      actions.closed();
    } catch (error) {
      tellError(error);
    }
  }

  function add() {
    const languages = [["kk", word("in_kazakh")], ["ru", word("in_russian")], ["en", word("in_english")]];
    askFor(word("person_add"), word("add"), [
      { name: "first_name", label: word("name") },
      { name: "language_code", label: word("language"), options: languages },
      { name: "role", label: word("role"), options: Object.entries(roles()) },
    ], async (answers) => {
      try {
        const added = await api.addPerson(answers);
        if (!state.people.some((one) => one.id === added.id)) state.people.push(added);
        await choose(added.id);
        actions.closed();
      } catch (error) {
        tellError(error);
      }
    });
  }

  return { draw };
}
