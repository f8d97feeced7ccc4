/** Consent is taken back where the secret of the set is: on one's own device, until closing. */

import { draftKey, opened } from "./crypto";
import { button, h, notice } from "./dom";
import type { Kept } from "./types";
import { say } from "./words";

/** `held` opens what is kept of the set; `after` is done once the server keeps it no more. */
export function withdrawLine(kept: Kept, held: string, after: () => unknown): HTMLElement {
  const line = h("div", {});
  const quiet = "btn-quiet";
  const ask: HTMLElement = h("p", {}, button(say("withdraw"), () => line.replaceChildren(notice("warning", say("withdrawSure")), sure), quiet));
  const sure: HTMLElement = h("p", {}, button(say("yesWithdraw"), () => withdraw(kept, held, line, after)), " ", button(say("cancel"), () => line.replaceChildren(ask), quiet));
  line.append(ask);
  return line;
}

async function withdraw(kept: Kept, held: string, line: HTMLElement, after: () => unknown): Promise<unknown> {
  const inside = await opened(await draftKey(held), kept.full || kept.bare);
  const post: RequestInit = { method: "POST", credentials: "omit", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ id: kept.set, key: inside?.key }) };
  const answer = await fetch("/api/v1/submissions/withdrawal", post).catch(() => null);
  if (answer?.ok) return after();
  const told = answer && ((await answer.json().catch(() => null)) as { message?: string } | null);
  line.querySelector(".notice-error")?.remove();
  line.prepend(notice("error", told?.message || say("notWithdrawn")));
}
