/** Doors prepared on this device: what is asked, for whom, and how to seal it. */

import { digest } from "./crypto";
import { all, change, get } from "./store";
import type { Answers, Form, Place } from "./types";

type Told = Omit<Place, "id" | "kind" | "door" | "readyAt" | "bytes">;

export interface Prepared {
  place: Place;
  form: Form;
  /** What the server holds for the respondent: answers begun elsewhere, last year's. */
  told: { answers: Answers; began: boolean; before: Record<string, number> };
}

/** The door is shut: what the server says about it. */
export class Shut extends Error {}

export const linkPlace = (token: string): Promise<string> => digest(`isi/${token}`);
export const classPlace = (poster: string, role: string): Promise<string> => digest(`p/${poster}/${role}`);

export async function prepareLink(token: string): Promise<Prepared> {
  const told = (await ask(`/isi/${token}/siap.json`)) as Told & Prepared["told"];
  const { answers, began, before, ...shown } = told;
  return { ...(await keep(shown, await linkPlace(token), "link", "")), told: { answers, began, before } };
}

export async function prepareClass(poster: string, fields: FormData): Promise<Prepared> {
  const told = (await ask(`/p/${poster}/kelas.json`, fields)) as Told & { door: string };
  const { door, ...shown } = told;
  const made = await keep(shown, await classPlace(poster, shown.role), "class", door);
  await openAgain(made.place);
  return { ...made, told: { answers: {}, began: false, before: {} } };
}

/** Sets that were refused at the old PIN leave by the new one. */
async function openAgain(place: Place): Promise<void> {
  for (const set of await all("sets")) {
    if (set.place !== place.id || set.code !== "link_unknown") continue;
    const slip = set.door.split(".")[3];
    await change(["sets", "put", { ...set, door: slip ? `${place.door}.${slip}` : place.door, problem: "", code: "" }, set]);
  }
}

/** What was prepared before; null where nothing was. */
export async function prepared(id: string): Promise<Prepared | null> {
  const place = await get("places", id);
  const address = place?.forms?.[place.language];
  const kept = address ? await get("forms", address) : undefined;
  return place && kept ? { place, form: kept.form, told: { answers: {}, began: false, before: {} } } : null;
}

async function ask(address: string, fields?: FormData): Promise<unknown> {
  const answer = await fetch(address, fields ? { method: "POST", body: fields } : {});
  if (answer.status >= 500) throw new Error(String(answer.status)); // busy is not shut
  const told = (await answer.json()) as { message?: string };
  if (!answer.ok) throw new Shut(told.message || String(answer.status));
  return told;
}

async function keep(told: Told, id: string, kind: Place["kind"], door: string): Promise<Omit<Prepared, "told">> {
  const known = await get("places", id);
  const language = known && known.language in told.forms ? known.language : told.language;
  const [form, fresh] = await formAt(told.forms[language] as string);
  const place: Place = { ...told, language, id, kind, door, readyAt: Date.now(), bytes: fresh || known?.bytes || 0 };
  await change(["places", "put", place]);
  return { place, form };
}

/** A questionnaire and how many bytes came for it; 0 where it was here. */
async function formAt(url: string): Promise<[Form, number]> {
  const before = await get("forms", url);
  if (before) return [before.form, 0];
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(String(answer.status));
  const text = await answer.text();
  const form = JSON.parse(text) as Form;
  await change(["forms", "put", { url, form }]);
  return [form, text.length];
}

/** The same questions in another language. */
export async function formIn(place: Place, language: string): Promise<Form> {
  return (await formAt(place.forms[language] as string))[0];
}

/** The other languages come when the first question is on the screen. */
export async function fetchOthers(place: Place): Promise<void> {
  for (const url of Object.values(place.forms)) await formAt(url).catch(() => undefined);
}
