/** How what the page knows is fetched, and kept by the stream of events. */

import * as api from "./api.js";
import { isInner, wishedChat, wishedPerson } from "./address.js";
import * as store from "./store.js";
import { chat, newest, person, setAction, state, takeMessage, tell } from "./store.js";

const CHATS_LOADED_AT_ONCE = 30;
const CURRENT_PERSON = isInner ? "sandbox-person-beside" : "sandbox-person";

let known = 0; // events up to this number are already part of what was fetched
let newestEvent = 0; // the newest event's number
let listenAnew = () => {};
let held = []; // events that came while fetching
let fetching = 0;
let isSettled = false; // all was fetched once: a chat that is met later is news

/** Write as another person, or show another chat of theirs. @param {number} personId @param {number} [chatId] */
export async function choose(personId, chatId = personId) {
  state.currentId = personId;
  state.chatId = chatId;
  sessionStorage.setItem(CURRENT_PERSON, String(personId));
  tell("people");
  tell("chat");
  if (!chat().loaded) await fetchChats([chatId]);
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

async function fetchClock() {
  const { now } = await api.getClock();
  state.clockShift = now - Date.now() / 1000;
  tell("clock");
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
    Object.assign(state, { bot: answer.bot, people: answer.people, groups: answer.groups ?? [], connected: true });
    known = answer.last_event;
    if (!person()) settleOnSomebody();
    if (state.chatId < 0 && !store.group()) state.chatId = state.currentId;
    tell("bot");
    tell("people");
    const others = [...state.people, ...state.groups].map((one) => one.id).filter((id) => id !== state.chatId);
    await fetchChats([state.chatId, ...others.slice(0, CHATS_LOADED_AT_ONCE)]);
    isSettled = true;
  });
  fetchClock().catch(() => {}); // a server without a clock of its own: this machine's
}

function settleOnSomebody() {
  const remembered = [wishedPerson(), Number(sessionStorage.getItem(CURRENT_PERSON))];
  const found = remembered.map((id) => state.people.find((one) => one.id === id)).find(Boolean) ?? state.people[0];
  state.currentId = found?.id ?? null;
  const asked = store.groupsOf(state.currentId).find((one) => one.id === wishedChat());
  state.chatId = asked?.id ?? state.currentId;
}

function fetchChats(ids) {
  return whileFetching(() => Promise.all(ids.map(async (id) => {
    const answer = await api.getChat(id);
    const one = chat(id);
    one.messages = new Map(answer.messages.map((message) => [message.message_id, message]));
    const last = newest(one)?.message_id ?? 0;
    if (!one.loaded && !isSettled) one.readFirst = last;
    for (const [reader, upTo] of one.readUpTo) one.readUpTo.set(reader, Math.min(upTo, last));
    one.loaded = true;
    takeSurroundings(one, answer);
    for (const [pollId, options] of Object.entries(answer.votes ?? {})) store.keepVote(pollId, id, options);
    if (id === state.chatId) tell("chat");
    tell("people");
  })));
}

function takeSurroundings(one, answer) {
  const isNew = JSON.stringify(one.replyKeyboard) !== JSON.stringify(answer.reply_keyboard ?? null);
  one.commands = answer.commands ?? [];
  one.description = answer.description ?? "";
  one.replyKeyboard = answer.reply_keyboard ?? null;
  one.pinned = answer.pinned_message_id ?? null;
  one.reactions = new Map(Object.entries(answer.reactions ?? {}).map(([id, given]) => [Number(id), given]));
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
    if (id === state.chatId) tell("keyboard");
  }, 60));
}

function apply(event, number) {
  if (event.type === "request") return store.takeRequest(event);
  if (event.type === "broken") return store.takeRequest({ ...event, ok: true, broken: [event] });
  if (number && number <= known) return;
  known = number || known;
  const take = TAKERS[event.type];
  if (take) take(event);
}

const TAKERS = {
  message({ chat_id: id, message, force_reply: forced }) {
    setAction(id, null);
    if (chat(id).loaded) takeMessage(message);
    if (message.from?.is_bot && !message.reply_markup) refreshSurroundings(id);
    if (forced && id === state.chatId) tell("force_reply", message);
  },
  edited({ chat_id: id, message }) {
    if (chat(id).messages.has(message.message_id)) takeMessage(message);
  },
  poll({ chat_id: id, message_id: messageId, poll, votes }) {
    for (const one of state.people) store.keepVote(poll.id, one.id, votes[one.id]);
    const message = chat(id).messages.get(messageId);
    if (message) takeMessage({ ...message, poll });
  },
  deleted({ chat_id: id, message_ids: ids }) {
    const gone = ids.map((messageId) => chat(id).messages.get(messageId)).filter(Boolean);
    for (const message of gone) chat(id).messages.delete(message.message_id);
    if (id === state.chatId) tell("deleted", gone);
    tell("people");
  },
  reactions({ chat_id: id, message_id: messageId, reactions }) {
    chat(id).reactions.set(messageId, reactions);
    store.redraw(id, messageId);
  },
  pinned({ chat_id: id, message_id: messageId }) {
    chat(id).pinned = messageId;
    if (id === state.chatId) tell("pinned");
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
    if (put(state.people, changed)) fetchChats([changed.id]);
    tell("people");
    if (changed.id === state.chatId) tell("keyboard");
  },
  group({ group: changed }) {
    if (put(state.groups, changed)) fetchChats([changed.id]);
    tell("people");
    if (changed.id === state.chatId) tell("keyboard");
  },
  bot({ online }) {
    state.bot.online = online;
    tell("bot");
  },
  clock(event) {
    tell("clock_turned", event);
  },
  replay(event) {
    tell("replay", event);
  },
};

/** Put somebody, or a group, into its list. @returns {boolean} it was not there */
export function put(list, one) {
  const index = list.findIndex((other) => other.id === one.id);
  if (index < 0) list.push(one);
  else list[index] = one;
  return index < 0;
}
