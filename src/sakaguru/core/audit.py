"""The shared audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sakaguru.core.models import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
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
        subject_name=_name_of(subject),
        path=path or getattr(subject, "path", ""),
        actor_id=actor.user_id,
        membership_id=actor.membership_id,
        detail=detail or {},
    )


def record_all(
    *, actor: Actor, action: str, subjects: Iterable[Model], at: datetime
) -> None:
    """Note one act on each of many subjects, in one statement."""
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=at,
            action=action,
            subject_type=subject._meta.label_lower,  # noqa: SLF001 -- Django's public name
            subject_id=str(subject.pk),
            subject_name=_name_of(subject),
            path=getattr(subject, "path", ""),
            actor_id=actor.user_id,
            membership_id=actor.membership_id,
        )
        for subject in subjects
    )


def record_reading(
    *,
    actor: Actor,
    people: Sequence[int],
    what: str,
    at: datetime,
    path: str = "",
    named: int = 0,
) -> None:
    """Note that somebody looked at other people's records: the one write of a page.

    ``people`` are keys of users; oneself is left out, and nothing is noted for none.
    ``named`` counts people without an account whose names were shown (guests, invited
    people, names on links). A person sees on their own page who looked; a breach is
    traced by it.
    """
    others = sorted({key for key in people if key != actor.user_id})
    if others or named:
        AuditEvent.objects.create(
            at=at,
            action="person.read",
            subject_type="accounts.user",
            path=path,
            actor_id=actor.user_id,
            membership_id=actor.membership_id,
            detail={"people": others, "what": what}
            | ({"named": named} if named else {}),
        )


def _name_of(subject: Model) -> str:
    """Nothing personal: the trail keeps it when the person is forgotten."""
    return str(getattr(subject, "trail_name", None) or subject)[:200]
