"""Chromium behind a proxy that refuses every other host: nothing is asked for outside.

The watch on requests that all journeys keep sees what pages ask for. The proxy sees
what the browser's network asks for: the service worker's, prefetches, fonts, reports.
"""

from __future__ import annotations

import os
import re
import socketserver
import threading
from urllib.parse import urlsplit

import pytest
from browsers import chromium
from canary.test_canary import to_read
from django.test import Client
from matrix.cells import address_of
from matrix.fixtures import built
from matrix.fixtures import world as country
from matrix.keeping import say
from playwright.sync_api import Error as PlaywrightError
from pytest_django.live_server_helper import LiveServer

from sakaguru.accounts.models import User

__all__ = ["built", "country"]
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
PEOPLE = [
    *("head of a school", "officer of a district", "national admin"),
    "parent with a link",
]
PAGES = 1_000 if LONG else 12
QUIET = (
    *("--disable-component-update", "--disable-domain-reliability"),
    *("--disable-sync", "--no-pings", "--metrics-recording-only"),
    "--proxy-bypass-list=127.0.0.1",
)

NO_PAGES = ("Download is starting", "ERR_HTTP_RESPONSE_CODE_FAILURE", "interrupted by")
"""A file; an answer without a body; a page that leads on at once."""

OWN = re.compile(
    r"[ /](update|accounts|content-autofill|clients\d?|clientservices|mtalk|"
    r"android\.clients|optimizationguide-pa|passwordsleakcheck-pa|"
    r"safebrowsing(ohttpgateway)?)\.google(apis)?\.com[:/]|\.gvt1\.com[:/]"
)
"""What Chromium asks for on its own account, whatever the page."""

pytestmark = pytest.mark.journey


class Refusing(socketserver.ThreadingTCPServer):
    """Says no to everybody, and remembers what they asked for."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), No)
        self.asked: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class No(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        line = self.rfile.readline(2000).decode("latin-1").strip()
        self.server.asked.append(line)
        self.wfile.write(b"HTTP/1.1 403 Refused\r\nContent-Length: 0\r\n\r\n")


@pytest.fixture
def behind_the_proxy(playwright):
    proxy = Refusing()
    flags = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    browser = playwright.chromium.launch(
        executable_path=chromium(),
        args=flags,
        proxy={"server": f"http://127.0.0.1:{proxy.server_address[1]}"},
    )
    yield proxy, browser
    browser.close()
    proxy.shutdown()
    proxy.server_close()


def pages_of(country, person):
    """One of each door, in the order of the address table, spread over all of it."""
    seen = {}
    for cell in to_read(country, person):
        seen.setdefault(cell.operation.address.name, address_of(country, cell))
    del seen["account_logout"]
    paths = list(seen.values())
    return paths[:: max(1, len(paths) // PAGES)]


def session_of(person):
    client = Client()
    client.force_login(User.objects.get(pk=person.user_id))
    return client.cookies["sessionid"].value


def test_no_page_asks_for_anything_outside(country, behind_the_proxy):
    proxy, browser = behind_the_proxy
    server, foreign, opened, workers = LiveServer("127.0.0.1"), [], 0, 0
    home = urlsplit(server.url).netloc

    def watch(request):
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != home:
            foreign.append(request.url)

    try:
        for name in PEOPLE:
            person = country.people[name]
            context = browser.new_context(base_url=server.url, accept_downloads=True)
            context.on("request", watch)
            if person.user_id:
                cookie = {"name": "sessionid", "value": session_of(person)}
                context.add_cookies([{**cookie, "url": server.url}])
            page = context.new_page()
            for path in pages_of(country, person):
                opened += visit(page, path)
            workers += len(context.service_workers)
            context.close()
        asked_before = [each for each in proxy.asked if not OWN.search(each)]
        look_outside(browser, server.url)
    finally:
        server.stop()
    say(
        f"{opened} pages of {len(PEOPLE)} people opened, {workers} service workers; "
        f"{len(foreign)} foreign requests, {len(asked_before)} at the proxy"
    )

    assert (foreign, asked_before) == ([], [])
    assert any("contoh.invalid" in each for each in proxy.asked), "the proxy hears"
    assert opened > 30


def visit(page, path):
    """Open a page, and tell if it was one."""
    try:
        page.goto(path, wait_until="load")
    except PlaywrightError as fault:
        if not any(each in str(fault) for each in NO_PAGES):
            raise
        return 0
    return 1


def look_outside(browser, home):
    """What does go out must be seen, or nothing would be proved."""
    page = browser.new_page()
    page.goto(f"{home}/sehat")
    with pytest.raises(PlaywrightError, match="ERR_"):
        page.goto("https://contoh.invalid/")
    page.close()
