/** What a person may do to a message that is there: react, reply, copy, change, forward. */

import { openMenu } from "./menus.js";
import { happening } from "./names.js";
import { mineUnder, OFFERED } from "./reactions.js";
import { state } from "./store.js";
import { word } from "./words.js";

/**
 * Open the menu of a message.
 * @param {object} message Bot API Message
 * @param {HTMLElement} anchor
 * @param {{reply: Function, edit: Function, forward: Function, copy: Function, react: Function}} actions each gets the
 *   message, but `copy`, which gets a text, and `react`, which gets an emoji as well
 */
export function messageMenu(message, anchor, actions) {
  const isService = happening(message) !== null;
  const isMine = message.from?.id === state.currentId;
  const mine = mineUnder(message);
  const text = message.text ?? message.caption;
  const item = (drawing, label, testid, chosen) => ({ drawing, label, testid, chosen });
  openMenu(anchor, word("actions"), [
    ...OFFERED.map((emoji) => ({
      label: emoji, short: true, pressed: emoji === mine, testid: `react-${emoji}`, title: word("react", { emoji }),
      chosen: () => actions.react(message, emoji === mine ? null : emoji),
    })),
    item("reply", word("reply"), "menu-reply", () => actions.reply(message)),
    isMine && message.text && !message.forward_origin && !message.via_bot
      ? item("edit", word("edit"), "menu-edit", () => actions.edit(message)) : null,
    isService || message.has_protected_content
      ? null : item("forward", word("forward"), "menu-forward", () => actions.forward(message)),
    text && !message.has_protected_content
      ? item("copy", word("copy_text"), "menu-copy", () => actions.copy(text)) : null,
    item("journal", word("copy_json"), "menu-json", () => actions.copy(JSON.stringify(message, null, 2))),
  ].filter(Boolean));
}
