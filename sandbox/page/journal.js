/** The journal of the bot's requests: what it asked of the Bot API, what it was answered, and which rules were broken. */

import { element, iconButton } from "./elements.js";
import { ruleBroken } from "./rules.js";
import { clearRequests, isBroken, on, state } from "./store.js";
import { size, word } from "./words.js";

const SHOWN = 300;

/**
 * @param {{copy: (text: string) => void}} actions
 * @returns {import("./panel.js").Tab}
 */
export function journal(actions) {
  const list = element("ol", { class: "requests", tabindex: "0" });
  const node = element("div", { class: "tool" });
  let wanted = "";
  let onlyBroken = false;
  let withPolls = false;

  function fits(request) {
    if (onlyBroken && !isBroken(request)) return false;
    if (!withPolls && !isBroken(request) && request.method === "getUpdates") return false;
    return !wanted || JSON.stringify(request).toLowerCase().includes(wanted);
  }

  function fill() {
    const fitting = state.requests.filter(fits).slice(-SHOWN).reverse();
    list.replaceChildren(...fitting.map((request) => entry(request, actions)));
    if (fitting.length === 0) list.append(element("li", { class: "quiet nothing" }, word("journal_empty")));
  }

  function tick(label, testid, checked, changed) {
    const box = element("input", {
      type: "checkbox", checked, "data-testid": testid, onchange: () => { changed(box.checked); fill(); },
    });
    return element("label", { class: "tick" }, box, label);
  }

  function draw() {
    const search = element("input", {
      type: "search", placeholder: word("journal_filter"), "aria-label": word("journal_filter"), value: wanted,
      oninput: () => { wanted = search.value.trim().toLowerCase(); fill(); },
    });
    list.setAttribute("aria-label", word("journal"));
    node.replaceChildren(
      element("div", { class: "filters" }, search,
        tick(word("journal_broken"), "only-broken", onlyBroken, (value) => { onlyBroken = value; }),
        tick("getUpdates", "with-polls", withPolls, (value) => { withPolls = value; }),
        element("button", { type: "button", class: "plain-button", onclick: clearRequests }, word("clear"))),
      list);
    fill();
  }

  on("request", (request) => {
    if (!node.isConnected || node.closest("[hidden]")) return; // drawn whole when it is opened
    if (request === null) return fill();
    if (!fits(request)) return;
    list.querySelector(".nothing")?.remove();
    list.prepend(entry(request, actions));
    while (list.children.length > SHOWN) list.lastChild.remove();
  });
  return { node, draw };
}

function entry(request, actions) {
  const time = new Date(request.time * 1000).toTimeString().slice(0, 8);
  const broken = request.broken ?? [];
  const reasons = broken.map((one) => element("span", { class: "reason", "data-testid": "broken" }, ruleBroken(one)));
  const looks = { class: isBroken(request) ? "request failed" : "request", "data-testid": "request" };
  if (!request.method) {
    return element("li", { ...looks, class: "request failed alone" }, element("div", { class: "summary" }, ...reasons,
      element("time", { class: "quiet" }, time)));
  }
  // What a request says is laid out only when it is looked at: hundreds of them come in a second.
  const layOut = () => details.children.length > 1 || details.append(...inside(request, actions));
  const details = element("details", { ...looks, ontoggle: layOut },
    element("summary", {},
      element("span", { class: "method" }, request.method),
      element("span", { class: "outcome" }, outcomeOf(request)),
      element("span", { class: "quiet" }, word("milliseconds", { number: Math.round(request.ms) })),
      element("time", { class: "quiet" }, time),
      request.ok ? null : element("span", { class: "reason" }, request.description ?? ""),
      ...reasons));
  return element("li", {}, details);
}

/** The code of a refusal; 0 stands for a connection that was dropped with no answer. */
function outcomeOf(request) {
  if (request.ok) return word("request_ok");
  return request.error_code ? String(request.error_code) : word("request_reset");
}

function inside(request, actions) {
  const { id, ...whole } = request;
  const copy = iconButton("copy", word("copy_json"), {
    class: "icon-button copy", "data-testid": "copy-json", onclick: () => actions.copy(JSON.stringify(whole, null, 2)),
  });
  const answer = request.ok
    ? { result: request.result ?? request.result_type }
    : { error_code: request.error_code, description: request.description, parameters: request.parameters ?? undefined };
  return [
    element("div", { class: "part" }, element("h3", {}, word("request_params")), copy),
    table(request.params ?? {}),
    element("div", { class: "part" }, element("h3", {}, word("request_answer"))),
    table(answer),
  ];
}

/** Names and values, one a line; values of several parts as JSON. */
function table(values) {
  const rows = Object.entries(values).filter(([, value]) => value !== undefined);
  if (rows.length === 0) return element("p", { class: "quiet nothing-said" }, word("nothing"));
  return element("dl", { class: "values" }, ...rows.flatMap(([name, value]) => [
    element("dt", {}, name), element("dd", {}, readable(value)),
  ]));
}

function readable(value) {
  if (value === null || typeof value !== "object") return String(value);
  const { name, size: bytes } = value;
  if (Object.keys(value).length === 2 && typeof name === "string" && typeof bytes === "number") return `${name} · ${size(bytes)}`;
  return JSON.stringify(value, null, 2);
}
