"""Divide the schools of an area into gugus by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.organisations import permissions
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.logic.clusters import Neighbour, clusters_of
from sakaguru.organisations.models import Organisation, Placement
from sakaguru.organisations.services.offices import open_organisation

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.core.access import Actor

NAME = "Gugus {number} {area}"


class ClustersAlreadyFormed(DomainError):
    code = "clusters_already_formed"


@transaction.atomic
def form_clusters(
    *, actor: Actor, office: Organisation, on: date, at: datetime
) -> list[Organisation]:
    """Open gugus of five to eight neighbouring schools below an area's office.

    Every open school directly below the office moves into one from the day ``on``;
    where it stood before stays readable "as then".

    Raises:
        NotAllowed: the actor may not change the tree there.
        ClustersAlreadyFormed: the office has gugus; move schools one by one instead.
    """
    permissions.CHANGE_TREE.check(actor, office)
    children = Organisation.objects.filter(parent=office, closed_on=None)
    if children.filter(tier=Tier.CLUSTER).exists():
        message = _("{office} sudah mempunyai gugus.")
        raise ClustersAlreadyFormed(message.format(office=office.name))
    schools = {
        unit.code: unit
        for unit in children.filter(tier=Tier.SCHOOL).select_related("school")
    }
    members = clusters_of([Neighbour(c, s.school.village) for c, s in schools.items()])
    opened = []
    for number, codes in enumerate(members, start=1):
        gugus = _open(actor, office, number, on, at)
        _place([schools[code] for code in codes], gugus, on)
        opened.append(gugus)
    detail = {"clusters": len(opened), "schools": len(schools), "on": on.isoformat()}
    record(actor=actor, action="clusters.formed", subject=office, at=at, detail=detail)
    return opened


def _open(
    actor: Actor, office: Organisation, number: int, on: date, at: datetime
) -> Organisation:
    area = office.area.name if office.area else office.name
    return open_organisation(
        actor=actor,
        tier=Tier.CLUSTER,
        code=f"{office.code}-G{number}",
        name=NAME.format(number=number, area=area),
        parent=office,
        opened_on=on,
        at=at,
        area=office.area,
    )


def _place(schools: list[Organisation], gugus: Organisation, on: date) -> None:
    spells = Placement.objects.filter(organisation__in=schools, valid_until=None)
    spells.filter(valid_from__gte=on).delete()
    spells.update(valid_until=on)
    Placement.objects.bulk_create(
        Placement(organisation=school, parent=gugus, valid_from=on)
        for school in schools
    )
    for school in schools:
        school.parent, school.path = gugus, f"{gugus.path}{school.code}/"
    Organisation.objects.bulk_update(schools, ["parent", "path"])
