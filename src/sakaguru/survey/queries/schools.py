"""A school's own side of a campaign: counts, links, the poster. Never answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.instruments.enums import RespondentRole
from sakaguru.survey import permissions
from sakaguru.survey.adapters.vault import link_token, poster_pin, poster_token
from sakaguru.survey.enums import PERSONAL, POSTER
from sakaguru.survey.models import Assignment, Link
from sakaguru.survey.queries.classes import PUPILS, classes_of
from sakaguru.survey.queries.questionnaires import roles_asked

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sakaguru.core.access import Actor


class LinkRow(NamedTuple):
    """A link and its token, for those who hand it out."""

    link: Link
    token: str


class RoleLinks(NamedTuple):
    role: str
    label: str
    rows: list[LinkRow]

    @property
    def is_personal(self) -> bool:
        """Whether only the number of used links may be told, not which."""
        return self.role in PERSONAL

    @property
    def used(self) -> int:
        return sum(row.link.is_used for row in self.rows)


class PosterPin(NamedTuple):
    role: str
    label: str
    pin: str
    choice: str = ""
    """What to tap at the door where it is not the label: that of the role."""


class Poster(NamedTuple):
    token: str
    pins: list[PosterPin]


def visible_schools(actor: Actor) -> QuerySet[Assignment]:
    """Asked schools that the actor may follow, in any campaign."""
    rows = permissions.VIEW_PROGRESS.filter(actor, Assignment.objects.all())
    related = ("school", "campaign__instrument_version__instrument", "campaign__scope")
    return rows.select_related(*related)


def own_schools(actor: Actor) -> QuerySet[Assignment]:
    """Asked schools whose links the actor hands out."""
    rows = permissions.HAND_OUT_LINKS.filter(actor, Assignment.objects.all())
    related = ("school", "campaign__instrument_version__instrument", "campaign__scope")
    return rows.select_related(*related)


def links_by_role(assignment: Assignment) -> list[RoleLinks]:
    """Links of a school with their tokens. One query.

    For those who may hand them out: the caller has asked the rule.
    """
    found: dict[str, list[LinkRow]] = {}
    for link in assignment.links.order_by("role", "number"):
        token = link_token(assignment.campaign, assignment.school_id, link)
        found.setdefault(link.role, []).append(LinkRow(link, token))
    return [
        RoleLinks(role, str(RespondentRole(role).label), found[role])
        for role in RespondentRole.values
        if role in found
    ]


def poster_of(assignment: Assignment) -> Poster:
    """The school's poster. One query. For those who may hand it out."""
    campaign = assignment.campaign
    asked = roles_asked(campaign.instrument_version)
    roles = [role for role in POSTER if role in asked]
    pins = [pin for role in roles for pin in _pins(assignment, role)]
    return Poster(token=poster_token(campaign, assignment), pins=pins)


def _pins(assignment: Assignment, role: str) -> list[PosterPin]:
    """One for the role; for pupils one for each class that lets them in, if any."""
    label = str(RespondentRole(role).label)
    rows = classes_of(assignment) if role == PUPILS else []
    if not rows:
        pin = poster_pin(assignment.campaign, assignment, role)
        return [PosterPin(role, label, pin)]
    rooms = [row for row in rows if not row.room.is_shut]
    return [PosterPin(role, f"{label} {r.room.label}", r.pin, label) for r in rooms]
