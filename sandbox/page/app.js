/** The page as a whole: its panels, its looks, and who hears of what. */

import * as api from "./api.js";
import { isInner, takeStart } from "./address.js";
import { besidePhone } from "./beside.js";
import { chatLog } from "./chat.js";
import { composer } from "./composer.js";
import { linkDialog } from "./deeplinks.js";
import { alertBox, attempt, tellError, toast } from "./dialogs.js";
import { begin, choose } from "./fetching.js";
import { chooseChat, forwardMessage, showMembers } from "./groups.js";
import { chatHeader } from "./header.js";
import { readLink } from "./links.js";
import { messageMenu } from "./messagemenu.js";
import { panel } from "./panel.js";
import { peopleList } from "./people.js";
import { makePoll, shareContact, sharePlace } from "./sharing.js";
import { here, on, state } from "./store.js";
import { speak, word } from "./words.js";

const THEME = "sandbox-theme";
const JOURNAL = "sandbox-journal";

const ROOM_FOR_ALL = 1500; // pixels: two phones, the people and the panel

const app = document.getElementById("app");
const scrim = document.getElementById("scrim");
const place = (id) => document.getElementById(id);
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (localStorage.getItem(THEME) ?? (prefersDark.matches ? "dark" : "light")) === "dark";
const isWide = () => matchMedia("(min-width: 1100px)").matches;

const turnBeside = besidePhone(app);
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
  link: () => {
    openDrawer(false);
    linkDialog({ copy, start: foot.start });
  },
  beside: () => {
    if (turnBeside() && innerWidth < ROOM_FOR_ALL) openJournal(false);
  },
});
const tools = panel(place("journal"), { closed: () => openJournal(false), copy });
const actions = {
  say: foot.say,
  start: foot.start,
  reply: foot.reply,
  write: foot.write,
  copy,
  sharePlace,
  shareContact,
  makePoll,
  failed: tellError,
  menu: (message, anchor) => messageMenu(message, anchor, { ...actions, edit: foot.edit, forward: forwardMessage }),
  react: (message, emoji) => attempt(() => api.react(here(), message.message_id, emoji)),
  vote: (message, options) => attempt(() => api.vote(here(), message.message_id, options)),
  askInline: (query, isHere) => {
    const type = () => foot.type(`@${state.bot.username} ${query}`);
    if (isHere) return type();
    chooseChat(word("inline_where"), async (chatId) => {
      if (chatId !== state.chatId) await choose(state.currentId, chatId);
      type();
    });
  },
};
const log = chatLog(place("chat"), actions);
const head = chatHeader({ header: place("header"), strip: place("strip"), pinned: place("pinned") }, {
  speak: async (code) => {
    await speak(code);
    drawAll();
  },
  drawer: () => openDrawer(true),
  journal: () => openJournal(place("journal").hidden),
  isJournalOpen: () => !place("journal").hidden,
  members: () => showMembers(state.chatId),
  show: log.show,
});

async function copy(text) {
  await attempt(async () => {
    await navigator.clipboard.writeText(text);
    toast(word("copied"));
  });
}

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
  if (open) tools.draw();
  const button = place("header").querySelector(".journal-button");
  button?.setAttribute("aria-expanded", String(open));
  if (isWide()) return;
  if (open) place("journal").querySelector('[aria-selected="true"]').focus();
  else (button?.checkVisibility() ? button : place("header").querySelector("button"))?.focus();
}

function drawAll() {
  head.draw();
  head.drawPinned();
  people.draw();
  log.draw();
  foot.draw();
  if (!place("journal").hidden) tools.draw();
}

/** Things come by the dozen: what they change is drawn once for all of them, so many milliseconds after the first. */
function soon(pause, draw) {
  let waiting = 0;
  return () => {
    waiting ||= setTimeout(() => {
      waiting = 0;
      draw();
    }, pause);
  };
}

const drawAround = soon(30, () => {
  head.draw();
  head.drawPinned();
  people.draw();
});

function startFromAddress() {
  const parameter = state.bot && state.currentId ? takeStart() : null;
  if (parameter !== null) foot.start(parameter);
}

on("bot people action pinned chat", drawAround);
on("request", soon(200, head.draw));
on("chat message deleted keyboard", foot.draw);
on("bot", startFromAddress);
on("force_reply", foot.reply);
on("answer", (answer) => {
  if (answer.chat_id !== state.chatId || (answer.person_id ?? answer.chat_id) !== state.currentId) return;
  if (answer.text && answer.show_alert) alertBox(answer.text);
  else if (answer.text) toast(answer.text);
  const target = answer.url ? readLink(answer.url, state.bot.username) : null;
  if (target && "start" in target) actions.start(target.start);
  else if (target) window.open(target.href, "_blank", "noopener");
});
scrim.addEventListener("click", () => openDrawer(false));
window.addEventListener("hashchange", startFromAddress);
document.addEventListener("keydown", (event) => {
  // What stands over the page closes first, and alone.
  if (event.key !== "Escape" || document.querySelector("dialog[open], :popover-open")) return;
  if (app.classList.contains("drawer-open")) openDrawer(false);
  else if (!isWide() && place("journal").contains(document.activeElement)) openJournal(false);
});
prefersDark.addEventListener("change", () => {
  drawTheme();
  people.draw();
});

drawTheme();
await speak();
if (isWide() && !isInner && localStorage.getItem(JOURNAL) !== "closed") openJournal(true);
begin();
