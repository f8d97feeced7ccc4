"""What goes wrong on shared and tired devices: said plainly, nothing silently gone."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone
from factories.survey import token_for
from offline import (
    NEXT,
    NO_SYNC,
    READY,
    consent,
    dump,
    fill_to_the_end,
    hand_in_one,
    open_ready,
    send_now,
    wait_until,
)
from offline import begin_link as begin
from playwright.sync_api import expect
from reading import follow

from sakaguru.survey.models import Campaign, Link, Submission

pytestmark = pytest.mark.journey

WAITS = "Jawaban menunggu internet"


def developer(page):
    return page.context.new_cdp_session(page)


def choose_first(page):
    page.locator("fieldset.question").first.locator("label.choice").first.click()


def test_a_private_window_says_so_and_still_answers_with_a_connection(
    field, line, device, links
):
    token = next(links)
    device.add_init_script(
        "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }"
    )
    device.goto(f"{line.url}/isi/{token}/")
    expect(device.get_by_text("tidak dapat menyimpan jawaban tanpa")).to_be_visible()
    assert device.get_by_text(READY).count() == 0

    consent(device)
    choose_first(device)
    follow(device, device.locator(NEXT))
    device.goto(f"{line.url}/isi/{token}/selesai/")
    device.get_by_role("button", name="Kirim jawaban").click()
    device.locator(".receipt-number").wait_for()

    assert Submission.objects.filter(role="GS").count() == 1


def with_room_for(page, line, size):
    """The browser gives this address no more room than that."""
    given = {"origin": line.url, "quotaSize": size}
    developer(page).send("Storage.overrideQuotaForOrigin", given)


def test_a_device_that_is_full_from_the_start_says_so_and_answers_online(
    field, line, device, links
):
    token = next(links)
    with_room_for(device, line, 100)
    device.goto(f"{line.url}/isi/{token}/")

    expect(device.get_by_text("Penyimpanan perangkat ini penuh")).to_be_visible()
    consent(device)
    choose_first(device)
    follow(device, device.locator(NEXT))
    device.goto(f"{line.url}/isi/{token}/selesai/")
    expect(device.locator(".progress-count")).to_have_text("1 dari 200")


def test_when_the_device_fills_up_the_answer_stays_and_is_kept_once_there_is_room(
    field, line, device, links
):
    token = next(links)
    with_room_for(device, line, 4_000_000)
    open_ready(device, line, f"/isi/{token}/")
    begin(device)
    choose_first(device)
    expect(device.get_by_text("◐ tersimpan di perangkat ini").first).to_be_visible()
    device.evaluate(FILL_WITH_PHOTOS)
    second = device.locator("fieldset.question").nth(1)
    second.locator("label.choice").nth(2).click()
    expect(device.get_by_text("Penyimpanan perangkat ini penuh")).to_be_visible()
    expect(second.locator("input").nth(2)).to_be_checked()

    with_room_for(device, line, 400_000_000)
    device.evaluate("indexedDB.deleteDatabase('foto')")
    retry = device.get_by_role("button", name="Coba lagi")
    kept = second.get_by_text("◐ tersimpan di perangkat ini")
    # While it tries there is no button to press.
    wait_until(lambda: kept.is_visible() or (retry.is_visible() and retry.click()))
    line.cut()
    device.goto(f"{line.url}/isi/{token}/1/")
    expect(second.locator("input").nth(2)).to_be_checked()


FILL_WITH_PHOTOS = """() => new Promise((resolve) => {
  const asked = indexedDB.open('foto', 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore('foto');
  asked.onsuccess = async () => {
    const put = (size) => new Promise((done) => {
      const work = asked.result.transaction('foto', 'readwrite');
      work.oncomplete = () => done(true);
      work.onabort = () => done(false);
      work.objectStore('foto').put(
        crypto.getRandomValues(new Uint8Array(size)), Math.random());
    });
    for (const size of [60000, 10000, 1000, 100, 10, 1])
      for (let n = 0; n < 200 && (await put(size)); n++);
    asked.result.close();
    resolve();
  };
})"""


def test_two_people_on_one_computer_send_each_under_their_own_link(
    field, line, device, links
):
    tokens = [next(links), next(links)]
    for token in tokens:
        open_ready(device, line, f"/isi/{token}/")
    line.cut()
    for token in tokens:
        device.goto(f"{line.url}/isi/{token}/")
        assert device.locator("input:checked").count() == 0
        hand_in_one(device)
        expect(device.get_by_text(WAITS)).to_be_visible()
    line.mend()
    device.goto(f"{line.url}/isi/kotak/")

    wait_until(lambda: Submission.objects.filter(role="GS").count() == 2)
    used = Link.objects.filter(assignment=field.school, role="GS", is_used=True)
    assert used.count() == 2


def test_a_campaign_that_ended_meanwhile_is_told_and_the_answers_stay(
    field, line, device, links
):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    line.cut()
    hand_in_one(device)
    expect(device.get_by_text(WAITS)).to_be_visible()
    over = Campaign.objects.filter(pk=field.campaign.pk)
    over.update(closes_on=timezone.localdate() - dt.timedelta(days=1))
    try:
        line.mend()
        device.get_by_role("button", name="Kirim sekarang").click()
        expect(device.get_by_text("Masa pengisian sudah selesai")).to_be_visible()
        device.goto(f"{line.url}/isi/kotak/")
        expect(device.get_by_text("1 isian hanya ada di perangkat")).to_be_visible()
        with device.expect_download():
            device.get_by_role("button", name="Simpan ke berkas").click()
    finally:
        over.update(closes_on=field.campaign.closes_on)


def test_a_version_that_was_replaced_meanwhile_still_takes_its_answers(
    field, line, device, links
):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    line.cut()
    hand_in_one(device)
    expect(device.get_by_text(WAITS)).to_be_visible()
    version = field.campaign.instrument_version
    type(version).objects.filter(pk=version.pk).update(status="superseded")
    line.mend()
    send_now(device)
    device.locator(".receipt-number").wait_for()

    assert Submission.objects.filter(role="GS").count() == 1


def test_the_worker_sends_when_no_page_of_the_questionnaire_is_open(
    field, line, device, links
):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    line.cut()
    hand_in_one(device)
    expect(device.get_by_text(WAITS)).to_be_visible()
    watcher = device.context.new_page()
    session, known = developer(watcher), []

    def note(told):  # Playwright marks its handlers: a method of a list bears no mark
        known.append(told)

    session.on("ServiceWorker.workerRegistrationUpdated", note)
    session.send("ServiceWorker.enable")
    device.close()
    line.mend()

    def the_browser_calls():
        for each in [row for told in known for row in told["registrations"]][-1:]:
            call = {"origin": line.url, "registrationId": each["registrationId"]}
            call |= {"tag": "kirim", "lastChance": False}
            session.send("ServiceWorker.dispatchSyncEvent", call)
        watcher.wait_for_timeout(500)
        return Submission.objects.filter(role="GS").count() == 1

    wait_until(the_browser_calls)


def test_without_background_sync_any_page_of_the_programme_sends(
    field, line, device, links
):
    token = next(links)
    device.add_init_script(NO_SYNC)
    open_ready(device, line, f"/isi/{token}/")
    line.cut()
    hand_in_one(device)
    expect(device.get_by_text(WAITS)).to_be_visible()
    device.goto("about:blank")
    line.mend()

    device.goto(f"{line.url}/akun/login/")

    wait_until(lambda: Submission.objects.filter(role="GS").count() == 1)


def test_who_copies_link_and_storage_reads_no_draft(field, line, device, links):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    begin(device)
    choose_first(device)
    expect(device.get_by_text("◐ tersimpan di perangkat ini").first).to_be_visible()

    opened = device.evaluate(OPEN_BY_LINK_ALONE, token)

    assert opened == {"draft": "unreadable", "key": "not to be taken out"}
    assert token not in json.dumps(dump(device)["drafts"])


OPEN_BY_LINK_ALONE = """async (token) => {
  const shelf = (name) => new Promise((resolve) => {
    const asked = indexedDB.open('sakaguru');
    asked.onsuccess = () => {
      const all = asked.result.transaction(name).objectStore(name).getAll();
      all.onsuccess = () => { asked.result.close(); resolve(all.result); };
    };
  });
  const text = new TextEncoder();
  const [draft] = await shelf('drafts');
  const [{ key: device }] = await shelf('keys');
  const from = await crypto.subtle.importKey(
    'raw', text.encode(token), 'HKDF', false, ['deriveKey']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(),
                info: text.encode('sakaguru device draft 1') };
  const key = await crypto.subtle.deriveKey(
    how, from, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
  return {
    draft: await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: draft.iv }, key, draft.box)
      .then(() => 'read', () => 'unreadable'),
    key: await crypto.subtle.exportKey('raw', device)
      .then(() => 'taken', () => 'not to be taken out'),
  };
}"""


def test_a_draft_goes_on_at_the_schools_computer_from_a_file(
    field, line, device, links, walkers
):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    begin(device)
    choose_first(device)
    device.locator("button[name=ke][value=nanti]").click()
    line.cut()
    with device.expect_download() as saved:
        device.get_by_role("button", name="Simpan salinan ke berkas").click()
    line.mend()

    school = walkers()
    school.goto("/isi/kotak/")
    school.locator("#berkas").set_input_files(saved.value.path())
    expect(school.get_by_text("1 isian dimuat; 0 sudah")).to_be_visible()
    school.goto(f"/isi/{token}/")
    school.get_by_role("button", name="mulai mengisi").or_(
        school.get_by_role("button", name="Lanjutkan mengisi")
    ).click()
    school.locator("fieldset.question").first.wait_for()
    school.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    school.goto(f"/isi/{token}/1/")
    first = school.locator("fieldset.question").first.locator("input").first
    expect(first).to_be_checked()


def test_no_answer_is_sent_without_the_consent_that_was_shown(
    field, line, device, links
):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    line.cut()
    for step in ("1/", "selesai/"):
        device.goto(f"{line.url}/isi/{token}/{step}")
        expect(device.get_by_role("button", name="Saya setuju")).to_be_visible()
        assert device.locator("fieldset.question").count() == 0
    fill_to_the_end(device)
    device.get_by_role("button", name="Kirim jawaban").click()
    expect(device.get_by_text(WAITS)).to_be_visible()
    line.mend()
    send_now(device)
    device.locator(".receipt-number").wait_for()
    assert Submission.objects.get(role="GS").consent == "2026-1"


def test_a_teachers_link_is_not_a_heads(field, line, device, links):
    """The door decides the role: what was prepared for one is not taken by another."""
    open_ready(device, line, f"/isi/{next(links)}/")
    device.goto(f"{line.url}/isi/{token_for(field.school, 'KS')}/")
    expect(device.get_by_text("Kepala sekolah").first).to_be_visible()
