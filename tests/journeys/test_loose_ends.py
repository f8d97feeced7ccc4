"""A district finds what lies around, and somebody takes it up."""

from __future__ import annotations

import pytest
from reading import follow

pytestmark = pytest.mark.journey


@pytest.mark.function("H8")
def test_a_loose_end_gets_an_owner_a_cause_and_a_check(world, sign_in, picture):
    world.work()
    office = sign_in("district", "head_of_qa")
    office.goto("/temuan/")
    picture(office, "loose-ends-district")
    while office.locator("main table").count():
        follow(office, office.locator("main tbody a").first)
    school = office.locator("h1").inner_text()
    follow(office, office.locator("main .task a").first)
    finding, title = office.url, office.locator("h1").inner_text()
    picture(office, "finding-phone", full=True)

    office.get_by_text("Beri penanggung jawab").click()
    office.locator("[name=oleh-title]").fill("Bereskan celah ini")
    office.locator("[name=oleh-due_on]").fill("2099-01-31")
    office.locator("[name=oleh-person]").select_option(index=1)
    follow(office, office.get_by_role("button", name="Masukkan ke tindak lanjut"))
    assert "Bereskan celah ini" in office.locator("main").inner_text()

    follow(office, office.locator("main a", has_text="Bereskan celah ini"))
    number = office.locator(".page-kind").inner_text()
    assert number.lower().startswith("tl/33.02/")
    assert school in office.locator("main").inner_text()
    assert title in office.locator("main").inner_text()

    office.goto("/tindak-lanjut/")
    picture(office, "register-phone")
    assert "Bereskan celah ini" in office.locator("main").inner_text()
    office.goto(finding)
    assert "Belum ada yang mengerjakan" not in office.locator("main").inner_text()


@pytest.mark.function("H8")
def test_a_school_explains_its_gap_without_javascript(world, sign_in):
    world.work()
    head = sign_in("school", "head", javascript=False)
    choices = head.locator("form[action$='/pilih-sebab/'] button")
    head.goto("/temuan/")
    rows = head.locator("main tbody a")
    for address in [row.get_attribute("href") for row in rows.all()]:
        head.goto(address)
        if choices.count():
            break
    words = choices.first.inner_text().strip()
    follow(head, choices.first)

    assert words in head.locator("main").inner_text()
    assert head.get_by_role("button", name="Hapus sebab ini").count() == 1
