"""A migrated database for each test process, copied from a template in a moment.

The server is the one of DATABASE_URL, else an embedded one that all test processes of
this checkout share: the first starts it, the last one out stops it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from sakaguru.config.postgres import FLEETING, Postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE_LOCK = 7_251_001
MIGRATED_PACKAGES = ("django", "django-allauth", "procrastinate")


@contextlib.contextmanager
def shared_server() -> Iterator[str]:
    """Address of a running server; ours is stopped when its last user leaves."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    server = Postgres(test_home(), options=FLEETING)
    server.start()
    users = server.home / "users"
    users.mkdir(exist_ok=True)
    mine = users / str(os.getpid())
    with door(server):
        server.start()
        mine.touch()
    try:
        yield server.url("postgres")
    finally:
        with door(server):
            mine.unlink(missing_ok=True)
            if not any(is_alive(user) for user in users.iterdir()):
                server.stop()


def test_home() -> Path:
    return ROOT / "var" / "test-postgres"


@contextlib.contextmanager
def door(server: Postgres) -> Iterator[None]:
    """One at a time comes in or goes out."""
    with (server.home / "door").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_alive(user: Path) -> bool:
    try:
        os.kill(int(user.name), 0)
    except ProcessLookupError:
        user.unlink(missing_ok=True)
        return False
    return True


@contextlib.contextmanager
def own_database(url: str) -> Iterator[None]:
    """Point Django at a fresh copy of the migrated template, and drop it after."""
    template = f"sakaguru_template_{fingerprint()}"
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"test_sakaguru_{os.getpid()}_{worker}"
    with psycopg.connect(url, autocommit=True) as connection:
        make_template(connection, url, template)
        run(connection, "CREATE DATABASE {} TEMPLATE {}", name, template)
        connection.execute("SELECT pg_advisory_unlock_all()")
    try:
        with django_on(url, name):
            yield
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def make_template(connection: psycopg.Connection[Any], url: str, template: str) -> None:
    """Migrate an empty database once per state of the migrations.

    Returns holding a lock under which the template cannot be dropped.
    """
    connection.execute("SELECT pg_advisory_lock_shared(%s)", [TEMPLATE_LOCK])
    if exists(connection, template):
        return
    connection.execute("SELECT pg_advisory_unlock_all()")
    connection.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
    if exists(connection, template):
        return
    draft = f"draft_{template}"
    run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", draft)
    run(connection, "CREATE DATABASE {} TEMPLATE template0", draft)
    with django_on(url, draft):
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
    for old in names_like(connection, "sakaguru_template_%"):
        with contextlib.suppress(psycopg.errors.ObjectInUse):
            run(connection, "DROP DATABASE {}", old)
    run(connection, "ALTER DATABASE {} RENAME TO {}", draft, template)


@contextlib.contextmanager
def django_on(url: str, name: str) -> Iterator[None]:
    from django.db import connections

    from sakaguru.config.env import database_from_url

    connections.close_all()
    settings = connections["default"].settings_dict
    before = dict(settings)
    settings.update(database_from_url(url) | {"NAME": name})
    try:
        yield
    finally:
        connections.close_all()
        settings.update(before)


def fingerprint() -> str:
    """Changes with every migration, ours or a package's."""
    mark = hashlib.sha256()
    for package in MIGRATED_PACKAGES:
        mark.update(f"{package} {version(package)}\n".encode())
    for path in sorted((ROOT / "src").glob("**/migrations/*.py")):
        mark.update(str(path.relative_to(ROOT)).encode() + b"\n" + path.read_bytes())
    settings = ROOT / "src" / "sakaguru" / "config" / "settings.py"
    mark.update(settings.read_bytes())
    return mark.hexdigest()[:16]


def exists(connection: psycopg.Connection[Any], name: str) -> bool:
    return bool(names_like(connection, name))


def names_like(connection: psycopg.Connection[Any], pattern: str) -> list[str]:
    found = connection.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern]
    )
    return [row[0] for row in found]


def run(connection: psycopg.Connection[Any], statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def forget_what_is_kept() -> None:
    """Empty the memory for published versions: another database has its own keys."""
    for name, module in list(sys.modules.items()):
        if name.startswith("sakaguru."):
            for thing in list(vars(module).values()):
                if callable(empty := getattr(thing, "cache_clear", None)):
                    empty()
