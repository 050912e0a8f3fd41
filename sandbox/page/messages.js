/** Messages as bubbles, albums as one bubble, and what happened in a group as a line between them. */

import { attachment, gist } from "./attachments.js";
import { element, iconButton } from "./elements.js";
import { formatted } from "./entities.js";
import { inlineKeyboard } from "./keyboards.js";
import { authorOf, happening, hueOf, originOf } from "./names.js";
import { reactionsUnder } from "./reactions.js";
import { state } from "./store.js";
import { clock, word } from "./words.js";

/**
 * @typedef {import("./keyboards.js").Actions & import("./polls.js").Voter & {
 *   reply: (message: object) => void, show: (messageId: number) => void, react: (message: object, emoji: string|null) => void,
 *   menu: (message: object, anchor: HTMLElement) => void}} Actions
 */

/**
 * What stands in the log for a message, or for those of an album: attachment, text, time and buttons.
 * @param {object[]} messages Bot API Message objects, oldest first
 * @param {Actions} given
 * @returns {HTMLElement} carries data-message-id, of the first; parts of an album carry data-part
 */
export function bubble(messages, given) {
  const [message] = messages;
  const actions = { ...given, botUsername: state.bot.username };
  const told = happening(message);
  const looks = { "data-testid": "message", "data-message-id": message.message_id, tabindex: "-1" };
  if (told) return element("div", { ...looks, class: "service" }, told);
  const isMine = message.from?.id === state.currentId;
  const { body, carries } = content(messages, isMine, actions);
  const keyboard = message.reply_markup?.inline_keyboard ? inlineKeyboard(message, state.bot.username, actions) : null;
  const classes = ["message", isMine ? "mine" : "theirs", carries ? "carrying" : null, keyboard ? "with-keyboard" : null];
  return element("article", {
    ...looks,
    class: classes.filter(Boolean).join(" "),
    "data-from": message.from?.is_bot ? "bot" : "person",
    oncontextmenu: (event) => openInstead(event, message, actions),
  }, element("span", { class: "unseen" }, isMine ? word("you_said") : word("somebody_said", { name: authorOf(message) })),
  body, keyboard, reactionsUnder(message, actions));
}

function content(messages, isMine, actions) {
  const [message] = messages;
  const carried = attachment(messages, actions);
  const captions = messages.length > 1 ? messages.filter((one) => one.caption) : [message];
  const texts = captions.map((one) => said(one, actions)).filter(Boolean);
  const stamped = texts.length > 0;
  if (stamped) texts.at(-1).append(stamp(messages.at(-1)));
  const inOrder = message.show_caption_above_media ? [...texts, carried] : [carried, ...texts];
  const bare = message.sticker || message.dice || message.video_note ? " bare" : "";
  const body = element("div", { class: `bubble${bare}`, ondblclick: () => actions.reply(message) },
    isMine || message.chat.id > 0 ? null : author(message),
    message.forward_origin ? about(word("forwarded", { name: originOf(message.forward_origin) })) : null,
    message.via_bot ? about(`via @${message.via_bot.username}`) : null,
    message.reply_to_message || message.external_reply || message.quote ? replied(message, actions) : null,
    ...inOrder,
    carried || stamped ? null : words(word("message_other"), stamp(message)),
    stamped || !carried ? null : stamp(messages.at(-1)),
    element("div", { class: "deeds" },
      iconButton("reply", word("reply"), { class: "icon-button reply", tabindex: "-1", onclick: () => actions.reply(message) }),
      iconButton("more", word("actions"), {
        class: "icon-button", tabindex: "-1", "data-testid": "more",
        onclick: (event) => actions.menu(message, event.currentTarget),
      })));
  return { body, carries: Boolean(carried) };
}

const about = (words) => element("div", { class: "about-message" }, words);

function author(message) {
  const hue = hueOf(message.sender_chat?.id ?? message.from?.id ?? 0);
  return element("div", { class: "author", "data-hue": hue, "data-testid": "author" }, authorOf(message));
}

function said(message, actions) {
  const text = message.text ?? message.caption;
  return text ? words(formatted(text, message.entities ?? message.caption_entities, actions)) : null;
}

/** The time floats at the end of the last line where it fits, else on a line of its own. */
function words(...parts) {
  const [first, ...rest] = parts;
  return element("div", { class: "words" }, element("span", { class: "text", dir: "auto" }, first), ...rest);
}

function stamp(message) {
  const time = element("time", { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date));
  const edited = message.edit_date ? element("span", {}, `${word("edited")} `) : null;
  return element("div", { class: "stamp" }, edited, time);
}

function replied(message, actions) {
  const original = message.reply_to_message;
  const shown = original ?? message.external_reply ?? {};
  const name = original ? authorOf(original) : shown.origin ? originOf(shown.origin) : "";
  return element("button", {
    type: "button",
    class: "replied",
    disabled: !original,
    onclick: () => actions.show(original.message_id),
  },
  element("strong", {}, name),
  message.quote ? element("span", { class: "quote" }, formatted(message.quote.text, message.quote.entities, null)) : null,
  message.quote ? null : element("span", {}, original ? happening(original) ?? gist(original) : gist(shown)));
}

/** A long press, or the right button, opens the message's menu; over a link or marked words the browser's own. */
function openInstead(event, message, actions) {
  const marked = !getSelection().isCollapsed && getSelection().containsNode(event.target, true);
  if (marked || event.target.closest("a, img, video, audio, input")) return;
  event.preventDefault();
  actions.menu(message, event.currentTarget);
}
