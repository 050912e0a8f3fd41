/** A second phone beside the first: the same page once more, for somebody else. */

import { element } from "./elements.js";
import { person, state } from "./store.js";

/**
 * @param {HTMLElement} app
 * @returns {() => boolean} puts the phone there, or takes it away; whether it is there now
 */
export function besidePhone(app) {
  let phone = null;

  function turn() {
    if (phone) {
      phone.remove();
      phone = null;
    } else {
      const next = state.people.find((one) => one.id > person().id) ?? state.people[0];
      phone = element("iframe", { class: "beside", src: `/?person=${next.id}`, title: next.first_name, "data-testid": "phone-beside" });
      app.append(phone);
    }
    return app.classList.toggle("with-beside", phone !== null);
  }

  return turn;
}
