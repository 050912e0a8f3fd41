/** What stands over the chat: who is there, the page's language, strips that warn, the message that is pinned. */

import { isInner } from "./address.js";
import { gist } from "./attachments.js";
import { element, icon, iconButton, refill } from "./elements.js";
import { hueOf } from "./names.js";
import { unreadElsewhere } from "./people.js";
import { chat, group, isBroken, person, state } from "./store.js";
import { language, word } from "./words.js";

/**
 * @param {{header: HTMLElement, strip: HTMLElement, pinned: HTMLElement}} places
 * @param {{speak: (code: string) => void, drawer: () => void, journal: () => void, isJournalOpen: () => boolean,
 *   members: () => void, show: (messageId: number) => void}} actions
 * @returns {{draw: () => void, drawPinned: () => void}}
 */
export function chatHeader(places, actions) {
  function draw() {
    if (!state.bot || !person()) return;
    const elsewhere = unreadElsewhere();
    const title = group()?.title ?? state.bot.first_name;
    const menu = iconButton("menu", word("people"), {
      class: "icon-button narrow-only", onclick: actions.drawer, "data-testid": "drawer",
    });
    if (elsewhere) menu.append(element("span", { class: "badge" }, String(elsewhere)));
    refill(places.header, menu, ...who(title),
      element("div", { class: "languages", role: "group", "aria-label": word("language") },
        languageButton("kk", word("kk_short")), languageButton("ru", word("ru_short"))),
      journalButton());
    document.title = elsewhere ? `(${elsewhere}) ${title}` : title;
    drawStrip();
  }

  function who(title) {
    const words = isInner ? `${person().first_name} · ${status()}` : status(); // nothing else there says who it is
    const shown = element("span", { class: chat().action ? "status active" : "status", "data-testid": "status" }, words);
    if (!group()) {
      return [element("img", { class: "bot-picture", src: "/page/star.svg", alt: "", width: "42", height: "42" }),
        element("div", { class: "bot-words" }, element("h1", { class: "chat-title" }, title), shown)];
    }
    const button = element("button", {
      type: "button", class: "group-head", title: word("group_members"), "data-testid": "group-head", onclick: actions.members,
    },
    element("span", { class: "avatar", "data-hue": hueOf(state.chatId), "aria-hidden": "true" }, [...title][0]),
    element("span", { class: "group-words" }, element("span", { class: "chat-title" }, title), shown));
    return [element("h1", { class: "bot-words" }, button)];
  }

  function journalButton() {
    const broken = state.requests.filter(isBroken).length;
    const button = iconButton("journal", word("tools"), {
      class: "icon-button journal-button wide-only",
      "aria-expanded": String(actions.isJournalOpen()),
      onclick: actions.journal,
    });
    const label = word("broken_count", { number: broken });
    if (broken) button.append(element("span", { class: "badge wrong", "aria-label": label }, String(broken)));
    return button;
  }

  function languageButton(code, label) {
    return element("button", {
      type: "button", class: "language", lang: code, "data-testid": `lang-${code}`,
      "aria-pressed": String(language() === code), onclick: () => actions.speak(code),
    }, label);
  }

  function drawStrip() {
    const strip = (testid, text) => element("div", { class: "strip", "data-testid": testid }, text);
    const shown = [];
    if (!state.connected) shown.push(strip("disconnected", word("disconnected")));
    else if (!state.bot.online) shown.push(strip("bot-offline", word("bot_offline")));
    const texts = (nodes) => [...nodes].map((node) => node.textContent).join();
    if (texts(shown) !== texts(places.strip.children)) places.strip.replaceChildren(...shown);
  }

  function drawPinned() {
    const message = chat().messages.get(chat().pinned);
    places.pinned.hidden = !message;
    if (!message) return places.pinned.replaceChildren();
    refill(places.pinned, element("button", {
      type: "button", class: "pinned", "data-testid": "pinned", onclick: () => actions.show(message.message_id),
    }, icon("pin"), element("span", { class: "pinned-words" }, element("strong", {}, word("pinned")), element("span", {}, gist(message)))));
  }

  return { draw, drawPinned };
}

function status() {
  if (!state.connected) return word("connecting");
  const { action } = chat();
  if (group()) return action ? word("typing") : word("members", { number: group().member_ids.length });
  if (!state.bot.online) return word("offline");
  if (!action) return word("online");
  if (action === "upload_photo") return word("sends_photo");
  if (action === "upload_document") return word("sends_file");
  return word("typing");
}
