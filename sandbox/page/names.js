/** How those who speak are called. */

import { fullName } from "./store.js";
import { word } from "./words.js";

/** Who wrote a message. @param {object} message Bot API Message */
export const authorOf = (message) => message.sender_chat?.title ?? fullName(message.from ?? { first_name: "" });

/** From whom a forward comes. @param {object} origin Bot API MessageOrigin */
export function originOf(origin) {
  switch (origin.type) {
    case "user":
      return fullName(origin.sender_user);
    case "hidden_user":
      return origin.sender_user_name;
    case "chat":
      return origin.sender_chat.title ?? "";
    default:
      return origin.chat?.title ?? "";
  }
}

/** One of eight colours, always the same for the same number. @param {number} id */
export const hueOf = (id) => Math.abs(id) % 8;

/** What a service message tells; null where the message is none. @param {object} message Bot API Message */
export function happening(message) {
  const who = authorOf(message);
  const names = (users) => users.map(fullName).join(", ");
  const came = message.new_chat_members;
  if (came) {
    const alone = came.length === 1 && came[0].id === message.from?.id;
    return alone ? word("service_joined", { who }) : word("service_added", { who, whom: names(came) });
  }
  const left = message.left_chat_member;
  if (left) {
    return left.id === message.from?.id
      ? word("service_left", { who }) : word("service_removed", { who, whom: fullName(left) });
  }
  if (message.new_chat_title) return word("service_title", { who, title: message.new_chat_title });
  if (message.new_chat_photo) return word("service_photo", { who });
  if (message.delete_chat_photo) return word("service_photo_gone", { who });
  if (message.pinned_message) return word("service_pinned", { who });
  if (message.group_chat_created || message.supergroup_chat_created) return word("service_created", { who });
  if (message.forum_topic_created) return word("service_topic", { who, title: message.forum_topic_created.name });
  if (message.forum_topic_edited) return word("service_topic_edited", { who });
  if (message.forum_topic_closed || message.general_forum_topic_hidden) return word("service_topic_closed", { who });
  if (message.forum_topic_reopened || message.general_forum_topic_unhidden) return word("service_topic_open", { who });
  if (message.users_shared || message.chat_shared) return word("service_shared", { who });
  return null;
}
