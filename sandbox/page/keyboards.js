/** Buttons under a message (inline keyboard) and under the composer (reply keyboard). */

import { element, icon } from "./elements.js";
import { readLink } from "./links.js";
import { isPressed, pressAndWait } from "./presses.js";
import { word } from "./words.js";

const UNSUPPORTED = ["request_users", "request_chat", "request_managed_bot", "web_app"];

/**
 * @typedef {object} Actions what buttons do besides pressing
 * @property {(text: string) => void} say
 * @property {(parameter: string|null) => void} start
 * @property {(text: string) => void} copy
 * @property {(query: string, here: boolean) => void} askInline types after the bot's name, here or in a chosen chat
 * @property {() => void} sharePlace
 * @property {() => void} shareContact
 * @property {(kind?: "quiz"|"regular") => void} makePoll
 * @property {(error: Error) => void} failed
 */

/**
 * The rows of buttons under a message, as the bot gave them.
 * @param {object} message Bot API Message with `reply_markup.inline_keyboard`
 * @param {string} botUsername
 * @param {Actions} actions
 */
export function inlineKeyboard(message, botUsername, actions) {
  const rows = message.reply_markup.inline_keyboard.map((row) =>
    element("div", { class: "button-row" }, ...row.map((button) => {
      const node = inlineButton(button, message, botUsername, actions);
      node.dataset.testid = "inline-button";
      if (button.style) node.dataset.style = button.style;
      return node;
    })));
  return element("div", { class: "inline-keyboard" }, ...rows);
}

function inlineButton(button, message, botUsername, actions) {
  const label = element("span", {}, button.text);
  if (button.callback_data !== undefined) return callbackButton(button, label, message, actions);
  if (button.copy_text) {
    const copy = () => actions.copy(button.copy_text.text);
    return element("button", { type: "button", onclick: copy }, label, icon("copy"));
  }
  if (button.switch_inline_query_current_chat !== undefined) {
    return asking(label, () => actions.askInline(button.switch_inline_query_current_chat, true));
  }
  const elsewhere = button.switch_inline_query ?? button.switch_inline_query_chosen_chat?.query;
  if (elsewhere !== undefined || button.switch_inline_query_chosen_chat) {
    return asking(label, () => actions.askInline(elsewhere ?? "", false));
  }
  const address = button.url ?? button.login_url?.url;
  const target = address ? readLink(address, botUsername) : null;
  if (target && "start" in target) {
    return element("button", { type: "button", onclick: () => actions.start(target.start) }, label);
  }
  if (target) {
    const looks = { href: target.href, target: "_blank", rel: "noopener noreferrer", title: target.href };
    return element("a", looks, label, icon("link"));
  }
  return element("button", { type: "button", disabled: true, title: word("button_unsupported") }, label);
}

function asking(label, asked) {
  return element("button", { type: "button", onclick: asked }, label, icon("inline"));
}

function callbackButton(button, label, message, actions) {
  const { message_id: messageId } = message;
  const node = element("button", {
    type: "button",
    "data-callback": button.callback_data,
    "aria-busy": isPressed(messageId, button.callback_data) ? "true" : null,
  }, label);
  node.addEventListener("click", async () => {
    node.setAttribute("aria-busy", "true");
    try {
      await pressAndWait(messageId, button.callback_data);
    } catch (error) {
      actions.failed(error);
    }
    // The message may have been edited meanwhile, and the same button drawn anew.
    const drawn = document.querySelectorAll(`[data-message-id="${messageId}"] [data-callback][aria-busy]`);
    for (const other of [node, ...drawn]) {
      if (other.dataset.callback === button.callback_data) other.removeAttribute("aria-busy");
    }
  });
  return node;
}

/**
 * The keyboard under the composer.
 * @param {object} markup Bot API ReplyKeyboardMarkup
 * @param {Actions} actions
 */
export function replyKeyboard(markup, actions) {
  const rows = markup.keyboard.map((row) =>
    element("div", { class: "button-row" }, ...row.map((button) => replyButton(button, actions))));
  const tall = markup.resize_keyboard ? "" : " tall";
  return element("div", { class: `reply-keyboard${tall}`, role: "group", "aria-label": word("keyboard") }, ...rows);
}

function replyButton(given, actions) {
  const button = typeof given === "string" ? { text: given } : given;
  const unsupported = UNSUPPORTED.some((kind) => button[kind]);
  const { drawing, pressed } = asks(button, actions) ?? { pressed: () => actions.say(button.text) };
  return element("button", {
    type: "button",
    "data-testid": "reply-button",
    "data-style": button.style,
    disabled: unsupported,
    title: unsupported ? word("button_unsupported") : null,
    onclick: pressed,
  }, button.text, drawing ? icon(drawing) : null);
}

/** What a button asks the person for; null where it only says its words. */
function asks(button, actions) {
  if (button.request_location) return { drawing: "place", pressed: actions.sharePlace };
  if (button.request_contact) return { drawing: "contact", pressed: actions.shareContact };
  if (button.request_poll) return { drawing: "poll", pressed: () => actions.makePoll(button.request_poll.type) };
  return null;
}
