/** Callback buttons that were pressed and wait for the bot's answer. */

import * as api from "./api.js";
import { here, on } from "./store.js";

const PRESS_LASTS = 15000; // milliseconds; then the bot is taken to have forgotten the answer

const waiting = new Set();
const releases = new Map(); // by callback query id
const early = new Set(); // answers that outran the response to their press

const nameOf = (at, messageId, data) => `${at.person} ${at.chat} ${messageId} ${data}`;

/** Does a button in the chat on the screen wait for its answer? */
export const isPressed = (messageId, data) => waiting.has(nameOf(here(), messageId, data));

/**
 * Press a button in the chat on the screen and wait for the bot's answer to it; at once if it is pressed already.
 * @throws {api.SandboxError} the sandbox refused
 */
export async function pressAndWait(messageId, data) {
  const at = here();
  const name = nameOf(at, messageId, data);
  if (waiting.has(name)) return;
  waiting.add(name);
  try {
    const { callback_query_id: query } = await api.press(at, messageId, data);
    if (!early.delete(query)) {
      await new Promise((release) => {
        releases.set(query, release);
        setTimeout(release, PRESS_LASTS);
      });
      releases.delete(query);
    }
  } finally {
    waiting.delete(name);
    if (waiting.size === 0) early.clear();
  }
}

on("answer", ({ callback_query_id: query }) => {
  const release = releases.get(query);
  if (release) release();
  else if (waiting.size > 0) early.add(query);
});
