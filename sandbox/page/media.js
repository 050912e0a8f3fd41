/** Pictures, films, sounds and stickers, alone or as an album; a file that is broken leaves a calm note in its place. */

import { fileAddress } from "./api.js";
import { showLarge } from "./dialogs.js";
import { element, icon } from "./elements.js";
import { duration, word } from "./words.js";

/** A photo, enlarged by a press. @param {object} message Bot API Message with `photo` */
export const photo = (message) => framed([message], 0);

/** A film with its own controls. @param {object} message Bot API Message with `video` */
export function video(message) {
  const film = player("video", message.video, { class: "film", playsinline: true });
  return message.has_media_spoiler ? covered(film) : film;
}

/** A silent film that goes round. @param {object} message Bot API Message with `animation` */
export function animation(message) {
  const isPicture = message.animation.mime_type?.startsWith("image/");
  const moving = isPicture
    ? picture(message.animation, { class: "film", alt: "GIF" })
    : player("video", message.animation, { class: "film", autoplay: true, loop: true, muted: true, playsinline: true });
  return message.has_media_spoiler ? covered(moving) : moving;
}

/** A round film: a press plays it, another one stops it, for controls do not fit in a circle. @param {object} file Bot API VideoNote */
export function circle(file) {
  const film = player("video", { ...file, width: file.length, height: file.length }, { controls: null, playsinline: true });
  const toggle = () => (film.paused ? film.play() : film.pause());
  return element("button", { type: "button", class: "circle", "aria-label": word("video_note"), onclick: toggle }, film,
    element("span", { class: "length" }, `▶ ${duration(file.duration)}`));
}

/** @param {object} one Bot API Sticker */
export function sticker(one) {
  const label = `${one.emoji ?? ""} ${word("sticker")}`.trim();
  if (one.is_animated) return element("span", { class: "sticker big-emoji", role: "img", "aria-label": label }, one.emoji ?? "★");
  if (one.is_video) return player("video", one, { class: "sticker", autoplay: true, loop: true, muted: true, controls: null });
  return picture(one, { class: "sticker", alt: label });
}

/** @param {object} file Bot API Voice */
export const voice = (file) => element("div", { class: "sound" }, player("audio", file, { "aria-label": word("voice") }));

/** Music, with its name. @param {object} file Bot API Audio */
export function sound(file) {
  const title = file.title ?? file.file_name ?? word("audio");
  return element("div", { class: "sound" },
    element("div", { class: "sound-words" }, icon("music"),
      element("strong", {}, title), file.performer ? element("span", { class: "quiet" }, file.performer) : null),
    player("audio", file, { "aria-label": title }));
}

/**
 * Photos and films side by side, files and music one under another.
 * @param {object[]} messages those of one album, oldest first
 * @param {(file: object) => HTMLElement} documentCard
 */
export function album(messages, documentCard) {
  if (!messages[0].photo && !messages[0].video) {
    const one = (message) => (message.audio ? sound(message.audio) : documentCard(message.document));
    return element("div", { class: "pile", "data-testid": "album" },
      ...messages.map((message) => element("div", { "data-part": message.message_id }, one(message))));
  }
  const widths = rowsOf(messages.length).flatMap((count) => Array(count).fill(6 / count));
  return element("div", { class: "album", "data-testid": "album" },
    ...messages.map((message, at) => {
      const tile = framed(messages, at);
      tile.dataset.part = message.message_id;
      tile.dataset.width = widths[at];
      return tile;
    }));
}

/** How many tiles stand in each row: up to three, the fuller rows below. */
function rowsOf(count) {
  if (count === 3) return [1, 2];
  const rows = Math.ceil(count / 3);
  const least = Math.floor(count / rows);
  return Array.from({ length: rows }, (_, at) => least + (at >= rows - (count % rows) ? 1 : 0));
}

/** A photo or a film of `messages` that opens large, with the others beside it. */
function framed(messages, at) {
  const message = messages[at];
  const label = word("photo_enlarge");
  const description = message.caption?.slice(0, 200) || (message.photo ? word("photo") : word("video"));
  const large = () => showLarge(messages.map(enlarged), at);
  const still = message.photo
    ? picture(message.photo.at(-1), { alt: description, draggable: "false" })
    : player("video", message.video, { controls: null, muted: true, tabindex: "-1" });
  const frame = element("button", {
    type: "button", class: "photo", "aria-label": `${label}: ${description}`, title: label, onclick: large,
  }, still, message.video ? element("span", { class: "length" }, `▶ ${duration(message.video.duration)}`) : null);
  return message.has_media_spoiler ? covered(frame) : frame;
}

function enlarged(message) {
  const file = message.photo?.at(-1) ?? message.video;
  const description = message.caption?.slice(0, 200) || (message.photo ? word("photo") : word("video"));
  return { source: fileAddress(file.file_id), description, film: Boolean(message.video) };
}

function picture({ file_id: id, width, height }, looks) {
  const image = element("img", { src: fileAddress(id), width, height, ...looks });
  image.addEventListener("error", () => image.replaceWith(missing()), { once: true });
  return image;
}

function player(tag, { file_id: id, width, height }, looks) {
  const node = element(tag, { src: fileAddress(id), controls: true, preload: "metadata", width, height, ...looks });
  node.muted = Boolean(looks.muted); // the attribute alone does not silence what a script has made
  node.addEventListener("error", () => node.replaceWith(missing()), { once: true });
  return node;
}

function missing() {
  return element("span", { class: "missing", role: "img", "aria-label": word("file_missing"), "data-testid": "missing" },
    icon("missing"), element("span", {}, word("file_missing")));
}

/** What the sender has hidden: shown by a press. */
function covered(node) {
  const cover = element("button", {
    type: "button", class: "cover", "aria-label": word("spoiler_media"), title: word("spoiler_media"),
    onclick: () => { whole.classList.remove("covered"); cover.remove(); node.removeAttribute("inert"); node.focus(); },
  });
  node.setAttribute("inert", "");
  const whole = element("div", { class: "covered" }, node, cover);
  return whole;
}
