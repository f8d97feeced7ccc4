"""Read evidence for screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from sakaguru.evidence import permissions
from sakaguru.evidence.enums import CheckState
from sakaguru.evidence.models import Evidence, Proof

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from sakaguru.core.access import Actor


def visible_evidence(actor: Actor) -> QuerySet[Evidence]:
    """Files of the actor's units and those below, the newest first."""
    rows = permissions.VIEW_EVIDENCE.filter(actor, Evidence.objects.all())
    return rows.select_related("organisation", "uploaded_by", "checked_by")


def evidence_list(
    actor: Actor, *, state: str = "", words: str = "", day: date
) -> QuerySet[Evidence]:
    """The visible files in use; ``state`` is a check state, or ``ended``."""
    rows = visible_evidence(actor).filter(withdrawn_at=None, renewal=None)
    if state in CheckState.values:
        rows = rows.filter(check_state=state)
    elif state == "ended":
        rows = rows.filter(valid_until__lte=day)
    for word in words.split():
        rows = rows.filter(
            Q(title__icontains=word) | Q(organisation__name__icontains=word)
        )
    return rows.prefetch_related("proofs")


def evidence_for(source: str, keys: Iterable[str]) -> dict[str, list[Evidence]]:
    """Files in use that prove these subjects, by subject. One query, not narrowed."""
    found: dict[str, list[Evidence]] = {key: [] for key in keys}
    rows = Proof.objects.filter(source=source, source_key__in=found)
    rows = rows.filter(evidence__withdrawn_at=None, evidence__renewal=None)
    rows = rows.select_related(
        "evidence__organisation", "evidence__uploaded_by", "evidence__checked_by"
    )
    for proof in rows.order_by("evidence__uploaded_at", "pk"):
        found[proof.source_key].append(proof.evidence)
    return found


def evidence_shown(
    actor: Actor, source: str, key: str, *, is_named: bool = False
) -> list[Evidence]:
    """What proves one subject, as far as the actor may see it. One query or none.

    ``is_named`` is said of those who do or check the very thing.
    """
    found = evidence_for(source, [key])[key]
    sees = permissions.VIEW_EVIDENCE
    return [one for one in found if is_named or sees.allows(actor, one)]
