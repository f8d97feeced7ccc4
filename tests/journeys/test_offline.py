"""Answering without a connection: nothing is lost, nothing is stored twice."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import time
from statistics import median

import pytest
from django.http import HttpResponse
from factories.survey import poster_of, token_for
from offline import (
    NEXT,
    READY,
    answer_sheet,
    body_of,
    dump,
    hand_in_one,
    is_at_the_end,
    open_ready,
    prepare_class,
    send_now,
    wait_until,
)
from playwright.sync_api import expect

from sakaguru.survey.models import Link, Submission
from sakaguru.survey.web import worker

pytestmark = pytest.mark.journey

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
ROUNDS = int(os.environ.get("OFFLINE_ROUNDS", "50" if IS_LONG else "1"))
LIGHT = 60_000
HEADERS = 700
CLASS = int(os.environ.get("OFFLINE_CLASS", "40" if IS_LONG else "12"))


@pytest.mark.function("S2")
def test_two_hundred_answers_outlive_a_killed_browser(field, line, phone, links):
    chance, took = random.Random(20261121), []
    for _ in range(ROUNDS):
        address = f"/isi/{next(links)}/"
        page = phone.start()
        open_ready(page, line, address)
        line.cut()
        page.get_by_role("button", name="Saya setuju, mulai mengisi").click()
        page.locator("fieldset.question").first.wait_for()
        chosen = {}
        for _sheet in range(chance.randrange(2, 6)):
            answer_sheet(page, chosen, chance)
            took.append(until_all_is_promised(page))
            page.locator(NEXT).click()
        old = set(chosen)
        answer_sheet(page, chosen, chance, chance.randrange(1, 8))
        time.sleep(chance.random())
        old |= set(page.evaluate(PROMISED))
        phone.kill()

        page = phone.start()
        page.goto(f"{line.url}{address}")
        page.get_by_role("button", name="Lanjutkan mengisi").click()
        page.locator("fieldset.question").first.wait_for()
        count = page.locator(".progress-count").first.inner_text()
        assert int(count.split()[0]) >= len(old)
        kept = finish_by_script(page, f"{line.url}{address}")
        page.get_by_role("button", name="Kirim jawaban").click()
        expect(page.get_by_text("Jawaban menunggu internet")).to_be_visible()
        assert not Submission.objects.filter(role="GS").exists()

        line.mend()
        send_now(page)
        number = page.locator(".receipt-number").inner_text()
        assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}", number)
        stored = body_of(Submission.objects.get(role="GS"), field)
        assert {c: stored[c] for c in old} == {c: chosen[c] for c in old}
        assert stored == kept
        Submission.objects.filter(role="GS").delete()
        phone.kill()
    print(f"kept after the last choice, median s: {median(took):.2f}")  # noqa: T201
    assert not IS_LONG or median(took) < a_second()


def until_all_is_promised(page):
    """Seconds since the last choice."""
    began = time.monotonic()
    for state in page.locator("fieldset.question .item-state").all():
        expect(state).to_have_text("◐ tersimpan di perangkat ini")
    return time.monotonic() - began


PROMISED = """() => [...document.querySelectorAll('fieldset.question')]
  .filter((field) => field.querySelector('.item-state').textContent.startsWith('◐'))
  .map((field) => field.id)"""
"""Of which the page says that it is kept, and so it is, on any machine."""


def a_second():
    """Longer where others want the processor, too: the browser waits for its turn."""
    return max(1, os.getloadavg()[0] / os.cpu_count())


def finish_by_script(page, address):
    """Answer what is still empty, quickly; gives all as the screen shows it."""
    page.evaluate("history.back()")
    page.get_by_role("button", name="Lanjutkan mengisi").wait_for()
    page.goto(f"{address}1/")
    shown = {}
    for _ in range(60):
        page.locator("fieldset.question").first.wait_for()
        shown |= page.evaluate(
            """() => Object.fromEntries(
              [...document.querySelectorAll('fieldset.question')].map((field) => {
                if (!field.querySelector('input:checked'))
                  field.querySelectorAll('input')[2].click();
                return [field.id, Number(field.querySelector('input:checked').value)];
              })
            )"""
        )
        page.locator(NEXT).click()
        if is_at_the_end(page):
            break
    expect(page.get_by_text("Semua pertanyaan sudah dijawab.")).to_be_visible()
    return shown


@pytest.mark.function("S2")
def test_a_whole_class_leaves_nothing_to_see_on_one_device(field, line, device):
    Submission.objects.filter(role="SS").delete()
    poster = poster_of(field.school)
    prepare_class(device, field, poster)
    device.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    line.cut()
    given, chance = [], random.Random(20261121)
    for number in range(CLASS):
        points = tuple(chance.randrange(4) for _ in range(4))
        given.append(bytes(points))
        device.get_by_role("button", name="Mulai", exact=True).click()
        device.get_by_role("button", name="Saya setuju, mulai mengisi").click()
        for field_set, place in zip(
            device.locator("fieldset.question").all(), points, strict=True
        ):
            assert field_set.locator("input:checked").count() == 0
            field_set.locator("label.choice").nth(place).click()
        device.locator(NEXT).click()
        device.get_by_role("button", name="Selesai, simpan jawaban").click()
        expect(device.get_by_text("Terima kasih!")).to_be_visible()
        if number in {0, CLASS - 1}:
            assert nothing_readable(device, number + 1)
        device.get_by_role("button", name="Selesai, murid berikutnya").click()

    line.mend()
    device.goto(f"{line.url}/isi/kotak/")
    wait_until(lambda: Submission.objects.filter(role="SS").count() == CLASS)
    stored = [bytes(each.body) for each in Submission.objects.filter(role="SS")]
    assert sorted(stored) == sorted(given)
    wait_until(lambda: not dump(device)["sets"])


def nothing_readable(page, finished):
    kept = dump(page)
    assert len(kept["sets"]) == finished
    assert kept["drafts"] == []
    assert not re.search(r'"SS00\d":', json.dumps(kept["sets"]))
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    assert page.locator("main input").count() == 0
    return True


def test_answers_move_to_another_computer_in_a_file(
    field, line, device, links, walkers
):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    line.cut()
    hand_in_one(device)
    expect(device.get_by_text("Jawaban menunggu internet")).to_be_visible()
    device.goto(f"{line.url}/isi/kotak/")
    expect(device.get_by_text("1 isian hanya ada di perangkat ini")).to_be_visible()
    with device.expect_download() as saved:
        device.get_by_role("button", name="Simpan ke berkas").click()
    file = saved.value.path()

    line.mend()
    school = walkers()
    for expected in ("1 isian dimuat; 0 sudah", "0 isian dimuat; 1 sudah"):
        school.goto(f"{line.url}/isi/kotak/")
        school.locator("#berkas").set_input_files(file)
        expect(school.get_by_text(expected)).to_be_visible()
        wait_until(lambda: not dump(school)["sets"])
        assert Submission.objects.filter(role="GS").count() == 1
    device.goto(f"{line.url}/isi/kotak/")
    wait_until(lambda: not dump(device)["sets"])
    assert Submission.objects.filter(role="GS").count() == 1


def test_a_link_withdrawn_meanwhile_is_told_and_the_answers_stay(
    field, line, device, links
):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    line.cut()
    hand_in_one(device)
    rows = Link.objects.filter(assignment=field.school, role="GS", number=1)
    rows.update(is_withdrawn=True)
    try:
        line.mend()
        device.get_by_role("button", name="Kirim sekarang").click()
        expect(device.get_by_text("Tautan ini sudah ditarik")).to_be_visible()
        expect(device.get_by_text("Jawaban tetap ada di perangkat")).to_be_visible()
        assert len(dump(device)["sets"]) == 1
    finally:
        rows.update(is_withdrawn=False)


def test_an_update_of_the_application_keeps_what_was_answered(
    field, line, device, links, monkeypatch
):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    device.get_by_role("button", name="Saya setuju, mulai mengisi").click()
    device.locator("fieldset.question").first.locator("label.choice").nth(2).click()
    expect(device.get_by_text("◐ tersimpan di perangkat ini").first).to_be_visible()
    written = worker._written()
    newer = written.replace(b'"edition": "', b'"edition": "newer-')
    monkeypatch.setattr(worker, "_kept", lambda: newer)
    device.evaluate("navigator.serviceWorker.getRegistration().then((r) => r.update())")
    wait_until(lambda: "newer" in str(device.evaluate("caches.keys()")))
    wait_until(lambda: device.evaluate(IS_UPDATED))
    line.cut()

    device.goto(f"{line.url}/isi/{token}/1/")

    chosen = device.locator("fieldset.question").first.locator("input").nth(2)
    expect(chosen).to_be_checked()


IS_UPDATED = """async () => {
  const { installing, waiting, active } =
    await navigator.serviceWorker.getRegistration();
  return !installing && !waiting && active.state === "activated";
}"""


def test_an_update_of_which_a_file_came_in_part_is_not_taken(
    field, line, device, links, monkeypatch
):
    """What a broken line leaves of an answer, a browser may take for a whole one."""
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    newer = worker._written().replace(b'"edition": "', b'"edition": "newer-')
    monkeypatch.setattr(worker, "_kept", lambda: newer)
    monkeypatch.setattr(worker, "render", lambda *_: HttpResponse())

    assert device.evaluate(END_OF_UPDATE) == "redundant"

    assert "newer" not in str(device.evaluate("caches.keys()"))
    line.cut()
    device.goto(f"{line.url}/isi/{token}/")
    expect(device.get_by_role("button", name="Saya setuju")).to_be_visible()


END_OF_UPDATE = """async () => {
  const registered = await navigator.serviceWorker.getRegistration();
  await registered.update();
  const coming = registered.installing;
  if (coming?.state === "installing")
    await new Promise((done) => coming.addEventListener("statechange", done));
  return coming?.state ?? "redundant";
}"""


def test_a_full_storage_is_said_and_the_answers_stay_on_the_screen(
    field, line, device, links
):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    device.get_by_role("button", name="Saya setuju, mulai mengisi").click()
    device.locator("fieldset.question").first.wait_for()
    device.evaluate(
        """() => { IDBObjectStore.prototype.put = () => {
             throw new DOMException('full', 'QuotaExceededError'); }; }"""
    )

    device.locator("fieldset.question").first.locator("label.choice").first.click()

    expect(device.get_by_text("Penyimpanan perangkat ini penuh")).to_be_visible()
    expect(device.get_by_text("! perlu dilihat: belum tersimpan").first).to_be_visible()
    checked = device.locator("fieldset.question").first.locator("input").first
    expect(checked).to_be_checked()


def test_the_link_of_another_school_does_not_show_this_ones_draft(
    field, line, device, links
):
    mine = next(links)
    other = field.campaign.assignments.order_by("pk").last()
    open_ready(device, line, f"/isi/{mine}/")
    device.get_by_role("button", name="Saya setuju, mulai mengisi").click()
    device.locator("fieldset.question").first.locator("label.choice").first.click()
    expect(device.get_by_text("◐ tersimpan di perangkat ini").first).to_be_visible()

    device.goto(f"{line.url}/isi/{token_for(other, 'GS')}/")

    expect(device.get_by_text(other.school.name).first).to_be_visible()
    expect(device.get_by_role("button", name="Saya setuju")).to_be_visible()
    line.cut()
    device.goto(f"{line.url}/isi/{'a' * 16}/")
    expect(device.get_by_text("belum pernah dibuka di perangkat ini")).to_be_visible()


def test_the_first_visit_is_light_and_the_next_one_costs_nothing(
    field, line, device, links
):
    token = next(links)
    answers = []

    def note(answer):  # Playwright marks its handlers: a method of a list bears no mark
        answers.append(answer)

    device.on("response", note)
    open_ready(device, line, f"/isi/{token}/")
    device.remove_listener("response", note)
    came = {answer.url: answer.body() for answer in answers}
    for address in ("/pekerja.js", "/isi/luar-jaringan/"):
        came[address] = device.request.get(address).body()
    total = sum(map(as_sent, came.items()))
    print(f"up to the first question, bytes: {total}")  # noqa: T201 -- a figure
    assert total <= LIGHT

    line.cut()
    device.goto(f"{line.url}/isi/{token}/")
    expect(device.get_by_text(READY).first).to_be_visible()


def as_sent(item):
    """Bytes on the wire with headers: files are sent compressed, pages are not."""
    address, body = item
    packed = any(part in address for part in ("/static/", "/soal/", "/pekerja.js"))
    return HEADERS + len(gzip.compress(body, 9) if packed else body)
