"""The district looks at its map; the neighbour sees nothing of it."""

import re

import pytest
from playwright.sync_api import expect
from reading import follow, words_of

pytestmark = pytest.mark.journey


@pytest.mark.function("K7")
@pytest.mark.function("P7")
def test_the_district_drills_from_the_map_to_a_school(sign_in):
    page = sign_in("district", "head")
    page.locator("summary", has_text="Menu").click()
    follow(page, page.get_by_role("link", name="Peta mutu", exact=True))

    expect(page.locator("h1")).to_have_text("Dinas Pendidikan Kabupaten Banyumas")
    for name in (r"Kecamatan Baturraden$", r"^Gugus 1", r"^SD Negeri"):
        rows = page.locator("main table")
        follow(page, rows.get_by_role("link", name=re.compile(name)).first)

    assert re.search(r"/rapor/\d{8}/", page.url)
    assert "Rapor mutu" in words_of(page)


def test_the_head_of_the_neighbouring_district_gets_404(sign_in, world):
    school = sign_in("school", "head")
    school.goto("/rapor/")
    npsn = re.search(r"NPSN (\d{8})", words_of(school))[1]
    stranger = sign_in("district", "head", email="kepala.dinas.cilacap@contoh.invalid")

    for address in (f"/rapor/{npsn}/", "/peta/33.02/", "/peta/33.02.22/"):
        assert stranger.goto(address).status == 404, address


def test_the_head_of_a_school_reads_the_card_on_a_phone(sign_in):
    page = sign_in("school", "head")

    page.goto("/rapor/")

    expect(page.get_by_text("nilai")).not_to_have_count(0)
    follow(page, page.get_by_role("link", name="Untuk orang tua"))
    assert "mutu sekolah ini" in words_of(page)
