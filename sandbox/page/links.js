/** Which addresses may be opened, and which of them lead back into this page. */

/**
 * Read an address that came from a message or a button.
 * @param {string} address
 * @param {string} botUsername links to this bot stay in the page
 * @returns {{start: string|null}|{href: string}|null} `start`: the chat with the bot, where something is to be said at
 *   the start; null: not to be opened (a script, a file, nonsense)
 */
export function readLink(address, botUsername) {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
  if (!URL.canParse(whole)) return null;
  const url = new URL(whole);
  if (!["http:", "https:", "tg:"].includes(url.protocol)) return null;
  if (botOf(url)?.toLowerCase() === botUsername.toLowerCase()) return { start: url.searchParams.get("start") };
  return { href: url.href };
}

function botOf(url) {
  if (url.protocol === "tg:") return url.searchParams.get("domain");
  if (["t.me", "telegram.me"].includes(url.hostname)) return url.pathname.split("/")[1];
  return null;
}
