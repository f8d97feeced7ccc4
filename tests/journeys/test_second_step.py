"""The second step in a real browser: app, key, spare code; by keyboard, on a phone."""

from __future__ import annotations

import re
import time
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth
from django.conf import settings
from journeys.test_doors import tab_to
from playwright.sync_api import expect
from reading import follow

pytestmark = pytest.mark.journey
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def home(world):
    """By name: a key is made for a name, never for a number. Plain, as in a test."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    yield world.url.replace("127.0.0.1", "localhost")
    del settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN


@pytest.fixture
def page(home, browser):
    said = []
    context = browser.new_context(
        base_url=home, viewport={"width": 360, "height": 740}, locale="id-ID"
    )
    context.on("console", lambda m: said.append(m.text) if m.type == "error" else 0)
    context.on("weberror", lambda fault: said.append(str(fault.error)))
    made = context.new_page()
    devices = context.new_cdp_session(made)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
    yield made
    context.close()
    assert said == []


def first_step(page, account):
    page.goto("/akun/login/")
    page.locator("[name=login]").fill(account["email"])
    page.locator("[name=password]").fill(account["password"])
    page.locator("main button[type=submit]").first.click()


@pytest.fixture
def code_of(monkeypatch):
    """The code of a half minute that does not end while it is typed."""
    began = time.time()
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: began))

    def code(secret):
        counter = next(iter(auth.yield_hotp_counters_from_time()))
        return auth.format_hotp_value(auth.hotp_value(secret, counter))

    return code


def test_an_app_a_key_and_a_spare_code_each_open_the_door(page, home, world, code_of):
    account = next(a for a in world.accounts if a["tier"] == "province")
    first_step(page, account)
    page.wait_for_url(f"{home}/")

    page.goto("/akun/2fa/")
    follow(page, page.get_by_role("link", name="Pasang").first)
    tab_to(page, "password")
    page.keyboard.type(account["password"])
    page.keyboard.press("Enter")
    secret = page.get_by_label("Kode rahasia").input_value()
    tab_to(page, "code")
    page.keyboard.type(code_of(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Kode cadangan")).to_be_visible()
    spare = page.locator("main ol code").all_inner_texts()
    assert len(spare) == 10

    page.goto("/akun/2fa/webauthn/add/")
    page.get_by_label("Nama kunci").fill("Telepon saya")
    page.get_by_role("button", name="Pasang").press("Enter")
    page.wait_for_url(re.compile(r"/akun/2fa/(?!webauthn/add/)"))
    page.wait_for_load_state()
    page.goto("/akun/2fa/webauthn/")
    expect(page.get_by_text("Telepon saya")).to_be_visible()
    fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert fits

    leave(page, home)
    first_step(page, account)
    expect(page.get_by_role("heading", name="Langkah kedua")).to_be_visible()
    page.get_by_role("button", name="Pakai kunci atau sidik jari").press("Enter")
    expect(page.get_by_role("heading", name="Tugas saya")).to_be_visible()

    leave(page, home)
    first_step(page, account)
    expect(page.get_by_role("heading", name="Langkah kedua")).to_be_visible()
    tab_to(page, "code")
    page.keyboard.type(spare[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tugas saya")).to_be_visible()

    page.goto("/akun/sessions/")
    expect(page.get_by_text("Chrome, Linux").first).to_be_visible()


def leave(page, home):
    page.goto("/akun/logout/")
    page.locator("main button[type=submit]").first.press("Enter")
    page.wait_for_url(f"{home}/")
