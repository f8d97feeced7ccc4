/** A personal link: the address is the key to its draft on this device. */

import { copyKey, draftKey, opened } from "./crypto";
import { button, h, head, main, notice, receipt, show, unkept, written } from "./dom";
import { Filling } from "./filling";
import { download, saveCopy, tried } from "./outbox";
import { fetchOthers, linkPlace, type Prepared, prepared, prepareLink, Shut } from "./place";
import { pageIn } from "./reading";
import { checkScreen, sheetScreen, startScreen, type Steps } from "./screens";
import { askWorker, sendAgain, sendAll } from "./send";
import { all, change, get, same } from "./store";
import type { Accepted, Answer, Inside, Place } from "./types";
import { withdrawLine } from "./withdraw";
import { workerReady } from "./worker-ready";
import { say } from "./words";

const AGAIN_MS = 30_000;
const PATIENCE_MS = 10_000; // with a weak line; without one it fails at once
const WITHDRAWN = "ditarik-"; // the server does not tell that a personal link is used: what is filled in anew would be refused

export async function openLink(token: string, isShell: boolean): Promise<void> {
  const id = await linkPlace(token);
  const base = `/isi/${token}/`;
  held = token;
  const isWaiting = (await all("sets")).some((each) => each.place === id); // first: what is sent meanwhile lies among the accepted
  const done = (await all("accepted")).find((each) => each.place === id);
  if (await get("notes", WITHDRAWN + id)) return withdrawnScreen();
  if (isWaiting) return waitingScreen(id);
  const kept = await prepared(id);
  if (done && kept && (await get("drafts", id))) return changing(kept, base, isShell);
  if (done) return receiptScreen(done);
  const fresh = prepareLink(token);
  fresh.catch(() => undefined); // it may fail before it is asked for
  const ready = kept && isShell ? kept : await fresh.catch((fault: unknown) => refuse(fault, kept));
  if (!ready) return;
  const filling = await begun(ready, token);
  pageIn(ready.place.language);
  readyLine(filling);
  void fetchOthers(ready.place);
  if (kept && isShell) fresh.then((newer) => renewed(filling, newer), (fault) => fault instanceof Shut && ended(fault));
  walk(filling, base, isShell);
}

/** An edit that was begun: what the server says about the used link does not matter. */
async function changing(kept: Prepared, base: string, isShell: boolean): Promise<void> {
  walk(await begun(kept, held), base, isShell);
}

let held = "";
let walked = new AbortController(); // ended once the answers are sealed: Back shows none of them

/** Open what was sent once more, as the next number of the same set. */
async function edit({ place }: Accepted): Promise<void> {
  const [kept, ready] = [await get("kept", place), await prepared(place)];
  if (!kept || !ready) return;
  const key = await draftKey(held);
  const inside: Inside | null = await opened(key, kept.full || kept.bare);
  if (!inside) return;
  const filling = new Filling(ready.place, ready.form, place, inside, key, held);
  filling.turnTo(0);
  await filling.keep();
  const base = `/isi/${held}/`;
  history.pushState(null, "", `${base}1/`);
  walk(filling, base, true);
}

async function begun({ place, form, told }: Prepared, token: string): Promise<Filling> {
  const key = await draftKey(token);
  const stored = await Filling.stored(place.id, key, await copyKey(token));
  const inside = stored ?? { ...Filling.empty(), began: told.began, answers: told.answers };
  if (inside.consent && inside.consent !== place.consent) inside.began = false; // what was agreed to has changed: it is read anew
  if (Object.keys(told.before).length) inside.before = told.before;
  return new Filling(place, form, place.id, inside, key, token);
}

/** What the server tells while the page is shown from the device; a typed code may have opened answers. */
function renewed(filling: Filling, newer: Prepared): void {
  const { consent, language } = filling.place;
  const isNewText = newer.place.consent !== consent;
  Object.assign(filling.place, newer.place, { language }); // it may have been chosen meanwhile
  if (filling.inside.began) return;
  if (newer.told.began) Object.assign(filling.inside, { began: true, answers: newer.told.answers });
  else if (!isNewText) return;
  dispatchEvent(new Event("popstate"));
}

function walk(filling: Filling, base: string, isShell: boolean): void {
  const go = (step: string) => {
    history.pushState(null, "", base + step);
    draw();
  };
  const steps: Steps = {
    sheet: (number) => {
      filling.turnTo(number);
      go(`${number}/`);
    },
    check: () => {
      filling.turnTo(filling.inside.sheet);
      go("selesai/");
    },
    later: () => {
      const here = main().lastChild;
      return rest(filling, base).then((told) => {
        code = told;
        if (here?.isConnected) go("");
      });
    },
    leave: () => go(""),
    finish: () => finish(filling),
  };
  const begin = () => {
    Object.assign(filling.inside, { began: true, consent: filling.place.consent });
    steps.sheet(filling.resumeAt + 1);
  };
  let rested = false;
  let code = "";
  const draw = () => {
    const step = location.pathname.slice(base.length).split("/")[0] || "";
    if (step === "selesai" && filling.inside.began) checkScreen(filling, steps, "send");
    else if (Number(step) > 0 && filling.inside.began) sheetScreen(filling, Math.min(Number(step), filling.form.sheets.length), steps);
    else {
      const note = filling.answered && rested ? notice("success", say("keptTitle"), h("p", {}, say("keptMore")), code && h("p", {}, say("code", { code }))) : null;
      const other = filling.inside.began ? null : h("p", { class: "text-quiet" }, say("anew"), " ", h("a", { href: `${base}lanjut/` }, say("haveCode")));
      startScreen(filling, begin, note, other, filling.answered ? copyLine(filling) : null);
      readyLine(filling);
    }
    rested = true;
  };
  const drawHere = () => {
    const top = scrollY;
    draw();
    scrollTo({ top, behavior: "instant" });
  };
  walked.abort();
  walked = new AbortController();
  const { signal } = walked;
  addEventListener("popstate", draw, { signal });
  const look = () => void (document.visibilityState === "visible" && filling.look().then((isNew) => isNew && rested && drawHere()));
  document.addEventListener("visibilitychange", look, { signal });
  filling.onFinishedElsewhere = () => location.reload();
  const form = document.querySelector<HTMLFormElement>(`form[action="${base}mulai/"]`);
  takeAlong(filling);
  if (isShell) draw();
  else if (form) begins = begin;
  else drawHere();
  rested = true;
}

/** What was chosen and typed on the server's page while this one was prepared. */
function takeAlong(filling: Filling): void {
  for (const { id, name, value, defaultChecked } of main().querySelectorAll<HTMLInputElement>("input:checked, #untuk[type=text]")) {
    if (id && value) filling.writeFor(value);
    else if (!id && !defaultChecked) filling.choose(name, +value >= 0 ? +value : (value as Answer));
  }
}

let begins: (() => void) | null = null;

/** The server's own start page: its button begins here, or there if we cannot. */
export function takeOver(): (opened: Promise<void>) => void {
  const form = document.querySelector<HTMLFormElement>("form[action$='/mulai/']");
  let opened: Promise<void> = new Promise(() => undefined);
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const there = () => form.submit();
    setTimeout(there, PATIENCE_MS); // once we have begun the form is gone
    void opened.then(() => (begins && form.isConnected ? begins() : there()), there); // a second tap finds it gone
  });
  return (given) => (opened = given);
}

/** Kept here, and where there is a connection also with the server; gives the code for another device. */
async function rest(filling: Filling, base: string): Promise<string> {
  await filling.keep();
  const { answers, seconds } = filling.inside;
  const post = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ answers, seconds }) };
  try {
    const answer = await fetch(`${base}titip.json`, { ...post, signal: AbortSignal.timeout?.(PATIENCE_MS) });
    return answer.ok ? ((await answer.json()) as { code?: string }).code || "" : "";
  } catch {
    return "";
  }
}

/** For the computer of the school, where there is no connection for the code. */
function copyLine(filling: Filling): HTMLElement {
  const copy = () => copyKey(held).then((key) => filling.copy(key)).then(saveCopy);
  return h("p", { class: "text-quiet" }, button(say("copy"), copy, "btn-quiet"), " ", say("copyMore"));
}

async function finish(filling: Filling): Promise<void> {
  const set = await filling.finish().catch(unkept);
  if (!set) return set === null ? location.reload() : undefined;
  walked.abort();
  addEventListener("popstate", () => location.reload(), { once: true });
  void askWorker();
  await waitingScreen(filling.place.id);
}

export async function receiptScreen(done: Accepted): Promise<void> {
  const { label, place } = done;
  const { number, received, digest } = done.receipt;
  const kept = await get("kept", place);
  const until = kept && (await get("places", place))?.lastDay;
  const mayChange = until ? h("p", {}, say("mayChange", { day: until }), " ", button(say("changeIt"), () => edit(done))) : null;
  show(
    head(label, say("sent")),
    receipt(number, h("p", {}, written(received)), h("p", { class: "item-state" }, say("arrived"))),
    mayChange,
    until && !(await get("places", place))?.office ? withdrawLine(kept, held, () => forgetSet(done.id, place).then(() => withdrawnScreen(label))) : null,
    h("p", {}, button(say("saveReceipt"), () => download({ receipt: done.receipt }, `tanda-terima-${number}.json`))),
    h("details", {}, h("summary", {}, say("fingerprint")), h("p", {}, h("code", { class: "digest" }, digest))),
  );
}

async function forgetSet(id: string, place: string): Promise<void> {
  await change(["accepted", "delete", id], ["kept", "delete", place], ["drafts", "delete", place], ["places", "delete", place], ["notes", "put", { name: WITHDRAWN + place, value: 1 }]);
}

const withdrawnScreen = (label = "") => show(head(label, say("withdrawn"), say("withdrawnMore")));

async function waitingScreen(place: string, said: Node | null = null): Promise<void> {
  const set = (await all("sets")).find((each) => each.place === place);
  const done = (await all("accepted")).find((each) => each.place === place);
  if (!set) return done ? receiptScreen(done) : withdrawnScreen();
  const state = h("p", { class: "item-state" }, `${say("locked")} · ${say("kept")}`);
  const now = async (note?: Node | null) => {
    if (state.isConnected) await waitingScreen(place, note); // only while it is shown
  };
  const again = async () => {
    if (!state.isConnected) return clearInterval(clock);
    await sendAll();
    if (!same(await get("sets", set.id), set)) await now();
  };
  const byHand = () => sendAgain().then(tried).then(now);
  show(
    head(set.label, say(set.problem ? "refusedTitle" : "waitingTitle")),
    said,
    notice(set.problem ? "error" : "info", set.problem || say("waitingMore"), set.problem ? h("p", {}, say("refusedMore")) : null),
    state,
    h("div", { class: "cluster" }, button(say("sendNow"), byHand), h("a", { class: "btn", href: "/isi/kotak/" }, say("open"))),
  );
  if (set.problem) return;
  const clock = setInterval(again, AGAIN_MS);
  addEventListener("online", again);
  void again();
}

function refuse(fault: unknown, kept: Prepared | null): Prepared | null {
  if (fault instanceof Shut) {
    if (kept) return (ended(fault), kept);
    if (document.body.dataset.kerangka) show(notice("error", fault.message));
    return null;
  }
  if (kept) return kept;
  if (!document.body.dataset.kerangka) throw fault;
  show(head("Sakaguru", say("nothingHere"), say("nothingHereMore")), button(say("reload"), () => location.reload()));
  return null;
}

function ended(fault: Shut): void {
  document.getElementById("refusal")?.replaceChildren(notice("warning", `■ ${say("ended")}`, h("p", {}, fault.message), h("a", { class: "btn", href: "/isi/kotak/" }, say("open"))));
}

/** Said only once it is true: this page too opens without a connection. */
function readyLine({ place }: Filling): void {
  put(notice("info", say("preparing")));
  void workerReady().then((isReady) => document.getElementById("siap") && put(isReady ? readyNote(place) : notice("warning", say("notReady"))));
}

function put(line: HTMLElement): void {
  line.id = "siap";
  document.getElementById("siap")?.remove();
  main().querySelector(".page-head")?.after(line);
}

function readyNote(place: Place): HTMLElement {
  const moment = new Date(place.readyAt).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  return notice("info", `✓ ${say("ready")}`, h("p", {}, say("readyMore", { at: moment, size: Math.ceil(place.bytes / 1000) })));
}

