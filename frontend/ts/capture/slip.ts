/** The code of a family's slip: its last letter finds slips of the pen, also without a connection. */

import { button, h, head, show } from "./dom";
import { say } from "./words";

const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const LENGTH = 8;

/** The code as it is meant, or nothing where it cannot be one. */
export function readSlip(typed: string): string {
  const code = [...typed.toUpperCase()].filter((sign) => LETTERS.includes(sign)).join("");
  if (code.length !== LENGTH) return "";
  const sum = [...code.slice(0, -1)].reduce((total, sign, place) => total + (place + 1) * LETTERS.indexOf(sign), 0);
  return LETTERS[sum % 31] === code[LENGTH - 1] ? code : "";
}

/** What stands behind # in the address on a slip; taken away, so that Back shows it to nobody. */
export function slipInAddress(): string {
  const code = readSlip(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname);
  return code;
}

let drawn = 0; // several may stand in the outbox, each with its own names

export function slipField(given: string, use: (code: string) => unknown, word: "begin" | "slipFix"): HTMLElement {
  const id = `kode-${++drawn}`;
  const input = h("input", { type: "text", id, maxlength: "12", autocapitalize: "characters", autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-bantuan ${id}-salah` });
  const wrong = h("p", { class: "field-error", id: `${id}-salah`, role: "alert" });
  input.value = given;
  const go = () => {
    const code = readSlip(input.value);
    wrong.textContent = code ? "" : say("slipWrong");
    return code ? use(code) : input.focus();
  };
  return h(
    "div",
    { class: "form" },
    h("div", { class: "field" }, h("label", { for: id }, say("slip")), h("p", { class: "field-help", id: `${id}-bantuan` }, say("slipMore")), input, wrong),
    h("div", { class: "answer-bar" }, button(say(word), go, "btn-primary")),
  );
}

export function slipScreen(title: string, given: string, use: (code: string) => unknown, back: () => unknown): void {
  show(head(title, say("slip")), slipField(given, use, "begin"), h("p", {}, button(say("back"), back, "btn-quiet")));
}
