"""One database for many changes: made anew only after a run that may have left rows."""

from __future__ import annotations

import contextlib
import os

import databases
import psycopg

NAME = f"mutation_{os.getpid()}"


@contextlib.contextmanager
def kept_database(url: str):
    """In place of `databases.own_database` in the forks."""
    with databases.django_on(url, NAME):
        yield


def make_anew() -> None:
    url = os.environ["DATABASE_URL"]
    template = f"sakaguru_template_{databases.fingerprint()}"
    with psycopg.connect(url, autocommit=True) as connection:
        databases.run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", NAME)
        databases.make_template(connection, url, template)
        databases.run(connection, "CREATE DATABASE {} TEMPLATE {}", NAME, template)
        connection.execute("SELECT pg_advisory_unlock_all()")


def forget() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        databases.run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", NAME)


def leaves_rows(items) -> bool:
    """Whether a test among these does not roll back what it wrote."""
    return any(
        {"transactional_db", "live_server"} & set(item.fixturenames)
        or any(m.kwargs.get("transaction") for m in item.iter_markers("django_db"))
        for item in items
    )
