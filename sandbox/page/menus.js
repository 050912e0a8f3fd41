/** Menus that open at a button or a message: arrows walk in them, Esc closes them and the focus goes back. */

import { element, icon } from "./elements.js";

/**
 * @typedef {{label: string, drawing?: string, chosen: () => void, testid?: string, short?: boolean, pressed?: boolean}} Item
 *   `short`: a few letters or an emoji, that stands in a row with the others of its kind, named by `title`
 */

/**
 * Open a menu.
 * @param {HTMLElement} anchor what it belongs to: it stands over or under it
 * @param {string} name for screen readers
 * @param {(Item & {title?: string})[]} items
 */
export function openMenu(anchor, name, items) {
  const choose = (item) => {
    menu.hidePopover();
    item.chosen();
  };
  const button = (item) => element("button", {
    type: "button", role: "menuitem", class: item.short ? "short" : null, "data-testid": item.testid,
    "aria-label": item.title, title: item.title, "aria-pressed": item.pressed === undefined ? null : String(item.pressed),
    onclick: () => choose(item),
  }, item.drawing ? icon(item.drawing) : null, item.label);
  const shorts = items.filter((item) => item.short);
  const menu = element("div", { class: "menu", role: "menu", popover: "auto", "aria-label": name, onkeydown: walk },
    shorts.length ? element("div", { class: "menu-row" }, ...shorts.map(button)) : null,
    ...items.filter((item) => !item.short).map(button));
  menu.addEventListener("toggle", ({ newState }) => newState === "closed" && menu.remove());
  document.body.append(menu);
  menu.showPopover();
  stand(menu, anchor);
  menu.querySelector("button")?.focus();

  function walk(event) {
    const buttons = [...menu.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    const to = { Home: 0, End: buttons.length - 1 }[event.key] ?? (steps[event.key] ? at + steps[event.key] : null);
    if (to === null) return;
    event.preventDefault();
    buttons[(to + buttons.length) % buttons.length].focus();
  }
}

/** Over its anchor where there is room, else under it, and never beyond the window. */
function stand(menu, anchor) {
  const { left, top, bottom } = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const over = top - height - 6;
  const y = over >= 8 ? over : Math.min(Math.max(bottom + 6, 8), innerHeight - height - 8);
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, y)}px`;
}
