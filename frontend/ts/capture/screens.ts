/** What a respondent sees, from the first question to the last. */

import { button, facts, h, head, notice, parsed, show } from "./dom";
import { type Filling, LONGEST_TEXT } from "./filling";
import type { Answer, Place, Question } from "./types";
import { readingTools } from "./reading";
import { say } from "./words";

export interface Steps {
  sheet: (number: number) => void;
  check: () => void;
  later: () => unknown;
  leave: () => void;
  finish: () => unknown;
}

export function about(place: Place): string {
  return `${place.roleLabel}, ${place.school}`;
}

export function startScreen(filling: Filling, begin: () => void, ...more: (Node | null)[]): void {
  const { place, form, inside } = filling;
  const consent = h("section", { class: "panel" }, h("h2", {}, say("before")));
  consent.append(parsed(consentIn(place)));
  show(
    head(place.roleLabel, place.school, place.campaign),
    ...more,
    readingTools(filling, () => startScreen(filling, begin, ...more)),
    facts(
      [say("questions"), String(filling.questions.length)],
      [say("time"), say("minutes", { n: form.minutes })],
      [say("latest"), place.lastDay],
    ),
    h("div", { class: "prose" }, h("p", {}, form.intro)),
    inside.began ? progress(filling) : consent,
    h("div", { class: "answer-bar" }, button(say(inside.began ? "resume" : "agree"), begin, "btn-primary")),
  );
}

function consentIn({ consents, language }: Place): string {
  const spoken = document.documentElement.lang.slice(0, 2);
  return consents[language] || consents[spoken] || Object.values(consents)[0] || "";
}

export function sheetScreen(filling: Filling, number: number, steps: Steps): void {
  const { form, place } = filling;
  const last = form.sheets.length;
  let count = form.sheets.slice(0, number - 1).flat().reduce((sum, [, questions]) => sum + questions.length, 0);
  const bar = h("div", {}, progress(filling));
  const trouble = h("div", {});
  const before = filling.answered;
  const said = h("p", { class: "visually-hidden", role: "status" });
  const states = new Map<string, HTMLElement>();
  const blocks = (form.sheets[number - 1] || []).flatMap(([title, questions]) => [
    h("h2", { class: "section-head" }, title),
    ...questions.map((question) => {
      const [field, state] = fieldset(filling, question, ++count);
      states.set(question[0], state);
      return field;
    }),
  ]);
  filling.onKeeping = (keeping) => {
    for (const [code, state] of states) {
      const given = filling.inside.answers[code];
      const word = given === undefined ? "empty" : given === filling.inside.sent?.[code] ? "arrived" : keeping === "kept" ? "kept" : keeping === "keeping" ? "keeping" : "look";
      state.textContent = say(word);
    }
    if (keeping !== "keeping" && filling.answered > before) said.textContent = say(keeping === "kept" ? "kept" : "look");
    bar.replaceChildren(progress(filling));
    const failed = keeping === "full" || keeping === "failed";
    const retry = () => void filling.keep();
    trouble.replaceChildren(...(failed ? [notice("error", say("full"), button(say("reload"), retry))] : []));
  };
  show(
    h("h1", { class: "page-kind" }, `${say("page", { n: number, all: last })} · ${about(place)}`),
    (filling.inside.sequence || 1) > 1 && notice("info", say(filling.answered ? "changing" : "changingBare")),
    bar,
    trouble,
    ...blocks,
    said,
    h(
      "div",
      { class: "answer-bar" },
      button(say("back"), () => (number > 1 ? steps.sheet(number - 1) : steps.leave()), "", "kembali"),
      button(say(number < last ? "next" : "toEnd"), () => (number < last ? steps.sheet(number + 1) : steps.check()), "btn-primary", "lanjut"),
    ),
    place.kind === "link" &&
      h("p", { class: "text-quiet" }, button(say("later"), steps.later, "btn-quiet", "nanti")),
    readingTools(filling, () => sheetScreen(filling, number, steps)),
  );
  filling.onKeeping(filling.keeping);
}

function fieldset(filling: Filling, question: Question, number: number): [HTMLElement, HTMLElement] {
  const [code, text, why, example, options, flags] = question;
  const given = filling.inside.answers[code];
  const rows: [Answer, string, boolean][] = (filling.form.options[options] || []).map(([points, words]) => [points, words, false]);
  if (flags & 1) rows.push(["TT", say("unknown"), true]);
  if (flags & 2) rows.push(["TB", say("notApplicable"), true]);
  const choices = rows.map(([answer, words, quiet]) => {
    const choose = () => filling.choose(code, answer);
    const input = h("input", { type: "radio", id: `${code}-${answer}`, name: code, value: String(answer), autocomplete: "off", change: choose });
    input.checked = given === answer;
    return h("label", { class: quiet ? "choice choice-quiet" : "choice" }, input, h("span", {}, words));
  });
  const state = h("p", { class: "item-state", id: `${code}-keadaan` });
  const isForeign = Boolean(flags & 4);
  const field = h(
    "fieldset",
    { class: "question", id: code, lang: isForeign ? "id" : filling.place.language, "aria-describedby": `${code}-keadaan` },
    h("legend", {}, h("span", { class: "question-number" }, String(number)), ` ${text}`),
    isForeign && h("p", { class: "text-quiet", lang: document.documentElement.lang }, `! ${say("untranslated")}`),
    (why || example) &&
      h(
        "details",
        { class: "question-why" },
        h("summary", {}, say("why")),
        why && h("p", {}, why),
        example && h("p", {}, h("b", {}, say("example")), ` ${example}`),
      ),
    lastYear(filling, question, rows),
    canSpeak(filling) && listen([text, ...rows.map(([, words]) => words)], isForeign ? "id" : filling.place.language),
    h("div", { class: "choices" }, ...choices),
    state,
  );
  return [field, state];
}

function lastYear(filling: Filling, [code]: Question, rows: [Answer, string, boolean][]): HTMLElement | null {
  const before = filling.inside.before[code];
  const words = rows.find(([answer]) => answer === before)?.[1];
  if (before === undefined || words === undefined) return null;
  const same = () => document.querySelector<HTMLInputElement>(`input[name="${CSS.escape(code)}"][value="${before}"]`)?.click();
  return h("p", { class: "text-quiet" }, say("lastYear", { answer: words }), " ", button(say("same"), same, "btn-quiet"));
}

// drawn, for many phones have no font with pictures
const LOUDSPEAKER = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 9h4l5-4v14l-5-4H4zM16.5 8.5a5 5 0 0 1 0 7M19 6a9 9 0 0 1 0 12"/></svg> ';

const canSpeak = (filling: Filling): boolean => filling.place.role === "SS" && "speechSynthesis" in window;

function listen(lines: string[], language: string): HTMLElement {
  const aloud = button(say("listen"), () => speak(lines, language), "btn-quiet");
  aloud.prepend(parsed(LOUDSPEAKER));
  return aloud;
}

function speak(lines: string[], language: string): void {
  speechSynthesis.cancel();
  for (const line of lines) {
    const saying = new SpeechSynthesisUtterance(line);
    saying.lang = language;
    speechSynthesis.speak(saying);
  }
}

export function checkScreen(filling: Filling, steps: Steps, sendWord: "send" | "finish"): void {
  const { form, inside, place } = filling;
  const empty = form.sheets.flatMap((blocks, sheet) =>
    blocks.flatMap(([, questions]) => questions.filter(([code]) => !(code in inside.answers)).map((question) => ({ question, sheet }))),
  );
  const problem = h("p", { class: "field-help", role: "alert" });
  const finish = button(say(sendWord), () => judge() && steps.finish(), "btn-primary");
  const judge = (): boolean => {
    const length = inside.filledFor.trim().length;
    problem.textContent = length > LONGEST_TEXT ? `! ${say("tooLong", { n: length })}` : "";
    return length <= LONGEST_TEXT;
  };
  const go = (sheet: number, code: string) => {
    steps.sheet(sheet + 1);
    document.getElementById(code)?.scrollIntoView();
  };
  const open = empty.map(({ question, sheet }) =>
    h("li", {}, button(question[1], () => go(sheet, question[0]), "btn-quiet")),
  );
  show(
    head(about(place), say("checkTitle")),
    progress(filling),
    empty.length
      ? h("section", { class: "panel" }, h("h2", {}, say("stillEmpty", { n: empty.length })), h("p", { class: "text-quiet" }, say("mayStay")), h("ul", { class: "link-list" }, ...open))
      : notice("success", say("allDone")),
    place.role !== "SS" && whoFilled(filling, problem, judge),
    place.kind === "link" || place.role !== "SS" ? ownDevice(filling) : h("p", {}, say("final")),
    h("div", { class: "answer-bar" }, button(say("back"), () => steps.sheet(form.sheets.length)), filling.answered > 0 && finish),
  );
  judge();
}

/** Edits only where the respondent says so: others may come to this device too. */
function ownDevice({ inside, place }: Filling): HTMLElement {
  const final = h("p", {}, say("final"));
  const isLink = place.kind === "link";
  const choose = () => {
    inside.mayEdit = input.checked;
    final.hidden = isLink && input.checked;
  };
  const input = h("input", { type: "checkbox", id: "milik-sendiri", autocomplete: "off", "aria-describedby": "milik-sendiri-bantuan", change: choose });
  input.checked = Boolean(inside.mayEdit);
  choose();
  const label = h("label", { for: "milik-sendiri" }, say(isLink ? "mine" : "minePoster", { day: place.lastDay }));
  return h("div", {}, h("div", { class: "field field-check" }, input, label, h("p", { class: "field-help", id: "milik-sendiri-bantuan" }, isLink && `${say("mineMore")} `, say("notShared"))), final);
}

function whoFilled(filling: Filling, problem: HTMLElement, judge: () => boolean): HTMLElement {
  const { inside, place } = filling;
  if (!place.office) {
    const input = h("input", { type: "checkbox", id: "untuk", autocomplete: "off", change: () => filling.writeFor(input.checked ? "ya" : "") });
    input.checked = Boolean(inside.filledFor);
    return h("div", { class: "field field-check" }, input, h("label", { for: "untuk" }, say("helped")));
  }
  const write = () => {
    filling.writeFor(input.value);
    judge();
  };
  const input = h("input", { type: "text", id: "untuk", autocomplete: "off", input: write });
  input.value = inside.filledFor;
  return h("div", { class: "field" }, h("label", { for: "untuk" }, say("forWhom")), input, problem);
}

export function progress(filling: Filling): HTMLElement {
  const all = filling.questions.length;
  const bar = h("progress", { class: "item-progress", max: String(all), value: String(filling.answered), "aria-label": say("answered") });
  return h("div", { class: "progress-line" }, h("div", { class: "progress-words" }, h("span", {}, say("answered")), h("span", { class: "progress-count" }, say("ofAll", { n: filling.answered, all }))), bar);
}
