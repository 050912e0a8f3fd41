/** What the page knows: the bot, the people, the groups, their chats and the requests; changed only from answers and events. */

const REQUESTS_KEPT = 1000;
const TYPING_LASTS = 5500;

/**
 * @typedef {object} Chat a person's chat with the bot, or a group
 * @property {boolean} loaded
 * @property {Map<number, object>} messages by message id, oldest first
 * @property {object[]} commands
 * @property {string} description
 * @property {object|null} replyKeyboard
 * @property {boolean} keyboardOpen
 * @property {number} readFirst the newest message id when it was fetched: all of that counts as read
 * @property {Map<number, number>} readUpTo by person, the newest message id that was on the screen
 * @property {number|null} pinned the message that stands pinned
 * @property {Map<number, object[]>} reactions by message id: [{user_id, reaction: ReactionType[]}]
 * @property {string|null} action what the bot is doing ("typing"), until it does it
 */

export const state = {
  bot: null,
  people: [],
  groups: [],
  /** @type {number|null} as whom one writes */ currentId: null,
  /** @type {number|null} the chat on the screen: the person's number, or that of a group */ chatId: null,
  /** @type {Map<number, Chat>} */ chats: new Map(),
  /** requests of the bot, and rules seen broken by none of them in particular */ requests: [],
  /** @type {Map<string, number[]>} options chosen, by the numbers of poll and person */ votes: new Map(),
  connected: true,
  /** seconds by which the sandbox's clock is ahead of this machine's */ clockShift: 0,
};

const changes = new EventTarget();

/**
 * Hear of changes. Topics: bot, people, chat (another one is shown, or it was fetched again), message, edited, deleted,
 * keyboard, action, pinned, answer and inline_answer (of any chat), force_reply, request, clock, replay.
 * @param {string} topics separated by spaces
 * @param {(detail: any) => void} heard
 */
export function on(topics, heard) {
  for (const topic of topics.split(" ")) changes.addEventListener(topic, (event) => heard(event.detail));
}

/** Let those who listen hear. @param {string} topic @param {any} [detail] */
export function tell(topic, detail = null) {
  changes.dispatchEvent(new CustomEvent(topic, { detail }));
}

/** The person as whom one writes. */
export const person = () => state.people.find((one) => one.id === state.currentId) ?? null;
/** The group on the screen; null where it is the chat with the bot. */
export const group = () => groupOf(state.chatId);
export const groupOf = (id) => state.groups.find((one) => one.id === id) ?? null;
/** The groups that somebody is in. @param {number} personId */
export const groupsOf = (personId) => state.groups.filter((one) => one.member_ids.includes(personId));
/** Who does something now, and where. @returns {import("./api.js").Where} */
export const here = () => ({ person: state.currentId, chat: state.chatId });

/** A person's whole name. @param {{first_name: string, last_name?: string}} user */
export const fullName = (user) => [user.first_name, user.last_name].filter(Boolean).join(" ");

/** A chat, empty until it is fetched. @param {number|null} [id] @returns {Chat} */
export function chat(id = state.chatId) {
  if (!state.chats.has(id)) {
    state.chats.set(id, {
      loaded: false, messages: new Map(), commands: [], description: "", replyKeyboard: null, keyboardOpen: true,
      readFirst: 0, readUpTo: new Map(), pinned: null, reactions: new Map(), action: null, actionTimer: 0,
    });
  }
  return state.chats.get(id);
}

export const newest = (one) => [...one.messages.values()].at(-1) ?? null;

/** The messages that stand together as an album with this one: itself alone where it is in none. @param {object} message */
export function together(message) {
  if (!message.media_group_id) return [message];
  return [...chat(message.chat.id).messages.values()].filter((one) => one.media_group_id === message.media_group_id);
}

/** How many messages of others a person has not seen in a chat. @param {number} id @param {number} [personId] */
export function unread(id, personId = state.currentId) {
  const one = chat(id);
  const seen = one.readUpTo.get(personId) ?? one.readFirst;
  return [...one.messages.values()].filter((m) => m.message_id > seen && m.from?.id !== personId).length;
}

/** The chat on the screen was looked at to its end. */
export function markRead() {
  const one = chat();
  const last = newest(one)?.message_id ?? 0;
  if (last === (one.readUpTo.get(state.currentId) ?? one.readFirst)) return;
  one.readUpTo.set(state.currentId, last);
  tell("people");
}

/** A new message, or a new form of one. @param {object} message */
export function takeMessage(message) {
  const { id } = message.chat;
  const one = chat(id);
  const isNew = !one.messages.has(message.message_id);
  one.messages.set(message.message_id, message);
  if (id === state.chatId) tell(isNew ? "message" : "edited", message);
  tell("people");
}

/** Draw a message anew where it is on the screen. @param {number} chatId @param {number} messageId */
export function redraw(chatId, messageId) {
  const message = chat(chatId).messages.get(messageId);
  if (message && chatId === state.chatId) tell("edited", message);
}

/** What the bot is doing in a chat. @param {number} id @param {string|null} action */
export function setAction(id, action) {
  const one = chat(id);
  clearTimeout(one.actionTimer);
  if (one.action === null && action === null) return;
  one.action = action;
  if (action) one.actionTimer = setTimeout(() => setAction(id, null), TYPING_LASTS);
  if (id === state.chatId) tell("action");
}

/** A request of the bot, or a rule broken outside of requests (`rule`, `detail`). @param {object} event */
export function takeRequest(event) {
  const isSame = (one) => one.id === event.id && one.time === event.time && one.rule === event.rule;
  if (state.requests.some(isSame)) return; // a stream that came back tells all of it again
  state.requests.push(event);
  if (state.requests.length > REQUESTS_KEPT) state.requests.shift();
  tell("request", event);
}

/** Forget the requests seen so far. */
export function clearRequests() {
  state.requests.length = 0;
  tell("request");
}

/** What was seen broken: refusals and rules. @param {object} request */
export const isBroken = (request) => !request.ok || request.broken?.length > 0;

/** Show or hide the reply keyboard. @param {boolean} open */
export function openKeyboard(open) {
  chat().keyboardOpen = open;
  tell("keyboard");
}

/** For which options of a poll the current person voted: Bot API polls do not say. @returns {number[]|null} */
export const votedFor = (pollId) => state.votes.get(`${pollId} ${state.currentId}`) ?? null;

/** Keep somebody's vote; an empty one was taken back. @param {string} pollId @param {number} personId @param {number[]} options */
export function keepVote(pollId, personId, options) {
  if (options?.length) state.votes.set(`${pollId} ${personId}`, options);
  else state.votes.delete(`${pollId} ${personId}`);
}
