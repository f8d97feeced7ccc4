"""A plugin for tests of the release before: what empties its tables empties newer ones.

Tables of this release may point to those that a transactional test empties when it is
done; the release before does not know them.
"""

from __future__ import annotations

from django.core.management import call_command
from django.test import TransactionTestCase


def empty(case) -> None:
    for alias in case._databases_names(include_mirrors=False):
        call_command(
            "flush",
            verbosity=0,
            interactive=False,
            database=alias,
            reset_sequences=False,
            allow_cascade=True,
            inhibit_post_migrate=False,
        )


TransactionTestCase._fixture_teardown = empty
