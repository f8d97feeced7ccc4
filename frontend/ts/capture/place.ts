/** Doors prepared on this device: what is asked, for whom, and how to seal it. */

import { digest } from "./crypto";
import { change, get } from "./store";
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
  return { ...made, told: { answers: {}, began: false, before: {} } };
}

/** What was prepared before; null where nothing was. */
export async function prepared(id: string): Promise<Prepared | null> {
  const place = await get("places", id);
  const kept = place && (await get("forms", place.formUrl));
  return place && kept ? { place, form: kept.form, told: { answers: {}, began: false, before: {} } } : null;
}

async function ask(address: string, fields?: FormData): Promise<unknown> {
  const answer = await fetch(address, fields ? { method: "POST", body: fields } : {});
  const told = (await answer.json()) as { message?: string };
  if (!answer.ok) throw new Shut(told.message || String(answer.status));
  return told;
}

async function keep(told: Told, id: string, kind: Place["kind"], door: string): Promise<Omit<Prepared, "told">> {
  const before = await get("forms", told.formUrl);
  const text = before ? "" : await (await fetch(told.formUrl)).text();
  const form = before ? before.form : (JSON.parse(text) as Form);
  const bytes = before ? (await get("places", id))?.bytes || 0 : text.length;
  const place: Place = { ...told, id, kind, door, readyAt: Date.now(), bytes };
  await change(["forms", "put", { url: told.formUrl, form }], ["places", "put", place]);
  return { place, form };
}
