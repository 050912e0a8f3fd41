/** The log of messages: what is on the screen, and where it is scrolled to. */

import { element, iconButton } from "./elements.js";
import { bubble } from "./messages.js";
import { chat, group, markRead, on, person, state, together, unread } from "./store.js";
import { day, word } from "./words.js";

const SHOWN_AT_FIRST = 120;
const NEAR_THE_END = 80; // pixels

/**
 * Show the current chat in a place of the page, and keep it so.
 * @param {HTMLElement} place
 * @param {import("./messages.js").Actions} actions
 * @returns {{draw: () => void, show: (messageId: number) => void}}
 */
export function chatLog(place, actions) {
  const log = element("div", {
    class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", tabindex: "0",
    onscroll: scrolled, onkeydown: walk,
  });
  const count = element("span", { class: "badge", hidden: true });
  const down = iconButton("down", word("to_end"), { class: "icon-button down", hidden: true, onclick: toEnd });
  down.append(count);
  place.append(log, down);
  const all = { ...actions, show };
  let limit = SHOWN_AT_FIRST;
  let atEnd = true;
  let settling = 0;

  const found = (messageId) => log.querySelector(`[data-message-id="${messageId}"]`)
    ?? log.querySelector(`[data-part="${messageId}"]`)?.closest("[data-message-id]") ?? null;
  const drawn = (message) => bubble(together(message), all);

  function draw() {
    // A whole chat drawn anew is no news to a screen reader.
    log.setAttribute("aria-busy", "true");
    log.setAttribute("aria-label", word("chat_log"));
    log.setAttribute("aria-description", word("chat_keys"));
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
    const first = message.media_group_id ? found(together(message)[0].message_id) : null;
    if (first) return first.replaceWith(drawn(message));
    const label = day(message.date);
    const last = [...log.querySelectorAll(".day")].at(-1);
    if (last?.textContent !== label) log.append(element("div", { class: "day", "data-date": message.date }, label));
    log.append(drawn(message));
  }

  function earlier() {
    const fromBottom = log.scrollHeight - log.scrollTop;
    limit += SHOWN_AT_FIRST;
    draw();
    log.scrollTop = log.scrollHeight - fromBottom;
  }

  function welcome() {
    const words = group() ? [word("group_empty")] : [chat().description, word("welcome_hint")].filter(Boolean);
    return element("div", { class: "welcome" },
      element("img", { src: "/page/star.svg", alt: "", width: "72", height: "72" }),
      element("h2", {}, group()?.title ?? state.bot.first_name),
      ...words.map((text, at) => element("p", { class: at === words.length - 1 ? "quiet" : null }, text)));
  }

  function replace(message) {
    const old = found(message.message_id);
    if (old) exchange(old, drawn(message));
  }

  /** Put another node in the place of one, and leave everything else, the focus too, where it is on the screen. */
  function exchange(old, fresh) {
    const anchor = [...log.children].find((node) => node.offsetTop + node.offsetHeight > log.scrollTop);
    const before = anchor?.getBoundingClientRect().top;
    const hadFocus = old === document.activeElement;
    const focused = [...old.querySelectorAll("button, a, input")].indexOf(document.activeElement);
    old.replaceWith(fresh);
    if (hadFocus) fresh.focus({ preventScroll: true });
    if (focused >= 0) {
      const buttons = fresh.querySelectorAll("button, a, input");
      (buttons[focused] ?? buttons[buttons.length - 1])?.focus({ preventScroll: true });
    }
    if (atEnd) return toEnd();
    const now = anchor === old ? fresh : anchor;
    log.scrollTop += now.getBoundingClientRect().top - before;
  }

  function removed(messages) {
    for (const message of messages) {
      const node = found(message.message_id);
      const rest = together(message).filter((one) => one.message_id !== message.message_id);
      if (node && rest.length && message.media_group_id) exchange(node, drawn(rest[0]));
      else node?.remove();
    }
    for (const label of log.querySelectorAll(".day:has(+ .day), .day:last-child")) label.remove();
    if (chat().messages.size === 0) draw();
    scrolled();
  }

  function show(messageId) {
    const node = found(messageId);
    node?.scrollIntoView({ block: "center" });
    node?.focus({ preventScroll: true });
    node?.classList.add("shown");
    setTimeout(() => node?.classList.remove("shown"), 1500);
  }

  /** Arrows go from message to message, Enter opens the menu of one, Esc goes back to writing. */
  function walk(event) {
    const nodes = [...log.querySelectorAll("[data-message-id]")];
    const at = nodes.indexOf(document.activeElement);
    if (event.target !== log && at < 0) return;
    const from = at < 0 ? nodes.length : at;
    const to = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: nodes.length - 1 }[event.key];
    if (to !== undefined) nodes[Math.max(0, Math.min(to, nodes.length - 1))]?.focus();
    else if (event.key === "Enter" && at >= 0) all.menu(chat().messages.get(Number(nodes[at].dataset.messageId)), nodes[at]);
    else if (event.key === "Escape") all.write();
    else return;
    event.preventDefault();
  }

  function toEnd() {
    log.scrollTop = log.scrollHeight;
    scrolled();
  }

  /** Go to the end with the next frame, once for all that came since the last: to measure the log takes time. */
  function settle() {
    settling ||= requestAnimationFrame(() => {
      settling = 0;
      toEnd();
    });
  }

  function scrolled() {
    atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_THE_END;
    if (atEnd && !document.hidden && person()) markRead();
    down.hidden = atEnd;
    down.title = word("to_end");
    down.setAttribute("aria-label", down.title);
    const unseen = person() ? unread(state.chatId) : 0;
    count.hidden = unseen === 0;
    count.textContent = String(unseen);
  }

  on("chat", () => {
    limit = SHOWN_AT_FIRST;
    draw();
  });
  // What was today is yesterday now; the messages themselves stay, and with them what somebody is reading.
  on("clock", () => {
    for (const label of log.querySelectorAll(".day")) label.textContent = day(Number(label.dataset.date));
  });
  on("message", (message) => {
    log.querySelector(".welcome")?.remove();
    add(message);
    if (atEnd || message.from?.id === state.currentId) settle();
    else scrolled();
  });
  on("edited", replace);
  on("deleted", removed);
  on("keyboard", () => {
    if (chat().messages.size === 0) draw();
  });
  document.addEventListener("visibilitychange", scrolled);
  // A film says how large it is only when it has come, and what never comes makes room; such events do not bubble.
  for (const name of ["load", "loadedmetadata", "error"]) log.addEventListener(name, () => atEnd && settle(), true);
  // Whatever changes the height of the log (a keyboard opens, a window turns) leaves its end in sight.
  new ResizeObserver(() => (atEnd ? toEnd() : scrolled())).observe(log);
  return { draw, show };
}
