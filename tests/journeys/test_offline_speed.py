"""How light and how quick the questionnaire is, on a weak phone. Prints its figures."""

from __future__ import annotations

import os
import statistics

import pytest
from offline import fill_to_the_end, open_ready

pytestmark = pytest.mark.journey

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
SLOWER = 4
TAP_MS = 100
SET_BYTES = 6_000
TAPS = 12


def tell(name, value):
    print(f"{name}: {value}")  # noqa: T201 -- these figures are what the test is for


def test_a_tap_is_answered_at_once_on_a_phone_four_times_slower(
    field, line, device, links
):
    open_ready(device, line, f"/isi/{next(links)}/")
    fill_to_the_end(device)
    device.get_by_role("button", name="Kembali").click()
    device.locator("fieldset.question").first.wait_for()
    session = device.context.new_cdp_session(device)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    took = device.evaluate(TAP, TAPS)

    busy = max(1, os.getloadavg()[0] / os.cpu_count())  # others want the processor, too
    tell("tap, median ms", round(statistics.median(took)))
    tell("tap, slowest ms", round(max(took)))
    assert not IS_LONG or statistics.median(took) < TAP_MS * busy


TAP = """async (taps) => {
  const took = [];
  const choices = [...document.querySelectorAll('label.choice')];
  for (let n = 0; n < taps; n++) {
    const began = performance.now();
    choices[(n * 3) % choices.length].click();
    await new Promise((done) => requestAnimationFrame(() => {
      const port = new MessageChannel();
      port.port1.onmessage = done;
      port.port2.postMessage(0);
    }));
    took.push(performance.now() - began);
    await new Promise((done) => setTimeout(done, 250));
  }
  return took;
}"""


def test_a_set_of_200_answers_is_small_on_the_wire(field, line, device, links):
    open_ready(device, line, f"/isi/{next(links)}/")
    fill_to_the_end(device)
    before = line.sent
    device.get_by_role("button", name="Kirim jawaban").click()
    device.locator(".receipt-number").wait_for()

    sent = line.sent - before
    tell("200 answers, bytes with headers", sent)
    assert 1_000 < sent <= SET_BYTES
