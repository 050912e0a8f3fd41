/** What stands over the page for a moment: notes, alerts, a picture enlarged, questions. */

import { element, iconButton } from "./elements.js";
import { word } from "./words.js";

const TOAST_LASTS = 4000; // milliseconds

/** A short note that goes away by itself. @param {string} text @param {"note"|"error"} [kind] */
export function toast(text, kind = "note") {
  const note = element("div", { class: `toast ${kind}`, "data-testid": "toast" }, text);
  const notes = document.getElementById("toasts");
  notes.append(note);
  while (notes.children.length > 3) notes.firstChild.remove();
  setTimeout(() => note.remove(), TOAST_LASTS);
}

/** Tell of a request that failed. @param {Error} error an empty message means that the server did not answer */
export function tellError(error) {
  toast(error.message || word("disconnected"), "error");
}

function open(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.showModal();
}

/** A note that stays until it is dismissed. @param {string} text */
export function alertBox(text) {
  const dialog = element("dialog", { class: "box", "data-testid": "alert" },
    element("p", { class: "alert-text" }, text),
    element("form", { method: "dialog", class: "choices" },
      element("button", { class: "main-button" }, word("ok"))));
  open(dialog);
}

/** A picture as large as the window. @param {string} source @param {string} description */
export function showPhoto(source, description) {
  const dialog = element("dialog", { class: "viewer", "aria-label": word("photo") },
    iconButton("close", word("close"), { onclick: () => dialog.close() }),
    element("img", { src: source, alt: description, onclick: () => dialog.close() }));
  open(dialog);
}

/**
 * Ask a few things.
 * @param {string} title
 * @param {string} submit the word on the button
 * @param {{name: string, label: string, value?: string, options?: [string, string][], kind?: string, step?: string, min?: string, max?: string}[]} fields
 * @param {(answers: Record<string, string>) => void} answered
 */
export function askFor(title, submit, fields, answered) {
  const form = element("form", { method: "dialog", class: "fields" }, element("h2", {}, title),
    ...fields.map((field) => element("label", {}, element("span", {}, field.label), control(field))),
    element("div", { class: "choices" },
      element("button", { type: "button", class: "plain-button", onclick: () => dialog.close() }, word("cancel")),
      element("button", { class: "main-button" }, submit)));
  const dialog = element("dialog", { class: "box", "aria-label": title }, form);
  form.addEventListener("submit", () => answered(Object.fromEntries(new FormData(form))));
  open(dialog);
}

function control(field) {
  if (!field.options) {
    const { name, value = "", kind = "text", step, min, max } = field;
    return element("input", { name, value, type: kind, step, min, max, required: true, maxlength: "64", autocomplete: "off" });
  }
  return element("select", { name: field.name },
    ...field.options.map(([value, label]) => element("option", { value, selected: value === field.value }, label)));
}
