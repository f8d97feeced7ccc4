"""Lines, servers and phones that dawdle by chance: what comes in another order?

With ``DELAYS=<seed>`` each answer of the server, and each step that a page or its
worker waits for (network, locks, keys, what is read from the device's store), comes
late by chance, mostly a little, at times by a second.
What a journey finds then, a crowded machine or a weak line would have found some day.
"""

from __future__ import annotations

import os
import random
import time
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from playwright.sync_api import BrowserContext

SEED = os.environ.get("DELAYS", "")
OFTEN_S, SELDOM_S = 0.03, 1.2
chance = random.Random(SEED)

DAWDLE = """(seed) => {
  let state = seed;
  const drawn = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const later = setTimeout;
  const nap = () =>
    new Promise((go) => later(go, drawn() * (drawn() < 0.2 ? 1200 : 30)));
  const dawdling = (holder, name) => {
    const given = holder && holder[name];
    if (!given) return;
    const slow = async function (...all) {
      await nap();
      const answer = await given.apply(this, all);
      await nap();
      return answer;
    };
    const open = { configurable: true, writable: true };
    Object.defineProperty(holder, name, { value: slow, ...open });
  };
  dawdling(self, "fetch");
  if (self.LockManager) dawdling(LockManager.prototype, "request");
  for (const step of ["digest", "sign", "encrypt", "decrypt", "deriveKey"])
    if (self.SubtleCrypto) dawdling(SubtleCrypto.prototype, step);
  // what is read; a write has to go on at once, or its transaction ends without it
  const slot = Object.getOwnPropertyDescriptor(IDBRequest.prototype, "onsuccess");
  const set = function (act) {
    const isWrite = this.transaction && this.transaction.mode !== "readonly";
    const slow = (told) => nap().then(() => act.call(this, told));
    slot.set.call(this, act && !isWrite ? slow : act);
  };
  Object.defineProperty(IDBRequest.prototype, "onsuccess", { ...slot, set });
}"""


def nap() -> None:
    time.sleep(chance.random() * (SELDOM_S if chance.random() < 0.2 else OFTEN_S))


def dawdle(context: BrowserContext) -> BrowserContext:
    """Its pages dawdle from now on, where that is asked for."""
    if SEED:
        context.add_init_script(f"({DAWDLE})({chance.randrange(1, 2**31 - 1)})")
    return context


def dawdling_worker() -> None:
    """The script of the worker that the server hands out dawdles, too."""
    from sakaguru.survey.web import worker  # only once Django is set up

    given, seed = worker._written, chance.randrange(1, 2**31 - 1)
    start = f"({DAWDLE})({seed});\n".encode()

    def written() -> bytes:
        return start + given()

    worker._written, worker._kept = written, lru_cache(maxsize=1)(written)


class Dawdling:
    """The server thinks before it works, and before it answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nap()
        response = self.get_response(request)
        nap()
        return response
