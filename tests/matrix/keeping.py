"""The world's own database, and requests that leave no trace in it."""

from __future__ import annotations

import datetime as dt
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from databases import ROOT, exists, fingerprint, forget_what_is_kept, run
from django.db import connections, transaction
from matrix.portions import LONG

if TYPE_CHECKING:
    from collections.abc import Iterator


FIGURES = ROOT / "var" / "figures.txt"
"""What the long forms measured, one line each."""


@contextmanager
def world_database() -> Iterator[str]:
    """A copy of the migrated template, beside the one of the other tests."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"test_world_{os.getpid()}_{worker}"
    with server() as connection:
        template = f"sakaguru_template_{fingerprint()}"
        run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        if exists(connection, template):
            run(connection, "CREATE DATABASE {} TEMPLATE {}", name, template)
        else:
            run(connection, "CREATE DATABASE {} TEMPLATE template0", name)
            migrate(name)
    try:
        yield name
    finally:
        with server() as connection:
            run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextmanager
def server() -> Iterator[psycopg.Connection[Any]]:
    told = connections["default"].get_connection_params()
    wanted = {k: told[k] for k in ("host", "port", "user", "password") if told.get(k)}
    with psycopg.connect(dbname="postgres", autocommit=True, **wanted) as connection:
        yield connection


def migrate(name: str) -> None:
    from django.core.management import call_command

    with on(name):
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def on(name: str) -> Iterator[None]:
    """Let Django speak with this database."""
    connections.close_all()
    settings = connections["default"].settings_dict
    before = settings["NAME"]
    settings["NAME"] = name
    forget_what_is_kept()
    try:
        yield
    finally:
        connections.close_all()
        settings["NAME"] = before
        forget_what_is_kept()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    block = transaction.atomic()
    block._from_testcase = True  # a door that must commit for itself may stand inside
    with block:
        yield
        transaction.set_rollback(True)


def say(words: str) -> None:
    """Tell a figure; the long forms also keep it, for they may be cut short."""
    sys.stdout.write(f"\n{words}\n")
    if LONG:
        test = os.environ.get("PYTEST_CURRENT_TEST", "").removesuffix(" (call)")
        now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M")
        load = os.getloadavg()[0]
        FIGURES.parent.mkdir(exist_ok=True)
        with FIGURES.open("a") as file:
            file.write(f"{now} (load {load:.1f}) {test}: {words}\n")
