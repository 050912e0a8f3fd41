/** Building DOM nodes: data only ever becomes text, never markup. */

const SVG = "http://www.w3.org/2000/svg";

const DRAWINGS = {
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-8-5 16-3.5-6.5z M11.5 13.5L20 4",
  attach: "M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.6a3.4 3.4 0 0 1 4.8 4.8l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.8-7.8",
  keyboard: "M3 6h18v12H3z M7 10h.01M11 10h.01M15 10h.01M18 10h.01M7 14h10",
  slash: "M5 4h14v16H5z M14 8l-4 8",
  photo: "M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4 M15.5 9h.01",
  file: "M6 3h8l4 4v14H6z M14 3v5h4",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M8.5 14.5c1.8 2.4 5.2 2.4 7 0 M9 9.5h.01M15 9.5h.01",
  voice: "M12 4a3 3 0 0 1 3 3v4a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3z M6 11a6 6 0 0 0 12 0 M12 17v4",
  place: "M12 21s7-6.5 7-11.5A7 7 0 0 0 5 9.5C5 14.5 12 21 12 21z M12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  add: "M12 5v14M5 12h14",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
  journal: "M5 4h14v16H5z M9 8h6M9 12h6M9 16h4",
  block: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M6 6l12 12",
  reply: "M10 6L4 12l6 6 M4 12h10a6 6 0 0 1 6 6",
  down: "M6 9l6 6 6-6",
  link: "M8 16L17 7M10 7h7v7",
  inline: "M4 12h10M10 8l4 4-4 4 M18 5v14",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  edit: "M4 20l1-4L16 5l3 3L8 19z M14 7l3 3",
  forward: "M14 6l6 6-6 6 M20 12H10a6 6 0 0 0-6 6",
  pin: "M12 16v5 M8 4h8l-1 6 3 3v3H6v-3l3-3z",
  group: "M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6z M3 19c0-3.5 2.5-5.5 6-5.5s6 2 6 5.5 M15.5 5.3a3 3 0 0 1 0 5.4 M17.5 14c2.2.7 3.5 2.4 3.5 5",
  contact: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M4.5 20c0-4 3.2-6 7.5-6s7.5 2 7.5 6",
  poll: "M5 20V11M12 20V4M19 20v-6",
  video: "M3 6h12v12H3z M15 10.5l6-3.5v10l-6-3.5z",
  music: "M9 18V5l10-2v13 M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z M19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z",
  missing: "M4 5h16v14H4z M4 4l16 16",
  left: "M15 6l-6 6 6 6",
  right: "M9 6l6 6-6 6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  beside: "M3 5h18v14H3z M12 5v14",
  copy: "M9 9h11v11H9z M5 15H4V4h11v1",
};

/**
 * A new element.
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `on<event>` with a function listens; null, undefined and false are left out; true is an empty attribute
 * @param {...(Node|string|null|undefined)} children strings become text nodes
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/**
 * A line drawing from the page's own set, hidden from screen readers.
 * @param {keyof typeof DRAWINGS} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", DRAWINGS[name]);
  svg.append(path);
  return svg;
}

/**
 * A square button with a drawing and a name that screen readers and tooltips show.
 * @param {keyof typeof DRAWINGS} drawing
 * @param {string} label
 * @param {Record<string, unknown>} [attributes]
 */
export function iconButton(drawing, label, attributes = {}) {
  const looks = { type: "button", class: "icon-button", "aria-label": label, title: label };
  return element("button", { ...looks, ...attributes }, icon(drawing));
}

/**
 * Put other children into a place; the focus stays on the control that stands where the focused one stood.
 * @param {HTMLElement} place
 * @param {...Node} children
 */
export function refill(place, ...children) {
  const controls = () => [...place.querySelectorAll("a, button, input, select")];
  const focused = controls().indexOf(document.activeElement);
  place.replaceChildren(...children);
  if (focused >= 0) controls()[focused]?.focus({ preventScroll: true });
}
