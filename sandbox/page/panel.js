/** The panel beside the chat: the journal of requests, and the tools that play with the server. */

import { clockTab } from "./clock.js";
import { element, iconButton } from "./elements.js";
import { faultsTab } from "./faults.js";
import { journal } from "./journal.js";
import { sessionTab } from "./session.js";
import { isBroken, on, state } from "./store.js";
import { word } from "./words.js";

/**
 * @typedef {{node: HTMLElement, draw: () => void}} Tab `draw` is called when it is opened, and when the language changes
 */

/**
 * @param {HTMLElement} place
 * @param {{closed: () => void, copy: (text: string) => void}} actions
 * @returns {{draw: () => void}}
 */
export function panel(place, actions) {
  const tabs = [
    { id: "requests", label: () => word("journal"), ...journal(actions) },
    { id: "faults", label: () => word("faults"), ...faultsTab() },
    { id: "clock", label: () => word("clock"), ...clockTab() },
    { id: "session", label: () => word("session"), ...sessionTab() },
  ];
  const bar = element("div", { class: "tabs", role: "tablist", onkeydown: walk });
  const stage = element("div", { class: "stage-of-tools", role: "tabpanel", id: "tool" });
  const count = element("span", { class: "badge wrong", "data-testid": "broken-count" });
  let shown = tabs[0];

  function draw() {
    place.setAttribute("aria-label", word("tools"));
    const focused = [...bar.children].indexOf(document.activeElement);
    bar.setAttribute("aria-label", word("tools"));
    bar.replaceChildren(...tabs.map((tab) => element("button", {
      type: "button", role: "tab", "aria-selected": String(tab === shown), "aria-controls": "tool", "data-testid": `tab-${tab.id}`,
      tabindex: tab === shown ? "0" : "-1", onclick: () => open(tab),
    }, tab.label(), tab === tabs[0] ? count : null)));
    if (focused >= 0) bar.children[focused].focus();
    if (stage.firstChild !== shown.node) stage.replaceChildren(shown.node);
    if (!bar.isConnected) place.replaceChildren(element("div", { class: "panel-head" }, bar, closer), stage);
    closer.setAttribute("aria-label", word("close"));
    closer.title = word("close");
    drawCount();
    shown.draw();
  }

  const closer = iconButton("close", "", { onclick: () => actions.closed() });

  function open(tab) {
    shown = tab;
    draw();
  }

  function drawCount() {
    const broken = state.requests.filter(isBroken).length;
    count.hidden = broken === 0;
    count.textContent = String(broken);
    count.setAttribute("aria-label", word("broken_count", { number: broken }));
  }

  function walk(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const at = (tabs.indexOf(shown) + by + tabs.length) % tabs.length;
    open(tabs[at]);
    bar.children[at].focus();
  }

  on("request", () => {
    if (!place.hidden) drawCount();
  });
  return { draw };
}
