/** What stays on the device: IndexedDB with its shelves, each write on disk. */

import type { Accepted, Draft, Form, Kept, Place, SealedSet } from "./types";

interface Shelves {
  places: Place;
  forms: { url: string; form: Form };
  drafts: Draft;
  sets: SealedSet;
  accepted: Accepted;
  kept: Kept;
  keys: { name: string; key: CryptoKey };
  notes: { name: string; value: number };
}
type Shelf = keyof Shelves;
const KEYS: Record<Shelf, string> = {
  places: "id",
  forms: "url",
  drafts: "id",
  sets: "id",
  accepted: "id",
  kept: "id",
  keys: "name",
  notes: "name",
};

let opening: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("sakaguru", 2);
    asked.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(KEYS)) {
        if (!asked.result.objectStoreNames.contains(name)) asked.result.createObjectStore(name, { keyPath });
      }
    };
    asked.onsuccess = () => {
      asked.result.onclose = asked.result.onversionchange = () => {
        asked.result.close();
        opening = null;
      };
      resolve(asked.result);
    };
    asked.onerror = () => {
      opening = null;
      reject(asked.error);
    };
  });
  return opening;
}

function result<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

export async function get<S extends Shelf>(shelf: S, id: string): Promise<Shelves[S] | undefined> {
  const store = (await database()).transaction(shelf).objectStore(shelf);
  return result(store.get(id) as IDBRequest<Shelves[S] | undefined>);
}

export async function all<S extends Shelf>(shelf: S): Promise<Shelves[S][]> {
  const store = (await database()).transaction(shelf).objectStore(shelf);
  return result(store.getAll() as IDBRequest<Shelves[S][]>);
}

/** Put what is not there yet; gives what is there afterwards, also when two tabs try at once. */
export async function putOnce<S extends Shelf>(shelf: S, id: string, value: Shelves[S]): Promise<Shelves[S]> {
  const store = (await database()).transaction(shelf, "readwrite", { durability: "strict" }).objectStore(shelf);
  const before = await result(store.get(id) as IDBRequest<Shelves[S] | undefined>);
  if (before) return before;
  await result(store.put(value));
  return value;
}

type Change = { [S in Shelf]: [S, "put", Shelves[S]] | [S, "delete", string] }[Shelf] | ["sets", "put", SealedSet, SealedSet] | ["sets", "delete", string, SealedSet];

/** Several changes, all or none; on disk when it returns. One that names what it found leaves alone what came there since. */
export async function change(...changes: readonly (Change | Readonly<Change>)[]): Promise<void> {
  const shelves = [...new Set(changes.map(([shelf]) => shelf))];
  const work = (await database()).transaction(shelves, "readwrite", { durability: "strict" });
  const done = new Promise<void>((resolve, reject) => {
    work.oncomplete = () => resolve();
    work.onabort = work.onerror = () => reject(work.error);
  });
  for (const [shelf, verb, value, found] of changes) {
    const store = work.objectStore(shelf);
    const act = () => store[verb](value as never);
    if (found) void result(store.get(found.id)).then((there) => same(there, found) && act());
    else act();
  }
  return done;
}

export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const queues: Record<string, Promise<unknown>> = {};

/** One at a time over all tabs and the worker, where the browser knows how; else within this tab. */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (navigator.locks) return (await navigator.locks.request(`sakaguru-${name}`, work)) as T;
  return (queues[name] = Promise.resolve(queues[name]).then(work, work)) as Promise<T>;
}

export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}
