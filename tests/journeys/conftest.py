"""A small district with a past, a server, and browsers to walk through it.

The story is loaded once per test process into a database of its own, so that what
journeys leave behind meets no other test.
"""

from __future__ import annotations

import itertools
import json
import os
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import psycopg
import pytest
from browsers import chromium
from databases import forget_what_is_kept, run
from delays import SEED, dawdle, dawdling_worker
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from factories.survey import asked_school, token_for
from journeys_at import at_copy_of_the_empty_database, make_copy
from lines import Line, Phone
from offline import a_campaign
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer
from working import do_queued_work

from sakaguru.survey.adapters.vault import link_token
from sakaguru.survey.logic.tokens import digest_of
from sakaguru.survey.models import Link, Submission

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
KECAMATAN = ("33.02.22", "33.02.27")
SECONDS = 60  # a deadline only: on a busy machine pages come late
expect.set_options(timeout=SECONDS * 1000)
if SEED:
    settings.MIDDLEWARE = ["delays.Dawdling", *settings.MIDDLEWARE]
    dawdling_worker()


@pytest.fixture(scope="session")
def story_database(django_db_setup, django_db_blocker, tmp_path_factory):
    """Name of the database, and folder, of the loaded story; loaded on first use."""
    folder = tmp_path_factory.mktemp("story")
    empty = connections["default"].settings_dict["NAME"]
    name = f"{empty}_story"
    with django_db_blocker.unblock():
        with maintenance() as connection:
            connections.close_all()
            make_copy(connection, name, empty)
        before, settings.DATA_DIR = settings.DATA_DIR, folder
        with at_database(name):
            part = () if "SCREENSHOTS" in os.environ else ("--only", *KECAMATAN)
            call_command("load_demo", *part)
        settings.DATA_DIR = before
    yield SimpleNamespace(name=name, folder=folder)
    with django_db_blocker.unblock(), maintenance() as connection:
        run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextmanager
def maintenance():
    """A connection to the server itself, beside Django's."""
    given = connections["default"].get_connection_params()
    keys = ("host", "port", "user", "password")
    params = {key: given[key] for key in keys if given.get(key)}
    with psycopg.connect(**params, dbname="postgres", autocommit=True) as connection:
        yield connection


@contextmanager
def at_database(name):
    """Point Django, and every thread of it, at another database."""
    connections.close_all()
    given = connections["default"].settings_dict
    before, given["NAME"] = given["NAME"], name
    forget_what_is_kept()
    try:
        yield
    finally:
        connections.close_all()
        given["NAME"] = before
        forget_what_is_kept()


@pytest.fixture(scope="module")
def world(story_database, django_db_blocker):
    """The running application: its address, and the accounts of the story."""
    before, settings.DATA_DIR = settings.DATA_DIR, story_database.folder
    with django_db_blocker.unblock(), at_database(story_database.name):
        server = LiveServer("127.0.0.1")
        accounts = json.loads((settings.DATA_DIR / "demo-accounts.json").read_text())
        yield SimpleNamespace(url=server.url, accounts=accounts, work=do_queued_work)
        server.stop()
    settings.DATA_DIR = before


@pytest.fixture(scope="session")
def browser(playwright):
    program = chromium()
    assert program, "Chromium is missing: see `make test`"
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    started = playwright.chromium.launch(executable_path=program, args=flags)
    fresh = started.new_context
    started.new_context = lambda **options: dawdle(fresh(**options))
    yield started
    started.close()


@pytest.fixture
def walk(world, browser):
    """``walk(size=PHONE, javascript=True)``: a page of a fresh browser.

    Afterwards nothing may have been asked of another address, and the console must
    have stayed silent.
    """
    contexts, foreign, said = [], [], []
    home = urlsplit(world.url).netloc

    def watch(request):
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != home:
            foreign.append(request.url)

    def start(size=PHONE, *, javascript=True, language="id-ID"):
        context = browser.new_context(
            viewport=size,
            locale=language,
            java_script_enabled=javascript,
            base_url=world.url,
            has_touch=size is PHONE,
        )
        context.set_default_timeout(SECONDS * 1000)
        context.on("request", watch)
        context.on("console", lambda m: said.append(m.text) if m.type == "error" else 0)
        context.on("weberror", lambda fault: said.append(str(fault.error)))
        contexts.append(context)
        return context.new_page()

    start.said = said
    yield start
    for context in contexts:
        context.close()
    assert foreign == []
    assert [text for text in said if "status of 404" not in text] == []


@pytest.fixture
def sign_in(walk, world):
    """``sign_in("school", "head")``: a page of somebody of the story.

    All of them share one password; ``email`` names another than the first.
    """

    def start(tier, role, *, email=None, **options):
        held = (a for a in world.accounts if (a["tier"], a["role"]) == (tier, role))
        chosen = {**next(held), **({"email": email} if email else {})}
        page = walk(**options)
        page.goto("/akun/login/")
        page.locator("[name=login]").fill(chosen["email"])
        page.locator("[name=password]").fill(chosen["password"])
        page.locator("main button[type=submit]").click()
        page.wait_for_url(f"{world.url}/")
        return page

    return start


@pytest.fixture
def picture(request):
    """``picture(page, name)``: keep a screenshot where ``SCREENSHOTS`` asks for it."""
    folder = os.environ.get("SCREENSHOTS")

    def take(page, name, *, full=False):
        fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert fits, f"{name}: wider than the screen"
        if folder:
            path = Path(folder) / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path, full_page=full)

    return take


@pytest.fixture(scope="module")
def field(django_db_setup, django_db_blocker, tmp_path_factory):
    """A school with a questionnaire of 200 items, behind a line that can be cut."""
    before, settings.DATA_DIR = settings.DATA_DIR, tmp_path_factory.mktemp("field")
    with django_db_blocker.unblock(), at_copy_of_the_empty_database("offline"):
        campaign = a_campaign()
        server = LiveServer("127.0.0.1")
        line = Line(urlsplit(server.url).port)
        yield SimpleNamespace(
            line=line, campaign=campaign, school=asked_school(campaign)
        )
        line.close()
        server.stop()
        connections.close_all()
    settings.DATA_DIR = before


@pytest.fixture
def line(field):
    field.line.mend()
    yield field.line
    field.line.mend()


@pytest.fixture
def phone(browser, tmp_path):
    """A browser that can be killed; the session's Playwright drives it."""
    made = Phone(browser.browser_type, tmp_path)
    made.playwright = SimpleNamespace(chromium=browser.browser_type)
    yield made
    made.kill()


@pytest.fixture
def device(browser, line):
    """A fresh browser's page, on the line."""
    context = browser.new_context(base_url=line.url, accept_downloads=True)
    context.set_default_timeout(SECONDS * 1000)
    yield context.new_page()
    context.close()


@pytest.fixture
def links(field):
    """Tokens of teachers' links, each used once; as many as are asked for."""
    Submission.objects.filter(role="GS").delete()
    rows = Link.objects.filter(assignment=field.school, role="GS")
    rows.update(is_used=False)
    return (teachers_token(field.school, number) for number in itertools.count(1))


def teachers_token(school, number):
    if not school.links.filter(role="GS", number=number).exists():
        link = Link(assignment=school, role="GS", number=number)
        token = link_token(school.campaign, school.school_id, link)
        link.token_digest = digest_of(token)
        link.save()
    return token_for(school, "GS", number)


@pytest.fixture
def walkers(browser, line):
    contexts = []

    def start():
        contexts.append(browser.new_context(base_url=line.url))
        contexts[-1].set_default_timeout(SECONDS * 1000)
        return contexts[-1].new_page()

    yield start
    for context in contexts:
        context.close()
