/** The bot's commands as a list over the composer: opened by a button, or by typing "/". */

import { element, iconButton } from "./elements.js";
import { chat } from "./store.js";
import { word } from "./words.js";

/**
 * @param {HTMLTextAreaElement} field where the person types
 * @param {(command: string) => void} picked gets "/name"
 * @returns {{list: HTMLElement, button: HTMLElement, typed: () => void, key: (event: KeyboardEvent) => boolean}}
 *   `key` says whether it took the key for itself
 */
export function commandList(field, picked) {
  const list = element("ul", { id: "commands", class: "commands", role: "listbox", hidden: true });
  const button = iconButton("slash", word("commands"), { "data-testid": "commands", onclick: toggle });
  let marked = 0;
  // A press on either must not take the focus from the field: losing it closes the list.
  for (const node of [list, button]) node.addEventListener("pointerdown", (event) => event.preventDefault());
  field.addEventListener("blur", () => close());

  function show(beginning) {
    const fitting = chat().commands.filter(({ command }) => command.startsWith(beginning));
    list.replaceChildren(...fitting.map(({ command, description }, index) =>
      element("li", {
        id: `command-${index}`,
        role: "option",
        onclick: () => pick(index),
      }, element("strong", {}, `/${command}`), element("span", {}, description))));
    list.setAttribute("aria-label", word("commands"));
    list.hidden = fitting.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    mark(Math.max(0, fitting.findIndex(({ command }) => command === beginning)));
  }

  function mark(index) {
    marked = index;
    for (const [at, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(at === index));
    list.children[index]?.scrollIntoView({ block: "nearest" });
    if (list.hidden) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", `command-${index}`);
  }

  function pick(index) {
    const command = list.children[index].querySelector("strong").textContent;
    close();
    picked(command);
  }

  function close() {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function toggle() {
    if (!list.hidden) return close();
    show("");
    if (matchMedia("(pointer: fine)").matches) field.focus();
  }

  function typed() {
    const beginning = /^\/([a-z0-9_]*)$/.exec(field.value);
    if (beginning) show(beginning[1]);
    else close();
  }

  function key(event) {
    if (list.hidden) return false;
    const count = list.children.length;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") mark((marked + 1) % count);
    else if (event.key === "ArrowUp") mark((marked + count - 1) % count);
    else if (event.key === "Enter" || event.key === "Tab") pick(marked);
    else return false;
    event.preventDefault();
    return true;
  }

  return { list, button, typed, key };
}
