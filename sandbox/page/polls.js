/** Polls and quizzes: voting with a press, results as bars. */

import { element, icon } from "./elements.js";
import { formatted } from "./entities.js";
import { votedFor } from "./store.js";
import { word } from "./words.js";

/** @typedef {{vote: (message: object, optionIds: number[]) => void}} Voter an empty list takes the vote back */

/**
 * A poll as the current person sees it.
 * @param {object} message Bot API Message with `poll`
 * @param {Voter & import("./entities.js").Reader} actions
 */
export function pollCard(message, actions) {
  const { poll } = message;
  const mine = votedFor(poll.id);
  const isOpen = !poll.is_closed && mine === null;
  return element("div", { class: "poll", "data-testid": "poll", "data-state": isOpen ? "open" : "shown" },
    poll.description ? element("p", {}, formatted(poll.description, poll.description_entities, actions)) : null,
    element("strong", { class: "question", dir: "auto" }, formatted(poll.question, poll.question_entities, actions)),
    element("span", { class: "quiet" }, kind(poll)),
    isOpen ? choices(message, actions) : results(poll, mine ?? [], actions),
    element("div", { class: "poll-foot" },
      element("span", { class: "quiet" }, word("votes", { number: poll.total_voter_count })),
      mine && canTakeBack(poll)
        ? element("button", { type: "button", class: "text-button", onclick: () => actions.vote(message, []) }, word("vote_back"))
        : null),
    !isOpen && poll.explanation
      ? element("blockquote", {}, formatted(poll.explanation, poll.explanation_entities, actions)) : null);
}

/** The kind of a poll, in Telegram's words. */
function kind(poll) {
  if (poll.is_closed) return word("poll_closed");
  if (poll.type === "quiz") return poll.is_anonymous ? word("quiz_anonymous") : word("quiz_public");
  return poll.is_anonymous ? word("poll_anonymous") : word("poll_public");
}

const canTakeBack = (poll) => !poll.is_closed && (poll.allows_revoting ?? poll.type !== "quiz");

function choices(message, actions) {
  const { poll } = message;
  if (poll.allows_multiple_answers) return several(message, actions);
  return element("div", { class: "options", role: "group" }, ...poll.options.map((option, at) =>
    element("button", { type: "button", class: "option", "data-testid": "option", onclick: () => actions.vote(message, [at]) },
      element("span", { class: "ring", "aria-hidden": "true" }),
      element("span", { dir: "auto" }, formatted(option.text, option.text_entities, null)))));
}

function several(message, actions) {
  const boxes = message.poll.options.map((_, at) => element("input", { type: "checkbox", value: at, onchange: () => ready() }));
  const button = element("button", { class: "plain-button", "data-testid": "vote" }, word("vote"));
  const ready = () => { button.disabled = !boxes.some((box) => box.checked); };
  ready();
  const send = (event) => {
    event.preventDefault();
    actions.vote(message, boxes.filter((box) => box.checked).map((box) => Number(box.value)));
  };
  return element("form", { class: "options", onsubmit: send }, ...message.poll.options.map((option, at) =>
    element("label", { class: "option", "data-testid": "option" }, boxes[at],
      element("span", { dir: "auto" }, formatted(option.text, option.text_entities, null)))), button);
}

function results(poll, mine, actions) {
  const right = poll.correct_option_ids ?? [poll.correct_option_id].filter((id) => id !== undefined);
  return element("ul", { class: "options" }, ...poll.options.map((option, at) => {
    const share = poll.total_voter_count ? Math.round((option.voter_count / poll.total_voter_count) * 100) : 0;
    const isWrong = poll.type === "quiz" && mine.includes(at) && !right.includes(at);
    const sign = isWrong ? "close" : mine.includes(at) || right.includes(at) ? "check" : null;
    const verdict = right.includes(at) ? "right" : isWrong ? "wrong" : null;
    return element("li", { class: "result", "data-testid": "result", "data-verdict": verdict },
      element("span", { class: "share" }, `${share}%`),
      element("span", { class: "result-words", dir: "auto" },
        formatted(option.text, option.text_entities, actions), sign ? icon(sign) : null,
        mine.includes(at) ? element("span", { class: "unseen" }, word("vote_mine")) : null),
      element("meter", { min: "0", max: "100", value: share, "aria-label": `${share}%` }));
  }));
}
