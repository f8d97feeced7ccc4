"""Quiet news beside the tasks: what came out, opened, was published."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.access import lineage
from sakaguru.organisations.enums import Role
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.models import Publication
from sakaguru.standards.enums import VersionStatus
from sakaguru.standards.models import FrameworkVersion
from sakaguru.survey.queries.campaigns import visible_campaigns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sakaguru.core.access import Actor

MOST_SHOWN = 5
DAYS_KEPT = 400


class News(NamedTuple):
    """A sentence, its day, and where it leads."""

    words: str
    on: date
    url: str


def news_for(actor: Actor, day: date) -> list[News]:
    """The newest first, at most `MOST_SHOWN`. Three queries."""
    since = day - timedelta(DAYS_KEPT)
    found = [*_campaigns(actor, since), *_cards(actor, since), *_standards(since)]
    known = [news for news in found if news.on <= day]
    known.sort(key=lambda news: (-news.on.toordinal(), news.words))
    return known[:MOST_SHOWN]


def _campaigns(actor: Actor, since: date) -> Iterator[News]:
    rows = visible_campaigns(actor).filter(opened_at__date__gte=since, closed_at=None)
    for campaign in rows[:MOST_SHOWN]:
        words = _("{name} sedang berjalan.").format(name=campaign.name)
        yield News(words, campaign.opens_on, campaign.get_absolute_url())


def _cards(actor: Actor, since: date) -> Iterator[News]:
    """When each cycle first came out that this person may read. One query."""
    audience = Audience.TREE
    if actor.roles <= {Role.COMMITTEE}:
        audience = Audience.PUBLIC
    line = Q(organisation__path__in=lineage(actor.path))
    below = Q(organisation__path__startswith=actor.path)
    rows = Publication.objects.filter(line | below, audience=audience)
    first = rows.order_by().values_list("run__cycle_label")
    url = reverse("scoring:card-home")
    for cycle, came_out in first.annotate(came_out=Min("published_at")):
        day = timezone.localdate(came_out)
        if day >= since:
            words = _("Rapor mutu {cycle} terbit.").format(cycle=cycle)
            yield News(words, day, url)


def _standards(since: date) -> Iterator[News]:
    rows = FrameworkVersion.objects.filter(
        status=VersionStatus.PUBLISHED, published_at__date__gte=since
    )
    for version in rows.select_related("framework").order_by("-published_at"):
        words = _("Acuan mutu {code} edisi {label} berlaku.").format(
            code=version.framework.code, label=version.label
        )
        day = timezone.localdate(version.published_at)
        yield News(words, day, version.get_absolute_url())
