"""Note a report card that is printed, so that its paper can be checked."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sakaguru.core.audit import record
from sakaguru.scoring.logic.digests import digest_of_content
from sakaguru.scoring.models import Edition

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.scoring.enums import EditionKind
    from sakaguru.scoring.models import SchoolResult

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are mistaken for each other on paper."""
LENGTH = 10


@transaction.atomic
def issue_edition(
    *,
    actor: Actor,
    result: SchoolResult,
    kind: EditionKind,
    language: str,
    content: dict[str, Any],
    at: datetime,
) -> Edition:
    """Give a print of this content its code; the same content keeps its code.

    The actor's right to see the content is the caller's to check, since only what
    the actor sees is printed.
    """
    digest = digest_of_content(content)
    edition, is_new = Edition.objects.get_or_create(
        run_id=result.run_id,
        organisation_id=result.organisation_id,
        kind=kind,
        language=language,
        digest=digest,
        defaults={
            "code": "".join(secrets.choice(LETTERS) for _ in range(LENGTH)),
            "content": content["summary"],
            "created_at": at,
        },
    )
    if is_new:
        record(
            actor=actor,
            action="edition.issued",
            subject=edition,
            at=at,
            path=result.path,
        )
    return edition
