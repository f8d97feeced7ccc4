"""Work of the tree in the background."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import override

from sakaguru.core.queue import task
from sakaguru.organisations.services import large_lists


@task
def check_list(*, import_id: int, language: str) -> None:
    """Rehearse a large list; faults are told in the language of who asked."""
    with override(language):
        large_lists.check_list(import_id=import_id, clock=timezone.now)  # noqa: TID251


@task
def run_list(*, import_id: int, language: str) -> None:
    """Take over a large list."""
    with override(language):
        large_lists.run_list(import_id=import_id, clock=timezone.now)  # noqa: TID251
