// Keeps the questionnaire's own files, and sends what waits when the page is shut.

import { digest } from "./capture/crypto";
import { sendAll } from "./capture/send";
import { get } from "./capture/store";

declare const self: ServiceWorkerGlobalScope & { SHELL: { edition: string; files: string[] } };

const NAME = "sakaguru-";
const SHELL_PAGE = "/isi/luar-jaringan/";
const OURS = /^\/(isi|p)\/([a-z2-7]{8,40})\/(\d+\/|selesai\/)?$/;

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll(NAME + self.SHELL.edition).then(() => self.skipWaiting()));
});

/** All files or none: what a line that broke left of one, a browser may take for the whole. */
async function keepAll(edition: string): Promise<void> {
  const cache = await caches.open(edition);
  await cache.addAll(self.SHELL.files);
  for (const file of await cache.matchAll()) {
    if (file.headers.has("Content-Type") && (await file.blob()).size) continue;
    await caches.delete(edition);
    throw new Error("a file came in part");
  }
}

self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

async function tidy(): Promise<void> {
  const former = (await caches.keys()).filter((name) => name.startsWith(NAME) && name !== NAME + self.SHELL.edition);
  former.pop(); // the last one may still be read by a page that opens this very moment
  for (const name of former) await caches.delete(name);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin || request.method !== "GET") return;
  const ours = OURS.exec(pathname);
  if (request.mode === "navigate") event.waitUntil(sendAll()); // at every start, whatever is opened
  if (request.mode === "navigate" && ours) event.respondWith(page(request, ours[1] as string, ours[2] as string));
  else if (request.mode === "navigate" && pathname === "/isi/kotak/") event.respondWith(shellAfter(request));
  else if (self.SHELL.files.includes(pathname)) event.respondWith(kept(pathname, request));
});

/** A prepared link opens from the device at once; everything else asks the server first. */
async function page(request: Request, room: string, token: string): Promise<Response> {
  const isPrepared = room === "isi" && (await get("places", await digest(`isi/${token}`)).catch(() => undefined));
  return isPrepared ? kept(SHELL_PAGE, request) : shellAfter(request);
}

async function shellAfter(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return kept(SHELL_PAGE, request);
  }
}

async function kept(address: string, request: Request): Promise<Response> {
  const own = await caches.match(address, { cacheName: NAME + self.SHELL.edition });
  return own || (await caches.match(address)) || fetch(request);
}

self.addEventListener("sync", (event) => {
  const work = event as ExtendableEvent & { tag: string };
  if (work.tag !== "kirim") return;
  const sent = sendAll().then((done) => {
    if (!done) throw new Error("try again later");
  });
  work.waitUntil(sent);
});
