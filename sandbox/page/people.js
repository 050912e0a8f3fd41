/** The list of people and their chats, and the page's own settings under it. */

import * as api from "./api.js";
import { gist } from "./attachments.js";
import { askFor, attempt } from "./dialogs.js";
import { element, icon, iconButton, refill } from "./elements.js";
import { choose, put } from "./fetching.js";
import { newGroup } from "./groups.js";
import { authorOf, happening, hueOf } from "./names.js";
import { chat, fullName, groupsOf, newest, person, state, unread } from "./store.js";
import { clock, word } from "./words.js";

const roles = () => ({
  pupil: word("role_pupil"),
  parent: word("role_parent"),
  counsellor: word("role_counsellor"),
  admin: word("role_admin"),
  other: word("role_other"),
});

/** How many messages wait for somebody in all their chats but the one on the screen. */
function waitingFor(personId) {
  const chats = [personId, ...groupsOf(personId).map((group) => group.id)];
  const isShown = (id) => personId === state.currentId && id === state.chatId;
  return chats.filter((id) => !isShown(id)).reduce((sum, id) => sum + unread(id, personId), 0);
}

/** How many messages wait in the chats that are not on the screen. */
export const unreadElsewhere = () => state.people.reduce((sum, one) => sum + waitingFor(one.id), 0);

/**
 * @param {HTMLElement} place
 * @param {{closed: () => void, theme: () => void, isDark: () => boolean, journal: () => void, link: () => void, beside: () => void}} actions
 * @returns {{draw: () => void}}
 */
export function peopleList(place, actions) {
  function draw() {
    place.setAttribute("aria-label", word("people"));
    refill(place,
      element("div", { class: "panel-head" },
        element("h2", {}, word("people")),
        iconButton("add", word("person_add"), { onclick: add, "data-testid": "person-add" }),
        iconButton("group", word("group_new"), { onclick: () => newGroup(actions.closed), "data-testid": "group-add" }),
        iconButton("close", word("close"), { class: "icon-button narrow-only", onclick: actions.closed })),
      element("ul", { class: "people-list" }, ...state.people.map(entry)),
      element("div", { class: "panel-foot" }, ...settings()),
      element("p", { class: "about quiet" }, word("about")));
  }

  const open = (personId, chatId) => {
    choose(personId, chatId);
    actions.closed();
  };

  function entry(one) {
    const isCurrent = one.id === state.currentId;
    const last = newest(chat(one.id));
    const count = isCurrent ? (state.chatId === one.id ? 0 : unread(one.id)) : waitingFor(one.id);
    return element("li", {},
      row({
        testid: `person-${one.id}`, isShown: isCurrent && state.chatId === one.id, last, count,
        avatar: element("span", { class: "avatar", "data-role": one.role, "aria-hidden": "true" }, [...one.first_name][0] ?? "?"),
        title: [element("strong", {}, fullName(one)), element("span", { class: "tag" }, one.language_code), one.blocked ? icon("block") : null],
        words: last ? gist(last) : roles()[one.role] ?? one.role,
        opened: () => open(one.id, one.id),
      }),
      isCurrent ? element("ul", { class: "groups-list" }, ...groupsOf(one.id).map(groupEntry)) : null);
  }

  function groupEntry(group) {
    const last = newest(chat(group.id));
    return element("li", {}, row({
      testid: `group-${group.id}`, isShown: state.chatId === group.id, last,
      count: state.chatId === group.id ? 0 : unread(group.id),
      avatar: element("span", { class: "avatar", "data-hue": hueOf(group.id), "aria-hidden": "true" }, [...group.title][0]),
      title: [element("strong", {}, group.title)],
      words: last ? happening(last) ?? `${authorOf(last)}: ${gist(last)}` : "",
      opened: () => open(state.currentId, group.id),
    }));
  }

  function row({ testid, isShown, last, count, avatar, title, words, opened }) {
    return element("button", {
      type: "button", class: "person", "data-testid": testid, "aria-current": isShown ? "true" : null, onclick: opened,
    },
    avatar,
    element("span", { class: "person-words" },
      element("span", { class: "person-line" }, ...title, element("time", { class: "quiet" }, last ? clock(last.date) : "")),
      element("span", { class: "person-line" },
        element("span", { class: "quiet last-words" }, words),
        count ? element("span", { class: "badge", "aria-label": word("unread", { number: count }) }, String(count)) : null)));
  }

  function settings() {
    const one = person();
    const line = (drawing, label, testid, chosen, looks = {}) => element("button", {
      type: "button", class: "setting", "data-testid": testid, onclick: chosen, ...looks,
    }, icon(drawing), label);
    const dark = actions.isDark();
    return [
      line(dark ? "sun" : "moon", dark ? word("theme_light") : word("theme_dark"), "theme", actions.theme),
      line("journal", word("tools"), "journal-open", actions.journal),
      line("link", word("link_make"), "link", actions.link),
      line("beside", word("beside"), "beside", actions.beside, { class: "setting widest-only" }),
      one?.started ? line("block", one.blocked ? word("unblock") : word("block"), "block", () => block(one)) : null,
    ].filter(Boolean);
  }

  const block = (one) => attempt(async () => {
    await api.setBlocked(one.id, !one.blocked);
    actions.closed();
  });

  function add() {
    const languages = [["kk", word("in_kazakh")], ["ru", word("in_russian")], ["en", word("in_english")]];
    askFor(word("person_add"), word("add"), [
      { name: "first_name", label: word("name") },
      { name: "language_code", label: word("language"), options: languages },
      { name: "role", label: word("role"), options: Object.entries(roles()) },
    ], (answers) => attempt(async () => {
      const added = await api.addPerson(answers);
      put(state.people, added);
      await choose(added.id);
      actions.closed();
    }));
  }

  return { draw };
}
