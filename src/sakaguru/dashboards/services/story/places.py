"""Open the offices, schools and gugus of the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.core.access import SYSTEM
from sakaguru.dashboards.logic import story
from sakaguru.dashboards.logic.headcounts import Headcount, headcount
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Area, Organisation
from sakaguru.organisations.queries.organisations import line_of
from sakaguru.organisations.services.clusters import form_clusters
from sakaguru.organisations.services.offices import ensure_office, open_organisation
from sakaguru.organisations.services.particulars import change_particulars
from sakaguru.organisations.services.schools import import_schools
from sakaguru.organisations.services.tree import name_tier

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sakaguru.core.access import Actor

TOWN = ("33.02.24", "33.02.25", "33.02.26", "33.02.27")
COUNTS = ("pupils", "upper_pupils", "teachers", "class_groups")


class Stage(NamedTuple):
    """The units that the story is about; ``school`` is its hero."""

    nation: Organisation
    province: Organisation
    district: Organisation
    area: Organisation
    cluster: Organisation
    school: Organisation
    partner: Organisation
    neighbour: Organisation

    def of_tier(self, tier: int) -> Organisation:
        units = (*self[:6], self.partner)
        return next(unit for unit in units if unit.tier == tier)


def build_tree(schools: Sequence[dict[str, str]], *, at: datetime) -> Stage:
    """Open everything, from the nation to 748 schools with invented headcounts."""
    district = _office(story.DISTRICT, at)
    neighbour = _office(story.NEIGHBOUR, at)
    name_tier(
        actor=SYSTEM, district=district, tier=Tier.AREA, name=story.AREA_WORD, at=at
    )
    import_schools(
        actor=SYSTEM,
        owner=district,
        header=[*schools[0], *COUNTS],
        rows=[(row, _with_counts(each)) for row, each in enumerate(schools, start=2)],
        on=story.FOUNDED,
        at=at,
        rehearse=False,
    )
    for office in Organisation.objects.filter(parent=district, tier=Tier.AREA):
        form_clusters(actor=SYSTEM, office=office, on=story.CLUSTERS_SINCE, at=at)
    return _stage(district, neighbour, _partner(at))


def connect_schools(
    *, actor: Actor, schools: Sequence[Organisation], at: datetime
) -> None:
    """Note how well each school is connected, as the district would."""
    for unit in schools:
        values = {"connectivity": people_of(unit).connectivity}
        change_particulars(actor=actor, school=unit.school, values=values, at=at)


def people_of(school: Organisation) -> Headcount:
    """The invented headcount of a school of the story."""
    area = school.area
    town = area is not None and area.code in TOWN
    return headcount(school.code, story.SEED, town=town)


def schools_of(district: Organisation) -> list[Organisation]:
    """Schools of the story in the order of their codes."""
    units = Organisation.objects.filter(
        path__startswith=district.path, tier=Tier.SCHOOL, closed_on=None
    )
    return list(units.select_related("school__organisation", "area").order_by("code"))


def _office(code: str, at: datetime) -> Organisation:
    area = Area.objects.select_related("parent").get(code=code, scheme="kemendagri")
    return ensure_office(actor=SYSTEM, area=area, opened_on=story.FOUNDED, at=at)


def _with_counts(row: dict[str, str]) -> dict[str, str]:
    town = row["district_code"] in TOWN
    counted = headcount(row["npsn"], story.SEED, town=town)
    return {**row, **{name: str(getattr(counted, name)) for name in COUNTS}}


def _partner(at: datetime) -> Organisation:
    code, name = story.PARTNER
    return open_organisation(
        actor=SYSTEM,
        tier=Tier.PARTNER,
        code=code,
        name=name,
        parent=None,
        opened_on=story.FOUNDED,
        at=at,
    )


def _stage(
    district: Organisation, neighbour: Organisation, partner: Organisation
) -> Stage:
    area = Organisation.objects.get(code=story.AREA)
    clusters = Organisation.objects.filter(parent=area, tier=Tier.CLUSTER)
    cluster = clusters.order_by("code")[0]
    school = cluster.children.filter(closed_on=None).order_by("code")[0]
    nation, province, _district = line_of(district)
    return Stage(nation, province, district, area, cluster, school, partner, neighbour)
