"""The answers of a closed campaign and the tree of that day: what a run starts from.

Not narrowed to an actor: only background work reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import School
from sakaguru.organisations.queries.tree import tree_on
from sakaguru.scoring.adapters.sealing import sealed_tables
from sakaguru.scoring.enums import SchoolState
from sakaguru.scoring.logic.digests import digest_of_parts
from sakaguru.scoring.logic.snapshot import (
    UNKNOWN,
    MarkedRow,
    RoleBodies,
    SchoolThen,
    Snapshot,
)
from sakaguru.scoring.models import SchoolResult
from sakaguru.scoring.queries.documents import framework_document, instrument_document
from sakaguru.scoring.queries.sealing import prefix_of, whole_seal
from sakaguru.survey.enums import ROLES
from sakaguru.survey.models import Assignment, Submission

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sakaguru.organisations.queries.tree import StandThen
    from sakaguru.scoring.models import ScoreRun
    from sakaguru.survey.models import Campaign


def campaign_snapshot(run: ScoreRun, campaign: Campaign) -> Snapshot:
    """Read everything a run over one campaign needs. Some ten queries.

    Answers are read from sealed files where those hold all of them.
    """
    framework = framework_document(
        run.framework_version, campaign.minimum_respondents or {}
    )
    schools = schools_then(run.data_on, campaign, framework["minimum_respondents"])
    ordinals = {school.stand.pk: place for place, school in enumerate(schools)}
    seal = whole_seal(campaign, run.instrument_version)
    if seal is None:
        answers, digest, count = answers_of(campaign, ordinals)
        sealed = {}
    else:
        answers, digest, count = {}, seal.digest, seal.submissions
        sealed = sealed_tables(prefix_of(campaign, run.instrument_version), seal)
    return Snapshot(
        framework=framework,
        instrument=instrument_document(run.instrument_version),
        schools=schools,
        units=units_then(run.data_on, campaign.scope.code),
        digest=digest,
        answers=answers,
        sealed=sealed,
        marked=_marked(campaign, ordinals),
        submissions=count,
    )


def open_snapshot(
    campaign: Campaign, day: date, assignments: Collection[int] | None = None
) -> Snapshot:
    """An open campaign as it stands, with all answers or those of some assignments."""
    version = campaign.instrument_version
    framework = framework_document(
        version.framework_version, campaign.minimum_respondents or {}
    )
    schools = schools_then(day, campaign, framework["minimum_respondents"])
    ordinals = {school.stand.pk: place for place, school in enumerate(schools)}
    only = {} if assignments is None else {"assignment__in": assignments}
    answers, digest, count = answers_of(campaign, ordinals, **only)
    return Snapshot(
        framework=framework,
        instrument=instrument_document(version),
        schools=schools,
        units=units_then(day, campaign.scope.code),
        digest=digest,
        answers=answers,
        submissions=count,
    )


def units_then(day: date, scope: str) -> list[StandThen]:
    """Units of any tier above the school at or below ``scope``, parents first."""
    stands = [s for s in tree_on(day) if s.tier < Tier.SCHOOL]
    return [s for s in stands if f"{scope}/" in s.path and _is_within(s.path, scope)]


def schools_then(
    day: date, campaign: Campaign, minimum: dict[str, int]
) -> list[SchoolThen]:
    """Schools of the campaign's scope, and any others it asked, in tree order."""
    asked = {
        row[0]: row[1:]
        for row in Assignment.objects.filter(campaign=campaign).values_list(
            "school_id", "people", "needed"
        )
    }
    facts = {
        row[0]: row[1:]
        for row in School.objects.values_list("organisation_id", "status", "pupils")
    }
    default = tuple(minimum.get(role, 0) for role in ROLES)
    stands = [s for s in tree_on(day) if s.tier == Tier.SCHOOL and s.pk in facts]
    scope = campaign.scope.code
    wanted = [s for s in stands if s.pk in asked or _is_within(s.path, scope)]
    return [
        _school(stand, facts[stand.pk], asked.get(stand.pk), default)
        for stand in sorted(wanted, key=lambda stand: stand.path)
    ]


def _school(
    stand: StandThen,
    facts: tuple[str, int | None],
    asked: tuple[list[int | None], list[int]] | None,
    default: tuple[int, ...],
) -> SchoolThen:
    unknown = tuple(UNKNOWN for _ in ROLES)
    if asked is None:
        return SchoolThen(stand, *facts, False, unknown, default)  # noqa: FBT003
    known = tuple(UNKNOWN if count is None else count for count in asked[0])
    return SchoolThen(stand, *facts, True, known, tuple(asked[1]))  # noqa: FBT003


def _is_within(path: str, scope: str) -> bool:
    return path.startswith(f"{scope}/") or f"/{scope}/" in path


def answers_of(
    campaign: Campaign, ordinals: dict[int, int], **only: Any
) -> tuple[dict[str, RoleBodies], str, int]:
    """Read the submissions in the order of their ids, and digest that order (R17)."""
    answers = {role: RoleBodies([], []) for role in ROLES}
    parts: list[str] = []
    rows = Submission.objects.filter(campaign=campaign, **only).order_by("id")
    for pk, role, school_id, digest, body in rows.values_list(
        "id", "role", "assignment__school_id", "digest", "body"
    ).iterator(chunk_size=20_000):
        parts.append(f"{pk} {digest}")
        answers[role].ordinals.append(ordinals[school_id])
        answers[role].bodies.append(bytes(body))
    return answers, digest_of_parts(parts), len(parts)


def _marked(campaign: Campaign, ordinals: dict[int, int]) -> list[MarkedRow]:
    """Answers that intake marked. One query."""
    rows = Submission.objects.filter(campaign=campaign, flags__gt=0).order_by("id")
    return [
        MarkedRow(role, ordinals[school_id], bytes(body), flags)
        for role, school_id, body, flags in rows.values_list(
            "role", "assignment__school_id", "body", "flags"
        )
    ]


def cycle_snapshot(run: ScoreRun, sources: Sequence[ScoreRun]) -> Snapshot:
    """The schools of a whole nation, and the units above all scopes of the sources.

    A school counts as invited when a source asked it. Some ten queries.
    """
    stands = tree_on(run.data_on)
    scopes = [source.campaign.scope.code for source in sources if source.campaign]
    asked = set(
        SchoolResult.objects.filter(run__in=[source.pk for source in sources])
        .exclude(state=SchoolState.NOT_INVITED)
        .values_list("organisation_id", flat=True)
    )
    facts = {
        row[0]: row[1:]
        for row in School.objects.values_list("organisation_id", "status", "pupils")
    }
    nobody = tuple(UNKNOWN for _ in ROLES)
    schools = [
        SchoolThen(stand, *facts[stand.pk], stand.pk in asked, nobody, nobody)
        for stand in sorted(stands, key=lambda stand: stand.path)
        if stand.tier == Tier.SCHOOL and stand.pk in facts
    ]
    below = {s.path for s in stands if s.code in scopes}
    return Snapshot(
        framework=framework_document(run.framework_version),
        instrument=instrument_document(run.instrument_version),
        schools=schools,
        units=[
            stand
            for stand in stands
            if any(p.startswith(stand.path) and p != stand.path for p in below)
        ],
        digest=digest_of_parts(source.digest for source in sources),
    )
