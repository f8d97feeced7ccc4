/** Bring finished sets to the server: by the page, and by the worker when it is shut. */

import { all, change, get } from "./store";
import type { Receipt, SealedSet } from "./types";

const AT_ONCE = 20;
const DOOR = "/api/v1/submissions/batch";

interface Result {
  status: number;
  receipt?: Receipt;
  message?: string;
}

/** Sets that wait to be sent; refused ones wait for a person. */
export async function waiting(): Promise<SealedSet[]> {
  return (await all("sets")).filter((set) => !set.problem);
}

/** Send what waits, unless the server asked for patience. True: nothing waits any more. */
export async function sendAll(): Promise<boolean> {
  if (!navigator.locks) return send();
  return navigator.locks.request("sakaguru-send", () => send());
}

async function send(): Promise<boolean> {
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
    await change(["accepted", "put", { id, place, label, receipt }], ["sets", "delete", id]);
  } else {
    await change(["sets", "put", { ...set, problem: result.message || String(result.status) }]);
  }
  return 1;
}
