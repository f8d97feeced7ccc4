"""Coming in and going out, without a mouse."""

import pytest
from offline import wait_until
from playwright.sync_api import expect

pytestmark = pytest.mark.journey


def test_sign_in_and_sign_out_by_keyboard_alone(walk, world):
    account = world.accounts[0]
    page = walk()
    page.goto("/akun/login/")

    tab_to(page, "login")
    page.keyboard.type(account["email"])
    tab_to(page, "password")
    page.keyboard.type(account["password"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tugas saya")).to_be_visible()

    page.goto("/akun/logout/")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('main [type=submit]')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"{world.url}/")
    expect(page.get_by_role("link", name="Masuk").first).to_be_visible()


def tab_to(page, name):
    for _ in range(40):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {name}")


def test_the_landing_page_says_what_this_is_and_where_to_sign_in(walk):
    page = walk()

    page.goto("/")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main").get_by_role("link", name="Masuk")).to_be_visible()


def test_a_form_that_was_stopped_can_be_sent_again(walk, world):
    """By a tap on the browser's own cross, or a file that came: the page stays."""
    sent = []

    def no_content(route):
        if route.request.method == "POST":
            sent.append(route.request.url)
            return route.fulfill(status=204)
        return route.continue_()

    page = walk()
    page.clock.install()
    page.route("**/akun/login/", no_content)
    page.goto("/akun/login/")
    page.locator("[name=login]").fill("orang@contoh.invalid")
    page.locator("[name=password]").fill("rahasia")
    send = page.locator("main button[type=submit]").first
    for _ in range(2):
        send.click()
        send.click()  # while the first is on its way
        page.clock.fast_forward("00:31")

    wait_until(lambda: page.wait_for_timeout(50) or len(sent) == 2)
    expect(page.locator("[name=login]")).to_have_value("orang@contoh.invalid")
