"""Quick hands on slow machines: what is pressed twice is done once."""

from __future__ import annotations

import re

import pytest
from factories.survey import pin_of, poster_of
from offline import (
    NEXT,
    NO_SYNC,
    begin_link,
    dump,
    go_to_the_end,
    hand_in_one,
    held,
    held_back,
    hold,
    let_go,
    open_ready,
    prepare_class,
    wait_until,
)
from playwright.sync_api import expect

from sakaguru.survey.models import Submission

pytestmark = pytest.mark.journey

WAITS = "Jawaban menunggu internet"
THANKS = "Terima kasih!"
FULL = "Penyimpanan perangkat ini penuh"


def press(page, name, times=2):
    """So fast that the screen has no time to change."""
    found = page.get_by_role("button", name=name, exact=True)
    found.wait_for()
    found.evaluate("(found, times) => { while (times--) found.click(); }", times)


def pupil(page):
    """Up to the last look, with one answer."""
    page.get_by_role("button", name="Mulai", exact=True).click()
    begin_link(page)
    page.locator("fieldset.question").first.locator("label.choice").first.click()
    page.locator(NEXT).click()


def is_quiet(page):
    """Whether no draft is being written or sealed, or waits for that."""
    names = page.evaluate(
        """async () => {
          const { held, pending } = await navigator.locks.query();
          return [...held, ...pending].map((lock) => lock.name);
        }"""
    )
    return not any(re.fullmatch(r"sakaguru-[0-9a-f]{64}", name) for name in names)


def test_a_pupils_answers_are_sealed_once_and_the_next_is_left_alone(
    field, line, device
):
    prepare_class(device, field, poster_of(field.school))
    line.cut()
    pupil(device)
    hold(device, "deriveBits")  # of the seal

    press(device, "Selesai, simpan jawaban")
    press(device, "Selesai, simpan jawaban")
    let_go(device)
    device.get_by_role("button", name="Selesai, murid berikutnya").click()
    device.get_by_role("button", name="Mulai", exact=True).click()
    begin_link(device)

    wait_until(lambda: is_quiet(device))
    assert held(device) == 1
    expect(device.locator("fieldset.question").first).to_be_visible()
    assert device.evaluate("sessionStorage.length") == 1
    assert len(dump(device)["sets"]) == 1


def test_who_goes_back_while_the_answers_are_sealed_leaves_no_second_draft(
    field, line, device
):
    prepare_class(device, field, poster_of(field.school))
    line.cut()
    pupil(device)
    hold(device, "deriveBits")
    press(device, "Selesai, simpan jawaban", 1)
    press(device, "Kembali", 1)
    device.locator("fieldset.question").nth(1).locator("label.choice").first.click()
    let_go(device)

    expect(device.get_by_text(THANKS)).to_be_visible()
    wait_until(lambda: is_quiet(device))
    kept = dump(device)
    assert (len(kept["sets"]), kept["drafts"]) == (1, [])


@pytest.mark.parametrize("name", ["Kirim jawaban", "Selesai, simpan jawaban"])
def test_what_is_sealed_is_said_to_be_safe_although_sending_fails(
    field, line, device, links, name
):
    if name == "Kirim jawaban":
        open_ready(device, line, f"/isi/{next(links)}/")
        begin_link(device)
        device.locator("fieldset.question").first.locator("label.choice").first.click()
        go_to_the_end(device)
    else:
        prepare_class(device, field, poster_of(field.school))
        pupil(device)
    device.evaluate(NOTHING_SENDS)

    device.get_by_role("button", name=name).click()

    expect(device.get_by_text(WAITS)).to_be_visible()
    assert device.get_by_text(FULL).count() == 0
    assert len(dump(device)["drafts"]) == 0


NOTHING_SENDS = """() => {
  const given = LockManager.prototype.request;
  LockManager.prototype.request = function (name, ...more) {
    return name === "sakaguru-send"
      ? Promise.reject(new Error("broken")) : given.call(this, name, ...more);
  };
}"""


def test_that_the_answers_are_safe_is_said_while_a_silent_line_takes_its_time(
    field, line, device, links
):
    open_ready(device, line, f"/isi/{next(links)}/")
    begin_link(device)
    device.locator("fieldset.question").first.locator("label.choice").first.click()
    go_to_the_end(device)
    line.is_held = True
    try:
        device.get_by_role("button", name="Kirim jawaban").click()
        expect(device.get_by_text(WAITS)).to_be_visible()
        expect(device.locator(NEXT)).to_have_count(0)
    finally:
        line.is_held = False
    expect(device.locator(".receipt-number")).to_be_visible()


def test_a_line_that_went_silent_is_given_up_and_tried_anew(field, line, device, links):
    device.add_init_script(NO_SYNC)
    device.add_init_script(IMPATIENT)
    open_ready(device, line, f"/isi/{next(links)}/")
    line.is_held = True
    try:
        line.cut()
        hand_in_one(device)
        expect(device.get_by_text(WAITS)).to_be_visible()
        line.mend()
        device.get_by_role("button", name="Kirim sekarang").click()
        expect(device.get_by_text("Belum tersambung ke server")).to_be_visible()
    finally:
        line.is_held = False
    device.reload()
    expect(device.locator(".receipt-number")).to_be_visible()


IMPATIENT = """
const given = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (milliseconds) => given(milliseconds / 100);
"""


def test_a_pupil_who_is_called_twice_sits_down_once(field, line, device):
    prepare_class(device, field, poster_of(field.school))
    hold(device, "sign")  # of the key of the draft
    press(device, "Mulai")
    press(device, "Mulai")
    let_go(device)
    begin_link(device)

    assert held(device) == 1


def test_a_class_is_asked_for_once(field, line, device):
    asked = []

    def note(request):
        if request.url.endswith("kelas.json"):
            asked.append(request)

    device.on("request", note)
    device.goto(f"/p/{poster_of(field.school)}/")
    device.locator("input[name=peran][value=SS]").check()
    device.locator("#pin").fill(pin_of(field.school, "SS"))
    press(device, "Siapkan kelas (juga tanpa internet)")
    device.get_by_role("button", name="Mulai", exact=True).wait_for()

    assert len(asked) == 1


def test_answers_are_withdrawn_once(field, line, device, links):
    open_ready(device, line, f"/isi/{next(links)}/")
    begin_link(device)
    device.locator("fieldset.question").first.locator("label.choice").first.click()
    go_to_the_end(device)
    device.get_by_label("Ini perangkat saya sendiri").check()
    device.get_by_role("button", name="Kirim jawaban").click()
    device.get_by_role("button", name="Tarik jawaban saya").click()
    asked = []

    def note(request):
        if request.url.endswith("withdrawal"):
            asked.append(request)

    device.on("request", note)
    press(device, "Ya, tarik")
    expect(device.get_by_text("Jawaban sudah ditarik")).to_be_visible()

    assert len(asked) == 1
    assert not Submission.objects.filter(role="GS").exists()


def test_two_taps_on_the_servers_button_are_one_step(field, line, device, links):
    """The page is still being prepared: the tap waits, the second with it."""
    waiting = held_back(device, "**/siap.json")
    device.goto(f"/isi/{next(links)}/")
    wait_until(lambda: device.wait_for_timeout(50) or waiting)
    before = device.evaluate("history.length")
    begin = device.get_by_role("button", name="Saya setuju, mulai mengisi")
    begin.evaluate("(found) => { found.click(); found.click(); }")
    waiting.pop().continue_()
    device.locator(".item-state").first.wait_for()

    assert device.evaluate("history.length") == before + 1


def test_where_the_devices_store_never_answers_the_server_does(
    field, line, device, links
):
    device.add_init_script("indexedDB.open = () => ({})")
    device.clock.install()
    device.goto(f"/isi/{next(links)}/")

    device.get_by_role("button", name="Saya setuju, mulai mengisi").click()
    device.clock.fast_forward("00:30")

    device.locator("form fieldset.question").first.wait_for()


def test_without_locks_a_draft_is_not_written_after_its_set_was_sealed(
    field, line, device, links
):
    """Browsers of some years ago: what happens in one tab still has its order."""
    device.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })"
    )
    open_ready(device, line, f"/isi/{next(links)}/")
    begin_link(device)
    device.locator("fieldset.question").first.locator("label.choice").first.click()
    go_to_the_end(device)
    line.cut()
    device.evaluate(DRAFTS_ARE_SLOW)
    hold(device, "deriveBits")
    press(device, "Kirim jawaban", 1)
    wait_until(lambda: held(device) == 1)
    press(device, "Kembali", 1)
    with device.expect_event("load"):  # that it is finished is noticed then
        device.evaluate("void setTimeout(window.letGo, 50)")

    expect(device.get_by_text(WAITS)).to_be_visible()
    kept = dump(device)
    assert (len(kept["sets"]), kept["drafts"]) == (1, [])


DRAFTS_ARE_SLOW = """() => {
  const given = SubtleCrypto.prototype.encrypt;
  SubtleCrypto.prototype.encrypt = async function (how, ...more) {
    const made = await given.call(this, how, ...more);
    if (!how.additionalData) await new Promise((go) => setTimeout(go, 300));
    return made;
  };
}"""


def test_a_link_opened_in_the_moment_its_set_arrives_is_not_asked_anew(
    field, line, device, links
):
    """The worker sends whenever a page is opened: between two looks of that page."""
    address = f"/isi/{next(links)}/"
    open_ready(device, line, address)
    line.cut()
    hand_in_one(device)
    expect(device.get_by_text(WAITS)).to_be_visible()
    device.add_init_script(ARRIVES_BETWEEN_TWO_LOOKS)

    device.goto(f"{line.url}{address}")

    expect(device.locator(".receipt-number")).to_have_text("ABCD-EFGH")


ARRIVES_BETWEEN_TWO_LOOKS = """
const given = IDBObjectStore.prototype.getAll;
const seen = { sets: -1, accepted: 0 };  // one look is whether there is a store at all
IDBObjectStore.prototype.getAll = function (...all) {
  const asked = given.apply(this, all);
  if (!(this.name in seen) || ++seen[this.name] !== 1) return asked;
  seen.sets = seen.accepted = 9;
  const work = this.transaction.db.transaction(["sets", "accepted"], "readwrite");
  const sets = work.objectStore("sets");
  given.call(sets).onsuccess = ({ target }) => {
    for (const { id, place, label } of target.result) {
      sets.delete(id);
      const receipt = { number: "ABCD-EFGH", sequence: 1, received: "2026-11-21" };
      work.objectStore("accepted").put({ id, place, label, receipt, at: 1 });
    }
  };
  return asked;
};
"""
