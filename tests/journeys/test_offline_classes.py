"""Pupils by class and parents by slip, on devices without a connection."""

from __future__ import annotations

import re

import pytest
from factories.survey import pin_of, poster_of
from offline import NEXT, NO_SYNC, dump, wait_until
from playwright.sync_api import expect

from sakaguru.survey.adapters.vault import class_pin, slip_codes
from sakaguru.survey.models import SchoolClass, Submission, UsedSlip

pytestmark = pytest.mark.journey

SLIP = "Kode lembar keluarga"


@pytest.fixture
def room(field):
    Submission.objects.filter(role__in=("SS", "MT")).delete()
    UsedSlip.objects.all().delete()
    made = SchoolClass.objects.create(
        assignment=field.school, number=1, label="5A", families=4
    )
    yield made
    made.delete()


def prepare(page, field, role, pin, slip=""):
    page.goto(f"/p/{poster_of(field.school)}/")
    page.locator(f"input[name=peran][value={role}]").check()
    page.locator("#pin").fill(pin)
    if slip:
        page.locator("#kode").fill(slip)
    page.get_by_role("button", name="Siapkan kelas").click()
    page.get_by_text("Kelas siap di perangkat ini").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")


def answer(page, place=1):
    page.get_by_role("button", name="Saya setuju, mulai mengisi").click()
    page.locator("fieldset.question").first.wait_for()
    for question in page.locator("fieldset.question").all():
        question.locator("label.choice").nth(place).click()
    page.locator(NEXT).click()
    page.get_by_role("button", name="Selesai, simpan jawaban").click()
    expect(page.get_by_text("Terima kasih!")).to_be_visible()  # sealed by now


def hand_in_slip(page, code):
    page.get_by_label(SLIP).fill(code)
    page.get_by_role("button", name="Mulai", exact=True).click()
    answer(page)
    page.get_by_role("button", name="Selesai, orang berikutnya").click()


@pytest.mark.function("S2")
def test_a_class_answers_on_several_devices_by_one_pin(field, line, walkers, room):
    pin = class_pin(field.campaign, field.school, room)
    devices = [walkers(), walkers()]
    for page in devices:
        prepare(page, field, "SS", pin)
    line.cut()
    for page in devices:
        for _ in range(2):
            page.get_by_role("button", name="Mulai", exact=True).click()
            answer(page)
            page.get_by_role("button", name="Selesai, murid berikutnya").click()
    line.mend()
    for page in devices:
        page.goto("/isi/kotak/")
    wait_until(lambda: Submission.objects.filter(role="SS").count() == 4)


def test_after_a_line_that_broke_one_set_leaves_first_then_more(
    field, line, device, room
):
    device.add_init_script(NO_SYNC)  # so that the page sends, whose parcels we count
    prepare(device, field, "SS", class_pin(field.campaign, field.school, room))
    sent = []

    def count(request):
        if request.url.endswith("/submissions/batch"):
            sent.append(len(request.post_data_json["submissions"]))

    device.on("requestfinished", count)  # what failed is not among them
    line.cut()
    for person in range(4):
        device.get_by_role("button", name="Mulai", exact=True).click()
        if person == 3:
            line.mend()
        answer(device)
        device.get_by_role("button", name="Selesai, murid berikutnya").click()

    wait_until(lambda: not dump(device)["sets"])
    assert Submission.objects.filter(role="SS").count() == 4
    assert sent == [1, 2, 1]


def test_each_slip_counts_once_and_a_refused_one_is_mended_in_the_outbox(
    field, line, device, room
):
    codes = slip_codes(field.school, room)
    prepare(device, field, "MT", pin_of(field.school, "MT"))
    line.cut()
    for code in (codes[0], codes[0]):
        device.get_by_role("button", name="Mulai", exact=True).click()
        field_of = device.get_by_label(SLIP)
        wrong = ("B" if code[0] != "B" else "C") + code[1:]
        field_of.fill(wrong)
        device.get_by_role("button", name="Mulai", exact=True).click()
        expect(device.get_by_text("Kode ini tidak cocok")).to_be_visible()
        hand_in_slip(device, f"{code[:4]}-{code[4:].lower()}")

    line.mend()
    device.goto(f"{line.url}/isi/kotak/")
    expect(device.get_by_text("Lembar keluarga ini sudah dipakai")).to_be_visible()
    assert Submission.objects.filter(role="MT").count() == 1
    device.get_by_label(SLIP).fill(codes[1])
    device.get_by_role("button", name="Betulkan kode").click()
    wait_until(lambda: Submission.objects.filter(role="MT").count() == 2)
    wait_until(lambda: not dump(device)["sets"])


def test_a_code_that_is_being_typed_stays_while_the_outbox_is_drawn_anew(
    field, line, device, room
):
    codes = slip_codes(field.school, room)
    prepare(device, field, "MT", pin_of(field.school, "MT"))
    line.cut()
    for code in (codes[0], codes[0], codes[0], codes[1]):
        device.get_by_role("button", name="Mulai", exact=True).click()
        hand_in_slip(device, code)

    line.mend()
    device.goto(f"{line.url}/isi/kotak/")
    refused = device.get_by_text("Lembar keluarga ini sudah dipakai")
    expect(refused).to_have_count(2)
    both = device.get_by_label(SLIP)
    both.nth(1).fill(codes[2])
    both.nth(0).fill(codes[3][:4])
    both.nth(0).press("End")
    device.get_by_role("button", name="Betulkan kode").nth(1).click()

    expect(refused).to_have_count(1)
    expect(both).to_have_value(codes[3][:4])
    device.get_by_role("button", name="Betulkan kode").click()
    expect(device.get_by_text("Kode ini tidak cocok")).to_be_visible()
    both.press_sequentially(codes[3][4:])
    device.get_by_role("button", name="Betulkan kode").click()
    wait_until(lambda: Submission.objects.filter(role="MT").count() == 4)


def test_the_qr_code_of_a_slip_fills_in_its_code_and_leaves_no_trace(
    field, line, device, room
):
    code = slip_codes(field.school, room)[2]
    seen = []
    device.on("request", lambda request: seen.append(request.url))

    device.goto(f"/p/{poster_of(field.school)}/#{code}")

    expect(device.locator("#kode")).to_have_value(code)
    expect(device.locator("input[name=peran][value=MT]")).to_be_checked()
    expect(device).to_have_url(re.compile("/$"))
    assert not [url for url in seen if code in url.split("#")[0]]


def test_a_renewed_pin_frees_what_waited_at_the_old_one(field, line, device, room):
    room.edition = 7  # a PIN that no other test has used: the server remembers passes
    room.save()
    prepare(device, field, "SS", class_pin(field.campaign, field.school, room))
    line.cut()
    device.get_by_role("button", name="Mulai", exact=True).click()
    answer(device)
    room.edition += 1
    room.save()
    line.mend()
    device.goto(f"{line.url}/isi/kotak/")
    expect(device.get_by_text("PIN poster ini sudah diganti")).to_be_visible()

    prepare(device, field, "SS", class_pin(field.campaign, field.school, room))
    device.goto(f"{line.url}/isi/kotak/")

    wait_until(lambda: Submission.objects.filter(role="SS").count() == 1)


def test_a_copied_tab_starts_its_own_pupil_and_spoils_nobodys(
    field, line, device, room
):
    room.edition = 9  # a PIN of its own, as above
    room.save()
    prepare(device, field, "SS", class_pin(field.campaign, field.school, room))
    device.get_by_role("button", name="Mulai", exact=True).click()
    device.get_by_role("button", name="Saya setuju, mulai mengisi").click()
    device.locator("fieldset.question").first.locator("label.choice").nth(3).click()
    expect(device.get_by_text("tersimpan di perangkat ini").first).to_be_visible()

    with device.context.expect_page() as opened:
        device.evaluate("void window.open(location.href)")
    other = opened.value
    other.get_by_role("button", name="Buka").first.or_(
        other.get_by_role("button", name="Mulai", exact=True)
    ).first.click()
    other.get_by_text("Kelas siap di perangkat ini").wait_for()
    other.get_by_role("button", name="Mulai", exact=True).click()
    answer(other, 1)

    assert len(dump(device)["drafts"]) == 1  # of the first pupil, untouched
    for question in device.locator("fieldset.question").all()[1:]:
        question.locator("label.choice").nth(0).click()
    device.locator(NEXT).click()
    device.get_by_role("button", name="Selesai, simpan jawaban").click()
    wait_until(lambda: Submission.objects.filter(role="SS").count() == 2)
    firsts = {bytes(each.body)[0] for each in Submission.objects.filter(role="SS")}
    assert len(firsts) == 2
