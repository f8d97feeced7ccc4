// A file goes in pieces, each of which the server keeps. A broken line, a reloaded page,
// another day: the same file continues where it stopped.

const SMALLEST = 32_768;
const LARGEST = 262_144; // bytes; the server takes no larger piece
const QUICK = 3_000; // milliseconds: such a piece may grow
const PATIENCE = 60_000;
const LONGEST_PAUSE = 20_000;

/** The server will not take this file in pieces: it goes with its form, which says why. */
export class Refused extends Error {}

export interface Told {
  id: string;
  offset: number;
}

export interface Way {
  address: string;
  token: string;
  signal: AbortSignal;
  /** The share that the server holds; ``begun`` only for what it held from before. */
  arrived: (share: number, begun: boolean) => void;
  broken: (share: number) => void;
}

/** Send all of it, however often the line breaks; gives the number it arrived as. */
export async function send(file: File, way: Way): Promise<string> {
  const digest = await digestOf(file);
  let [pause, size, share] = [1_000, SMALLEST, 0];
  for (let attempt = 0; ; attempt++) {
    try {
      let told = await ask(way, way.address, about(file, digest));
      share = told.offset / file.size;
      way.arrived(share, told.offset > 0);
      while (told.offset < file.size) {
        const began = Date.now();
        const piece = file.slice(told.offset, told.offset + size);
        told = await ask(way, `${way.address}${told.id}/${told.offset}/`, piece);
        share = told.offset / file.size;
        way.arrived(share, false);
        if (Date.now() - began < QUICK) size = Math.min(LARGEST, size * 2);
        pause = 1_000;
      }
      return told.id;
    } catch (fault) {
      if (way.signal.aborted || fault instanceof Refused) throw fault;
      way.broken(share);
      size = SMALLEST;
      await lineOrPause(pause);
      pause = Math.min(LONGEST_PAUSE, pause * 2);
    }
  }
}

function about(file: File, digest: string): URLSearchParams {
  return new URLSearchParams({ file_name: file.name, size_bytes: String(file.size), digest });
}

async function ask(way: Way, address: string, body: BodyInit): Promise<Told> {
  const given = new AbortController();
  const stop = () => given.abort();
  const clock = setTimeout(stop, PATIENCE);
  way.signal.addEventListener("abort", stop);
  if (way.signal.aborted) stop(); // before anybody listened
  try {
    const headers = { "X-CSRFToken": way.token };
    const answer = await fetch(address, { method: "POST", body, headers, signal: given.signal, redirect: "manual" });
    if (answer.type === "opaqueredirect") throw new Refused("signed out");
    // 409 and 404 begin again: the server says from where on it waits
    if ([403, 413, 422].includes(answer.status)) throw new Refused(String(answer.status));
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()) as Told;
  } finally {
    clearTimeout(clock);
    way.signal.removeEventListener("abort", stop);
  }
}

async function digestOf(file: File): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function lineOrPause(milliseconds: number): Promise<void> {
  return new Promise((done) => {
    const clock = setTimeout(done, milliseconds);
    const mended = () => (clearTimeout(clock), done());
    window.addEventListener("online", mended, { once: true });
  });
}
