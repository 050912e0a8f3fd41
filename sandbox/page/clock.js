/** The tab with the sandbox's clock: what time it is there, and turning it. */

import * as api from "./api.js";
import { attempt, tellError } from "./dialogs.js";
import { element } from "./elements.js";
import { on as hear, state, tell } from "./store.js";
import { clock, day, word } from "./words.js";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

/** @returns {import("./panel.js").Tab} */
export function clockTab() {
  const node = element("div", { class: "tool padded" });
  const face = element("div", { class: "clock-face", role: "timer", "data-testid": "clock-face" });
  let running = true;
  let now = 0;
  let askedAt = 0;
  let ticking = 0;

  const moment = () => (running ? now + (Date.now() - askedAt) / 1000 : now);

  function take(answer) {
    ({ now, running } = answer);
    askedAt = Date.now();
    state.clockShift = now - askedAt / 1000;
    tell("clock");
    const field = node.querySelector("input");
    if (field) field.value = localTime(now);
    show();
  }

  function show() {
    face.replaceChildren(
      element("strong", {}, `${clock(moment())}:${String(Math.floor(moment() % MINUTE)).padStart(2, "0")}`),
      element("span", { class: "quiet" }, day(moment(), true)));
    const freeze = node.querySelector(".freeze");
    if (freeze) freeze.textContent = running ? word("clock_freeze") : word("clock_run");
  }

  hear("clock_turned", take);
  const turn = (change) => attempt(async () => take(await api.turnClock(change)));

  function draw() {
    const on = (label, change, testid) => element("button", {
      type: "button", class: "plain-button outlined", "data-testid": testid, onclick: () => turn(change()),
    }, label);
    const field = element("input", { type: "datetime-local", step: "1", required: true, "aria-label": word("clock_set") });
    const set = (event) => {
      event.preventDefault();
      turn({ set: new Date(field.value).getTime() / 1000 });
    };
    node.replaceChildren(
      face,
      element("div", { class: "choices start" },
        on(word("clock_minute"), () => ({ advance: MINUTE })),
        on(word("clock_hour"), () => ({ advance: HOUR }), "clock-hour"),
        on(word("clock_day"), () => ({ advance: DAY }), "clock-day"),
        element("button", {
          type: "button", class: "plain-button outlined freeze", "data-testid": "clock-freeze", onclick: () => turn({ running: !running }),
        }),
        on(word("clock_real"), () => ({ set: Date.now() / 1000, running: true }), "clock-real")),
      element("form", { class: "fields", onsubmit: set },
        element("label", {}, element("span", {}, word("clock_set")), field),
        element("button", { class: "main-button" }, word("clock_set_do"))),
      element("p", { class: "quiet" }, word("clock_about")));
    api.getClock().then(take, (error) => {
      if (error.missing) node.replaceChildren(element("p", { class: "quiet" }, word("not_yet")));
      else tellError(error);
    });
    ticking ||= setInterval(() => node.isConnected && show(), 1000);
  }

  return { node, draw };
}

/** As the browser's field for date and time wants it. */
function localTime(seconds) {
  const shifted = new Date(seconds * 1000);
  shifted.setMinutes(shifted.getMinutes() - shifted.getTimezoneOffset());
  return shifted.toISOString().slice(0, 19);
}
