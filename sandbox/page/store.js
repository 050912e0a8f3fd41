/** What the page knows: the bot, the people, their chats and the requests; changed only here, from answers and events. */

import * as api from "./api.js";

const REQUESTS_KEPT = 1000;
const CHATS_LOADED_AT_ONCE = 30;
const TYPING_LASTS = 5500;
const CURRENT_PERSON = "sandbox-person";

/**
 * @typedef {object} Chat one person's chat with the bot
 * @property {boolean} loaded
 * @property {Map<number, object>} messages by message id, oldest first
 * @property {object[]} commands
 * @property {string} description
 * @property {object|null} menuButton
 * @property {object|null} replyKeyboard
 * @property {boolean} keyboardOpen
 * @property {number} readUpTo the newest message id that was on the screen
 * @property {string|null} action what the bot is doing ("typing"), until it does it
 */

export const state = {
  bot: null,
  people: [],
  currentId: null,
  /** @type {Map<number, Chat>} */ chats: new Map(),
  requests: [],
  connected: true,
};

const changes = new EventTarget();
let known = 0; // events up to this number are already part of what was fetched
let newestEvent = 0; // the newest event's number
let listenAnew = () => {};
let held = []; // events that came while fetching
let fetching = 0;

/**
 * Hear of changes. Topics: bot, people, person (another one is current, or its chat was fetched again),
 * message, edited, deleted, keyboard, action, answer (of any chat), request.
 * @param {string} topics separated by spaces
 * @param {(detail: any) => void} heard
 */
export function on(topics, heard) {
  for (const topic of topics.split(" ")) changes.addEventListener(topic, (event) => heard(event.detail));
}

function tell(topic, detail = null) {
  changes.dispatchEvent(new CustomEvent(topic, { detail }));
}

/** The person whose chat is shown. */
export const person = () => state.people.find((one) => one.id === state.currentId) ?? null;

/** A person's chat, empty until it is fetched. @param {number|null} [id] @returns {Chat} */
export function chat(id = state.currentId) {
  if (!state.chats.has(id)) {
    state.chats.set(id, {
      loaded: false, messages: new Map(), commands: [], description: "", menuButton: null, replyKeyboard: null,
      keyboardOpen: true, readUpTo: 0, action: null, actionTimer: 0,
    });
  }
  return state.chats.get(id);
}

export const newest = (one) => [...one.messages.values()].at(-1) ?? null;

/** How many of the bot's messages the person has not seen. @param {Chat} one */
export function unread(one) {
  return [...one.messages.values()].filter((m) => m.message_id > one.readUpTo && m.from?.is_bot).length;
}

/** The current chat was looked at to its end. */
export function markRead() {
  const one = chat();
  const last = newest(one)?.message_id ?? 0;
  if (last === one.readUpTo) return;
  one.readUpTo = last;
  tell("people");
}

/** Show another person's chat. @param {number} id */
export async function choose(id) {
  state.currentId = id;
  sessionStorage.setItem(CURRENT_PERSON, String(id));
  tell("people");
  tell("person");
  if (!chat(id).loaded) await fetchChats([id]);
}

/** Begin: listen, fetch everything, and fetch it again whenever the stream comes back. */
export function begin() {
  listenAnew = api.listen({
    opened: () => fetchAll(),
    lost: () => {
      state.connected = false;
      tell("bot");
    },
    event: (event, number) => {
      newestEvent = number;
      if (fetching) held.push([event, number]);
      else apply(event, number);
    },
  });
}

async function whileFetching(work) {
  fetching += 1;
  try {
    await work();
  } catch (error) {
    if (!(error instanceof api.SandboxError)) throw error; // else the stream's state already tells it
  } finally {
    fetching -= 1;
    if (fetching === 0) for (const [event, number] of held.splice(0)) apply(event, number);
  }
}

async function fetchAll() {
  await whileFetching(async () => {
    const answer = await api.getState();
    if (answer.last_event < newestEvent) {
      newestEvent = 0;
      held = [];
      return listenAnew(); // which fetches everything
    }
    Object.assign(state, { bot: answer.bot, people: answer.people, connected: true });
    known = answer.last_event;
    if (!person()) {
      const remembered = Number(sessionStorage.getItem(CURRENT_PERSON));
      state.currentId = (state.people.find((one) => one.id === remembered) ?? state.people[0])?.id ?? null;
    }
    tell("bot");
    tell("people");
    const others = state.people.map((one) => one.id).filter((id) => id !== state.currentId);
    await fetchChats([state.currentId, ...others.slice(0, CHATS_LOADED_AT_ONCE)]);
  });
}

function fetchChats(ids) {
  return whileFetching(() => Promise.all(ids.map(async (id) => {
    const answer = await api.getChat(id);
    const one = chat(id);
    const first = !one.loaded;
    one.messages = new Map(answer.messages.map((message) => [message.message_id, message]));
    one.loaded = true;
    const last = newest(one)?.message_id ?? 0;
    one.readUpTo = first ? last : Math.min(one.readUpTo, last);
    takeSurroundings(one, answer);
    if (id === state.currentId) tell("person");
    tell("people");
  })));
}

function takeSurroundings(one, answer) {
  const isNew = JSON.stringify(one.replyKeyboard) !== JSON.stringify(answer.reply_keyboard);
  one.commands = answer.commands;
  one.description = answer.description;
  one.menuButton = answer.menu_button;
  one.replyKeyboard = answer.reply_keyboard;
  if (isNew) one.keyboardOpen = true;
}

const waiting = new Map();

/** Messages carry no reply keyboard, so it is asked for a moment after them; the commands come along. */
function refreshSurroundings(id) {
  if (waiting.has(id) || !chat(id).loaded) return;
  waiting.set(id, setTimeout(async () => {
    waiting.delete(id);
    try {
      takeSurroundings(chat(id), await api.getChat(id));
    } catch {
      return; // the next message, or the stream's return, asks again
    }
    if (id === state.currentId) tell("keyboard");
  }, 60));
}

function apply(event, number) {
  if (event.type === "request") return takeRequest(event);
  if (number && number <= known) return;
  known = number || known;
  const take = TAKERS[event.type];
  if (take) take(event);
}

const TAKERS = {
  message({ chat_id: id, message, force_reply: forced }) {
    const one = chat(id);
    setAction(id, null);
    if (one.loaded) takeMessage(one, id, message);
    if (message.from?.is_bot && !message.reply_markup) refreshSurroundings(id);
    if (forced && id === state.currentId) tell("force_reply", message);
  },
  edited({ chat_id: id, message }) {
    if (!chat(id).messages.has(message.message_id)) return;
    chat(id).messages.set(message.message_id, message);
    if (id === state.currentId) tell("edited", message);
    tell("people");
  },
  deleted({ chat_id: id, message_ids: ids }) {
    for (const messageId of ids) chat(id).messages.delete(messageId);
    if (id === state.currentId) tell("deleted", ids);
    tell("people");
  },
  action({ chat_id: id, action }) {
    setAction(id, action);
  },
  callback_answer(event) {
    tell("answer", event);
  },
  inline_answer(event) {
    tell("inline_answer", event);
  },
  commands() {
    for (const [id, one] of state.chats) if (one.loaded) refreshSurroundings(id);
  },
  person({ person: changed }) {
    const index = state.people.findIndex((one) => one.id === changed.id);
    if (index < 0) {
      state.people.push(changed);
      fetchChats([changed.id]);
    } else {
      state.people[index] = changed;
    }
    tell("people");
    if (changed.id === state.currentId) tell("keyboard");
  },
  bot({ online }) {
    state.bot.online = online;
    tell("bot");
  },
};

function takeMessage(one, id, message) {
  const isNew = !one.messages.has(message.message_id);
  one.messages.set(message.message_id, message);
  if (id === state.currentId) tell(isNew ? "message" : "edited", message);
  tell("people");
}

function setAction(id, action) {
  const one = chat(id);
  clearTimeout(one.actionTimer);
  one.action = action;
  if (action) one.actionTimer = setTimeout(() => setAction(id, null), TYPING_LASTS);
  if (id === state.currentId) tell("action");
}

function takeRequest(event) {
  if (state.requests.some((one) => one.id === event.id && one.time === event.time)) return;
  state.requests.push(event);
  if (state.requests.length > REQUESTS_KEPT) state.requests.shift();
  tell("request", event);
}

/** Show or hide the reply keyboard. @param {boolean} open */
export function openKeyboard(open) {
  chat().keyboardOpen = open;
  tell("keyboard");
}

/** Show a person's own message at once; the stream brings it again. */
export const sent = (id, message) => takeMessage(chat(id), id, message);
