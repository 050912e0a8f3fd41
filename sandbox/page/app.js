/** The page as a whole: its header, its panels, its looks, and who hears of what. */

import { chatLog } from "./chat.js";
import { composer } from "./composer.js";
import { alertBox, tellError, toast } from "./dialogs.js";
import { element, iconButton, refill } from "./elements.js";
import { startText } from "./entities.js";
import { journal } from "./journal.js";
import { readLink } from "./links.js";
import { peopleList, unreadElsewhere } from "./people.js";
import { begin, chat, on, person, state } from "./store.js";
import { language, speak, word } from "./words.js";

const THEME = "sandbox-theme";
const JOURNAL = "sandbox-journal";

const app = document.getElementById("app");
const scrim = document.getElementById("scrim");
const place = (id) => document.getElementById(id);
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (localStorage.getItem(THEME) ?? (prefersDark.matches ? "dark" : "light")) === "dark";
const isWide = () => matchMedia("(min-width: 1100px)").matches;

const foot = composer(place("composer"));
const people = peopleList(place("people"), {
  closed: () => openDrawer(false),
  theme: () => {
    localStorage.setItem(THEME, isDark() ? "light" : "dark");
    drawTheme();
    people.draw();
  },
  isDark,
  journal: () => {
    openDrawer(false);
    openJournal(place("journal").hidden);
  },
});
const requests = journal(place("journal"), () => openJournal(false));
const actions = {
  say: foot.say,
  start: (parameter) => foot.say(startText(parameter)),
  reply: foot.reply,
  sharePlace: foot.sharePlace,
  failed: tellError,
  copy: async (text) => {
    await navigator.clipboard.writeText(text);
    toast(word("copied"));
  },
};
const log = chatLog(place("chat"), actions);

function drawTheme() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
}

function openDrawer(open) {
  app.classList.toggle("drawer-open", open);
  scrim.hidden = !open;
  const drawer = place("people");
  if (open) drawer.querySelector('[aria-current="true"], button')?.focus();
  else if (drawer.contains(document.activeElement) && !isWide()) place("header").querySelector("button")?.focus();
}

function openJournal(open) {
  place("journal").hidden = !open;
  if (isWide()) localStorage.setItem(JOURNAL, open ? "open" : "closed");
  if (open) requests.draw();
  place("header").querySelector(".journal-button")?.setAttribute("aria-expanded", String(open));
}

function status() {
  if (!state.connected) return word("connecting");
  if (!state.bot.online) return word("offline");
  const { action } = chat();
  if (!action) return word("online");
  if (action === "upload_photo") return word("sends_photo");
  if (action === "upload_document") return word("sends_file");
  return word("typing");
}

function languageButton(code, label) {
  return element("button", {
    type: "button",
    class: "language",
    lang: code,
    "data-testid": `lang-${code}`,
    "aria-pressed": String(language() === code),
    onclick: async () => {
      await speak(code);
      drawAll();
    },
  }, label);
}

function drawHeader() {
  if (!state.bot) return;
  const elsewhere = unreadElsewhere();
  const menu = iconButton("menu", word("people"), {
    class: "icon-button narrow-only", onclick: () => openDrawer(true), "data-testid": "drawer",
  });
  if (elsewhere) menu.append(element("span", { class: "badge" }, String(elsewhere)));
  refill(place("header"),
    menu,
    element("img", { class: "bot-picture", src: "/page/star.svg", alt: "", width: "42", height: "42" }),
    element("div", { class: "bot-words" },
      element("h1", {}, state.bot.first_name),
      element("div", { class: chat().action ? "status active" : "status", "data-testid": "status" }, status())),
    element("div", { class: "languages", role: "group", "aria-label": word("language") },
      languageButton("kk", word("kk_short")), languageButton("ru", word("ru_short"))),
    iconButton("journal", word("journal"), {
      class: "icon-button journal-button wide-only",
      "aria-expanded": String(!place("journal").hidden),
      onclick: () => openJournal(place("journal").hidden),
    }));
  document.title = elsewhere ? `(${elsewhere}) ${state.bot.first_name}` : state.bot.first_name;
}

function drawStrip() {
  const strip = (testid, text) => element("div", { class: "strip", "data-testid": testid }, text);
  const shown = [];
  if (!state.connected) shown.push(strip("disconnected", word("disconnected")));
  else if (state.bot && !state.bot.online) shown.push(strip("bot-offline", word("bot_offline")));
  const texts = (nodes) => [...nodes].map((node) => node.textContent).join();
  if (texts(shown) !== texts(place("strip").children)) place("strip").replaceChildren(...shown);
}

function drawAll() {
  drawHeader();
  drawStrip();
  people.draw();
  log.draw();
  foot.draw();
  if (!place("journal").hidden) requests.draw();
}

let drawing = 0;

/** Messages may come by the dozen: what stands around the chat is drawn once for all of them. */
function drawSoon() {
  drawing ||= setTimeout(() => {
    drawing = 0;
    drawHeader();
    drawStrip();
    people.draw();
  }, 30);
}

on("bot people action", drawSoon);
on("person message deleted keyboard", foot.draw);
on("force_reply", foot.reply);
on("answer", (answer) => {
  if (answer.chat_id !== state.currentId) return;
  if (answer.text && answer.show_alert) alertBox(answer.text);
  else if (answer.text) toast(answer.text);
  const target = answer.url ? readLink(answer.url, state.bot.username) : null;
  if (target && "start" in target) actions.start(target.start);
  else if (target) window.open(target.href, "_blank", "noopener");
});
scrim.addEventListener("click", () => openDrawer(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && app.classList.contains("drawer-open")) openDrawer(false);
});
prefersDark.addEventListener("change", () => {
  drawTheme();
  people.draw();
});

drawTheme();
await speak();
if (isWide() && localStorage.getItem(JOURNAL) !== "closed") openJournal(true);
begin();
