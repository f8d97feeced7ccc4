"""Wide pictures for the README; every page stays within its screen."""

import pytest

pytestmark = pytest.mark.journey
DESK = {"width": 1280, "height": 800}


def test_pages_of_the_district_fit_a_desk(sign_in, picture):
    page = sign_in("district", "head_of_qa", size=DESK)
    picture(page, "tasks")
    page.goto("/peta/33.02/")
    picture(page, "map")
    page.goto("/kampanye/")
    page.locator("main").get_by_role("link", name="Evaluasi Diri").first.click()
    picture(page, "campaign")


def test_pages_of_the_school_fit_a_desk(sign_in, picture):
    page = sign_in("school", "head", size=DESK)
    page.goto("/rapor/")
    picture(page, "report-card")
