/** What a message carries besides words: pictures, files, stickers, voices, places. */

import { fileAddress } from "./api.js";
import { showPhoto } from "./dialogs.js";
import { element, icon } from "./elements.js";
import { size, word } from "./words.js";

/**
 * The node for a message's attachment.
 * @param {object} message Bot API Message
 * @returns {HTMLElement|null} null where it carries none
 */
export function attachment(message) {
  if (message.photo) return photo(message.photo.at(-1), message.caption);
  if (message.sticker) return sticker(message.sticker);
  if (message.voice) return sound(message.voice);
  if (message.venue) return place(message.venue.location, message.venue);
  if (message.location) return place(message.location);
  if (message.document) return documentCard(message.document);
  return null;
}

/** A few words for lists and replies: the text, or what the message carries. @param {object} message */
export function gist(message) {
  const words = message.text ?? message.caption;
  if (words) return words.slice(0, 120);
  if (message.photo) return word("photo");
  if (message.sticker) return `${message.sticker.emoji ?? ""} ${word("sticker")}`.trim();
  if (message.voice) return word("voice");
  if (message.venue) return message.venue.title;
  if (message.location) return word("place");
  if (message.document) return message.document.file_name ?? word("file");
  return word("message_other");
}

function photo(picture, caption) {
  const source = fileAddress(picture.file_id);
  const label = word("photo_enlarge");
  const image = element("img", {
    src: source,
    alt: caption ? caption.slice(0, 200) : word("photo"),
    width: picture.width,
    height: picture.height,
    draggable: "false",
  });
  return element("button", {
    type: "button",
    class: "photo",
    "aria-label": `${label}: ${image.alt}`,
    title: label,
    onclick: () => showPhoto(source, image.alt),
  }, image);
}

function sticker(one) {
  return element("img", {
    class: "sticker",
    src: fileAddress(one.file_id),
    alt: `${one.emoji ?? ""} ${word("sticker")}`.trim(),
    width: one.width,
    height: one.height,
  });
}

function sound(voice) {
  return element("audio", { class: "voice", controls: true, preload: "metadata", src: fileAddress(voice.file_id) });
}

function documentCard(file) {
  const name = file.file_name ?? word("file");
  return element("a", { class: "file", href: fileAddress(file.file_id), download: name, title: word("download") },
    element("span", { class: "file-sign" }, icon("file")),
    element("span", { class: "file-words" },
      element("span", { class: "file-name" }, name),
      element("span", { class: "quiet" }, file.file_size ? size(file.file_size) : word("file"))));
}

function place({ latitude, longitude }, venue = null) {
  const coordinates = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return element("div", { class: "place" },
    element("div", { class: "place-drawing" }, icon("place")),
    element("div", { class: "place-words" },
      venue ? element("strong", {}, venue.title) : null,
      venue ? element("span", {}, venue.address) : null,
      element("span", { class: "quiet" }, coordinates)));
}
