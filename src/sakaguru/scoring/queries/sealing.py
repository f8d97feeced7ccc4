"""The answers of a campaign as they are sealed, in pieces. Background work only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.scoring.adapters.sealing import (
    NOWHERE,
    Key,
    Part,
    Rows,
    Seal,
    seal_of,
)
from sakaguru.scoring.logic.digests import digest_of_parts
from sakaguru.survey.models import Campaign, Submission

if TYPE_CHECKING:
    from sakaguru.instruments.models import InstrumentVersion

CHUNK = 20_000
MANY = 200_000
"""Submissions from which a run reads sealed files rather than the database."""
PARTS = """
WITH province AS MATERIALIZED (
    SELECT code, path FROM organisations_organisation WHERE tier = %s
), place AS MATERIALIZED (
    SELECT asked.id, school.code, COALESCE(province.code, %s) AS province
    FROM survey_assignment AS asked
    JOIN organisations_organisation AS school ON school.id = asked.school_id
    LEFT JOIN province ON starts_with(school.path, province.path)
    WHERE asked.campaign_id = %s
)
SELECT given.role, place.province, count(*), sum((
    'x' || left(md5(concat_ws('|', given.id, given.digest, place.code, given.body)), 16)
)::bit(64)::bigint)
FROM survey_submission AS given JOIN place ON place.id = given.assignment_id
WHERE given.campaign_id = %s
GROUP BY given.role, place.province
"""
"""Rows of each part, and a sum over them that no order changes but any edit does."""


def prefix_of(campaign: Campaign, version: InstrumentVersion) -> str:
    return f"{version.instrument.code}@{version.label}/{campaign.pk}"


def campaigns_to_seal(chosen: list[int]) -> list[Campaign]:
    """Closed campaigns with answers, by their numbers or all of them. One query."""
    given = Submission.objects.filter(campaign=OuterRef("pk"))
    closed = Campaign.objects.filter(Exists(given), closed_at__isnull=False)
    if chosen:
        closed = closed.filter(pk__in=chosen)
    return list(closed.select_related("instrument_version__instrument").order_by("pk"))


def is_large(campaign: Campaign) -> bool:
    """Whether a run should seal first, to need less memory. One query."""
    return Submission.objects.filter(campaign=campaign).count() >= MANY


def parts_of(campaign: Campaign) -> dict[Key, Part]:
    """What there is to seal now. One query; the database reads each answer once."""
    with connection.cursor() as cursor:
        given: list[int | str] = [int(Tier.PROVINCE), NOWHERE]
        given += [campaign.pk, campaign.pk]
        cursor.execute(PARTS, given)
        return {
            Key(role, province): Part(rows, str(mark))
            for role, province, rows, mark in cursor.fetchall()
        }


def rows_of(campaign: Campaign, key: Key) -> Rows:
    """All answers of one role in one province. Two queries."""
    found = Submission.objects.filter(campaign=campaign, role=key.role)
    found = found.filter(_lies_in(key.province))
    rows, codes = Rows([], []), dict[str, str]()
    for code, body in found.values_list("assignment__school__code", "body").iterator(
        chunk_size=CHUNK
    ):
        rows.schools.append(codes.setdefault(code, code))
        rows.bodies.append(bytes(body))
    return rows


def _lies_in(province: str) -> Q:
    provinces = Organisation.objects.filter(tier=Tier.PROVINCE)
    if province != NOWHERE:
        provinces = provinces.filter(code=province)
    found = Q(pk__in=[])
    for path in provinces.values_list("path", flat=True):
        found |= Q(assignment__school__path__startswith=path)
    return ~found if province == NOWHERE else found


def digest_of(campaign: Campaign) -> str:
    """R17's digest, over the answers in the order of their ids. One query."""
    rows = Submission.objects.filter(campaign=campaign).order_by("id")
    found = rows.values_list("id", "digest").iterator(chunk_size=CHUNK)
    return digest_of_parts(f"{pk} {digest}" for pk, digest in found)


def whole_seal(campaign: Campaign, version: InstrumentVersion) -> Seal | None:
    """The seal of a campaign where it holds all its answers as they are now."""
    seal = seal_of(prefix_of(campaign, version))
    return seal if seal and seal.parts == parts_of(campaign) else None
