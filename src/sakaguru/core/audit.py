"""The shared audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sakaguru.core.models import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import Model
    from django_stubs_ext import StrOrPromise

    from sakaguru.core.access import Actor


_words: dict[str, StrOrPromise] = {}


def describe(acts: Mapping[str, StrOrPromise]) -> None:
    """Say in words what acts mean, for the pages that show the trail.

    Called by each capability when it is ready: ``{"campaign.closed": _("menutup …")}``.
    """
    _words.update(acts)


def described(action: str) -> str:
    """The words for an act; its bare name where nobody gave any."""
    return str(_words.get(action, action))


def record(
    *,
    actor: Actor,
    action: str,
    subject: Model,
    at: datetime,
    path: str = "",
    detail: dict[str, Any] | None = None,
) -> AuditEvent:
    """Note an act in the transaction that does it.

    ``action`` reads ``noun.past`` ("campaign.closed"); ``path`` is the owner's place in
    the tree, so that a unit can read its own trail. ``detail`` must be plain JSON.
    """
    return AuditEvent.objects.create(
        at=at,
        action=action,
        subject_type=subject._meta.label_lower,  # noqa: SLF001 -- Django's public name
        subject_id=str(subject.pk),
        subject_name=str(subject)[:200],
        path=path or getattr(subject, "path", ""),
        actor_id=actor.user_id,
        membership_id=actor.membership_id,
        detail=detail or {},
    )
