// Answering without a connection. Every page works without this, online.

import "./trusted";
import { say } from "./capture/words"; // first: so it packs best
import { openPoster } from "./capture/class";
import { main, notice } from "./capture/dom";
import { openLink, takeOver } from "./capture/link";
import { outboxScreen } from "./capture/outbox";
import { printAsBefore } from "./capture/reading";
import { askWorker, sendAll, waiting } from "./capture/send";
import { isFull } from "./capture/store";
import { startWorker } from "./capture/worker-ready";

const SEND_EVERY_MS = 60_000;
const isShell = Boolean(document.getElementById("kerangka"));
if (isShell) document.body.dataset.kerangka = "1";

async function able(): Promise<boolean> {
  if (!isSecureContext || !crypto.subtle || !("serviceWorker" in navigator)) return false;
  try {
    await waiting(); // a private window may have no place to keep anything
    return true;
  } catch {
    return false;
  }
}

async function start(): Promise<void> {
  const [, room, word = ""] = location.pathname.split("/");
  if (room === "isi" && word === "kotak") return outboxScreen(null, true);
  if (room === "isi") return openLink(word, isShell);
  if (room === "p") return openPoster(word);
}

async function run(): Promise<void> {
  const hand = takeOver();
  if (!(await able())) {
    hand(Promise.reject(new Error("nothing can be kept here")));
    main().prepend(notice("warning", say("onlyOnline")));
    return;
  }
  await printAsBefore();
  const opened = start();
  hand(opened);
  await opened.catch((fault: unknown) => {
    console.warn(fault);
    main().prepend(notice("warning", say(isFull(fault) ? "fullOnline" : "onlyOnline")));
  });
  if (navigator.serviceWorker.controller) {
    navigator.serviceWorker.addEventListener("controllerchange", () => main().prepend(notice("info", say("updated"))), { once: true });
  }
  await startWorker();
  void navigator.storage?.persist?.();
  void sendAll().then((done) => (done ? undefined : askWorker()));
  addEventListener("online", () => void sendAll());
  setInterval(() => void sendAll(), SEND_EVERY_MS);
}

void run();
