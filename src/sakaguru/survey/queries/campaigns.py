"""Read campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, F, Q, Sum, Value
from django.db.models.functions import Coalesce, Least

from sakaguru.instruments.enums import RespondentRole
from sakaguru.instruments.models import Questionnaire
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.survey import permissions
from sakaguru.survey.logic.slots import TEACHERS_WHERE_UNKNOWN
from sakaguru.survey.models import Campaign

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from sakaguru.core.access import Actor


def visible_campaigns(actor: Actor) -> QuerySet[Campaign]:
    """Campaigns of the actor's subtree, and opened ones that reach down to the actor.

    Newest first.
    """
    own = permissions.VIEW_CAMPAIGN.filter(actor, Campaign.objects.all())
    opened = Campaign.objects.filter(opened_at__isnull=False)
    above = permissions.FOLLOW_CAMPAIGN.filter(actor, opened)
    campaigns = Campaign.objects.filter(
        Q(pk__in=own.order_by().values("pk")) | Q(pk__in=above.order_by().values("pk"))
    )
    related = ("owner", "scope", "instrument_version__instrument")
    return campaigns.select_related(*related).order_by("-opens_on", "-pk")


def expired_campaigns(day: date) -> QuerySet[Campaign]:
    """Campaigns to close on ``day``, for scheduled work. Not narrowed to an actor."""
    return Campaign.objects.expired_on(day).select_related("owner").order_by("pk")


def open_campaigns(day: date) -> QuerySet[Campaign]:
    """Campaigns that take answers on ``day``. Not narrowed to an actor."""
    return Campaign.objects.open_on(day).select_related("scope").order_by("pk")


class Effort(NamedTuple):
    """What one role is asked to give: minutes each, people at least and at most."""

    role: str
    minutes: int
    least: int
    most: int

    @property
    def label(self) -> str:
        return str(RespondentRole(self.role).label)

    @property
    def least_hours(self) -> float:
        return self.least * self.minutes / 60

    @property
    def most_hours(self) -> float:
        return self.most * self.minutes / 60


class Preview(NamedTuple):
    """What opening a campaign would ask of people."""

    schools: int
    efforts: list[Effort]

    @property
    def least_hours(self) -> float:
        return sum(effort.least_hours for effort in self.efforts)

    @property
    def most_hours(self) -> float:
        return sum(effort.most_hours for effort in self.efforts)


def effort_preview(
    campaign: Campaign, minimum: dict[str, int], *, day: date
) -> Preview:
    """Schools asked and the person-hours of their people. Two queries.

    At least: the minimum of each role, or all where a school has fewer. At most: every
    teacher and every pupil of grades 4-6; for parents the minimum.
    """
    schools = Organisation.objects.filter(path__startswith=campaign.scope.path)
    schools = schools.existing_on(day).filter(tier=Tier.SCHOOL)
    teachers = Coalesce(F("school__teachers"), Value(TEACHERS_WHERE_UNKNOWN))
    pupils = Coalesce(F("school__upper_pupils"), Value(minimum.get("SS", 0)))
    sums = schools.order_by().aggregate(
        schools=Count("pk"),
        most_gs=Sum(teachers, default=0),
        least_gs=Sum(Least(teachers, Value(minimum.get("GS", 0))), default=0),
        most_ss=Sum(pupils, default=0),
        least_ss=Sum(Least(pupils, Value(minimum.get("SS", 0))), default=0),
    )
    count = sums["schools"]
    people = {
        "KS": (count * minimum.get("KS", 0), count),
        "GS": (sums["least_gs"], sums["most_gs"]),
        "SS": (sums["least_ss"], sums["most_ss"]),
        "MT": (count * minimum.get("MT", 0), count * minimum.get("MT", 0)),
        "PS": (count * minimum.get("PS", 0), count),
    }
    return Preview(schools=count, efforts=_efforts(campaign, people))


def _efforts(campaign: Campaign, people: dict[str, tuple[int, int]]) -> list[Effort]:
    rows = Questionnaire.objects.filter(version=campaign.instrument_version_id)
    minutes = dict(rows.values_list("role", "minutes"))
    return [
        Effort(role, minutes[role], least, most)
        for role, (least, most) in people.items()
        if role in minutes
    ]
