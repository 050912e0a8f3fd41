/** Reactions: those under a message, and those that one may set. */

import { element } from "./elements.js";
import { fullName, chat, state } from "./store.js";
import { word } from "./words.js";

/** The ones that stand in the menu of a message. */
export const OFFERED = ["👍", "❤", "🔥", "🎉", "😁", "🤔", "😢", "👎"];

const nameOf = (userId) => {
  const somebody = state.people.find((one) => one.id === userId);
  return somebody ? fullName(somebody) : state.bot.first_name;
};

/** What the current person has set under a message. @param {object} message @returns {string|null} an emoji */
export function mineUnder(message) {
  const given = chat(message.chat.id).reactions.get(message.message_id) ?? [];
  return given.find((one) => one.user_id === state.currentId)?.reaction[0]?.emoji ?? null;
}

/**
 * The row of reactions under a message: a press sets the same, or takes one's own away.
 * @param {object} message Bot API Message
 * @param {{react: (message: object, emoji: string|null) => void}} actions
 * @returns {HTMLElement|null} null where there are none
 */
export function reactionsUnder(message, actions) {
  const given = chat(message.chat.id).reactions.get(message.message_id) ?? [];
  const byEmoji = new Map();
  for (const { user_id: user, reaction } of given) {
    for (const { emoji = "★" } of reaction) byEmoji.set(emoji, [...(byEmoji.get(emoji) ?? []), user]);
  }
  if (byEmoji.size === 0) return null;
  const mine = mineUnder(message);
  return element("div", { class: "reactions", role: "group", "aria-label": word("reactions") },
    ...[...byEmoji].map(([emoji, users]) => element("button", {
      type: "button", class: "reaction", "data-testid": "reaction", "aria-pressed": String(emoji === mine),
      title: users.map(nameOf).join(", "), onclick: () => actions.react(message, emoji === mine ? null : emoji),
    }, element("span", { class: "emoji" }, emoji), element("span", {}, String(users.length)))));
}
