/** Where the person writes: text, attachments, commands, and the reply keyboard below. */

import * as api from "./api.js";
import { gist } from "./attachments.js";
import { commandList } from "./commands.js";
import { askFor, tellError } from "./dialogs.js";
import { element, icon, iconButton } from "./elements.js";
import { startText } from "./entities.js";
import { inlineList } from "./inline.js";
import { replyKeyboard } from "./keyboards.js";
import { sampleSticker, sampleVoice } from "./samples.js";
import { chat, on, openKeyboard, person, sent, state } from "./store.js";
import { language, word } from "./words.js";

const LONGEST = 4096; // characters Telegram takes in one message
const ASTANA = { latitude: "51.1801", longitude: "71.446" };

/**
 * The foot of the chat: START or UNBLOCK where only that makes sense, else the composer.
 * @param {HTMLElement} foot
 * @returns {{draw: () => void, say: (text: string) => Promise<boolean>, reply: (message: object) => void, sharePlace: () => void}}
 */
export function composer(foot) {
  const drafts = new Map(); // by person: {text, replyTo, file, kind}
  let field = null;
  let commands = null;
  let inline = null;
  let drawn = "";

  const draft = () => {
    if (!drafts.has(state.currentId)) drafts.set(state.currentId, { text: "", replyTo: null, file: null, kind: null });
    return drafts.get(state.currentId);
  };

  async function attempt(work) {
    try {
      await work();
    } catch (error) {
      tellError(error);
    }
  }

  /** Long texts go as several messages, cut where a line ends. True: all of it was sent. */
  async function say(text) {
    const id = state.currentId;
    const { replyTo } = draft();
    let rest = text;
    await attempt(async () => {
      for (let first = true; rest.trim(); first = false) {
        const cut = rest.length > LONGEST ? rest.lastIndexOf("\n", LONGEST) : -1;
        const part = rest.slice(0, cut > 0 ? cut : LONGEST);
        sent(id, await api.sendText(id, part, first ? replyTo?.message_id : null));
        rest = rest.slice(part.length);
      }
    });
    drafts.get(id).replyTo = null;
    return rest.trim() === "";
  }

  async function submit() {
    const now = draft();
    const { text, file, kind } = now;
    if (!text.trim() && !file) return;
    Object.assign(now, { file: null, kind: null });
    put("");
    if (file) await attempt(async () => sent(person().id, await api.upload(person().id, kind, file, text.trim())));
    else if (!(await say(text.trim())) && now === draft()) put(text); // what was not sent stays to be sent again
    draw();
    field?.focus();
  }

  async function sayKeyboard(text) {
    if (chat().replyKeyboard?.one_time_keyboard) openKeyboard(false);
    await say(text);
  }

  async function sendFile(kind, file) {
    const { id } = person();
    await attempt(async () => sent(id, await api.upload(id, kind, await file)));
  }

  function sharePlace() {
    const { id } = person();
    const degrees = (name, label, most) => ({
      name, label, value: ASTANA[name], kind: "number", step: "any", min: `-${most}`, max: most,
    });
    const fields = [degrees("latitude", word("latitude"), "90"), degrees("longitude", word("longitude"), "180")];
    askFor(word("place"), word("send"), fields, (place) =>
      attempt(async () => sent(id, await api.sendLocation(id, {
        latitude: Number(place.latitude), longitude: Number(place.longitude),
      }))));
  }

  function chooseFile(kind, accept) {
    const input = element("input", { type: "file", accept });
    input.addEventListener("change", () => take(input.files[0], kind));
    input.click();
  }

  function take(file, kind = file?.type.startsWith("image/") ? "photo" : "document") {
    if (!file) return;
    Object.assign(draft(), { file, kind });
    draw();
    field?.focus();
  }

  function reply(message) {
    draft().replyTo = message;
    draw();
    field?.focus();
  }

  function attachMenu() {
    const item = (drawing, label, chosen) => element("button", {
      type: "button", role: "menuitem", onclick: () => { menu.hidePopover(); chosen(); },
    }, icon(drawing), label);
    const menu = element("div", { id: "attach", class: "menu", role: "menu", popover: "auto" },
      item("photo", word("photo"), () => chooseFile("photo", "image/jpeg,image/png,image/webp")),
      item("file", word("file"), () => chooseFile("document", "")),
      item("smile", word("sticker"), () => sendFile("sticker", sampleSticker())),
      item("voice", word("voice"), () => sendFile("voice", sampleVoice())),
      item("place", word("place"), sharePlace));
    const opener = iconButton("attach", word("attach"), { popovertarget: "attach" });
    menu.addEventListener("beforetoggle", () => {
      const { left, top } = opener.getBoundingClientRect();
      Object.assign(menu.style, { left: `${left}px`, bottom: `${window.innerHeight - top + 8}px` });
    });
    return [opener, menu];
  }

  function above() {
    const now = draft();
    if (!now.replyTo && !now.file) return null;
    const drop = () => { Object.assign(now, { replyTo: null, file: null, kind: null }); draw(); };
    return element("div", { class: "above" },
      icon(now.file ? (now.kind === "photo" ? "photo" : "file") : "reply"),
      element("span", { class: "above-words" }, now.file ? now.file.name : gist(now.replyTo)),
      iconButton("close", word("cancel"), { onclick: drop }));
  }

  function only(label, testid, chosen) {
    foot.replaceChildren(element("button", {
      type: "button", class: "main-button wide", "data-testid": testid, onclick: () => attempt(chosen),
    }, label));
  }

  /** What the foot looks like: drawn anew only when this changes, so that nobody loses the place where he types. */
  function looks() {
    const { loaded, messages, replyKeyboard: markup, keyboardOpen, commands } = chat();
    const { replyTo, file } = draft();
    return JSON.stringify([
      language(), person(), loaded, messages.size === 0, markup, keyboardOpen, commands, replyTo?.message_id, file?.name,
    ]);
  }

  function draw() {
    const now = looks();
    if (now === drawn) return;
    drawn = now;
    const hadFocus = foot.contains(document.activeElement);
    const caret = field?.selectionStart ?? 0;
    fill();
    if (!field || !hadFocus || !matchMedia("(pointer: fine)").matches) return;
    field.focus();
    field.setSelectionRange(caret, caret);
  }

  function fill() {
    const one = person();
    field = null;
    if (!one || !chat().loaded) return foot.replaceChildren();
    if (one.blocked) return only(word("unblock"), "unblock", () => api.setBlocked(one.id, false));
    if (chat().messages.size === 0 && !one.started) return only(word("start"), "start", () => say("/start"));
    const { replyKeyboard: markup, keyboardOpen, commands: known } = chat();
    field = element("textarea", {
      rows: "1", dir: "auto", enterkeyhint: "send", autocomplete: "off", role: "combobox", "aria-expanded": "false",
      "aria-controls": "commands", "aria-autocomplete": "list", "data-testid": "composer", "aria-label": word("message"),
      placeholder: (keyboardOpen && markup?.input_field_placeholder) || word("message"),
      oninput: typed, onkeydown: key,
    });
    commands = commandList(field, (command) => { put(""); say(command); });
    inline = inlineList(field, {
      chosen: (message) => { put(""); sent(one.id, message); },
      start: (parameter) => { put(""); say(startText(parameter)); },
    });
    field.value = draft().text;
    foot.replaceChildren(...[
      commands.list,
      inline.list,
      above(),
      element("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); submit(); } },
        known.length ? commands.button : null,
        ...attachMenu(),
        field,
        markup ? iconButton("keyboard", keyboardOpen ? word("keyboard_hide") : word("keyboard_show"), {
          onclick: () => openKeyboard(!keyboardOpen), "aria-pressed": String(keyboardOpen),
        }) : null,
        iconButton("send", word("send"), { type: "submit", class: "icon-button send", "data-testid": "send" })),
      markup && keyboardOpen ? replyKeyboard(markup, { say: sayKeyboard, sharePlace }) : null,
    ].filter(Boolean));
    grow();
  }

  function put(text) {
    draft().text = text;
    if (!field) return;
    field.value = text;
    grow();
  }

  function typed() {
    draft().text = field.value;
    commands.typed();
    inline.typed();
    grow();
  }

  function grow() {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }

  function key(event) {
    if (event.isComposing || commands.key(event) || inline.key(event)) return;
    if (event.key === "Escape" && draft().replyTo) {
      draft().replyTo = null;
      draw();
      field.focus();
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    submit();
  }

  document.addEventListener("paste", ({ clipboardData }) => field && take(clipboardData.files[0]));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (field) take(event.dataTransfer.files[0]);
  });
  return { draw, say, reply, sharePlace };
}
