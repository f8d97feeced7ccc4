"""Who answered on their own phone by the poster takes it back there, nobody else."""

from __future__ import annotations

import pytest
from factories.survey import pin_of, poster_of
from offline import NO_SYNC, dump, go_to_the_end, prepare_class, wait_until
from playwright.sync_api import expect

from sakaguru.survey.models import Submission, WithdrawnSet

pytestmark = pytest.mark.journey
OWN = "Ini ponsel saya sendiri"


@pytest.fixture
def sets(field):
    """The sets of teachers; none from before."""
    rows = Submission.objects.filter(role="GS")
    rows.delete()
    WithdrawnSet.objects.all().delete()
    return rows


def come_in(page, field):
    page.goto(f"/p/{poster_of(field.school)}/")
    page.locator("input[name=peran][value=GS]").check()
    page.locator("#pin").fill(pin_of(field.school, "GS"))
    page.get_by_role("button", name="Siapkan kelas").click()
    page.get_by_role("button", name="Mulai", exact=True).click()


def answer(page, *, own):
    page.get_by_role("button", name="Saya setuju, mulai mengisi").click()
    page.locator("fieldset.question").first.locator("label.choice").first.click()
    go_to_the_end(page)
    if own:
        page.get_by_label(OWN).check()
    page.get_by_role("button", name="Selesai, simpan jawaban").click()
    page.locator(".receipt-number").wait_for()
    return page.locator(".receipt-number").inner_text()


@pytest.mark.function("S2")
def test_a_teacher_withdraws_on_their_own_phone_by_the_poster(
    field, line, device, sets
):
    come_in(device, field)
    number = answer(device, own=True)
    assert sets.count() == 1
    device.goto(f"/p/{poster_of(field.school)}/")
    panel = device.locator("section.panel", has_text=number)

    panel.get_by_role("button", name="Tarik jawaban saya").click()
    panel.get_by_role("button", name="Ya, tarik").click()

    expect(device.get_by_text("Jawaban sudah ditarik")).to_be_visible()
    assert not sets.exists()
    assert WithdrawnSet.objects.count() == 1
    assert dump(device)["kept"] == []


def test_who_does_not_say_that_the_phone_is_theirs_leaves_nothing_there(
    field, line, device, sets
):
    come_in(device, field)
    answer(device, own=False)
    device.goto(f"/p/{poster_of(field.school)}/")

    expect(device.get_by_text("Siap dipakai tanpa internet").first).to_be_visible()
    expect(device.get_by_role("button", name="Tarik jawaban saya")).to_have_count(0)
    assert dump(device)["kept"] == []


def test_pupils_are_not_asked_whose_device_it_is(field, line, device):
    prepare_class(device, field, poster_of(field.school))
    device.get_by_role("button", name="Mulai", exact=True).click()
    device.get_by_role("button", name="Saya setuju, mulai mengisi").click()
    finish = device.get_by_role("button", name="Selesai, simpan jawaban")
    device.locator("fieldset.question").first.locator("label.choice").first.click()
    device.locator("button[name=ke][value=lanjut]").click()

    expect(finish).to_be_visible()
    expect(device.get_by_label(OWN)).to_have_count(0)


def test_a_device_forgets_a_set_that_was_withdrawn(field, line, device, sets):
    """Its answer never came, another tab has withdrawn: it is not sent for ever."""
    device.add_init_script(NO_SYNC)  # so that the page sends, not the worker
    sent = []
    device.on(
        "request",
        lambda request: "batch" in request.url and sent.append(request.post_data_json),
    )
    come_in(device, field)
    answer(device, own=True)
    kept = Submission.objects.get(role="GS")
    WithdrawnSet.objects.create(pk=kept.pk, campaign=field.campaign)
    kept.delete()
    (one,) = sent[-1]["submissions"]
    again = one | {"place": "x", "label": "Guru", "problem": ""}
    device.evaluate(
        """set => new Promise((done) => {
          const asked = indexedDB.open("sakaguru");
          asked.onsuccess = () => {
            const work = asked.result.transaction("sets", "readwrite");
            work.objectStore("sets").put(set);
            work.oncomplete = () => { asked.result.close(); done(); };
          };
        })""",
        again,
    )
    assert len(dump(device)["sets"]) == 1

    device.goto("/isi/kotak/")

    wait_until(lambda: not dump(device)["sets"])
    assert not sets.exists()
