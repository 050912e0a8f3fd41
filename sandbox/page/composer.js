/** Where the person writes: text, attachments, commands, and the reply keyboard below. */

import * as api from "./api.js";
import { gist } from "./attachments.js";
import { commandList } from "./commands.js";
import { attempt } from "./dialogs.js";
import { element, icon, iconButton } from "./elements.js";
import { startText } from "./entities.js";
import { choose } from "./fetching.js";
import { inlineList } from "./inline.js";
import { replyKeyboard } from "./keyboards.js";
import { attachButton, kindOf, makePoll, send, shareContact, sharePlace } from "./sharing.js";
import { chat, group, here, openKeyboard, person, state, takeMessage } from "./store.js";
import { language, word } from "./words.js";

const LONGEST = 4096; // characters Telegram takes in one message
const EMPTY = { text: "", replyTo: null, editing: null, files: [], kind: null };
const ALBUM = ["photo", "video", "document", "audio"]; // kinds of which several go as one

/**
 * The foot of the chat: START, UNBLOCK or JOIN where only that makes sense, else the composer.
 * @param {HTMLElement} foot
 * @returns {{draw: () => void, say: (text: string) => Promise<boolean>, start: (parameter: string|null) => Promise<void>,
 *   reply: (message: object) => void, edit: (message: object) => void, type: (text: string) => void, write: () => void}}
 *   `start`: in the chat with the bot; `type` puts a text into the field as if it were typed
 */
export function composer(foot) {
  const drafts = new Map(); // by person and chat
  let field = null;
  let commands = null;
  let inline = null;
  let drawn = "";

  function draft() {
    const name = `${state.currentId} ${state.chatId}`;
    if (!drafts.has(name)) drafts.set(name, { ...EMPTY });
    return drafts.get(name);
  }

  /** Long texts go as several messages, cut where a line ends. True: all of it was sent. */
  async function say(text) {
    const at = here();
    const now = draft();
    const { replyTo } = now;
    let rest = text;
    await attempt(async () => {
      for (let first = true; rest.trim(); first = false) {
        const cut = rest.length > LONGEST ? rest.lastIndexOf("\n", LONGEST) : -1;
        const part = rest.slice(0, cut > 0 ? cut : LONGEST);
        takeMessage(await api.sendText(at, part, first ? replyTo?.message_id : null));
        rest = rest.slice(part.length);
      }
    });
    answered(now, replyTo);
    return rest.trim() === "";
  }

  /** Files go with their caption under the first; several of a kind that allows it as one album. */
  async function sendFiles(files, kind, caption) {
    const at = here();
    const now = draft();
    const { replyTo } = now;
    const album = files.length > 1 && ALBUM.includes(kind) ? String(Date.now()) : null;
    let first = true;
    await attempt(async () => {
      for (const file of files) {
        const more = { replyTo: replyTo?.message_id, album };
        takeMessage(await api.upload(at, kind, file, first ? caption : "", more));
        first = false;
      }
    });
    answered(now, replyTo);
  }

  /** What was replied to is no more, unless the bot has meanwhile asked for another reply. */
  function answered(now, replyTo) {
    if (now.replyTo === replyTo) now.replyTo = null;
  }

  async function start(parameter) {
    if (state.chatId !== state.currentId) await choose(state.currentId);
    if (parameter !== null) await say(startText(parameter));
    write();
  }

  async function submit() {
    const now = draft();
    const { text, files, kind, editing } = now;
    if (!text.trim() && !files.length) return;
    Object.assign(now, { files: [], kind: null, editing: null });
    put("");
    if (editing) await send(api.editText(here(), editing.message_id, text.trim()));
    else if (files.length) await sendFiles(files, kind, text.trim());
    else if (!(await say(text.trim())) && now === draft()) put(text); // what was not sent stays to be sent again
    draw();
    write();
  }

  async function sayKeyboard(text) {
    if (chat().replyKeyboard?.one_time_keyboard) openKeyboard(false);
    await say(text);
  }

  function take(files, kind = kindOf(files[0])) {
    Object.assign(draft(), { files, kind, editing: null });
    draw();
    write();
  }

  function reply(message) {
    Object.assign(draft(), { replyTo: message, editing: null });
    draw();
    write();
  }

  function edit(message) {
    Object.assign(draft(), { ...EMPTY, editing: message });
    put(message.text);
    draw();
    write();
  }

  function dropAbove() {
    if (draft().editing) put("");
    Object.assign(draft(), { replyTo: null, editing: null, files: [], kind: null });
    draw();
    write();
  }

  const write = () => field?.focus();

  function above() {
    const { replyTo, editing, files, kind } = draft();
    const shown = editing ?? replyTo;
    if (!shown && !files.length) return null;
    const drawing = editing ? "edit" : files.length ? (kind === "photo" ? "photo" : "file") : "reply";
    const label = editing ? word("editing") : files.length ? word("attached") : word("reply");
    const named = files.length ? files.map((file) => file.name).join(", ") : gist(shown);
    return element("div", { class: "above", "data-testid": "above" }, icon(drawing),
      element("span", { class: "above-words" }, element("strong", {}, label), " ", named),
      iconButton("close", word("cancel"), { onclick: dropAbove }));
  }

  function only(label, testid, chosen) {
    foot.replaceChildren(element("button", {
      type: "button", class: "main-button wide", "data-testid": testid, onclick: () => attempt(chosen),
    }, label));
  }

  /** What the foot looks like: drawn anew only when this changes, so that nobody loses the place where he types. */
  function looks() {
    const { loaded, messages, replyKeyboard: markup, keyboardOpen, commands: known } = chat();
    const { replyTo, editing, files } = draft();
    return JSON.stringify([
      language(), person(), state.chatId, group()?.member_ids, loaded, messages.size === 0, markup, keyboardOpen, known,
      replyTo?.message_id, editing?.message_id, files.map((file) => file.name),
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
    const isGroup = group() !== null;
    if (isGroup && !group().member_ids.includes(one.id)) {
      return only(word("join"), "join", () => api.changeMember(state.chatId, one.id, "joins"));
    }
    if (!isGroup && one.blocked) return only(word("unblock"), "unblock", () => api.setBlocked(one.id, false));
    if (!isGroup && chat().messages.size === 0 && !one.started) return only(word("start"), "start", () => say("/start"));
    fillComposer();
  }

  function fillComposer() {
    const { replyKeyboard: markup, keyboardOpen, commands: known } = chat();
    field = element("textarea", {
      rows: "1", dir: "auto", enterkeyhint: "send", autocomplete: "off", role: "combobox", "aria-expanded": "false",
      "aria-controls": "commands", "aria-autocomplete": "list", "data-testid": "composer", "aria-label": word("message"),
      placeholder: (keyboardOpen && markup?.input_field_placeholder) || word("message"),
      oninput: typed, onkeydown: key,
    });
    commands = commandList(field, (command) => { put(""); say(command); });
    inline = inlineList(field, {
      chosen: (message) => { put(""); takeMessage(message); },
      start: (parameter) => { put(""); start(parameter); },
    });
    field.value = draft().text;
    const actions = { say: sayKeyboard, sharePlace, shareContact, makePoll };
    foot.replaceChildren(...[
      commands.list,
      inline.list,
      above(),
      element("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); submit(); } },
        known.length ? commands.button : null,
        attachButton(take),
        field,
        markup ? iconButton("keyboard", keyboardOpen ? word("keyboard_hide") : word("keyboard_show"), {
          onclick: () => openKeyboard(!keyboardOpen), "aria-pressed": String(keyboardOpen),
        }) : null,
        iconButton("send", word("send"), { type: "submit", class: "icon-button send", "data-testid": "send" })),
      markup && keyboardOpen ? replyKeyboard(markup, actions) : null,
    ].filter(Boolean));
    grow();
  }

  function put(text) {
    draft().text = text;
    if (!field) return;
    field.value = text;
    grow();
  }

  function type(text) {
    put(text);
    write();
    typed();
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
    const { replyTo, editing, files } = draft();
    if (event.key === "Escape" && (replyTo || editing || files.length)) dropAbove();
    else if (event.key === "ArrowUp" && !field.value && !editing) editLast(event);
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  }

  function editLast(event) {
    const mine = [...chat().messages.values()].findLast((one) => one.from?.id === state.currentId && one.text);
    if (!mine || mine.forward_origin || mine.via_bot) return;
    event.preventDefault();
    edit(mine);
  }

  document.addEventListener("paste", ({ clipboardData }) => field && clipboardData.files[0] && take([...clipboardData.files]));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (field && event.dataTransfer.files[0]) take([...event.dataTransfer.files]);
  });
  return { draw, say, start, reply, edit, type, write };
}
