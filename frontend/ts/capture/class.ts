/** One device, many people, one after another: nobody sees the answers of another. */

import { digest, draftKey, secret } from "./crypto";
import { button, h, head, main, notice, receipt, show, unkept } from "./dom";
import { Filling } from "./filling";
import { classPlace, type Prepared, prepareClass, prepared, Shut } from "./place";
import { about, checkScreen, sheetScreen, startScreen, type Steps } from "./screens";
import { askWorker, countShared, forgetCount, sendAll, waiting } from "./send";
import { slipInAddress, slipScreen } from "./slip";
import { all, change, get } from "./store";
import type { Draft, Place } from "./types";
import { withdrawLine } from "./withdraw";
import { workerReady } from "./worker-ready";
import { say } from "./words";

const ROLES = ["SS", "GS", "MT"];
const HELD = "sakaguru-kelas"; // this tab only: what opens the draft of who sits here
const SEAT = "sakaguru-duduk-"; // held while a tab has somebody's draft open; a copied tab gets none

let slipGiven = "";
let seat = "";
let rise: () => void = () => undefined;

/** Beside the server's own door: a button that also works without a connection. */
export async function openPoster(poster: string): Promise<void> {
  slipGiven = slipInAddress();
  const ready: Prepared[] = [];
  for (const role of ROLES) {
    const kept = await prepared(await classPlace(poster, role));
    if (kept) ready.push(kept);
  }
  const form = document.querySelector<HTMLFormElement>("form[action$='/masuk/']");
  if (form) offer(form, poster);
  if (form && slipGiven) fillIn(form);
  const note = [...ready.map((each) => readyNote(each)), ...(await sentHere(ready))];
  if (form) main().querySelector(".page-head")?.after(...note);
  else if (ready.length) show(head("Sakaguru", ready[0]?.place.school || ""), ...note);
  else show(head("Sakaguru", say("nothingHere"), say("nothingHereMore")), button(say("reload"), () => location.reload()));
  void sendAll();
}

function offer(form: HTMLFormElement, poster: string): void {
  const problem = h("div", {});
  const prepare = async () => {
    if (!form.reportValidity()) return;
    try {
      const made = await prepareClass(poster, new FormData(form));
      problem.replaceChildren(notice("info", say("preparing")));
      await workerReady();
      if (problem.isConnected) await classScreen(made);
    } catch (fault) {
      problem.replaceChildren(notice("error", fault instanceof Shut ? fault.message : say("nothingHereMore")));
    }
  };
  form.after(h("p", {}, button(say("classPrepare"), prepare)), problem);
}

/** Who comes by the code of a slip is a parent. */
function fillIn(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("input[name=kode]");
  const parent = form.querySelector<HTMLInputElement>("input[name=peran][value=MT]");
  if (field) field.value ||= slipGiven;
  if (parent && !form.querySelector(":checked")) parent.checked = true;
}

function readyNote(ready: Prepared): HTMLElement {
  const open = button(say("begin"), () => classScreen(ready), "btn-primary");
  return notice("info", `✓ ${say("ready")}`, h("p", {}, about(ready.place)), open);
}

/** What was sent by those who said that this is their own phone; who shares one keeps nothing here. */
async function sentHere(ready: Prepared[]): Promise<HTMLElement[]> {
  const places = ready.map(({ place }) => place);
  const own = (await all("kept")).filter(({ place, number }) => number && places.some(({ id }) => id === place));
  return own.map((kept) => {
    const place = places.find(({ id }) => id === kept.place) as Place;
    const gone = (): Promise<void> => change(["kept", "delete", kept.id]).then(() => panel.replaceWith(notice("success", say("withdrawn"))));
    const panel: HTMLElement = h("section", { class: "panel" }, h("p", {}, h("b", {}, kept.number || ""), ` · ${about(place)} · ${say("arrived")}`), withdrawLine(kept, place.id, gone));
    return panel;
  });
}

/** Between two people: nothing of the former is left. */
async function classScreen(ready: Prepared, ...said: (Node | null)[]): Promise<void> {
  const { place } = ready;
  await countShared();
  const left = await leftBehind(place);
  const notes: (Node | null)[] = [...said];
  if (left.length) {
    const mine = await unfinished(ready);
    if (mine) return askWhose(ready, mine);
    await drop(place);
    notes.push(notice("warning", say("classLost")));
  }
  const queue = (await waiting()).length;
  show(
    head(place.campaign, `✓ ${say("classReady")}`, about(place)),
    ...notes,
    h("p", {}, say("classMore")),
    queue > 0 && h("p", { class: "item-state" }, `◐ ${say("counted", { n: queue })}`),
    h("div", { class: "answer-bar" }, button(say("begin"), () => begin(ready), "btn-primary")),
    h("p", { class: "text-quiet" }, h("a", { href: "/isi/kotak/" }, say("open")), " ", button(say("forget"), () => forget(place), "btn-quiet")),
  );
}

async function unfinished(ready: Prepared): Promise<Filling | null> {
  const held = sessionStorage.getItem(HELD);
  if (!held) return null;
  const key = await draftKey(held);
  const id = await digest(held);
  if (!(await sit(id))) {
    sessionStorage.removeItem(HELD); // copied with the tab: who sits there goes on there
    return null;
  }
  const inside = await Filling.stored(id, key);
  return inside && new Filling(ready.place, ready.form, id, inside, key, ready.place.door);
}

function askWhose(ready: Prepared, mine: Filling): void {
  const anew = () => drop(ready.place).then(() => classScreen(ready));
  show(
    head(about(ready.place), say("classPart")),
    h("div", { class: "cluster" }, button(say("classMine"), () => walk(ready, mine), "btn-primary"), button(say("classNew"), anew)),
  );
}

/** Take the seat of a draft; false where another tab has it. */
function sit(id: string): Promise<boolean> {
  if (seat === id || !navigator.locks) return Promise.resolve(true);
  rise();
  return new Promise((resolve) => {
    void navigator.locks.request(SEAT + id, { ifAvailable: true }, (lock) => {
      if (lock) seat = id;
      resolve(Boolean(lock));
      return lock && new Promise<void>((left) => (rise = left));
    });
  });
}

/** Drafts here that nobody sits at, or this tab. */
async function leftBehind(place: Place): Promise<Draft[]> {
  const taken = new Set((await navigator.locks?.query())?.held?.map((lock) => lock.name));
  const here = (await all("drafts")).filter((draft) => draft.place === place.id);
  return here.filter((draft) => draft.id === seat || !taken.has(SEAT + draft.id));
}

async function drop(place: Place): Promise<void> {
  sessionStorage.removeItem(HELD);
  for (const draft of await leftBehind(place)) await change(["drafts", "delete", draft.id]);
  seat = "";
  rise();
}

function begin(ready: Prepared): unknown {
  if (!ready.place.slips) return fill(ready);
  const given = slipGiven;
  slipGiven = "";
  slipScreen(about(ready.place), given, (slip) => fill(ready, slip), () => classScreen(ready));
}

async function fill(ready: Prepared, slip = ""): Promise<void> {
  const held = secret();
  sessionStorage.setItem(HELD, held);
  const key = await draftKey(held);
  const id = await digest(held);
  await sit(id);
  const filling = new Filling(ready.place, ready.form, id, { ...Filling.empty(), slip }, key, ready.place.door);
  startScreen(filling, () => {
    Object.assign(filling.inside, { began: true, consent: filling.place.consent });
    walk(ready, filling);
  });
}

/** No address of its own for any screen: Back finds nothing of the former person. */
function walk(ready: Prepared, filling: Filling): void {
  const steps: Steps = {
    sheet: (number) => {
      filling.turnTo(number);
      sheetScreen(filling, number, steps);
    },
    check: () => {
      filling.turnTo(filling.inside.sheet);
      checkScreen(filling, steps, "finish");
    },
    later: () => undefined,
    leave: () => steps.sheet(1),
    finish: () => finish(ready, filling),
  };
  steps.sheet(filling.resumeAt + 1);
}

async function finish(ready: Prepared, filling: Filling): Promise<void> {
  const set = await filling.finish().catch(unkept);
  if (!set) return;
  sessionStorage.removeItem(HELD);
  seat = "";
  rise();
  ready.form = filling.form; // in the language that was chosen for the next one, too
  const told = notice("info", say("waitingTitle"));
  const next = say(ready.place.role === "SS" ? "nextPupil" : "nextPerson");
  show(head("", say("thanks")), told, h("div", { class: "answer-bar" }, button(next, () => classScreen(ready), "btn-primary")));
  void askWorker();
  await sendAll();
  const done = await get("accepted", set.id);
  const refused = (await get("sets", set.id))?.problem;
  if (done) told.replaceWith(receipt(done.receipt.number, h("p", { class: "text-quiet" }, say("shown"))));
  else if (refused) told.replaceWith(notice("error", say("refusedTitle"), h("p", {}, refused), h("p", {}, h("a", { href: "/isi/kotak/" }, say("open")))));
}

async function forget(place: Place): Promise<void> {
  await drop(place);
  await countShared();
  await forgetCount(place.id);
  const own = (await all("kept")).filter((each) => each.place === place.id);
  await change(["places", "delete", place.id], ...own.map(({ id }) => ["kept", "delete", id] as const));
  location.reload();
}
