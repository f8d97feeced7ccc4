"""What was sent may be changed, from the respondent's own device and only there."""

from __future__ import annotations

import pytest
from factories.survey import token_for
from offline import (
    NEXT,
    body_of,
    dump,
    fill_to_the_end,
    go_to_the_end,
    open_ready,
    send_now,
    wait_until,
)
from playwright.sync_api import expect

from sakaguru.survey.models import Submission

pytestmark = pytest.mark.journey


def send(page, *, own):
    fill_to_the_end(page)
    if own:
        page.get_by_label("Ini perangkat saya sendiri").check()
    page.get_by_role("button", name="Kirim jawaban").click()
    page.locator(".receipt-number").wait_for()
    return page.locator(".receipt-number").inner_text()


def first_choices(page):
    return page.locator("fieldset.question").first.locator("label.choice")


@pytest.mark.function("S2")
def test_own_answers_are_changed_after_they_arrived(field, line, device, links):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    before = send(device, own=True)

    device.goto(f"{line.url}/isi/{token}/")
    device.get_by_role("button", name="Ubah jawaban").click()
    expect(device.get_by_text("mengubah jawaban yang sudah diterima")).to_be_visible()
    states = device.locator(".item-state")
    expect(states.first).to_have_text("● diterima server")
    first_choices(device).nth(3).click()
    expect(states.first).to_have_text("◐ tersimpan di perangkat ini")
    go_to_the_end(device)
    device.get_by_role("button", name="Kirim jawaban").click()
    device.locator(".receipt-number").wait_for()

    kept = Submission.objects.get(role="GS")
    assert (kept.sequence, body_of(kept, field)["GS001"]) == (2, 3)
    assert device.locator(".receipt-number").inner_text() != before


def test_who_changes_answers_is_left_alone_by_the_screen_that_waited(
    field, line, device, links
):
    """It looks for a connection every half minute; only while it is shown."""
    device.clock.install()
    open_ready(device, line, f"/isi/{next(links)}/")
    fill_to_the_end(device)
    device.get_by_label("Ini perangkat saya sendiri").check()
    line.cut()
    device.get_by_role("button", name="Kirim jawaban").click()
    expect(device.get_by_text("Jawaban menunggu internet")).to_be_visible()
    line.mend()
    send_now(device)
    device.get_by_role("button", name="Ubah jawaban").click()
    first_choices(device).first.wait_for()

    device.clock.fast_forward("01:00")

    device.evaluate("navigator.locks.request('sakaguru-send', () => 0)")
    dump(device)  # asked for later than what the screen would ask for
    expect(first_choices(device).first).to_be_visible()
    expect(device.locator(".receipt-number")).to_have_count(0)


def test_own_answers_are_withdrawn_after_they_arrived(field, line, device, links):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    send(device, own=True)
    device.goto(f"{line.url}/isi/{token}/")

    device.get_by_role("button", name="Tarik jawaban saya").click()
    device.get_by_role("button", name="Batal").click()
    assert Submission.objects.filter(role="GS").count() == 1
    device.get_by_role("button", name="Tarik jawaban saya").click()
    device.get_by_role("button", name="Ya, tarik").click()

    expect(device.get_by_text("Jawaban sudah ditarik")).to_be_visible()
    assert not Submission.objects.exists()
    left = dump(device)
    assert left["kept"] == left["accepted"] == left["drafts"] == left["places"] == []
    device.goto(f"{line.url}/isi/{token}/")
    expect(device.get_by_text("Jawaban sudah ditarik")).to_be_visible()
    expect(device.get_by_role("button", name="mulai mengisi")).to_have_count(0)


def test_why_a_withdrawal_is_refused_is_said_by_the_server_and_once(
    field, line, device, links
):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    send(device, own=True)
    device.goto(f"{line.url}/isi/{token}/")
    device.route(
        "**/submissions/withdrawal",
        lambda route: route.fulfill(status=410, json={"message": "Sudah ditutup."}),
    )
    device.get_by_role("button", name="Tarik jawaban saya").click()
    for _ in range(2):
        device.get_by_role("button", name="Ya, tarik").click()
        expect(device.get_by_text("Sudah ditutup.")).to_have_count(1)
    assert len(dump(device)["accepted"]) == 1


def test_a_day_later_the_former_answers_are_gone_and_a_change_still_counts(
    field, line, device, links
):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    send(device, own=True)
    tomorrow = device.evaluate("Date.now()") / 1000 + 25 * 3600
    device.clock.set_fixed_time(tomorrow)
    device.goto(f"{line.url}/isi/{token}/")
    wait_until(lambda: dump(device)["kept"][0]["full"] is None)
    device.reload()

    device.get_by_role("button", name="Ubah jawaban").click()
    expect(device.get_by_text("Jawaban lama sudah dihapus")).to_be_visible()
    assert device.locator("input:checked").count() == 0
    first_choices(device).nth(2).click()
    go_to_the_end(device)
    device.get_by_role("button", name="Kirim jawaban").click()
    device.locator(".receipt-number").wait_for()

    kept = Submission.objects.get(role="GS")
    body = body_of(kept, field)
    assert (kept.sequence, body["GS001"], body["GS002"]) == (2, 2, 1)


def test_on_a_shared_device_nothing_can_be_changed_or_seen_any_more(
    field, line, device, links
):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    send(device, own=False)

    assert dump(device)["kept"] == []
    assert dump(device)["drafts"] == []
    with device.expect_event("load"):  # the first step back begins anew
        device.evaluate("history.back()")
    for _ in range(3):
        expect(device.locator(".receipt-number")).to_be_visible()
        assert device.locator("main input").count() == 0
        before = device.url
        device.evaluate("history.back()")
        expect(device).not_to_have_url(before)
    assert device.locator("main input").count() == 0
    device.goto(f"{line.url}/isi/{token}/")
    expect(device.locator(".receipt-number")).to_be_visible()
    assert device.get_by_role("button", name="Ubah jawaban").count() == 0


def test_the_head_changes_its_answers_although_its_link_is_used(field, line, device):
    Submission.objects.filter(role="KS").delete()
    field.school.links.filter(role="KS").update(is_used=False)
    token = token_for(field.school, "KS")
    open_ready(device, line, f"/isi/{token}/")
    send(device, own=True)
    device.goto(f"{line.url}/isi/{token}/")

    device.get_by_role("button", name="Ubah jawaban").click()
    first_choices(device).nth(0).click()
    line.cut()
    device.locator(NEXT).click()
    device.get_by_role("button", name="Kirim jawaban").click()
    expect(device.get_by_text("Jawaban menunggu internet")).to_be_visible()
    line.mend()
    send_now(device)
    device.locator(".receipt-number").wait_for()

    kept = Submission.objects.get(role="KS")
    assert (kept.sequence, bytes(kept.body)[0]) == (2, 0)
