/** Rules of Telegram that a bot can break though its request succeeds, in words for people. */

import { word } from "./words.js";

const SENTENCES = {
  unknown_parameter: (detail) => word("rule_unknown_parameter", { detail }),
  too_fast: (detail) => word("rule_too_fast", { seconds: /\d+/.exec(detail)?.[0] ?? "?" }),
  unanswered_press: () => word("rule_unanswered_press"),
  outside_address: (detail) => word("rule_outside_address", { detail }),
  webhook_failed: (detail) => word("rule_webhook_failed", { detail }),
};

/**
 * What was wrong, as a sentence.
 * @param {{rule: string, detail?: string}} broken
 */
export function ruleBroken({ rule, detail }) {
  const sentence = SENTENCES[rule];
  const shown = typeof detail === "string" ? detail : JSON.stringify(detail ?? "");
  return sentence ? sentence(shown) : `${rule}: ${shown}`;
}
