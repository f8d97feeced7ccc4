"""Lines, servers and phones that dawdle by chance: what comes in another order?

With ``DELAYS=<seed>`` each answer of the server, and each step a page waits for
(network, locks, keys), comes late by chance, mostly a little, at times by a second.
What a journey finds then, a crowded machine or a weak line would have found some day.
"""

from __future__ import annotations

import os
import random
import time
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
  const nap = () => new Promise((go) => later(go, drawn() * (drawn() < 0.2 ? 1200 : 30)));
  const dawdling = (holder, name) => {
    const given = holder && holder[name];
    if (!given) return;
    const slow = async function (...all) {
      await nap();
      const answer = await given.apply(this, all);
      await nap();
      return answer;
    };
    Object.defineProperty(holder, name, { value: slow, configurable: true, writable: true });
  };
  dawdling(window, "fetch");
  if (window.LockManager) dawdling(LockManager.prototype, "request");
  for (const step of ["digest", "sign", "encrypt", "decrypt", "deriveKey"])
    if (window.SubtleCrypto) dawdling(SubtleCrypto.prototype, step);
}"""


def nap() -> None:
    time.sleep(chance.random() * (SELDOM_S if chance.random() < 0.2 else OFTEN_S))


def dawdle(context: BrowserContext) -> BrowserContext:
    """Its pages dawdle from now on, where that is asked for."""
    if SEED:
        context.add_init_script(f"({DAWDLE})({chance.randrange(1, 2**31 - 1)})")
    return context


class Dawdling:
    """The server thinks before it works, and before it answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        nap()
        response = self.get_response(request)
        nap()
        return response
