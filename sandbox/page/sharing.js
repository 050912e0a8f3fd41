/** What a person can send besides words: files, samples, a place, a contact, a poll. */

import * as api from "./api.js";
import { askFor, attempt } from "./dialogs.js";
import { element, iconButton } from "./elements.js";
import { openMenu } from "./menus.js";
import { sampleSticker, sampleVoice } from "./samples.js";
import { here, takeMessage } from "./store.js";
import { word } from "./words.js";

const ASTANA = { latitude: "51.1801", longitude: "71.446" };
const FEWEST_OPTIONS = 2;

/** Put what was sent on the screen at once; the stream brings it again. @param {Promise<object>} sending a Message */
export const send = (sending) => attempt(async () => takeMessage(await sending));

/** Ask for a place, and send it. */
export function sharePlace() {
  const at = here();
  const degrees = (name, label, most) => ({
    name, label, value: ASTANA[name], kind: "number", step: "any", min: `-${most}`, max: most,
  });
  const fields = [degrees("latitude", word("latitude"), "90"), degrees("longitude", word("longitude"), "180")];
  askFor(word("place"), word("send"), fields, (place) => send(api.sendLocation(at, {
    latitude: Number(place.latitude), longitude: Number(place.longitude),
  })));
}

/** Send one's own contact. */
export const shareContact = () => send(api.sendContact(here()));

/** Ask for a question and its answers, and send them. @param {"quiz"|"regular"} [kind] left out: the person chooses */
export function makePoll(kind) {
  const at = here();
  const kinds = [["regular", word("poll")], ["quiz", word("quiz_first")]].filter(([one]) => !kind || one === kind);
  askFor(word("poll"), word("send"), [
    { name: "question", label: word("poll_question"), longest: 300 },
    { name: "options", label: word("poll_options"), kind: "lines", longest: 1200 },
    { name: "type", label: word("poll_kind"), options: kinds },
  ], ({ question, options, type }) => {
    const given = options.split("\n").map((line) => line.trim()).filter(Boolean);
    if (given.length < FEWEST_OPTIONS) return makePoll(kind);
    send(api.sendPoll(at, { question, options: given, type, ...(type === "quiz" ? { correct_option_id: 0 } : {}) }));
  });
}

/** What kind of message a file makes where nobody has said. @param {File} file */
export function kindOf(file) {
  const family = file.type.split("/")[0];
  return { image: "photo", video: "video", audio: "audio" }[family] ?? "document";
}

/**
 * The button that opens the menu of all this.
 * @param {(files: File[], kind: string) => void} taken files were chosen; they wait for their caption
 */
export function attachButton(taken) {
  const chooseFile = (kind, accept) => {
    const input = element("input", { type: "file", accept, multiple: true });
    input.addEventListener("change", () => input.files[0] && taken([...input.files], kind));
    input.click();
  };
  const item = (drawing, label, testid, chosen) => ({ drawing, label, testid, chosen });
  const sample = (kind, file) => send(file.then((made) => api.upload(here(), kind, made)));
  const button = iconButton("attach", word("attach"), {
    "data-testid": "attach", "aria-haspopup": "menu",
    onclick: () => openMenu(button, word("attach"), [
      item("photo", word("photo"), "attach-photo", () => chooseFile("photo", "image/jpeg,image/png,image/webp")),
      item("video", word("video"), "attach-video", () => chooseFile("video", "video/*")),
      item("music", word("audio"), "attach-audio", () => chooseFile("audio", "audio/*")),
      item("file", word("file"), "attach-file", () => chooseFile("document", "")),
      item("smile", word("sticker"), "attach-sticker", () => sample("sticker", sampleSticker())),
      item("voice", word("voice"), "attach-voice", () => sample("voice", Promise.resolve(sampleVoice()))),
      item("place", word("place"), "attach-place", sharePlace),
      item("contact", word("contact_own"), "attach-contact", shareContact),
      item("poll", word("poll"), "attach-poll", () => makePoll()),
    ]),
  });
  return button;
}
