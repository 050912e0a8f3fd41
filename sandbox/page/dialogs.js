/** What stands over the page for a moment: notes, alerts, pictures enlarged, questions. */

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

/**
 * Tell of a request that failed.
 * @param {import("./api.js").SandboxError} error an empty message means that the server did not answer
 */
export function tellError(error) {
  if (error.missing) toast(word("not_yet"));
  else toast(error.message || word("disconnected"), "error");
}

/** Do something that the server may refuse, and tell of it. @param {() => Promise<void>} work */
export async function attempt(work) {
  try {
    await work();
  } catch (error) {
    tellError(error);
  }
}

/** Show a dialog over the page; Esc and a press beside it close it. @param {HTMLDialogElement} dialog */
export function openDialog(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.showModal();
}

/** A note that stays until it is dismissed. @param {string} text */
export function alertBox(text) {
  openDialog(element("dialog", { class: "box", "data-testid": "alert" },
    element("p", { class: "alert-text" }, text),
    element("form", { method: "dialog", class: "choices" },
      element("button", { class: "main-button" }, word("ok")))));
}

/**
 * Pictures and films as large as the window; arrows go from one to the next.
 * @param {{source: string, description: string, film?: boolean}[]} shown
 * @param {number} [at] which of them first
 */
export function showLarge(shown, at = 0) {
  const stage = element("div", { class: "stage" });
  const turn = (by) => {
    at = (at + by + shown.length) % shown.length;
    const { source, description, film } = shown[at];
    stage.replaceChildren(film
      ? element("video", { src: source, controls: true, autoplay: true, playsinline: true, "aria-label": description })
      : element("img", { src: source, alt: description, onclick: () => dialog.close() }));
  };
  const many = shown.length > 1;
  const dialog = element("dialog", {
    class: "viewer", "aria-label": word("photo"), "data-testid": "viewer",
    onkeydown: (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (many && by && event.target.tagName !== "VIDEO") turn(by);
    },
  },
  iconButton("close", word("close"), { class: "icon-button close", onclick: () => dialog.close() }),
  stage,
  many ? iconButton("left", word("previous"), { class: "icon-button previous", onclick: () => turn(-1) }) : null,
  many ? iconButton("right", word("next"), { class: "icon-button next", onclick: () => turn(1) }) : null);
  turn(0);
  openDialog(dialog);
}

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {string|string[]} [value] of checks: those that are ticked
 * @property {[string, string][]} [options] value and label of each choice
 * @property {"text"|"number"|"checks"|"lines"} [kind] "checks": any number of the options; "lines": a text of several
 * @property {string} [step]
 * @property {string} [min]
 * @property {string} [max]
 * @property {number} [longest] characters; 64 where nothing is said
 */

/**
 * Ask a few things.
 * @param {string} title
 * @param {string} submit the word on the button
 * @param {Field[]} fields
 * @param {(answers: Record<string, string|string[]>) => void} answered of checks: a list
 */
export function askFor(title, submit, fields, answered) {
  const form = element("form", { method: "dialog", class: "fields" }, element("h2", {}, title), ...fields.map(labelled),
    element("div", { class: "choices" },
      element("button", { type: "button", class: "plain-button", onclick: () => dialog.close() }, word("cancel")),
      element("button", { class: "main-button" }, submit)));
  const dialog = element("dialog", { class: "box", "aria-label": title }, form);
  form.addEventListener("submit", () => {
    const given = new FormData(form);
    const read = ({ name, kind }) => [name, kind === "checks" ? given.getAll(name) : given.get(name)];
    answered(Object.fromEntries(fields.map(read)));
  });
  openDialog(dialog);
}

function labelled(field) {
  if (field.kind !== "checks") return element("label", {}, element("span", {}, field.label), control(field));
  return element("fieldset", { class: "checks" }, element("legend", {}, field.label),
    ...field.options.map(([value, label]) => element("label", { class: "tick" },
      element("input", { type: "checkbox", name: field.name, value, checked: field.value?.includes(value) }), label)));
}

function control({ name, value = "", kind = "text", options, longest = 64, step, min, max }) {
  if (options) {
    const made = options.map(([one, label]) => element("option", { value: one, selected: one === value }, label));
    return element("select", { name }, ...made);
  }
  const limits = { name, required: true, maxlength: longest, autocomplete: "off" };
  if (kind === "lines") return element("textarea", { ...limits, rows: "4" }, value);
  return element("input", { ...limits, value, type: kind, step, min, max });
}
