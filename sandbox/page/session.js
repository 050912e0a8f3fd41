/** The tab that saves what people did, and plays it again. */

import * as api from "./api.js";
import { attempt } from "./dialogs.js";
import { element } from "./elements.js";
import { choose } from "./fetching.js";
import { on, state } from "./store.js";
import { word } from "./words.js";

/** @returns {import("./panel.js").Tab} */
export function sessionTab() {
  const node = element("div", { class: "tool padded" });
  const progress = element("progress", { max: "1", value: "0" });
  const told = element("p", { role: "status", "data-testid": "replay-status" });
  const place = element("div", { class: "replay", hidden: true }, progress, told);

  const save = () => attempt(async () => {
    const session = await api.getSession();
    const file = new Blob([JSON.stringify(session, null, 2)], { type: "application/json" });
    const address = URL.createObjectURL(file);
    const name = `session-${new Date().toISOString().slice(0, 16).replace(":", "-")}.json`;
    element("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });

  let newcomer = null; // whom a session that has just begun to be played has brought: worth watching

  async function replay(file, fresh) {
    let session;
    try {
      session = JSON.parse(await file.text());
    } catch {
      return show({ error: word("session_unreadable") });
    }
    show({ done: 0, total: session.steps?.length ?? 0 });
    const before = new Set(state.people.map((one) => one.id));
    await attempt(async () => {
      await api.replaySession(session, fresh);
      newcomer = (one) => !before.has(one.id);
    });
  }

  function played(event) {
    show(event);
    const first = newcomer && state.people.find(newcomer);
    newcomer = null;
    if (first) choose(first.id);
  }

  function show({ done = 0, total = 0, error = null }) {
    place.hidden = false;
    progress.max = Math.max(total, 1);
    progress.value = done;
    told.className = error ? "reason" : "quiet";
    told.textContent = error ?? (done < total ? word("session_progress", { done, total }) : word("session_done", { number: total }));
  }

  function draw() {
    const fresh = element("input", { type: "checkbox", checked: true });
    const file = element("input", {
      type: "file", accept: "application/json,.json", class: "unseen", tabindex: "-1", "data-testid": "session-file",
      onchange: () => {
        if (file.files[0]) replay(file.files[0], fresh.checked);
        file.value = "";
      },
    });
    node.replaceChildren(
      element("p", {}, word("session_about")),
      element("button", { type: "button", class: "main-button", "data-testid": "session-save", onclick: save }, word("session_save")),
      element("h3", {}, word("session_again")),
      element("label", { class: "tick" }, fresh, word("session_fresh")),
      element("button", { type: "button", class: "main-button", onclick: () => file.click() }, word("session_open")),
      file, place);
  }

  on("replay", played);
  return { node, draw };
}
