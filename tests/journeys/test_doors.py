"""Coming in and going out, without a mouse."""

import pytest
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
