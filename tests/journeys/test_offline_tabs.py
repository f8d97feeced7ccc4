"""One questionnaire in two tabs, texts that change, and what a try by hand says."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone
from factories.survey import pin_of, poster_of
from offline import (
    NEXT,
    NO_SYNC,
    READY,
    body_of,
    dump,
    go_to_the_end,
    hand_in_one,
    open_ready,
    send_now,
    wait_until,
)
from offline import begin_link as begin
from playwright.sync_api import expect

from sakaguru.survey.adapters.signing import is_genuine
from sakaguru.survey.management.commands.verify_receipt import receipts_in
from sakaguru.survey.models import Campaign, Submission

pytestmark = pytest.mark.journey

KEPT = "◐ tersimpan di perangkat ini"
WAITS = "Jawaban menunggu internet"


def question(page, place):
    return page.locator("fieldset.question").nth(place)


def choose(page, place, choice):
    question(page, place).locator("label.choice").nth(choice).click()
    expect(question(page, place).get_by_text(KEPT)).to_be_visible()


def send(page):
    go_to_the_end(page)
    page.get_by_role("button", name="Kirim jawaban").click()


@pytest.mark.function("S2")
def test_answers_given_in_two_tabs_are_kept_together(field, line, device, links):
    address = f"/isi/{next(links)}/"
    open_ready(device, line, address)
    other = device.context.new_page()
    open_ready(other, line, address)
    begin(device)
    choose(device, 0, 1)
    begin(other)
    choose(other, 1, 2)
    device.bring_to_front()
    choose(device, 2, 3)

    expect(device.locator(".progress-count")).to_have_text("3 dari 200")
    send(device)
    device.locator(".receipt-number").wait_for()
    question(other, 3).locator("label.choice").first.click()
    other.locator(".receipt-number").wait_for()

    kept = body_of(Submission.objects.get(role="GS"), field)
    assert (kept["GS001"], kept["GS002"], kept["GS003"]) == (1, 2, 3)
    assert dump(device)["drafts"] == []


def test_ready_is_said_only_once_it_is_true(field, line, device, links):
    device.add_init_script(
        "ServiceWorkerContainer.prototype.register = () => Promise.reject(Error('no'))"
    )
    device.goto(f"{line.url}/isi/{next(links)}/")

    expect(device.get_by_text("belum dapat dibuka tanpa")).to_be_visible()
    assert device.get_by_text(READY).count() == 0
    begin(device)
    choose(device, 0, 1)


def test_the_consent_that_was_read_is_the_one_that_is_sent(
    field, line, device, links, monkeypatch
):
    from sakaguru.survey.services import submissions
    from sakaguru.survey.web import capture

    address = f"/isi/{next(links)}/"
    open_ready(device, line, address)
    begin(device)
    choose(device, 0, 1)
    monkeypatch.setattr(capture, "CONSENT_VERSION", "2027-9")
    known = ("2026-1", "2027-9")
    monkeypatch.setattr(submissions, "KNOWN_CONSENTS", known)
    with device.expect_response(lambda told: told.url.endswith("siap.json")):
        device.goto(f"{line.url}{address}1/")
    choose(device, 1, 2)
    wait_until(lambda: dump(device)["places"][0]["consent"] == "2027-9")
    send(device)
    device.locator(".receipt-number").wait_for()
    assert Submission.objects.get(role="GS").consent == "2026-1"


def test_who_comes_back_after_the_consent_changed_reads_it_again(
    field, line, device, links, monkeypatch
):
    from sakaguru.survey.services import submissions
    from sakaguru.survey.web import capture

    address = f"/isi/{next(links)}/"
    open_ready(device, line, address)
    begin(device)
    choose(device, 0, 1)
    monkeypatch.setattr(capture, "CONSENT_VERSION", "2027-9")
    known = ("2026-1", "2027-9")
    monkeypatch.setattr(submissions, "KNOWN_CONSENTS", known)
    device.goto(f"{line.url}{address}")
    wait_until(lambda: dump(device)["places"][0]["consent"] == "2027-9")
    device.goto(f"{line.url}{address}1/")

    begin(device)

    expect(question(device, 0).locator("input").nth(1)).to_be_checked()
    choose(device, 1, 2)
    send(device)
    device.locator(".receipt-number").wait_for()
    assert Submission.objects.get(role="GS").consent == "2027-9"


def test_what_was_refused_leaves_after_the_campaign_was_extended(
    field, line, device, links
):
    open_ready(device, line, f"/isi/{next(links)}/")
    line.cut()
    hand_in_one(device)
    expect(device.get_by_text(WAITS)).to_be_visible()
    expect(device.get_by_text("■ terkunci")).to_be_visible()
    device.get_by_role("button", name="Kirim sekarang").click()
    expect(device.get_by_text("Belum tersambung ke server")).to_be_visible()
    over = Campaign.objects.filter(pk=field.campaign.pk)
    over.update(closes_on=timezone.localdate() - dt.timedelta(days=1))
    line.mend()
    try:
        device.get_by_role("button", name="Kirim sekarang").click()
        expect(device.get_by_text("Masa pengisian sudah selesai")).to_be_visible()
    finally:
        over.update(closes_on=field.campaign.closes_on)

    device.goto(f"{line.url}/isi/kotak/")
    device.get_by_role("button", name="Kirim sekarang").click()

    wait_until(lambda: Submission.objects.filter(role="GS").count() == 1)


def test_a_busy_server_is_told_and_left_in_peace(field, line, device, links):
    device.add_init_script(NO_SYNC)  # so that the page sends, whose lines we watch
    open_ready(device, line, f"/isi/{next(links)}/")
    tries = []

    def busy(route):
        tries.append(route.request.url)
        route.fulfill(status=503, headers={"Retry-After": "1800"}, body="{}")

    device.context.route("**/api/v1/submissions/batch", busy)
    hand_in_one(device)
    expect(device.get_by_text(WAITS)).to_be_visible()
    for _ in range(3):
        device.get_by_role("button", name="Kirim sekarang").click()
        expect(device.get_by_text("Server sedang penuh")).to_be_visible()

    assert len(tries) == 1


def test_one_spoiled_set_holds_up_no_other(field, line, device, links):
    open_ready(device, line, f"/isi/{next(links)}/")
    line.cut()
    hand_in_one(device)
    expect(device.get_by_text(WAITS)).to_be_visible()
    device.evaluate(SPOILED)
    line.mend()
    device.goto(f"{line.url}/isi/kotak/")

    wait_until(lambda: Submission.objects.filter(role="GS").count() == 1)
    expect(device.get_by_text("Kiriman ini terlalu besar")).to_be_visible()


SPOILED = """() => new Promise((resolve) => {
  const asked = indexedDB.open('sakaguru');
  asked.onsuccess = () => {
    const work = asked.result.transaction('sets', 'readwrite');
    work.objectStore('sets').put({
      id: '00000000-0000-4000-8000-000000000000', sequence: 1, door: 'x',
      sealed: 'A'.repeat(1_200_000), place: 'x', label: 'rusak', problem: '' });
    work.oncomplete = () => { asked.result.close(); resolve(); };
  };
})"""


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"format": "sakaguru-kotak-kirim-1", "sets": [null], "drafts": []}',
        '{"format": "sakaguru-kotak-kirim-1", "sets": [{"id": 1}], "drafts": []}',
        '{"format": "sakaguru-kotak-kirim-1", "sets": [], "drafts": [{"id": "a"}]}',
    ],
)
def test_a_file_of_others_is_refused_in_words(field, line, device, content):
    device.goto(f"{line.url}/isi/kotak/")
    file = {"name": "kotak.json", "mimeType": "application/json"}
    given = {**file, "buffer": content.encode()}
    device.locator("#berkas").set_input_files(given)

    expect(device.get_by_text("bukan simpanan kotak kirim")).to_be_visible()


def test_a_changed_set_is_taken_from_a_file_while_the_first_is_on_its_way(
    field, line, device, links
):
    """What the server says of number one touches nothing of number two."""
    device.goto(f"{line.url}/isi/kotak/")
    expect(device.get_by_text("sudah diterima server.")).to_be_visible()
    one = {
        "id": "11111111-1111-4111-8111-111111111111",
        "door": "abcdefgh",
        "sealed": "A" * 120,
        "place": "x",
        "label": "Guru",
    }
    line.is_held = True
    for number in (1, 2):
        copy = {
            "format": "sakaguru-kotak-kirim-1",
            "sets": [{**one, "sequence": number}],
            "drafts": [],
        }
        given = {
            "name": "kotak.json",
            "mimeType": "application/json",
            "buffer": json.dumps(copy).encode(),
        }
        device.locator("#berkas").set_input_files(given)
        wait_until(lambda n=number: [s["sequence"] for s in sets_of(device)] == [n])
    line.is_held = False

    expect(device.get_by_text("Guru · !")).to_be_visible()
    assert [each["sequence"] for each in sets_of(device)] == [2]


def sets_of(page):
    return dump(page)["sets"]


def test_the_outbox_tells_what_became_of_a_set_while_it_was_drawn(
    field, line, device, links
):
    """The worker sends at the same time: what it hears is not overlooked."""
    open_ready(device, line, f"/isi/{next(links)}/")
    line.cut()
    hand_in_one(device)
    expect(device.get_by_text(WAITS)).to_be_visible()
    device.add_init_script(REFUSED_WHEN_DRAWN)

    device.goto(f"{line.url}/isi/kotak/")

    expect(device.get_by_text("Tautan ini sudah ditarik")).to_be_visible()


REFUSED_WHEN_DRAWN = """
const asked = indexedDB.open('sakaguru');
new MutationObserver((_, watch) => {
  if (!document.getElementById('berkas')) return;
  watch.disconnect();
  const sets = asked.result.transaction('sets', 'readwrite').objectStore('sets');
  const all = sets.getAll();
  all.onsuccess = () =>
    all.result.forEach((set) =>
      sets.put({ ...set, problem: 'Tautan ini sudah ditarik', code: 'x' }));
}).observe(document, { childList: true, subtree: true });
"""
"""In the moment between what the screen shows and what is done next."""


def test_a_shared_device_keeps_no_receipt_of_a_pupil(field, line, device):
    """A receipt names its set: with the order of a class it would lead to a child."""
    Submission.objects.filter(role="SS").delete()
    device.goto(f"/p/{poster_of(field.school)}/")
    device.locator("input[name=peran][value=SS]").check()
    device.locator("#pin").fill(pin_of(field.school, "SS"))
    device.get_by_role("button", name="Siapkan kelas").click()
    for _ in range(2):
        device.get_by_role("button", name="Mulai", exact=True).click()
        begin(device)
        question(device, 0).locator("label.choice").first.click()
        device.locator(NEXT).click()
        device.get_by_role("button", name="Selesai, simpan jawaban").click()
        device.locator(".receipt-number").wait_for()
        device.get_by_role("button", name="Selesai, murid berikutnya").click()
        device.get_by_role("button", name="Mulai", exact=True).wait_for()

    kept = dump(device)
    assert (kept["accepted"], kept["sets"], kept["drafts"]) == ([], [], [])
    device.goto(f"{line.url}/isi/kotak/")
    expect(device.get_by_text("2 isian di perangkat bersama")).to_be_visible()


def test_the_receipt_goes_along_in_a_file_that_can_be_verified(
    field, line, device, links
):
    open_ready(device, line, f"/isi/{next(links)}/")
    hand_in_one(device)
    device.locator(".receipt-number").wait_for()
    with device.expect_download() as saved:
        device.get_by_role("button", name="Simpan tanda terima").click()
    text = saved.value.path().read_text()

    (receipt,) = receipts_in(text)
    assert is_genuine(receipt, public="")
    assert not is_genuine(receipt | {"digest": "0" * 64}, public="")


def test_a_busy_server_is_not_taken_for_a_door_that_was_shut(
    field, line, device, links
):
    address = f"/isi/{next(links)}/"
    open_ready(device, line, address)
    begin(device)
    choose(device, 0, 1)
    busy = {"status": 503, "content_type": "application/json", "body": '{"code": "x"}'}
    device.context.route("**/siap.json", lambda route: route.fulfill(**busy))
    with device.expect_response(lambda told: told.url.endswith("siap.json")):
        device.goto(f"{line.url}{address}1/")

    choose(device, 1, 2)
    assert device.get_by_text("tidak dapat dikirim lewat tautan").count() == 0


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_is_years_wrong_loses_and_stops_nothing(
    field, line, device, links, years
):
    device.clock.install(time=dt.datetime(2026 + years, 5, 1, 9, 0, tzinfo=dt.UTC))
    open_ready(device, line, f"/isi/{next(links)}/")
    line.cut()
    hand_in_one(device)
    expect(device.get_by_text(WAITS)).to_be_visible()
    device.clock.set_system_time(dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC))
    line.mend()
    earliest = timezone.localdate()
    send_now(device)
    device.locator(".receipt-number").wait_for()

    received = Submission.objects.get(role="GS").received_on
    assert earliest <= received <= timezone.localdate()
