/** Inline mode: "@bot words" shows the bot's results over the composer, to be sent with one tap. */

import * as api from "./api.js";
import { tellError } from "./dialogs.js";
import { element } from "./elements.js";
import { here, on, state } from "./store.js";
import { word } from "./words.js";

const PAUSE = 250; // milliseconds without a key before the bot is asked

const NAMES = {
  photo: () => word("photo"), sticker: () => word("sticker"), gif: () => "GIF", mpeg4_gif: () => "GIF", location: () => word("place"),
};

let current = null;
on("inline_answer", (answer) => current?.answered(answer));

/**
 * @param {HTMLTextAreaElement} field where the person types
 * @param {{chosen: (message: object) => void, start: (parameter: string) => void}} actions
 * @returns {{list: HTMLElement, typed: () => void, key: (event: KeyboardEvent) => boolean}} as of the commands' list
 */
export function inlineList(field, actions) {
  const list = element("ul", {
    id: "inline", class: "commands inline", role: "listbox", hidden: true, "data-testid": "inline",
    "aria-label": word("inline_results"),
  });
  let asking = 0;
  let shown = null; // {person, query, id, next}
  let marked = 0;
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  field.addEventListener("blur", close);

  /** What is typed after the bot's name; null where the text is no inline query. */
  function query() {
    const found = /^@([A-Za-z0-9_]+)\s(.*)$/s.exec(field.value);
    return found && found[1].toLowerCase() === state.bot.username.toLowerCase() ? found[2].trim() : null;
  }

  function typed() {
    clearTimeout(asking);
    if (query() === null) return close();
    asking = setTimeout(() => ask(""), PAUSE);
  }

  async function ask(offset) {
    const words = query();
    if (words === null) return;
    if (!offset) shown = { person: state.currentId, query: words, offsets: new Set(), next: "" };
    if (shown.offsets.has(offset)) return;
    shown.offsets.add(offset);
    try {
      await api.askInline(state.currentId, words, offset);
    } catch (error) {
      tellError(error);
    }
  }

  function answered(answer) {
    if (!shown || answer.chat_id !== shown.person || answer.query !== shown.query || answer.query !== query()) return;
    if (!shown.offsets.has(answer.offset)) return;
    shown.next = answer.next_offset;
    const items = answer.results.map((result) => item(answer.inline_query_id, result));
    if (answer.offset) list.append(...items);
    else list.replaceChildren(...[answer.button ? top(answer.button) : null, ...items].filter(Boolean));
    if (!list.children.length) list.append(element("li", { class: "nothing" }, word("inline_nothing")));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    if (!answer.offset) mark(0);
  }

  function item(queryId, result) {
    const title = result.title ?? result.caption ?? result.first_name ?? NAMES[result.type]?.() ?? result.type;
    const picture = result.photo_file_id ?? result.sticker_file_id ?? result.gif_file_id;
    return element("li", {
      role: "option", class: picture ? "pictured" : null, "data-testid": "inline-result",
      onclick: () => choose(queryId, result.id),
    },
    picture ? element("img", { src: api.fileAddress(picture), alt: "" }) : null,
    element("strong", {}, title), result.description ? element("span", {}, result.description) : null);
  }

  function top(button) {
    return element("li", { role: "option", class: "switch", onclick: () => actions.start(button.start_parameter) },
      element("strong", {}, button.text));
  }

  async function choose(queryId, resultId) {
    const at = here();
    close();
    try {
      actions.chosen(await api.chooseInline(at, queryId, resultId));
    } catch (error) {
      tellError(error);
    }
  }

  function mark(index) {
    marked = index;
    for (const [at, one] of [...list.children].entries()) {
      one.id = `inline-${at}`;
      one.setAttribute("aria-selected", String(at === index));
    }
    field.setAttribute("aria-activedescendant", `inline-${index}`);
    list.children[index]?.scrollIntoView({ block: "nearest" });
  }

  function close() {
    clearTimeout(asking);
    shown = null;
    if (list.hidden) return;
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  list.addEventListener("scroll", () => {
    const nearTheEnd = list.scrollTop + list.clientHeight > list.scrollHeight - 80;
    if (nearTheEnd && shown?.next) ask(shown.next);
  });

  function key(event) {
    if (list.hidden) return false;
    const count = list.children.length;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") mark((marked + 1) % count);
    else if (event.key === "ArrowUp") mark((marked + count - 1) % count);
    else if (event.key === "Enter") list.children[marked]?.click();
    else return false;
    event.preventDefault();
    return true;
  }

  current = { answered };
  return { list, typed, key };
}
