/** Bring finished sets to the server: by the page, and by the worker when it is shut. */

import { all, alone, change, get } from "./store";
import type { Kept, Receipt, SealedSet } from "./types";

const AT_ONCE = 20;
let atOnce = AT_ONCE; // one after a line that broke: a slow one brings that at least
const SILENCE_MS = 120_000;
const DAY_MS = 24 * 3_600_000;
const LONGEST_PATIENCE_MS = 3_600_000;
const REFUSED_WHOLE = new Set([413, 422]);
const DOOR = "/api/v1/submissions/batch";

interface Result {
  status: number;
  receipt?: Receipt;
  message?: string;
  code?: string;
}

/** Sets that wait to be sent; refused ones wait for a person. */
export async function waiting(): Promise<SealedSet[]> {
  return (await all("sets")).filter((set) => !set.problem);
}

/** Let the browser call the worker when there is a connection again, also with no page open. */
export async function askWorker(): Promise<void> {
  const worker = (await navigator.serviceWorker?.getRegistration()) as (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } }) | undefined;
  await worker?.sync?.register("kirim").catch(() => undefined);
}

/** Send what waits, unless the server asked for patience. True: nothing waits any more. */
export const sendAll = (): Promise<boolean> => alone("send", send).catch(() => false);

/** By a person's hand also what was refused: a campaign may have been extended since. */
export async function sendAgain(): Promise<boolean> {
  const refused = (await all("sets")).filter((set) => set.problem);
  if (refused.length) await change(...refused.map((set) => ["sets", "put", { ...set, problem: "", code: "" }, set] as const));
  return sendAll();
}

/** When the next try is due, where the server asked for patience. */
export async function patientUntil(): Promise<number> {
  const patience = (await get("notes", "notBefore"))?.value || 0;
  const now = Date.now();
  return patience > now && patience < now + LONGEST_PATIENCE_MS ? patience : 0; // a clock that was set back waits for nothing
}

async function send(): Promise<boolean> {
  await forget(Date.now());
  if (await patientUntil()) return false;
  for (;;) {
    const sets = (await waiting()).slice(0, atOnce);
    if (!sets.length) return true;
    const results = await posted(sets);
    atOnce = results ? Math.min(2 * atOnce, AT_ONCE) : 1;
    if (!results) return false;
    let settled = 0;
    for (const [place, set] of sets.entries()) settled += await settle(set, results[place]);
    if (!settled) return false;
  }
}

/** Where a parcel is refused as a whole each goes alone: one that is spoiled holds up no other. */
async function posted(sets: SealedSet[]): Promise<Result[] | null> {
  const together = await post(sets);
  if (!together || !("status" in together)) return together;
  if (sets.length === 1) return [together];
  const results: Result[] = [];
  for (const set of sets) {
    const alone = await post([set]);
    if (!alone) break;
    results.push(...("status" in alone ? [alone] : alone));
  }
  return results;
}

/** What became of each; or of all, where the server would not read them; null: later. */
async function post(sets: SealedSet[]): Promise<Result[] | Result | null> {
  const submissions = sets.map(({ id, sequence, door, sealed }) => ({ id, sequence, door, sealed }));
  try {
    const answer = await fetch(DOOR, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      credentials: "omit",
      body: JSON.stringify({ submissions }),
      signal: AbortSignal.timeout?.(SILENCE_MS), // a line that went silent holds up nobody for ever
    });
    if (answer.ok) return ((await answer.json()) as { results: Result[] }).results;
    const told = REFUSED_WHOLE.has(answer.status) ? ((await answer.json()) as Omit<Result, "status">) : {};
    if (told.code) return { ...told, status: answer.status };
    const seconds = Number(answer.headers.get("Retry-After")) || 30;
    await change(["notes", "put", { name: "notBefore", value: Date.now() + 1000 * seconds }]);
  } catch {
    // no connection: they wait
  }
  return null;
}

/** A receipt wipes the set, and a withdrawal; a refusal is kept with its reason. What took its place meanwhile stays. */
async function settle(set: SealedSet, result: Result | undefined): Promise<number> {
  if (!result || result.status === 429 || result.status >= 500) return 0;
  const { id, place, label } = set;
  if (result.receipt) {
    const { receipt } = result;
    const kept = (await get("kept", place)) || (await get("kept", id));
    const isOwn = (await get("places", place))?.kind === "link";
    const at = isOwn ? Date.now() : Date.now() - (Date.now() % DAY_MS); // who came when is told by no clock
    const arrived: Kept[] = kept && kept.set === id ? [{ ...kept, receivedAt: at, number: receipt.number }] : [];
    await change(["accepted", "put", { id, place, label, receipt, at }], ["sets", "delete", id, set], ...arrived.map((each) => ["kept", "put", each] as const));
  } else if (result.code === "set_withdrawn") {
    await change(["sets", "delete", id, set]);
  } else {
    await change(["sets", "put", { ...set, problem: result.message || String(result.status), code: result.code || "" }, set]);
  }
  return 1;
}

/** A day after the receipt no answer is left here, and nothing of those who shared the device. */
async function forget(now: number): Promise<void> {
  const isOld = (at = 0) => at > 0 && (now - at > DAY_MS || at > now + DAY_MS);
  for (const kept of await all("kept")) {
    if (kept.full && isOld(kept.receivedAt)) await change(["kept", "put", { ...kept, full: null }]);
  }
  for (const { id, place, at } of await all("accepted")) {
    if (isOld(at) && (await get("places", place))?.kind !== "link") await change(["accepted", "delete", id]);
  }
}

const SHARED = "shared-";

/** Of those who shared this device only the number stays: their receipts would name their answers. */
export async function countShared(): Promise<number> {
  const classes = (await all("places")).filter(({ kind }) => kind === "class");
  const accepted = await all("accepted");
  let total = 0;
  for (const { id } of classes) {
    const name = SHARED + id;
    const theirs = accepted.filter(({ place }) => place === id);
    const value = ((await get("notes", name))?.value || 0) + theirs.length;
    if (theirs.length) await change(["notes", "put", { name, value }], ...theirs.map((each) => ["accepted", "delete", each.id] as const));
    total += value;
  }
  return total;
}

export const forgetCount = (place: string): Promise<void> => change(["notes", "delete", SHARED + place]);
