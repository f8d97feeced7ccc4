"""A screen that is drawn anew takes nothing away from who is at work there."""

from __future__ import annotations

import pytest
from factories.survey import poster_of, token_for
from offline import (
    NEXT,
    begin_link,
    dump,
    go_to_the_end,
    hand_in_one,
    held_back,
    open_ready,
    prepare_class,
    wait_until,
)
from playwright.sync_api import expect

from sakaguru.survey.adapters.vault import slip_codes
from sakaguru.survey.models import SchoolClass, Submission

pytestmark = pytest.mark.journey

WAITS = "Jawaban menunggu internet"
LANGUAGE = "#bahasa-soal"
KEPT = "◐ tersimpan di perangkat ini"


def question(page, place=0):
    return page.locator("fieldset.question").nth(place)


def sit_down(page):
    page.get_by_role("button", name="Mulai", exact=True).click()
    begin_link(page)


def came(page, waiting):
    """Until somebody waits for an answer."""
    wait_until(lambda: page.wait_for_timeout(50) or waiting)


@pytest.fixture
def head(field):
    """Address of the head's link, unused."""
    Submission.objects.filter(role="KS").delete()
    field.school.links.filter(role="KS").update(is_used=False)
    return f"/isi/{token_for(field.school, 'KS')}/"


def test_a_language_that_comes_late_shows_nobody_the_answers_of_the_former(
    field, line, device
):
    prepare_class(device, field, poster_of(field.school))
    waiting = held_back(device, "**/soal/**")
    sit_down(device)
    question(device).locator("label.choice").first.click()
    device.locator(LANGUAGE).select_option("en")
    came(device, waiting)
    device.locator(NEXT).click()
    device.get_by_role("button", name="Selesai, simpan jawaban").click()
    device.get_by_role("button", name="Selesai, murid berikutnya").click()
    sit_down(device)

    waiting.pop().continue_()

    wait_until(lambda: len(dump(device)["forms"]) > 1)
    settled(device)
    expect(question(device)).to_be_visible()
    expect(device.locator("input:checked")).to_have_count(0)


def languages(page):
    return {place["language"] for place in dump(page)["places"]}


def test_the_last_language_that_was_chosen_is_the_one_that_is_shown(
    field, line, device
):
    prepare_class(device, field, poster_of(field.school))
    waiting = held_back(device, "**/soal/**")
    sit_down(device)
    device.locator(LANGUAGE).select_option("en")
    came(device, waiting)
    device.locator(LANGUAGE).select_option("id")
    wait_until(lambda: languages(device) == {"id"})

    waiting.pop().continue_()

    wait_until(lambda: len(dump(device)["forms"]) > 1)
    settled(device)
    expect(question(device)).not_to_contain_text("(en)")
    assert languages(device) == {"id"}


def settled(page):
    """What waits only for the device's own store is done by now."""
    for _ in range(3):
        dump(page)


def test_the_next_pupil_reads_all_of_it_in_the_language_that_was_chosen(
    field, line, device
):
    prepare_class(device, field, poster_of(field.school))
    sit_down(device)
    device.locator(LANGUAGE).select_option("en")
    expect(question(device)).to_contain_text("(en)")
    question(device).locator("label.choice").first.click()
    device.locator(NEXT).click()
    device.get_by_role("button", name="Done, keep answers").click()
    device.get_by_role("button", name="Done, next pupil").click()
    device.get_by_role("button", name="Begin", exact=True).click()
    device.get_by_role("button", name="I agree, begin").click()

    expect(question(device)).to_contain_text("(en)")
    expect(question(device)).to_have_attribute("lang", "en")


def test_what_is_chosen_while_the_device_is_prepared_stays_chosen(
    field, line, device, links
):
    """The server's page is at work before the device's own is there."""
    address = f"/isi/{next(links)}/"
    waiting = on_the_servers_page(device, address, "1/")
    question(device).locator("label.choice").nth(2).click()
    waiting.pop().continue_()

    expect(question(device).get_by_text(KEPT)).to_be_visible()
    expect(question(device).locator("input").nth(2)).to_be_checked()
    expect(device.locator(".progress-count")).to_have_text("1 dari 200")


def test_what_is_typed_while_the_device_is_prepared_stays_typed(
    field, line, device, head
):
    waiting = on_the_servers_page(device, head, "selesai/", answers=1)
    device.locator("#untuk").press_sequentially("oleh ")
    waiting.pop().continue_()
    device.locator("#milik-sendiri").wait_for()
    device.keyboard.type("operator")

    expect(device.locator("#untuk")).to_have_value("oleh operator")


def on_the_servers_page(page, address, step, answers=0):
    """Begin there, where no script comes; then it comes, but not its data."""
    page.route("**/capture.js*", lambda route: route.abort())
    page.route("**/capture.*.js", lambda route: route.abort())
    page.goto(address)
    page.get_by_role("button", name="Saya setuju, mulai mengisi").click()
    page.locator("fieldset.question").first.wait_for()
    for place in range(answers):
        question(page, place).locator("label.choice").first.click()
    if answers:
        with page.expect_navigation():
            page.locator(NEXT).click()
    page.unroute_all()
    waiting = held_back(page, "**/siap.json")
    page.goto(f"{address}{step}")
    came(page, waiting)
    return waiting


def test_what_is_typed_goes_on_while_another_tab_answers(field, line, device, head):
    open_ready(device, line, head)
    begin_link(device)
    question(device).locator("label.choice").first.click()
    go_to_the_end(device)
    other = device.context.new_page()
    other.goto(f"{line.url}{head}1/")
    question(other, 1).locator("label.choice").first.click()
    expect(question(other, 1).get_by_text(KEPT)).to_be_visible()
    before = str(dump(device)["drafts"])
    device.locator("#untuk").press_sequentially("oleh ")
    wait_until(lambda: str(dump(device)["drafts"]) != before)  # it has met the other's

    device.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(device.locator(".progress-count")).to_have_text("2 dari 4")
    device.keyboard.type("operator")

    expect(device.locator("#untuk")).to_have_value("oleh operator")


def test_who_reads_further_below_stays_there_while_another_tab_answers(
    field, line, device, links
):
    address = f"/isi/{next(links)}/"
    open_ready(device, line, address)
    begin_link(device)
    other = device.context.new_page()
    other.goto(f"{line.url}{address}1/")
    question(other).locator("label.choice").first.click()
    expect(question(other).get_by_text(KEPT)).to_be_visible()
    device.evaluate("scrollTo({ top: 400, behavior: 'instant' })")

    device.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(device.locator(".progress-count")).to_have_text("1 dari 200")
    assert device.evaluate("scrollY") == 400


def test_who_goes_on_is_not_thrown_back_by_the_code_for_another_device(
    field, line, device, links
):
    open_ready(device, line, f"/isi/{next(links)}/")
    begin_link(device)
    waiting = held_back(device, "**/titip.json")
    device.locator("button[name=ke][value=nanti]").click()
    came(device, waiting)
    device.locator(NEXT).click()
    expect(device.get_by_text("Halaman 2 dari")).to_be_visible()
    with device.expect_response("**/titip.json"):
        waiting.pop().continue_()

    settled(device)
    expect(device.get_by_text("Halaman 2 dari")).to_be_visible()


def test_the_screen_that_waits_is_drawn_anew_only_where_something_changed(
    field, line, device, links
):
    device.clock.install()
    open_ready(device, line, f"/isi/{next(links)}/")
    line.cut()
    hand_in_one(device)
    expect(device.get_by_text(WAITS)).to_be_visible()
    send = device.get_by_role("button", name="Kirim sekarang")
    send.focus()

    device.clock.fast_forward("01:00")
    device.evaluate("navigator.locks.request('sakaguru-send', () => 0)")
    settled(device)

    expect(send).to_be_focused()


def test_the_code_of_a_slip_fills_in_only_what_is_still_empty(field, line, device):
    room = SchoolClass.objects.create(
        assignment=field.school, number=3, label="5C", families=2
    )
    mine, other = slip_codes(field.school, room)[:2]
    waiting = held_back(device, "**/capture*.js*")
    device.goto(f"/p/{poster_of(field.school)}/#{mine}", wait_until="commit")
    came(device, waiting)
    device.locator("input[name=peran][value=GS]").check()
    device.locator("#kode").fill(other)
    waiting.pop().continue_()
    device.get_by_role("button", name="Siapkan kelas").wait_for()

    settled(device)
    expect(device.locator("#kode")).to_have_value(other)
    expect(device.locator("input[name=peran][value=GS]")).to_be_checked()
    room.delete()


def test_a_set_that_took_the_place_of_a_removed_one_stays(field, line, device, links):
    open_ready(device, line, f"/isi/{next(links)}/")
    line.cut()
    hand_in_one(device)
    expect(device.get_by_text(WAITS)).to_be_visible()
    device.goto(f"{line.url}/isi/kotak/")
    device.get_by_role("button", name="Hapus", exact=True).click()
    device.evaluate(CHANGED_ELSEWHERE)

    device.get_by_role("button", name="Ya, hapus").click()
    expect(device.get_by_role("button", name="Hapus", exact=True)).to_be_visible()
    assert [each["sequence"] for each in dump(device)["sets"]] == [2]


CHANGED_ELSEWHERE = """() => new Promise((done) => {
  const asked = indexedDB.open('sakaguru');
  asked.onsuccess = () => {
    const work = asked.result.transaction('sets', 'readwrite');
    const sets = work.objectStore('sets');
    sets.getAll().onsuccess = ({ target }) =>
      target.result.forEach((set) => sets.put({ ...set, sequence: 2 }));
    work.oncomplete = () => { asked.result.close(); done(); };
  };
})"""


def test_a_prepared_link_opens_without_a_line_and_without_a_fault(
    field, line, device, links
):
    """The server's silence may come before anybody has asked for its answer."""
    address = f"/isi/{next(links)}/"
    open_ready(device, line, address)
    begin_link(device)
    line.cut()
    device.add_init_script(KEYS_COME_AFTER_THE_SILENCE)

    device.goto(f"{line.url}{address}1/")

    question(device).wait_for()
    assert device.evaluate("window.unhandled") == []


KEYS_COME_AFTER_THE_SILENCE = """
window.unhandled = [];
addEventListener('unhandledrejection', (fault) => unhandled.push(String(fault.reason)));
let failed;
const silence = new Promise((go) => { failed = () => setTimeout(go, 50); });
const [asked, made] = [fetch, SubtleCrypto.prototype.importKey];
window.fetch = (...all) => asked(...all).catch((fault) => { failed(); throw fault; });
SubtleCrypto.prototype.importKey = async function (...all) {
  await silence;
  return made.apply(this, all);
};
"""
