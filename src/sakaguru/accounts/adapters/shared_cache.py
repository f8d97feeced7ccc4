"""Django's cache in one table: what one server process counts, all of them know.

Limits are all that is kept here. Values are JSON, so that nobody who writes into the
table makes us run anything; keys are digests, for they hold network addresses. The
table is unlogged: a write waits for no disk, and a crash of the database forgets it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 24 * 3600
"""Seconds; for whoever asks to keep something for ever."""

GET = """
SELECT value FROM accounts_counted WHERE key = %s AND expires_at > clock_timestamp()
"""
SET = """
INSERT INTO accounts_counted AS old (key, value, expires_at)
VALUES (%s, %s, clock_timestamp() + %s * interval '1 second')
ON CONFLICT (key) DO UPDATE
SET value = excluded.value, expires_at = excluded.expires_at
"""
ADD = f"{SET} WHERE old.expires_at <= clock_timestamp()"
COUNT = """
INSERT INTO accounts_counted AS old (key, value, expires_at)
VALUES (%s, '1', clock_timestamp() + %s * interval '1 second')
ON CONFLICT (key) DO UPDATE SET value = (old.value::int + 1)::text
RETURNING value
"""
TOUCH = """
UPDATE accounts_counted SET expires_at = clock_timestamp() + %s * interval '1 second'
WHERE key = %s AND expires_at > clock_timestamp()
"""
DELETE = "DELETE FROM accounts_counted WHERE key = %s"


class SharedCache(BaseCache):
    def __init__(self, _location: str, params: Mapping[str, Any]) -> None:
        super().__init__(dict(params))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(GET, [self._digest(key, version)])
            row = cursor.fetchone()
        return default if row is None else json.loads(row[0])

    def set(
        self,
        key: str,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        kept = [self._digest(key, version), json.dumps(value), self._seconds(timeout)]
        _changed(SET, kept)

    def add(
        self,
        key: str,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        kept = [self._digest(key, version), json.dumps(value), self._seconds(timeout)]
        return _changed(ADD, kept)

    def touch(
        self,
        key: str,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return _changed(TOUCH, [self._seconds(timeout), self._digest(key, version)])

    def delete(self, key: str, version: int | None = None) -> bool:
        return _changed(DELETE, [self._digest(key, version)])

    def clear(self) -> None:
        _changed("DELETE FROM accounts_counted", [])

    def _digest(self, key: str, version: int | None) -> str:
        return digest_of(self.make_key(key, version))

    def _seconds(self, timeout: float | None) -> float:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return LONGEST if seconds is None else min(float(seconds), LONGEST)


def counted_up(name: str, seconds: int) -> int:
    """Count one more under this name, and tell how many these are; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [digest_of(name), seconds])
        return int(cursor.fetchone()[0])


def counted(name: str) -> int:
    """How many there are under this name, without counting one more."""
    with connection.cursor() as cursor:
        cursor.execute(GET, [digest_of(name)])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def digest_of(name: str) -> str:
    return salted_hmac("accounts.cache", name, algorithm="sha256").hexdigest()


def _changed(statement: str, values: list[Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return bool(cursor.rowcount > 0)
