"""Poisoned pages in Chromium, with our policy and without it: nothing runs."""

from __future__ import annotations

import mimetypes
import os
import re
from pathlib import Path

import pytest
from browsers import chromium
from canary.test_canary import to_read
from django.contrib.staticfiles import finders
from injection.payloads import MARK, SCRIPTS
from injection.poison import poison
from matrix.cells import Knocker
from matrix.keeping import say, undone

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
PAGES = 300 if LONG else 8
PEOPLE = ["head of a school", "officer of a district", "supervisor by grant"]
PEOPLE += ["officer of the nation", "partner", "parent with a link"]
ORIGIN = "http://contoh.invalid"
WATCH = f"""
window.ran = [];
window.{MARK} = () => window.ran.push('called');
for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => 0;
"""
LOOK = f"""() => [
  ...window.ran,
  ...[...document.querySelectorAll('{MARK}, [{MARK}]')].map((each) => each.tagName),
]"""
A_PAGE = re.compile(r"html|svg|[/+]xml")
"""Kinds of content in which browsers run scripts."""

LIVING = "<p title='a'><img src=x onerror=xq7()><xq7>"

pytestmark = pytest.mark.journey


def poisoned_pages(world):
    """Pages of people, with the policy they came with; in short one of each door."""
    found, seen = [], set()
    with undone():
        poison(SCRIPTS)
        knocker = Knocker(world)
        everything = (c for n in PEOPLE for c in to_read(world, world.people[n]))
        for cell in everything:
            if len(found) >= PAGES:
                break
            door = cell.operation.address.name
            if not LONG and door in seen:
                continue
            response = knocker.ask(cell)
            text = response.read_body.decode("utf-8", "replace")
            if response.status_code != 200 or text.count(MARK) < 5:
                continue
            if not A_PAGE.search(response.headers["Content-Type"]):
                # A file to a browser, whatever is in it.
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                continue
            seen.add(door)
            policy = response.headers["Content-Security-Policy"]
            found.append((str(cell), text, policy))
    return found


def serve(route, pages):
    """Answer from the pages at hand and the files of ours; nothing else is there."""
    path = route.request.url.removeprefix(ORIGIN)
    if path in pages:
        text, policy = pages[path]
        headers = {"Content-Type": "text/html; charset=utf-8"}
        headers |= {"Content-Security-Policy": policy} if policy else {}
        return route.fulfill(body=text, headers=headers)
    name = path.removeprefix("/static/").partition("?")[0]
    file = finders.find(name) if path.startswith("/static/") else None
    if not file:
        return route.abort()
    kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
    return route.fulfill(body=Path(file).read_bytes(), content_type=kind)


def test_nothing_runs_in_a_browser_with_the_policy_or_without(world, playwright):
    program = chromium()
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    found = poisoned_pages(world)
    pages = {"/hidup/": (LIVING, "")}
    for number, (_, text, policy) in enumerate(found):
        pages[f"/{number}/ya/"], pages[f"/{number}/tanpa/"] = (text, policy), (text, "")
    ran = {}
    browser = playwright.chromium.launch(executable_path=program, args=flags)
    page = browser.new_page()
    page.add_init_script(WATCH)
    page.route("**/*", lambda route: serve(route, pages))
    for path in pages:
        page.goto(ORIGIN + path, wait_until="load")
        if told := page.evaluate(LOOK):
            ran[path] = told
    browser.close()
    say(f"{len(found)} pages, each with the policy and without; {len(ran) - 1} ran")

    assert ran.pop("/hidup/", []), "what does run must be seen"
    assert not ran, {found[int(k.split("/")[1])][0]: v for k, v in ran.items()}
    assert len(found) == PAGES
