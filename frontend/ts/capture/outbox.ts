/** The outbox: what is only on this device, and how it gets elsewhere. */

import { button, h, head, notice, show, written } from "./dom";
import { countShared, patientUntil, sendAgain, sendAll } from "./send";
import { slipField } from "./slip";
import { all, change, get, putOnce, same } from "./store";
import type { Accepted, Draft, SealedSet } from "./types";
import { say } from "./words";

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const FORMAT = "sakaguru-kotak-kirim-1";

interface Copy {
  format: string;
  sets: SealedSet[];
  drafts: { id: string; place: string; answered: number; iv: number[]; box: number[] }[];
}

/** Show it; where ``sends``, send what waits there and show what became of it. */
export async function outboxScreen(said: Node | null = null, sends?: boolean): Promise<void> {
  const shared = await countShared();
  const [sets, drafts, accepted, places] = await Promise.all([all("sets"), all("drafts"), all("accepted"), all("places")]);
  const nameOf = (id: string) => {
    const place = places.find((each) => each.id === id);
    return place ? `${place.roleLabel}, ${place.school}` : "Sakaguru";
  };
  const isShared = ({ place }: Accepted) => places.find((each) => each.id === place)?.kind !== "link";
  const only = sets.length + drafts.length;
  const file = h("input", { type: "file", id: "berkas", accept: ".json,application/json", class: "visually-hidden" });
  file.addEventListener("change", () => void load(file.files?.[0]).catch(() => notice("error", say("full"))).then((note) => outboxScreen(note, true)));
  show(
    head("Sakaguru", say("outbox"), only ? say("outboxLead", { n: only }) : say("outboxNone")),
    said,
    h(
      "div",
      { class: "cluster" },
      sets.length > 0 && button(say("sendNow"), () => sendAgain().then(tried).then(outboxScreen), "btn-primary"),
      sets.length > 0 && button(say("toFile"), () => save(sets, [])),
      file,
      button(say("fromFile"), () => file.click()),
    ),
    list(say("finished"), sets.map((set) => mendable(set, row(set.label, set.problem ? `! ${set.problem}` : say("kept"), () => change(["sets", "delete", set.id, set]))))),
    list(say("drafts"), drafts.map((draft) => row(nameOf(draft.place), say("draftsMore", { n: draft.answered }), () => change(["drafts", "delete", draft.id])))),
    list(say("accepted"), [...ofClasses(shared + accepted.filter(isShared).length), ...accepted.filter((each) => !isShared(each)).map(({ label, receipt }) => h("li", {}, h("b", {}, receipt.number), ` · ${label} · ${written(receipt.received)} · ${say("arrived")}`))]),
  );
  if (sends && sets.length) void sendAll().then(async () => same(await all("sets"), sets) || outboxScreen(said));
}

/** Numbers of those who shared the device are shown to nobody again. */
function ofClasses(count: number): HTMLElement[] {
  return count ? [h("li", {}, `${say("classSent", { n: count })} · ${say("arrived")}`)] : [];
}

function list(title: string, rows: HTMLElement[]): HTMLElement {
  const inside = rows.length ? h("ul", { class: "item-list" }, ...rows) : h("p", { class: "text-quiet" }, say("none"));
  return h("section", { class: "panel" }, h("h2", {}, `${title} (${rows.length})`), inside);
}

function row(label: string, state: string, remove: () => Promise<void>): HTMLElement {
  const line = h("li", {}, `${label} · ${state} `);
  const ask = button(say("remove"), () => {
    const sure = button(say("yesRemove"), () => remove().then(() => outboxScreen()), "btn-danger");
    ask.replaceWith(h("span", { role: "alert" }, say("removeSure"), " ", sure, button(say("cancel"), () => outboxScreen())));
    sure.focus();
  });
  line.append(ask);
  return line;
}

const fields = new Map<string, HTMLElement>(); // what is being typed there outlives a new drawing

/** A slip's code stands outside of the seal: it can be mended without reading the answers. */
function mendable(set: SealedSet, line: HTMLElement): HTMLElement {
  if (!set.code?.startsWith("slip_")) return line;
  const key = JSON.stringify(set);
  const use = (slip: string) => {
    const door = [...set.door.split(".").slice(0, 3), slip].join(".");
    return change(["sets", "put", { ...set, door, problem: "", code: "" }, set]).then(sendAll).then(() => outboxScreen());
  };
  const field = fields.get(key) || slipField(set.door.split(".")[3] || "", use, "slipFix");
  fields.set(key, field);
  line.append(field);
  return line;
}

/** What a try by hand has come to; nothing where all has left. */
export async function tried(isDone: boolean): Promise<Node | null> {
  if (isDone) return null;
  const until = await patientUntil();
  if (!until) return notice("warning", say("noLine"));
  const at = new Date(until).toLocaleTimeString(document.documentElement.lang || "id", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return notice("warning", say("serverFull", { at }));
}

const isText = (given: unknown, longest: number): boolean => typeof given === "string" && given.length > 0 && given.length <= longest;
const isBytes = (given: unknown): boolean => Array.isArray(given) && given.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256);

/** Files pass through many hands: what is not ours in every part is not taken in. */
function isCopy(copy: Copy | null): copy is Copy {
  if (copy?.format !== FORMAT || !Array.isArray(copy.sets) || !Array.isArray(copy.drafts)) return false;
  const areSets = copy.sets.every((set) => set && UUID.test(set.id) && Number.isInteger(set.sequence) && set.sequence > 0 && isText(set.door, 120) && isText(set.sealed, 60_002) && isText(set.place, 80) && isText(set.label, 400));
  return areSets && copy.drafts.every((draft) => draft && isText(draft.id, 80) && isText(draft.place, 80) && Number.isInteger(draft.answered) && isBytes(draft.iv) && isBytes(draft.box));
}

export function saveCopy(draft: Draft): void {
  save([], [draft]);
}

function save(sets: SealedSet[], drafts: Draft[]): void {
  const plain = drafts.map(({ iv, box, ...rest }) => ({ ...rest, iv: [...iv], box: [...new Uint8Array(box)] }));
  const copy: Copy = { format: FORMAT, sets, drafts: plain };
  download(copy, `kotak-kirim-${sets.length + drafts.length}-isian.json`);
}

export function download(content: unknown, name: string): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(content)], { type: "application/json" }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

async function load(file: File | undefined): Promise<HTMLElement> {
  let copy: Copy;
  try {
    copy = JSON.parse((await file?.text()) || "") as Copy;
  } catch {
    return notice("error", say("notOurs"));
  }
  if (!isCopy(copy)) return notice("error", say("notOurs"));
  let taken = 0;
  for (const set of copy.sets) {
    const { id, sequence, door, sealed, place, label } = set;
    const there = await get("sets", id);
    const here = Math.max(there?.sequence || 0, (await get("accepted", id))?.receipt.sequence || 0);
    if (here >= sequence) continue;
    const given: SealedSet = { id, sequence, door, sealed, place, label, problem: "" };
    await (there ? change(["sets", "put", given, there]) : putOnce("sets", id, given));
    taken++;
  }
  for (const { iv, box, ...rest } of copy.drafts) {
    const given = { ...rest, iv: new Uint8Array(iv), box: new Uint8Array(box).buffer };
    if ((await putOnce("drafts", rest.id, given)) === given) taken++;
  }
  return notice("success", say("loaded", { n: taken, m: copy.sets.length + copy.drafts.length - taken }));
}
