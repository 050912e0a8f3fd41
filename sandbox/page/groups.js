/** Groups: a new one, who is in one, and the choice of a chat to send something to. */

import * as api from "./api.js";
import { askFor, attempt, openDialog } from "./dialogs.js";
import { element, iconButton } from "./elements.js";
import { choose, put } from "./fetching.js";
import { fullName, groupOf, groupsOf, person, state } from "./store.js";
import { word } from "./words.js";

/** Ask for a new group, and show it. @param {() => void} made */
export function newGroup(made) {
  const people = state.people.map((one) => [String(one.id), fullName(one)]);
  askFor(word("group_new"), word("add"), [
    { name: "title", label: word("group_title"), longest: 128 },
    { name: "type", label: word("group_kind"), options: [["supergroup", word("supergroup")], ["group", word("group_basic")]] },
    {
      name: "bot_status", label: word("group_bot"),
      options: [["member", word("bot_member")], ["administrator", word("bot_administrator")], ["left", word("bot_left")]],
    },
    { name: "members", label: word("group_members"), kind: "checks", options: people, value: people.map(([id]) => id) },
  ], ({ members, ...rest }) => attempt(async () => {
    const ids = members.map(Number);
    // Who makes a group stands first in it.
    const ordered = [...ids.filter((id) => id === state.currentId), ...ids.filter((id) => id !== state.currentId)];
    const group = await api.addGroup({ ...rest, member_ids: ordered });
    put(state.groups, group);
    await choose(ordered[0], group.id);
    made();
  }));
}

/** Who is in a group: people come in and go. @param {number} groupId */
export function showMembers(groupId) {
  const list = element("ul", { class: "members" });
  const dialog = element("dialog", { class: "box", "data-testid": "members" },
    element("form", { method: "dialog", class: "box-head" }, element("h2", {}, groupOf(groupId).title),
      iconButton("close", word("close"), { type: "submit" })),
    element("p", { class: "quiet" }, botIs(groupOf(groupId))),
    list);
  dialog.setAttribute("aria-label", groupOf(groupId).title);

  function draw() {
    const { member_ids: inside } = groupOf(groupId);
    const focused = [...list.querySelectorAll("button")].indexOf(document.activeElement);
    list.replaceChildren(...state.people.map((one) => {
      const isIn = inside.includes(one.id);
      const change = () => attempt(async () => {
        put(state.groups, await api.changeMember(groupId, one.id, isIn ? "leaves" : "joins"));
        draw();
      });
      return element("li", {}, element("span", { class: isIn ? null : "quiet" }, fullName(one)),
        element("button", { type: "button", class: "plain-button", "data-testid": `member-${one.id}`, onclick: change },
          isIn ? word("member_out") : word("member_in")));
    }));
    if (focused >= 0) list.querySelectorAll("button")[focused]?.focus();
  }

  draw();
  openDialog(dialog);
}

function botIs({ bot_status: status }) {
  if (status === "administrator" || status === "creator") return word("bot_is_administrator");
  return status === "left" || status === "kicked" ? word("bot_is_out") : word("bot_is_member");
}

/**
 * Choose one of the current person's chats; with only one there is nothing to ask.
 * @param {string} title
 * @param {(chatId: number) => void} chosen
 */
export function chooseChat(title, chosen) {
  const chats = [[String(state.currentId), state.bot.first_name],
    ...groupsOf(state.currentId).map((group) => [String(group.id), group.title])];
  if (chats.length === 1) return chosen(state.currentId);
  askFor(title, word("choose"), [{ name: "chat", label: word("chat"), options: chats }], ({ chat }) => chosen(Number(chat)));
}

/** Pass a message on to one of the current person's chats. @param {object} message Bot API Message */
export function forwardMessage(message) {
  const { id } = person();
  chooseChat(word("forward_to"), (chatId) => attempt(async () => {
    await api.forward({ person: id, chat: chatId }, message.chat.id, message.message_id);
    if (chatId !== state.chatId) await choose(id, chatId);
  }));
}
