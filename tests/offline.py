"""A questionnaire of 200 items, and hands that fill it in where no line is."""

from __future__ import annotations

import datetime as dt
import re
import time

from django.utils import timezone
from factories.instruments import ItemFactory, drafted_instrument
from factories.standards import published
from factories.survey import opened_campaign, pin_of

ITEMS = 200
READY = "Siap dipakai tanpa internet"
ALL_ROLES = ("KS", "GS", "SS", "MT", "PS", "DATA")
NEXT = "button[name=ke][value=lanjut]"
NO_SYNC = "delete ServiceWorkerRegistration.prototype.sync"
LAST = re.compile("Kirim jawaban|Selesai, simpan jawaban")


def a_campaign():
    draft = drafted_instrument(ALL_ROLES)
    section = draft.questionnaires.get(role="GS").sections.get()
    for place in range(4, ITEMS):
        code = f"GS{place + 1:03}"
        texts = {"text": {"id": "Hanya dalam bahasa Indonesia?"}} if place == 4 else {}
        ItemFactory(version=draft, section=section, position=place, code=code, **texts)
    today = timezone.localdate()
    return opened_campaign(
        schools=2,
        instrument_version=published(draft),
        opens_on=today - dt.timedelta(days=3),
        closes_on=today + dt.timedelta(days=3),
    )


def open_ready(page, line, address):
    """Open an address with a connection, until it works without one."""
    page.goto(f"{line.url}{address}")
    page.get_by_text(READY).first.wait_for()
    page.evaluate(
        """async () => {
          await navigator.serviceWorker.ready;
          while (!navigator.serviceWorker.controller)
            await new Promise((go) => setTimeout(go, 50));
        }"""
    )


def answer_sheet(page, chosen, chance, limit=None):
    """Choose on the shown page; note what was chosen."""
    for question in page.locator("fieldset.question").all()[:limit]:
        place = chance.randrange(4)
        question.locator("label.choice").nth(place).click()
        chosen[question.get_attribute("id")] = place


def body_of(submission, field):
    codes = [f"GS{n:03}" for n in range(1, ITEMS + 1)]
    return dict(zip(codes, bytes(submission.body), strict=True))


def wait_until(check, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if check():
            return
        time.sleep(0.2)
    raise AssertionError("it did not happen in time")


def prepare_class(page, field, poster):
    page.goto(f"/p/{poster}/")
    page.locator("input[name=peran][value=SS]").check()
    page.locator("#pin").fill(pin_of(field.school, "SS"))
    page.get_by_role("button", name="Siapkan kelas").click()
    page.get_by_role("button", name="Mulai", exact=True).wait_for()


def dump(page):
    """Everything that lies in the browser's own store, as somebody curious sees it."""
    return page.evaluate(
        """() => new Promise((resolve, reject) => {
          const asked = indexedDB.open('sakaguru');
          asked.onerror = () => reject(asked.error);
          asked.onsuccess = async () => {
            const found = {};
            for (const name of asked.result.objectStoreNames) {
              found[name] = await new Promise((go) => {
                const all = asked.result.transaction(name).objectStore(name).getAll();
                all.onsuccess = () => go(all.result);
              });
            }
            asked.result.close();
            resolve(found);
          };
        })"""
    )


def is_at_the_end(page):
    """Whether the last look is shown; by what is shown, for the address comes later."""
    last = page.get_by_role("button", name=LAST)
    page.locator(NEXT).or_(last).first.wait_for()
    return last.is_visible()


def go_to_the_end(page):
    while not is_at_the_end(page):
        page.locator(NEXT).click()


def send_now(page):
    """By hand, where it has not left by itself as soon as there was a line."""
    page.evaluate(
        """() => [...document.querySelectorAll('button')]
             .find((each) => each.textContent === 'Kirim sekarang')?.click()"""
    )


def hand_in_one(page):
    begin_link(page)
    page.locator("fieldset.question").first.locator("label.choice").first.click()
    go_to_the_end(page)
    page.get_by_role("button", name="Kirim jawaban").click()


def fill_to_the_end(page):
    """Answer every question with its second choice, quickly, up to the last page."""
    begin_link(page)
    while not is_at_the_end(page):
        page.evaluate(
            """() => document.querySelectorAll('fieldset.question').forEach(
                 (field) => field.querySelectorAll('input')[1].click())"""
        )
        page.locator(NEXT).click()


def consent(page):
    """Consent, and wait for the first question."""
    page.get_by_role("button", name="Saya setuju, mulai mengisi").click()
    page.locator("fieldset.question").first.wait_for()


def begin_link(page):
    """Consent, and wait until the device remembers it."""
    consent(page)
    wait_until(lambda: dump(page)["drafts"])


def hold(page, step):
    """Keys come from a slow machine: this step waits from now on, until let go."""
    page.evaluate(
        """(step) => {
          const given = SubtleCrypto.prototype[step];
          const gate = new Promise((go) => { window.letGo = go; });
          window.held = 0;
          SubtleCrypto.prototype[step] = async function (...all) {
            window.held++;
            await gate;
            return given.apply(this, all);
          };
        }""",
        step,
    )


def let_go(page):
    page.evaluate("window.letGo()")


def held(page):
    """How often the step was asked for."""
    return page.evaluate("window.held")


def held_back(page, address):
    """What is asked there waits for an answer, in this list."""
    waiting = []

    def wait(route):
        waiting.append(route)

    page.route(address, wait)
    return waiting
