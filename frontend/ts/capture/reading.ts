/** How questions are shown: their language, the size of print. */

import { button, h, notice } from "./dom";
import type { Filling } from "./filling";
import { formIn } from "./place";
import { change, get } from "./store";
import { say } from "./words";

const LARGE = "huruf-besar";
const SPOKEN = ["id", "en"]; // languages of the page itself

/** As it was chosen on this device before. */
export async function printAsBefore(): Promise<void> {
  if (await get("notes", LARGE)) document.documentElement.classList.add(LARGE);
}

/** Where the page speaks the language of the questions, all of it does. */
export function pageIn(language: string): void {
  if (SPOKEN.includes(language)) document.documentElement.lang = language;
}

export function readingTools(filling: Filling, draw: () => void): HTMLElement {
  return h("div", { class: "cluster reading-tools" }, filling.place.languages.length > 1 && languages(filling, draw), largePrint());
}

function largePrint(): HTMLElement {
  const { classList } = document.documentElement;
  const word = () => say(classList.contains(LARGE) ? "smaller" : "larger");
  const turn = () => {
    const isLarge = classList.toggle(LARGE);
    print.textContent = word();
    void change(isLarge ? ["notes", "put", { name: LARGE, value: 1 }] : ["notes", "delete", LARGE]).catch(() => undefined);
  };
  const print = button(word(), turn, "btn-quiet");
  return print;
}

function languages(filling: Filling, draw: () => void): HTMLElement {
  const { place } = filling;
  const trouble = h("span", {});
  const choice = h("select", { id: "bahasa-soal", autocomplete: "off" }, ...place.languages.map(([code, name]) => h("option", { value: code, lang: code, selected: code === place.language }, name)));
  choice.addEventListener("change", async () => {
    const language = choice.value;
    const form = await formIn(place, language).catch(() => null);
    if (!choice.isConnected || choice.value !== language) return; // another screen is shown since, or another one chosen
    if (!form) {
      choice.value = place.language;
      return trouble.replaceChildren(notice("warning", say("noLanguage")));
    }
    filling.form = form;
    place.language = language;
    pageIn(language);
    await change(["places", "put", { ...place }]).catch(() => undefined); // remembered for this door
    if (choice.isConnected) draw();
  });
  return h("label", { class: "reading-language", for: "bahasa-soal" }, say("inLanguage"), " ", choice, trouble);
}
