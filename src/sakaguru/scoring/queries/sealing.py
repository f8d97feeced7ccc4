"""The answers of a campaign as they are sealed. Background work only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.scoring.adapters.sealing import NOWHERE, Key, Rows, Seal, seal_of
from sakaguru.scoring.logic.digests import digest_of_parts
from sakaguru.survey.models import Campaign, Submission

if TYPE_CHECKING:
    from sakaguru.instruments.models import InstrumentVersion

CHUNK = 20_000


def prefix_of(campaign: Campaign, version: InstrumentVersion) -> str:
    return f"{version.instrument.code}@{version.label}/{campaign.pk}"


def campaigns_to_seal(chosen: list[int]) -> list[Campaign]:
    """Closed campaigns with answers, by their numbers or all of them. One query."""
    given = Submission.objects.filter(campaign=OuterRef("pk"))
    closed = Campaign.objects.filter(Exists(given), closed_at__isnull=False)
    if chosen:
        closed = closed.filter(pk__in=chosen)
    return list(closed.select_related("instrument_version__instrument").order_by("pk"))


def rows_to_seal(campaign: Campaign) -> tuple[dict[Key, Rows], Seal]:
    """All answers by role and province, and what they are. Two queries."""
    provinces = set(
        Organisation.objects.filter(tier=Tier.PROVINCE).values_list("code", flat=True)
    )
    rows: dict[Key, Rows] = {}
    parts: list[str] = []
    found = Submission.objects.filter(campaign=campaign).order_by("id")
    for pk, role, code, path, digest, body in found.values_list(
        *("id", "role", "assignment__school__code", "assignment__school__path"),
        *("digest", "body"),
    ).iterator(chunk_size=CHUNK):
        parts.append(f"{pk} {digest}")
        province = next((p for p in path.split("/") if p in provinces), NOWHERE)
        given = rows.setdefault(Key(role, province), Rows([], []))
        given.schools.append(code)
        given.bodies.append(bytes(body))
    return rows, Seal(digest_of_parts(parts), len(parts), sorted(rows))


def whole_seal(campaign: Campaign, version: InstrumentVersion) -> Seal | None:
    """The seal of a campaign where it still holds all its answers. One query."""
    seal = seal_of(prefix_of(campaign, version))
    if seal is None:
        return None
    now = Submission.objects.filter(campaign=campaign).count()
    return seal if now == seal.submissions else None
