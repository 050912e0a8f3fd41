/** The log of messages: what is on the screen, and where it is scrolled to. */

import { element, iconButton } from "./elements.js";
import { bubble } from "./messages.js";
import { chat, markRead, on, person, state, unread } from "./store.js";
import { day, word } from "./words.js";

const SHOWN_AT_FIRST = 120;
const NEAR_THE_END = 80; // pixels

/**
 * Show the current chat in a place of the page, and keep it so.
 * @param {HTMLElement} place
 * @param {object} actions see messages.js
 * @returns {{draw: () => void}}
 */
export function chatLog(place, actions) {
  const log = element("div", {
    class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", tabindex: "0", onscroll: scrolled,
  });
  const count = element("span", { class: "badge", hidden: true });
  const down = iconButton("down", word("to_end"), { class: "icon-button down", hidden: true, onclick: toEnd });
  down.append(count);
  place.append(log, down);
  const all = { ...actions, show };
  let limit = SHOWN_AT_FIRST;
  let atEnd = true;

  const found = (messageId) => log.querySelector(`[data-message-id="${messageId}"]`);
  const drawn = (message) => bubble(message, state.bot.username, all);

  function draw() {
    // A whole chat drawn anew is no news to a screen reader.
    log.setAttribute("aria-busy", "true");
    log.setAttribute("aria-label", word("chat_log"));
    log.replaceChildren();
    if (!state.bot || !person()) return;
    const messages = [...chat().messages.values()];
    if (chat().loaded && messages.length === 0) log.append(welcome());
    if (messages.length > limit) {
      log.append(element("button", { type: "button", class: "earlier", onclick: earlier }, word("earlier")));
    }
    for (const message of messages.slice(-limit)) add(message);
    toEnd();
    requestAnimationFrame(() => log.setAttribute("aria-busy", "false"));
  }

  function add(message) {
    const label = day(message.date);
    const last = [...log.querySelectorAll(".day")].at(-1);
    if (last?.textContent !== label) log.append(element("div", { class: "day" }, label));
    log.append(drawn(message));
  }

  function earlier() {
    const fromBottom = log.scrollHeight - log.scrollTop;
    limit += SHOWN_AT_FIRST;
    draw();
    log.scrollTop = log.scrollHeight - fromBottom;
  }

  function welcome() {
    return element("div", { class: "welcome" },
      element("img", { src: "/page/star.svg", alt: "", width: "72", height: "72" }),
      element("h2", {}, state.bot.first_name),
      chat().description ? element("p", {}, chat().description) : null,
      element("p", { class: "quiet" }, word("welcome_hint")));
  }

  function replace(message) {
    const old = found(message.message_id);
    if (!old) return;
    const anchor = [...log.children].find((node) => node.offsetTop + node.offsetHeight > log.scrollTop);
    const before = anchor?.offsetTop;
    const focused = [...old.querySelectorAll("button, a")].indexOf(document.activeElement);
    const fresh = drawn(message);
    old.replaceWith(fresh);
    if (focused >= 0) {
      const buttons = fresh.querySelectorAll("button, a");
      (buttons[focused] ?? buttons[buttons.length - 1])?.focus({ preventScroll: true });
    }
    if (atEnd) return toEnd();
    const now = anchor === old ? fresh : anchor;
    log.scrollTop += now.offsetTop - before;
  }

  function show(messageId) {
    const node = found(messageId);
    node?.scrollIntoView({ block: "center" });
    node?.classList.add("shown");
    setTimeout(() => node?.classList.remove("shown"), 1500);
  }

  function toEnd() {
    log.scrollTop = log.scrollHeight;
    scrolled();
  }

  function scrolled() {
    atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_THE_END;
    if (atEnd && !document.hidden && person()) markRead();
    down.hidden = atEnd;
    down.title = word("to_end");
    down.setAttribute("aria-label", down.title);
    const unseen = person() ? unread(chat()) : 0;
    count.hidden = unseen === 0;
    count.textContent = String(unseen);
  }

  on("person", () => {
    limit = SHOWN_AT_FIRST;
    draw();
  });
  on("message", (message) => {
    log.querySelector(".welcome")?.remove();
    add(message);
    if (atEnd || !message.from?.is_bot) toEnd();
    else scrolled();
  });
  on("edited", replace);
  on("deleted", (ids) => {
    for (const id of ids) found(id)?.remove();
    for (const label of log.querySelectorAll(".day:has(+ .day), .day:last-child")) label.remove();
    if (chat().messages.size === 0) draw();
    scrolled();
  });
  on("keyboard", () => {
    if (chat().messages.size === 0) draw();
  });
  document.addEventListener("visibilitychange", scrolled);
  // Whatever changes the height of the log (a keyboard opens, a window turns) leaves its end in sight.
  new ResizeObserver(() => (atEnd ? toEnd() : scrolled())).observe(log);
  return { draw };
}
