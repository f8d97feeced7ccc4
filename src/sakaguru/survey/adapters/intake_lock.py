"""Closing a campaign waits for the submissions being written, and stops later ones."""

from __future__ import annotations

from django.db import connection

SPACE = 5_271  # our part of the advisory locks' numbers


def share(campaign_id: int) -> None:
    """Held by each submission to the end of its transaction; they do not wait."""
    _execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", campaign_id)


def hold(campaign_id: int) -> None:
    """Held by closing: comes in when all submissions under way are written."""
    _execute("SELECT pg_advisory_xact_lock(%s, %s)", campaign_id)


def _execute(statement: str, campaign_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [SPACE, campaign_id])
