/** The journal of the bot's requests: what it asked of the Bot API, and what it was answered. */

import { element, iconButton } from "./elements.js";
import { on, state } from "./store.js";
import { word } from "./words.js";

const SHOWN = 300;

/**
 * @param {HTMLElement} place
 * @param {() => void} closed asked to go away
 * @returns {{draw: () => void}}
 */
export function journal(place, closed) {
  const list = element("ol", { class: "requests", tabindex: "0" });
  let wanted = "";
  let onlyErrors = false;
  let withPolls = false;

  function fits(request) {
    if (onlyErrors && request.ok) return false;
    if (!withPolls && request.ok && request.method === "getUpdates") return false;
    return !wanted || JSON.stringify(request).toLowerCase().includes(wanted);
  }

  function fill() {
    const fitting = state.requests.filter(fits).slice(-SHOWN).reverse();
    list.replaceChildren(...fitting.map(entry));
    if (fitting.length === 0) list.append(element("li", { class: "quiet nothing" }, word("journal_empty")));
  }

  function tick(label, checked, changed) {
    const box = element("input", { type: "checkbox", checked, onchange: () => { changed(box.checked); fill(); } });
    return element("label", { class: "tick" }, box, label);
  }

  function draw() {
    const search = element("input", {
      type: "search", placeholder: word("journal_filter"), "aria-label": word("journal_filter"), value: wanted,
      oninput: () => { wanted = search.value.trim().toLowerCase(); fill(); },
    });
    const clear = () => { state.requests.length = 0; fill(); };
    place.setAttribute("aria-label", word("journal"));
    list.setAttribute("aria-label", word("journal"));
    place.replaceChildren(
      element("div", { class: "panel-head" },
        element("h2", {}, word("journal")),
        element("button", { type: "button", class: "plain-button", onclick: clear }, word("clear")),
        iconButton("close", word("close"), { onclick: closed })),
      element("div", { class: "filters" }, search,
        tick(word("journal_errors"), onlyErrors, (value) => { onlyErrors = value; }),
        tick("getUpdates", withPolls, (value) => { withPolls = value; })),
      list);
    fill();
  }

  on("request", (request) => {
    if (place.hidden || !fits(request)) return;
    list.querySelector(".nothing")?.remove();
    list.prepend(entry(request));
    while (list.children.length > SHOWN) list.lastChild.remove();
  });
  return { draw };
}

function entry(request) {
  const time = new Date(request.time * 1000).toTimeString().slice(0, 8);
  const answer = request.ok
    ? { ok: true, result: request.result_type }
    : { ok: false, error_code: request.error_code, description: request.description };
  return element("li", {}, element("details", { class: request.ok ? "request" : "request failed", "data-testid": "request" },
    element("summary", {},
      element("span", { class: "method" }, request.method),
      element("span", { class: "outcome" }, request.ok ? word("request_ok") : String(request.error_code)),
      element("span", { class: "quiet" }, word("milliseconds", { number: Math.round(request.ms) })),
      element("time", { class: "quiet" }, time),
      request.ok ? null : element("span", { class: "reason" }, request.description ?? "")),
    element("h3", {}, word("request_params")),
    element("pre", {}, JSON.stringify(request.params, null, 2)),
    element("h3", {}, word("request_answer")),
    element("pre", {}, JSON.stringify(answer, null, 2))));
}
