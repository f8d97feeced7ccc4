"""Enrol the invented people of the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.core.access import SYSTEM, Actor
from sakaguru.dashboards.logic import cast, story
from sakaguru.organisations.enums import Role
from sakaguru.organisations.services.enrolment import Enrolment, enrol_people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sakaguru.dashboards.services.story.places import Stage
    from sakaguru.organisations.models import Membership, Organisation

Account = dict[str, str]


def enrol_cast(stage: Stage, *, password: str, at: datetime) -> list[Account]:
    """Enrol one person per tier and role, and the head of the district next door.

    Returns:
        What a visitor needs to sign in, in the order of tiers.
    """
    parts = [(player, stage.of_tier(player.tier)) for player in cast.players()]
    parts.append((cast.neighbour(), stage.neighbour))
    people = [Enrolment(p.email, p.name, unit, p.role) for p, unit in parts]
    enrol_people(
        actor=SYSTEM, people=people, password=password, on=story.ENROLLED_ON, at=at
    )
    return [
        {
            "tier": player.tier.name.lower(),
            "role": str(player.role),
            "organisation": unit.name,
            "email": player.email,
            "password": password,
        }
        for player, unit in parts
    ]


def enrol_school_heads(
    schools: Sequence[Organisation], *, password: str, at: datetime
) -> None:
    """Give every school a head, so that lists of people are not empty."""
    people = []
    for school in schools:
        name, email = cast.school_head(school.code)
        people.append(Enrolment(email, name, school, Role.HEAD))
    enrol_people(
        actor=SYSTEM, people=people, password=password, on=story.ENROLLED_ON, at=at
    )


def acting(membership: Membership) -> Actor:
    """Somebody of the story, acting in their one role."""
    unit = membership.organisation
    return Actor(
        user_id=membership.user_id,
        path=unit.path,
        roles=frozenset({membership.role}),
        membership_id=membership.pk,
        organisation_id=unit.pk,
    )
