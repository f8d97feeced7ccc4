"""Plain connections to the database of the settings, where Django is not set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg

from sakaguru.config.env import Environment, SettingsAreWrong

if TYPE_CHECKING:
    from collections.abc import Mapping

OLDEST = 15
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
NAMES = {
    "NAME": "dbname",
    "USER": "user",
    "PASSWORD": "password",
    "HOST": "host",
    "PORT": "port",
}


def connect(database: Mapping[str, Any]) -> psycopg.Connection[Any]:
    """Connect with Django's database settings."""
    given = {key: database[name] for name, key in NAMES.items() if database[name]}
    options = {"connect_timeout": 10, **database["OPTIONS"]}
    return psycopg.connect(**given, **options, autocommit=True)


def require_database(environment: Environment) -> None:
    """Refuse to start where the database cannot be reached or is too old.

    Raises:
        SettingsAreWrong: with what the database's own library says.
    """
    try:
        with connect(environment.database) as connection:
            version = connection.info.server_version
            unsafe = [name for name in DURABLE if not _is_on(connection, name)]
    except psycopg.OperationalError as error:
        said = str(error).strip().splitlines()[-1]
        cure = (
            "Start the embedded database with `sakaguru database start`."
            if environment.database_is_embedded
            else "Is the server up, and are name, user and password right?"
        )
        fault = f"DATABASE_URL: the database cannot be reached ({said}). {cure}"
        raise SettingsAreWrong([fault]) from None
    if unsafe:
        fault = (
            f"DATABASE_URL: {' and '.join(unsafe)} must be on, or answers that were "
            "acknowledged can be lost when the power fails."
        )
        raise SettingsAreWrong([fault])
    major = version // 10_000
    if major < OLDEST:
        fault = f"DATABASE_URL: PostgreSQL {OLDEST} or newer is needed, not {major}."
        raise SettingsAreWrong([fault])


def _is_on(connection: psycopg.Connection[Any], name: str) -> bool:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    return row is not None and row[0] not in {"off", "local"}
