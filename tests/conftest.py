"""What every test may ask for: a database, somebody who acts, a signed-in client."""

from __future__ import annotations

import datetime as dt
import os
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from databases import own_database, shared_server
from hypothesis import settings as chance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.contrib.sessions.backends.base import SessionBase
    from django.test import Client

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Membership, Organisation

# The short form draws the same examples each time; `make prove` draws many anew.
chance.register_profile("short", deadline=None, derandomize=True)
chance.register_profile("prove", deadline=None, max_examples=1000)
chance.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))

HERE = Path(__file__).parent
LONG_AGO = dt.date(2000, 1, 1)


def pytest_configure() -> None:
    """Settings that differ in tests: quick passwords, static files as they lie."""
    # A browser brings its loop along, also for the tests that come after it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Late: pytest-django has read the settings by now.
    from django.conf import settings

    settings.SECOND_FACTOR, settings.GALLERY = "never", True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True


@pytest.hookimpl(tryfirst=True)  # before what tells the processes apart
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With ``--dist loadgroup`` one process has what belongs together.

    Journeys through the story, which takes long to load; what a file has made ready.
    """
    for item in items:
        if item.get_closest_marker("journey") and "world" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group("journeys"))
        elif not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.relative_to(HERE)))


@pytest.fixture(autouse=True, scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that tests write go nowhere near those of a demo."""
    from django.conf import settings

    folder = tmp_path_factory.mktemp("data")
    settings.DATA_DIR = folder
    settings.WAREHOUSE = folder / "warehouse"
    settings.STATIC_ROOT = folder / "static"
    settings.EMAIL_FILE_PATH = folder / "mail"
    settings.STORAGES["default"]["OPTIONS"]["location"] = str(folder / "files")
    return folder


@pytest.fixture(scope="session")
def playwright():
    """What drives browsers: one process can have it only once at a time."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """In place of pytest-django's: a copy of a migrated template, made in a moment."""
    with django_db_blocker.unblock(), shared_server() as url, own_database(url):
        yield


@pytest.fixture(autouse=True)
def queue_left_empty(request: pytest.FixtureRequest) -> Iterator[None]:
    """The queue's tables are not Django's: it leaves in them what was committed."""
    marker = request.node.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction"))
    if not commits and "transactional_db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    # Late: there is a connection only when Django is set up.
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def membership_at(db: None) -> Callable[..., Membership]:
    """``membership_at(organisation, role)``: a new person with one role there."""
    # Late: models can be imported only when Django is set up.
    from sakaguru.accounts.models import User
    from sakaguru.organisations.models import Membership

    numbers = count(1)

    def make(organisation: Organisation, role: str) -> Membership:
        number = next(numbers)
        user = User.objects.create_user(
            email=f"orang{number}@contoh.invalid", name=f"Orang {number}"
        )
        return Membership.objects.create(
            user=user, organisation=organisation, role=role, valid_from=LONG_AGO
        )

    return make


@pytest.fixture
def actor_at(membership_at: Callable[..., Membership]) -> Callable[..., Actor]:
    """``actor_at(organisation, role)``: somebody who acts there with that role."""
    from sakaguru.core.access import Actor

    def make(organisation: Organisation, *roles: str) -> Actor:
        membership = membership_at(organisation, roles[0])
        return Actor(
            user_id=membership.user_id,
            path=organisation.path,
            roles=frozenset(roles),
            membership_id=membership.pk,
            organisation_id=organisation.pk,
        )

    return make


@pytest.fixture
def client_as(membership_at: Callable[..., Membership]) -> Callable[..., Client]:
    """``client_as(actor)`` or ``client_as(organisation, role)``: signed in as that."""
    from django.test import Client

    from sakaguru.accounts.models import User
    from sakaguru.core.access import Actor

    def make(who: Actor | Organisation, role: str = "") -> Client:
        if isinstance(who, Actor):
            user_id, membership_id = who.user_id, who.membership_id
        else:
            membership = membership_at(who, role)
            user_id, membership_id = membership.user_id, membership.pk
        client = Client()
        client.force_login(User.objects.get(pk=user_id))
        session = client.session
        session["acting_as"] = membership_id
        signed_in_just_now(session, user_id)
        session.save()
        return client

    return make


def signed_in_just_now(session: SessionBase, user_id: int | None) -> None:
    """Note that the person has just entered their password, in allauth's words."""
    entry = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [entry]
    session["account_authentication_methods_user"] = str(user_id)
    session["session_began"] = session["session_seen"] = int(time.time())
