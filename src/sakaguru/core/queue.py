"""Work for later, kept in the same database as what causes it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from procrastinate.contrib.django import app

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


def later(
    name: str, *, once: str | None = None, priority: int = 0, **arguments: Any
) -> None:
    """Queue a task by its name in the running transaction.

    If the transaction rolls back, nothing is queued. ``once`` names a lock: while one
    such task waits, asking again does nothing.

    Args:
        name: ``<capability>.tasks.<function>``; a test checks that it exists.
        once: name of the queueing lock, or None.
        priority: higher goes first among what waits; 0 is usual.
        arguments: plain JSON values, ids rather than objects.
    """
    from django.db import transaction  # noqa: PLC0415 -- keeps import light
    from procrastinate.exceptions import AlreadyEnqueued  # noqa: PLC0415

    try:
        with transaction.atomic():
            planned = app.configure_task(name, queueing_lock=once, priority=priority)
            planned.defer(**arguments)
    except AlreadyEnqueued:
        return


def task(function: F) -> F:
    """Register a function of a ``tasks.py`` under ``<capability>.tasks.<function>``."""
    app.task(name=_name(function), retry=3)(function)
    return function


def every(cron: str) -> Callable[[F], F]:
    """Register a function to run by the clock (``minute hour day month weekday``, UTC).

    The function takes one argument: the planned moment as a Unix time.
    """

    def register(function: F) -> F:
        @wraps(function)
        def run(timestamp: int) -> None:  # the name under which it is handed over
            function(timestamp)

        registered = app.task(name=_name(function), queueing_lock=_name(function))
        app.periodic(cron=cron)(registered(run))
        return function

    return register


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__name__}".removeprefix("sakaguru.")
