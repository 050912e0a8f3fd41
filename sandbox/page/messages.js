/** One message as a bubble. */

import { attachment, gist } from "./attachments.js";
import { element, iconButton } from "./elements.js";
import { formatted } from "./entities.js";
import { inlineKeyboard } from "./keyboards.js";
import { clock, word } from "./words.js";

/**
 * A message with its attachment, text, time and buttons.
 * @param {object} message Bot API Message
 * @param {string} botUsername
 * @param {import("./keyboards.js").Actions & {reply: (message: object) => void, show: (messageId: number) => void}} actions
 * @returns {HTMLElement} carries data-message-id
 */
export function bubble(message, botUsername, actions) {
  const isMine = !message.from?.is_bot;
  const carried = attachment(message);
  const text = message.text ?? message.caption;
  const entities = message.entities ?? message.caption_entities;
  const bare = message.sticker ? " bare" : "";
  const body = element("div", { class: `bubble${bare}`, ondblclick: () => actions.reply(message) },
    message.reply_to_message ? replied(message.reply_to_message, actions) : null,
    carried,
    text ? words(formatted(text, entities, { ...actions, botUsername }), message) : null,
    carried || text ? null : words(word("message_other"), message),
    text || !carried ? null : stamp(message),
    iconButton("reply", word("reply"), { class: "icon-button reply", onclick: () => actions.reply(message) }));
  const keyboard = message.reply_markup?.inline_keyboard ? inlineKeyboard(message, botUsername, actions) : null;
  return element("article", {
    class: `message ${isMine ? "mine" : "theirs"}${carried ? " carrying" : ""}${keyboard ? " with-keyboard" : ""}`,
    "data-testid": "message",
    "data-message-id": message.message_id,
    "data-from": isMine ? "person" : "bot",
  }, element("span", { class: "unseen" }, isMine ? word("you_said") : word("bot_said")), body, keyboard);
}

/** The time floats at the end of the last line where it fits, else on a line of its own. */
function words(content, message) {
  return element("div", { class: "words" }, element("span", { class: "text", dir: "auto" }, content), stamp(message));
}

function stamp(message) {
  const time = element("time", { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date));
  const edited = message.edit_date ? element("span", {}, `${word("edited")} `) : null;
  return element("div", { class: "stamp" }, edited, time);
}

function replied(original, actions) {
  return element("button", {
    type: "button",
    class: "replied",
    onclick: () => actions.show(original.message_id),
  }, gist(original));
}
