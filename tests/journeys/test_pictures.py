"""Pictures for the README; every page of them stays within its screen."""

import pytest
from reading import follow

pytestmark = pytest.mark.journey
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
OPEN_CAMPAIGN = "main a[href^='/kampanye/']:has-text('Evaluasi Diri')"


def test_a_visitor_sees_where_to_begin(walk, picture):
    page = walk()

    page.goto("/")

    picture(page, "landing-phone")


@pytest.mark.parametrize(("size", "mark"), [(DESK, ""), (PHONE, "-phone")])
def test_pages_of_the_district_fit_the_screen(size, mark, sign_in, picture):
    page = sign_in("district", "head_of_qa", size=size)

    for name, address in (("tasks", "/"), ("map", "/peta/33.02/")):
        page.goto(address)
        picture(page, f"{name}{mark}")
    page.goto("/kampanye/")
    follow(page, page.locator(OPEN_CAMPAIGN).first)
    picture(page, f"campaign{mark}")


@pytest.mark.parametrize(("size", "mark"), [(DESK, ""), (PHONE, "-phone")])
def test_pages_of_the_school_fit_the_screen(size, mark, sign_in, picture):
    page = sign_in("school", "head", size=size)

    page.goto("/rapor/")

    picture(page, f"report-card{mark}")


def test_the_questionnaire_fits_a_phone(sign_in, picture):
    page = sign_in("school", "head")
    page.goto("/kampanye/")
    follow(page, page.locator(OPEN_CAMPAIGN).first)
    page.goto(page.locator("a[href^='/isi/']").first.get_attribute("href"))
    page.locator("main form button").last.click()
    page.locator("label.choice").nth(2).click()

    picture(page, "questionnaire-phone")
