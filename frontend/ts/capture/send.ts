/** Bring finished sets to the server: by the page, and by the worker when it is shut. */

import { all, change, get } from "./store";
import type { Kept, Receipt, SealedSet } from "./types";

const AT_ONCE = 20;
const DAY_MS = 24 * 3_600_000;
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
export async function sendAll(): Promise<boolean> {
  if (!navigator.locks) return send();
  return navigator.locks.request("sakaguru-send", () => send());
}

async function send(): Promise<boolean> {
  await forget(Date.now());
  const patience = await get("notes", "notBefore");
  if (patience && patience.value > Date.now() && patience.value < Date.now() + 3_600_000) return false;
  for (;;) {
    const sets = (await waiting()).slice(0, AT_ONCE);
    if (!sets.length) return true;
    const results = await post(sets);
    if (!results) return false;
    let settled = 0;
    for (const [place, set] of sets.entries()) settled += await settle(set, results[place]);
    if (!settled) return false;
  }
}

async function post(sets: SealedSet[]): Promise<Result[] | null> {
  const submissions = sets.map(({ id, sequence, door, sealed }) => ({ id, sequence, door, sealed }));
  try {
    const answer = await fetch(DOOR, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      credentials: "omit",
      body: JSON.stringify({ submissions }),
    });
    if (answer.ok) return ((await answer.json()) as { results: Result[] }).results;
    const seconds = Number(answer.headers.get("Retry-After")) || 30;
    await change(["notes", "put", { name: "notBefore", value: Date.now() + 1000 * seconds }]);
  } catch {
    // no connection: they wait
  }
  return null;
}

/** A receipt wipes the set; a refusal is kept with its reason. */
async function settle(set: SealedSet, result: Result | undefined): Promise<number> {
  if (!result || result.status === 429 || result.status >= 500) return 0;
  const { id, place, label } = set;
  if (result.receipt) {
    const { receipt } = result;
    const kept = await get("kept", place);
    const arrived: Kept[] = kept && kept.set === id ? [{ ...kept, receivedAt: Date.now() }] : [];
    await change(["accepted", "put", { id, place, label, receipt, at: Date.now() }], ["sets", "delete", id], ...arrived.map((each) => ["kept", "put", each] as const));
  } else {
    await change(["sets", "put", { ...set, problem: result.message || String(result.status), code: result.code || "" }]);
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
    if (isOld(at) && (await get("places", place))?.kind === "class") await change(["accepted", "delete", id]);
  }
}
