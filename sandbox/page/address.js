/** What the page's own address asks for: `?person=1002`, `?chat=-1001`, `#start=parameter`. */

const asked = (name) => Number(new URLSearchParams(location.search).get(name)) || null;

/** This page stands as a second phone within another one. */
export const isInner = window.self !== window.top;

/** As whom to write. @returns {number|null} */
export const wishedPerson = () => asked("person");
/** The group to show. @returns {number|null} */
export const wishedChat = () => asked("chat");

/** The parameter of a deep link, once: it is taken out of the address. @returns {string|null} may be empty */
export function takeStart() {
  const start = new URLSearchParams(location.hash.slice(1)).get("start");
  if (start === null) return null;
  history.replaceState(null, "", location.pathname + location.search);
  return isParameter(start) ? start : null;
}

/** Whether Telegram takes this as the parameter of a deep link. @param {string} text */
export const isParameter = (text) => /^[\w-]{0,64}$/.test(text);

/** The address at which the page says /start with a parameter. @param {string} parameter */
export const startAddress = (parameter) => `${location.origin}/#start=${encodeURIComponent(parameter)}`;
