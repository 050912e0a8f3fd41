/** Talking to the sandbox's control interface: JSON under /sandbox, and its stream of events. */

/** The server refused, or did not answer; `message` is the sentence it gave, empty where it gave none. */
export class SandboxError extends Error {
  /** @param {string} message @param {boolean} [missing] the server knows no such request at all */
  constructor(message, missing = false) {
    super(message);
    this.missing = missing;
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(`/sandbox${path}`, options);
  } catch {
    throw new SandboxError("");
  }
  const answer = await response.json().catch(() => ({}));
  const missing = [404, 405].includes(response.status) && answer.error === undefined;
  if (!response.ok) throw new SandboxError(answer.error ?? response.statusText, missing);
  return answer;
}

function post(path, body = {}) {
  return ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/**
 * @typedef {{person: number, chat: number}} Where who does something, and in which chat: that with the bot has the
 *   person's own number, a group has a negative one
 */

/** @param {Where} at @param {string} what @param {object} body */
const step = (at, what, body) => post(`/people/${at.person}/${what}`, { chat_id: at.chat, ...body });

export const getState = () => ask("/state");
export const getChat = (id) => ask(id > 0 ? `/people/${id}` : `/groups/${id}`);
export const addPerson = (person) => post("/people", person);
export const addGroup = (group) => post("/groups", group);
/** @param {number} id @param {number} personId @param {"joins"|"leaves"} what */
export const changeMember = (id, personId, what) => post(`/groups/${id}/members`, { person_id: personId, step: what });
export const setBlocked = (id, blocked) => post(`/people/${id}/${blocked ? "block" : "unblock"}`);

/** Say something. @param {Where} at @param {string} text @param {number|null} [replyTo] a message id */
export const sendText = (at, text, replyTo = null) =>
  step(at, "messages", replyTo ? { text, reply_to_message_id: replyTo } : { text });
export const editText = (at, messageId, text) => step(at, "edits", { message_id: messageId, text });
export const sendLocation = (at, place) => step(at, "location", place);
export const sendContact = (at) => step(at, "contact", {});
export const sendPoll = (at, poll) => step(at, "polls", poll);
export const vote = (at, messageId, optionIds) => step(at, "votes", { message_id: messageId, option_ids: optionIds });
export const react = (at, messageId, emoji) => step(at, "reactions", { message_id: messageId, emoji });
export const forward = (at, fromChat, messageId) =>
  step(at, "forwards", { from_chat_id: fromChat, message_id: messageId });

/** Press a callback button. @returns {Promise<{callback_query_id: string}>} */
export const press = (at, messageId, data) => step(at, "presses", { message_id: messageId, data });

/** Type after the bot's name; the results come as an event. @returns {Promise<{inline_query_id: string}>} */
export const askInline = (id, query, offset) => post(`/people/${id}/inline`, { query, offset });
export const chooseInline = (at, queryId, resultId) =>
  step(at, "inline/choice", { inline_query_id: queryId, result_id: resultId });

/**
 * Send a file.
 * @param {Where} at
 * @param {"photo"|"document"|"sticker"|"voice"|"audio"|"video"} kind
 * @param {File} file
 * @param {string} [caption]
 */
export function upload(at, kind, file, caption = "", { replyTo = null, album = null } = {}) {
  const form = new FormData();
  form.append("kind", kind);
  form.append("chat_id", String(at.chat));
  if (caption) form.append("caption", caption);
  if (replyTo) form.append("reply_to_message_id", String(replyTo));
  if (album) form.append("media_group_id", album);
  form.append("file", file, file.name);
  return ask(`/people/${at.person}/uploads`, { method: "POST", body: form });
}

/** Where a file's bytes are. @param {string} fileId */
export const fileAddress = (fileId) => `/sandbox/files/${encodeURIComponent(fileId)}`;
/** Where a text stands as a QR code. @param {string} text */
export const codeAddress = (text) => `/sandbox/qr?text=${encodeURIComponent(text)}`;

export const getFaults = () => ask("/faults");
export const addFault = (fault) => post("/faults", fault);
export const removeFault = (id) => ask(`/faults/${id}`, { method: "DELETE" });
export const getLimits = () => ask("/limits");
export const setLimits = (on) => post("/limits", { on });
export const getClock = () => ask("/clock");
/** @param {{advance?: number, set?: number, running?: boolean}} change seconds, Unix seconds, whether it goes */
export const turnClock = (change) => post("/clock", change);
export const getSession = () => ask("/session");
export const replaySession = (session, fresh) => post("/session/replay", { ...session, fresh });

/**
 * Listen to the sandbox for as long as the page lives. The browser reconnects by itself and says where it stopped;
 * where it gives up (the server answered with an error), a new stream is opened.
 * @param {{opened: () => void, lost: () => void, event: (event: object, number: number) => void}} listener
 * @returns {() => void} listens anew, from the first event: for a server that was restarted and counts from one again
 */
export function listen(listener) {
  let stream = null;
  const open = () => {
    stream?.close();
    // From the first event on, for the journal's sake; what the rest tells, the store may know already.
    stream = new EventSource("/sandbox/events?after=0");
    stream.onopen = listener.opened;
    stream.onmessage = (message) => listener.event(JSON.parse(message.data), Number(message.lastEventId));
    stream.onerror = () => {
      listener.lost();
      if (stream.readyState === EventSource.CLOSED) setTimeout(open, 1500);
    };
  };
  open();
  return open;
}
