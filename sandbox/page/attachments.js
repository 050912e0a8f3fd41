/** What a message carries besides words, and how it is told in a few words. */

import { contact, dice, documentCard, place } from "./cards.js";
import { album, animation, circle, photo, sound, sticker, video, voice } from "./media.js";
import { pollCard } from "./polls.js";
import { word } from "./words.js";

/**
 * The node for what messages carry: for an album all of its messages, else the one.
 * @param {object[]} messages Bot API Message objects
 * @param {import("./polls.js").Voter & import("./entities.js").Reader} actions
 * @returns {HTMLElement|null} null where they carry nothing
 */
export function attachment(messages, actions) {
  const [message] = messages;
  if (messages.length > 1) return album(messages, documentCard);
  if (message.photo) return photo(message);
  if (message.video) return video(message);
  if (message.animation) return animation(message);
  if (message.video_note) return circle(message.video_note);
  if (message.sticker) return sticker(message.sticker);
  if (message.voice) return voice(message.voice);
  if (message.audio) return sound(message.audio);
  if (message.poll) return pollCard(message, actions);
  if (message.contact) return contact(message.contact);
  if (message.dice) return dice(message.dice);
  if (message.venue) return place(message.venue.location, message.venue);
  if (message.location) return place(message.location);
  if (message.document) return documentCard(message.document);
  return null;
}

/** A few words for lists and replies: the text, or what the message carries. @param {object} message */
export function gist(message) {
  const words = message.text ?? message.caption;
  return words ? words.slice(0, 120) : carried(message);
}

function carried(message) {
  if (message.photo) return word("photo");
  if (message.video) return word("video");
  if (message.animation) return "GIF";
  if (message.video_note) return word("video_note");
  if (message.sticker) return `${message.sticker.emoji ?? ""} ${word("sticker")}`.trim();
  if (message.voice) return word("voice");
  if (message.audio) return message.audio.title ?? message.audio.file_name ?? word("audio");
  if (message.poll) return message.poll.question;
  if (message.contact) return word("contact");
  if (message.dice) return message.dice.emoji;
  if (message.venue) return message.venue.title;
  if (message.location) return word("place");
  if (message.document) return message.document.file_name ?? word("file");
  return word("message_other");
}
