"""What must never be found in the audit trail and the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sakaguru.core import trail
from sakaguru.core.integrity import Check, Weight, asked

if TYPE_CHECKING:
    from collections.abc import Iterator


def broken_links() -> Iterator[str]:
    for place in trail.check():
        yield f"event {place.position}: {place.reason}"


CHECKS = [
    Check("core.trail_holds", _("Rantai jejak audit putus."), broken_links),
    asked(
        "core.trail_is_sealed",
        _("Catatan audit menunggu dirantai lebih dari sehari."),
        """
        SELECT 'event ' || id FROM core_auditevent
        WHERE position IS NULL AND at < now() - interval '1 day'
        """,
        Weight.WARNING,
    ),
    asked(
        "core.actors_are_known",
        _("Catatan audit menyebut akun yang tidak pernah ada."),
        """
        SELECT 'event ' || e.id FROM core_auditevent e
        WHERE e.actor_id > (SELECT coalesce(max(id), 0) FROM accounts_user)
        """,
    ),
    asked(
        "core.work_is_done",
        _("Pekerjaan latar belakang gagal."),
        """
        SELECT 'job ' || id || ' ' || task_name FROM procrastinate_jobs
        WHERE status = 'failed'
        """,
        Weight.WARNING,
    ),
    asked(
        "core.work_moves_on",
        _("Pekerjaan latar belakang menunggu lebih dari sehari."),
        """
        SELECT 'job ' || id || ' ' || task_name FROM procrastinate_jobs j
        WHERE status IN ('todo', 'doing')
        AND coalesce(scheduled_at, (SELECT min(at) FROM procrastinate_events e
          WHERE e.job_id = j.id)) < now() - interval '1 day'
        """,
        Weight.WARNING,
    ),
]
