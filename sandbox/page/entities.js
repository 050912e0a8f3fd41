/** Formatted text: entities with offsets in UTF-16 units, which are JavaScript's own string units. */

import { element, icon } from "./elements.js";
import { readLink } from "./links.js";
import { word } from "./words.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = ["pre", "blockquote", "expandable_blockquote"];

/**
 * @typedef {{botUsername: string, say: (text: string) => void, start: (parameter: string|null) => void}} Reader what a
 *   pressed command or deep link does
 */

/**
 * Text with its entities as nodes.
 * @param {string} text
 * @param {object[]|undefined} entities Bot API MessageEntity objects; those out of range are cut to it
 * @param {Reader|null} reader null: nothing in it can be pressed, as where the whole of it is a button
 * @returns {DocumentFragment}
 */
export function formatted(text, entities, reader) {
  const ordered = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fragment.append(...nodes(text, ordered, 0, text.length, reader));
  return fragment;
}

/** The nodes of text[from, to); `entities` are ordered, outer before inner. */
function nodes(text, entities, from, to, reader) {
  const made = [];
  let at = from;
  let afterBlock = false;
  const plain = (end) => {
    // A block already ends its line: the newline that follows it would show as an empty one.
    const begin = afterBlock && text[at] === "\n" ? at + 1 : at;
    if (begin < end) made.push(text.slice(begin, end));
    at = end;
  };
  for (let index = 0; index < entities.length; index++) {
    const entity = entities[index];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (start >= end) continue;
    plain(start);
    const inner = entities.slice(index + 1).filter((other) => other.offset < end);
    made.push(wrapped(entity, nodes(text, inner, start, end, reader), text.slice(start, end), reader));
    at = end;
    afterBlock = BLOCKS.includes(entity.type);
  }
  if (at < to) plain(to);
  return made;
}

function wrapped(entity, children, text, reader) {
  if (reader === null && !(entity.type in TAGS)) return unpressable(entity, children);
  switch (entity.type) {
    case "bold":
    case "italic":
    case "underline":
    case "strikethrough":
    case "code":
      return element(TAGS[entity.type], {}, ...children);
    case "pre":
      return element("pre", { "data-language": entity.language }, element("code", {}, ...children));
    case "blockquote":
      return element("blockquote", {}, ...children);
    case "expandable_blockquote":
      return expandable(children);
    case "spoiler":
      return spoiler(children);
    case "text_link":
      return link(entity.url, children, reader);
    case "url":
      return link(text, children, reader);
    case "mention":
      return link(`https://t.me/${text.slice(1)}`, children, reader);
    case "bot_command":
      return pressable(children, () => reader.say(text));
    case "hashtag":
    case "cashtag":
    case "email":
    case "phone_number":
    case "text_mention":
      return element("span", { class: "tinted" }, ...children);
    default:
      return element("span", {}, ...children);
  }
}

function unpressable({ type }, children) {
  if (type === "spoiler") return element("span", { class: "spoiler" }, element("span", { class: "spoiler-text" }, ...children));
  return element("span", {}, ...children);
}

function link(address, children, reader) {
  const target = readLink(address, reader.botUsername);
  if (target === null) return element("span", {}, ...children);
  if ("start" in target) return pressable(children, () => reader.start(target.start));
  const { href } = target;
  return element("a", { href, target: "_blank", rel: "noopener noreferrer", title: href }, ...children);
}

/** What a deep link says for the person. @param {string} parameter may be empty */
export const startText = (parameter) => `/start ${parameter}`.trim();

function pressable(children, pressed) {
  return element("button", { type: "button", class: "text-button", onclick: pressed }, ...children);
}

function spoiler(children) {
  const cover = element("span", {
    class: "spoiler",
    role: "button",
    tabindex: "0",
    "aria-label": word("spoiler_show"),
  }, element("span", { class: "spoiler-text", inert: true }, ...children));
  const reveal = () => {
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
    cover.firstChild.removeAttribute("inert");
    cover.classList.add("shown");
  };
  cover.addEventListener("click", reveal);
  cover.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    reveal();
  });
  return cover;
}

function expandable(children) {
  const quote = element("blockquote", { class: "expandable" }, element("div", { class: "quoted" }, ...children));
  const toggle = element("button", {
    type: "button",
    class: "expand",
    "aria-expanded": "false",
    "aria-label": word("quote_expand"),
    onclick: () => toggle.setAttribute("aria-expanded", String(quote.classList.toggle("open"))),
  }, icon("down"));
  quote.append(toggle);
  return quote;
}
