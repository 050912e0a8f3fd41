/** Small cards: a file, a place, a contact, a throw of dice. */

import { fileAddress } from "./api.js";
import { element, icon } from "./elements.js";
import { size, word } from "./words.js";

/** A file to be downloaded. @param {object} file Bot API Document */
export function documentCard(file) {
  const name = file.file_name ?? word("file");
  return element("a", { class: "file", href: fileAddress(file.file_id), download: name, title: word("download") },
    element("span", { class: "file-sign" }, icon("file")),
    element("span", { class: "file-words" },
      element("span", { class: "file-name" }, name),
      element("span", { class: "quiet" }, file.file_size ? size(file.file_size) : word("file"))));
}

/** A pin on a drawn plain; no map is fetched. @param {object} location Bot API Location @param {object|null} [venue] */
export function place({ latitude, longitude, live_period: live }, venue = null) {
  const coordinates = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return element("div", { class: "place" },
    element("div", { class: "place-drawing" }, icon("place")),
    element("div", { class: "place-words" },
      venue ? element("strong", {}, venue.title) : null,
      venue ? element("span", {}, venue.address) : null,
      live ? element("strong", {}, word("place_live")) : null,
      element("span", { class: "quiet" }, coordinates)));
}

/** @param {object} one Bot API Contact */
export function contact(one) {
  const name = [one.first_name, one.last_name].filter(Boolean).join(" ");
  return element("div", { class: "file", "data-testid": "contact" },
    element("span", { class: "file-sign" }, icon("contact")),
    element("span", { class: "file-words" },
      element("span", { class: "file-name" }, name), element("span", { class: "quiet" }, one.phone_number)));
}

/** @param {object} thrown Bot API Dice */
export function dice(thrown) {
  const label = word("dice", { emoji: thrown.emoji, number: thrown.value });
  return element("div", { class: "dice", role: "img", "aria-label": label, title: label },
    element("span", { class: "big-emoji" }, thrown.emoji), element("span", { class: "badge" }, String(thrown.value)));
}
