/** The tab that makes the server misbehave: faults on demand, and Telegram's limits of pace. */

import * as api from "./api.js";
import { attempt, tellError } from "./dialogs.js";
import { element, iconButton } from "./elements.js";
import { on } from "./store.js";
import { word } from "./words.js";

const METHODS = ["*", "sendMessage", "sendPhoto", "editMessageText", "answerCallbackQuery", "getUpdates"];
const LOOK_AGAIN = 250; // milliseconds after a request: it may have used a fault up

const kinds = () => ({
  too_many_requests: word("fault_too_many"),
  server_error: word("fault_server_error"),
  reset_before: word("fault_reset_before"),
  reset_after: word("fault_reset_after"),
  delay: word("fault_delay"),
  duplicate_updates: word("fault_duplicate"),
  reorder_updates: word("fault_reorder"),
  delay_updates: word("fault_delay_updates"),
});

/** What each kind asks for besides how often; a few of them a choice, else a number. */
const MORE = {
  too_many_requests: { name: "retry_after", value: "3", step: "1", label: () => word("fault_retry_after") },
  server_error: { name: "code", choices: ["500", "502", "503", "504"], label: () => word("fault_code") },
  delay: { name: "seconds", value: "2", step: "any", label: () => word("fault_seconds") },
  delay_updates: { name: "seconds", value: "2", step: "any", label: () => word("fault_seconds") },
};

/** @returns {import("./panel.js").Tab} */
export function faultsTab() {
  const node = element("div", { class: "tool padded" });
  const list = element("ul", { class: "faults", "data-testid": "faults" });
  const limits = element("input", {
    type: "checkbox", role: "switch", "data-testid": "limits",
    onchange: () => attempt(async () => { limits.checked = (await api.setLimits(limits.checked)).on; }),
  });

  function draw() {
    node.replaceChildren(
      element("label", { class: "tick switch" }, limits,
        element("span", {}, word("limits"), element("small", { class: "quiet" }, word("limits_about")))),
      form(), element("h3", {}, word("faults_now")), list);
    look();
  }

  async function look() {
    try {
      const [{ on: isOn }, { faults }] = await Promise.all([api.getLimits(), api.getFaults()]);
      limits.checked = isOn;
      fill(faults);
    } catch (error) {
      if (error.missing) node.replaceChildren(element("p", { class: "quiet" }, word("not_yet")));
      else tellError(error);
    }
  }

  function fill(faults) {
    list.replaceChildren(...faults.map((fault) => {
      const times = fault.times ?? null;
      return element("li", { class: "fault", "data-testid": "fault" },
        element("span", {}, element("strong", {}, kinds()[fault.kind] ?? fault.kind), " ",
          element("code", {}, fault.method ?? "*"), " ",
          element("span", { class: "quiet" }, times === null ? word("fault_always") : word("fault_times_left", { number: times }))),
        iconButton("close", word("remove"), {
          onclick: () => attempt(async () => { await api.removeFault(fault.id); await look(); }),
        }));
    }));
    if (faults.length === 0) list.append(element("li", { class: "quiet" }, word("faults_none")));
  }

  function form() {
    const kind = element("select", { name: "kind", "data-testid": "fault-kind", onchange: ask },
      ...Object.entries(kinds()).map(([value, label]) => element("option", { value }, label)));
    const method = element("input", {
      name: "method", value: "*", list: "methods", autocomplete: "off", required: true, "data-testid": "fault-method",
    });
    const times = element("input", {
      name: "times", type: "number", min: "1", value: "1", placeholder: "∞", "data-testid": "fault-times",
    });
    const more = element("div", {});
    const labelled = (label, control) => element("label", {}, element("span", {}, label), control);
    const made = element("form", { class: "fields", onsubmit: add },
      labelled(word("fault_kind"), kind),
      labelled(word("fault_method"), method),
      element("datalist", { id: "methods" }, ...METHODS.map((name) => element("option", { value: name }))),
      labelled(word("fault_times"), times),
      more,
      element("button", { class: "main-button", "data-testid": "fault-add" }, word("fault_add")));

    function ask() {
      const asked = MORE[kind.value];
      method.closest("label").hidden = kind.value.endsWith("_updates");
      more.replaceChildren(...(asked ? [labelled(asked.label(), control(asked))] : []));
    }

    function add(event) {
      event.preventDefault();
      const given = Object.fromEntries(new FormData(made));
      const { kind: chosen, method: of, times: often, ...numbers } = given;
      const fault = { kind: chosen, times: often ? Number(often) : null };
      if (!chosen.endsWith("_updates")) fault.method = of.trim();
      for (const [name, value] of Object.entries(numbers)) fault[name] = Number(value);
      attempt(async () => { await api.addFault(fault); await look(); });
    }

    ask();
    return made;
  }

  let looking = 0;
  on("request", () => {
    if (!node.isConnected || !list.isConnected) return;
    looking ||= setTimeout(() => { looking = 0; look(); }, LOOK_AGAIN);
  });
  return { node, draw };
}

function control({ name, value, step, choices }) {
  if (choices) return element("select", { name }, ...choices.map((one) => element("option", {}, one)));
  return element("input", { name, type: "number", min: step === "1" ? "1" : "0", max: "3600", step, value, required: true });
}
