/** Talking to the sandbox's control interface: JSON under /sandbox, and its stream of events. */

/** The server refused, or did not answer; `message` is the sentence it gave. */
export class SandboxError extends Error {}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(`/sandbox${path}`, options);
  } catch {
    throw new SandboxError("");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new SandboxError(answer.error ?? response.statusText);
  return answer;
}

function post(path, body = {}) {
  return ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

export const getState = () => ask("/state");
export const getChat = (id) => ask(`/people/${id}`);
export const addPerson = (person) => post("/people", person);
export const sendLocation = (id, place) => post(`/people/${id}/location`, place);
export const setBlocked = (id, blocked) => post(`/people/${id}/${blocked ? "block" : "unblock"}`);

/** Say something as a person. @param {number} id @param {string} text @param {number|null} replyTo a message id */
export function sendText(id, text, replyTo = null) {
  return post(`/people/${id}/messages`, replyTo ? { text, reply_to_message_id: replyTo } : { text });
}

/** Press a callback button. @returns {Promise<{callback_query_id: string}>} */
export const press = (id, messageId, data) =>
  post(`/people/${id}/presses`, { message_id: messageId, data });

/** Type after the bot's name; the results come as an event. @returns {Promise<{inline_query_id: string}>} */
export const askInline = (id, query, offset) => post(`/people/${id}/inline`, { query, offset });
export const chooseInline = (id, queryId, resultId) =>
  post(`/people/${id}/inline/choice`, { inline_query_id: queryId, result_id: resultId });

/** Send a file. @param {number} id @param {"photo"|"document"|"sticker"|"voice"} kind @param {File} file @param {string} [caption] */
export function upload(id, kind, file, caption = "") {
  const form = new FormData();
  form.append("kind", kind);
  if (caption) form.append("caption", caption);
  form.append("file", file, file.name);
  return ask(`/people/${id}/uploads`, { method: "POST", body: form });
}

/** Where a file's bytes are. @param {string} fileId */
export const fileAddress = (fileId) => `/sandbox/files/${encodeURIComponent(fileId)}`;

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
