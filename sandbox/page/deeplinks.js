/** The dialog that makes a link to the bot with a parameter, and its QR code. */

import { codeAddress } from "./api.js";
import { isParameter, startAddress } from "./address.js";
import { openDialog } from "./dialogs.js";
import { element, iconButton } from "./elements.js";
import { state } from "./store.js";
import { word } from "./words.js";

/**
 * Show the dialog.
 * @param {{copy: (text: string) => void, start: (parameter: string) => void}} actions
 */
export function linkDialog(actions) {
  const links = () => ({
    page: startAddress(field.value.trim()),
    telegram: `https://t.me/${state.bot.username}?start=${field.value.trim()}`,
  });
  const field = element("input", {
    type: "text", value: "", maxlength: "64", autocomplete: "off", "data-testid": "link-parameter", oninput: draw,
    "aria-label": word("link_parameter"),
  });
  const kind = element("select", { onchange: draw, "aria-label": word("link_kind") },
    element("option", { value: "page" }, word("link_page")), element("option", { value: "telegram" }, "t.me"));
  const shown = element("output", { class: "address", "data-testid": "link-address" });
  const wrong = element("p", { class: "reason", role: "alert", hidden: true }, word("link_wrong"));
  const code = element("img", { class: "code", alt: word("link_code"), width: "220", height: "220" });
  code.addEventListener("error", () => { code.hidden = true; });
  const dialog = element("dialog", { class: "box", "aria-label": word("link_make"), "data-testid": "link-dialog" },
    element("form", {
      method: "dialog", class: "fields",
      onsubmit: (event) => (isParameter(field.value.trim()) ? actions.start(field.value.trim()) : event.preventDefault()),
    },
    element("div", { class: "box-head" }, element("h2", {}, word("link_make")),
      iconButton("close", word("close"), { onclick: () => dialog.close() })),
    element("label", {}, element("span", {}, word("link_parameter")), field),
    wrong,
    element("label", {}, element("span", {}, word("link_kind")), kind),
    shown, code,
    element("div", { class: "choices" },
      element("button", { type: "button", class: "plain-button", onclick: () => actions.copy(links()[kind.value]) }, word("copy_link")),
      element("button", { class: "main-button", "data-testid": "link-open" }, word("open")))));

  function draw() {
    const right = isParameter(field.value.trim());
    wrong.hidden = right;
    shown.textContent = right ? links()[kind.value] : "";
    code.hidden = !right;
    if (right) code.src = codeAddress(links()[kind.value]);
  }

  draw();
  openDialog(dialog);
}
