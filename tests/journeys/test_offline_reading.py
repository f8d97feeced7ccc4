"""Read by everybody: in their language, in large print, aloud, by a screen reader."""

from __future__ import annotations

import pytest
from factories.survey import poster_of
from offline import (
    ITEMS,
    READY,
    begin_link,
    dump,
    open_ready,
    prepare_class,
    wait_until,
)
from playwright.sync_api import expect

pytestmark = pytest.mark.journey

LANGUAGES = ("id", "en")
LISTENER = """() => {
  window.heard = [];
  speechSynthesis.speak = (saying) => window.heard.push([saying.lang, saying.text]);
}"""


def test_questions_change_their_language_also_without_a_connection(
    field, line, device, links
):
    token = next(links)
    open_ready(device, line, f"/isi/{token}/")
    begin_link(device)
    wait_until(lambda: len(dump(device)["forms"]) == len(LANGUAGES))
    line.cut()
    first = device.locator("fieldset.question").first
    first.locator("label.choice").nth(2).click()

    device.get_by_label("Bahasa pertanyaan").select_option("en")

    expect(first).to_contain_text("(en)")
    expect(first.locator("input").nth(2)).to_be_checked()
    expect(device.get_by_text("◐ kept on this device").first).to_be_visible()
    assert first.get_attribute("lang") == "en"
    device.goto(f"{line.url}/isi/{token}/1/")
    expect(first).to_contain_text("(en)")


def test_a_question_without_a_translation_says_so(field, line, device, links):
    open_ready(device, line, f"/isi/{next(links)}/")
    begin_link(device)
    device.get_by_label("Bahasa pertanyaan").select_option("en")
    device.get_by_role("button", name="Next").wait_for()
    only = device.locator("#GS005")

    expect(only.get_by_text("Not translated yet; shown in Indonesian.")).to_be_visible()
    assert only.get_attribute("lang") == "id"


def test_large_print_stays_on_this_device_and_fits_a_phone(field, line, device, links):
    token = next(links)
    device.set_viewport_size({"width": 360, "height": 740})
    open_ready(device, line, f"/isi/{token}/")
    begin_link(device)
    size = "parseFloat(getComputedStyle(document.querySelector('legend')).fontSize)"
    before = device.evaluate(size)
    device.get_by_role("button", name="A+ Huruf besar").click()
    wait_until(lambda: "huruf-besar" in str(dump(device)["notes"]))
    device.goto(f"{line.url}/isi/{token}/2/")
    device.locator("fieldset.question").first.wait_for()

    assert device.evaluate(size) > before * 1.2
    assert device.evaluate("document.documentElement.scrollWidth <= innerWidth")
    device.get_by_role("button", name="A− Huruf biasa").click()
    assert device.evaluate(size) == before


def test_a_question_is_read_aloud_to_a_pupil_in_its_language(field, line, device):
    prepare_class(device, field, poster_of(field.school))
    device.evaluate(LISTENER)
    device.get_by_role("button", name="Mulai", exact=True).click()
    begin_link(device)

    device.get_by_role("button", name="Bacakan").first.click()

    heard = device.evaluate("heard")
    assert heard[0][0] == "id"
    assert "Bagaimana keadaan SS001?" in heard[0][1]
    assert len(heard) == 6


def test_a_screen_reader_hears_question_answers_and_what_became_of_them(
    field, line, device, links
):
    open_ready(device, line, f"/isi/{next(links)}/")
    begin_link(device)
    group = device.get_by_role("group", name="1 Bagaimana keadaan GS001?")

    assert group.get_by_role("radio").count() == 5
    expect(group).to_have_accessible_description("○ belum dijawab")
    group.get_by_role("radio", name="Keadaan 2").check()
    expect(group).to_have_accessible_description("◐ tersimpan di perangkat ini")
    expect(device.get_by_role("status").last).to_have_text(
        "◐ tersimpan di perangkat ini"
    )
    assert device.evaluate(NAMELESS) == []
    bar = device.get_by_role("progressbar", name="Sudah dijawab")
    assert bar.get_attribute("max") == str(ITEMS)


NAMELESS = """() => [...document.querySelectorAll(
    'button, a[href], input:not([type=hidden]), select')]
  .filter((each) => !(each.textContent.trim() || each.labels?.length
                      || each.getAttribute('aria-label')))
  .map((each) => each.outerHTML)"""


def test_keys_alone_lead_through_a_page(field, line, device, links):
    open_ready(device, line, f"/isi/{next(links)}/")
    begin_link(device)
    device.locator("#GS001 input").first.focus()
    device.keyboard.press("ArrowDown")
    expect(device.locator("#GS001 input").nth(1)).to_be_checked()
    expect(device.locator("#GS001 .item-state")).to_contain_text("tersimpan")
    assert device.get_by_text(READY).count() == 0
