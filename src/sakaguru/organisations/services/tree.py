"""Change the tree from a day on: move, rename, close, split, merge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.organisations import permissions
from sakaguru.organisations.enums import SuccessionKind, Tier
from sakaguru.organisations.models import (
    NameSpell,
    Organisation,
    Placement,
    Succession,
    TierName,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sakaguru.core.access import Actor


class MisplacedUnit(DomainError):
    code = "misplaced_unit"
    status = 422


class ChangeBeforeHistory(DomainError):
    code = "change_before_history"
    status = 422


class UnitStillInUse(DomainError):
    code = "unit_still_in_use"


@transaction.atomic
def move_organisation(
    *, actor: Actor, unit: Organisation, parent: Organisation, on: date, at: datetime
) -> Organisation:
    """Put a unit, with all below it, under another parent from the day ``on``.

    What was before stays readable "as then". The path follows at once: rights are
    always those of today's tree.

    Raises:
        NotAllowed: the actor may not change the tree at both places.
        MisplacedUnit: the parent is not of a higher tier, or stands below the unit.
        ChangeBeforeHistory: the present placement began on that day or later.
    """
    unit = Organisation.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    permissions.CHANGE_TREE.check(actor, unit)
    permissions.CHANGE_TREE.check(actor, parent)
    if parent.tier >= unit.tier or parent.path.startswith(unit.path):
        message = _("{unit} tidak dapat ditempatkan di bawah {parent}.")
        raise MisplacedUnit(message.format(unit=unit.name, parent=parent.name))
    _turn_page(Placement.objects.filter(organisation=unit), on)
    Placement.objects.create(organisation=unit, parent=parent, valid_from=on)
    old = unit.path
    Organisation.objects.filter(pk=unit.pk).update(parent=parent)
    _repath(old, f"{parent.path}{unit.code}/")
    unit.refresh_from_db()
    record(
        actor=actor,
        action="organisation.moved",
        subject=unit,
        at=at,
        detail={"from": old, "on": on.isoformat()},
    )
    return unit


@transaction.atomic
def rename_organisation(
    *, actor: Actor, unit: Organisation, name: str, on: date, at: datetime
) -> Organisation:
    """Give a unit another name from the day ``on``; the old one stays in its history.

    Raises:
        NotAllowed: the actor may not change the tree there.
        ChangeBeforeHistory: the present name began on that day or later.
    """
    unit = Organisation.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    permissions.CHANGE_TREE.check(actor, unit)
    if unit.name == name:
        return unit
    _turn_page(NameSpell.objects.filter(organisation=unit), on)
    NameSpell.objects.create(organisation=unit, name=name, valid_from=on)
    detail = {"from": unit.name, "on": on.isoformat()}
    unit.name = name
    unit.save(update_fields=["name"])
    record(
        actor=actor, action="organisation.renamed", subject=unit, at=at, detail=detail
    )
    return unit


@transaction.atomic
def close_organisation(
    *, actor: Actor, unit: Organisation, on: date, at: datetime
) -> Organisation:
    """Close a unit from the day ``on``; its past stays.

    Raises:
        NotAllowed: the actor may not change the tree there.
        UnitStillInUse: units below it are still open.
    """
    unit = Organisation.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    permissions.CHANGE_TREE.check(actor, unit)
    if unit.children.filter(closed_on=None).exists():
        message = _("{unit} masih membawahi unit lain. Pindahkan unit itu dahulu.")
        raise UnitStillInUse(message.format(unit=unit.name))
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    record(actor=actor, action="organisation.closed", subject=unit, at=at)
    return unit


@transaction.atomic
def merge_organisations(
    *,
    actor: Actor,
    units: Iterable[Organisation],
    into: Organisation,
    on: date,
    at: datetime,
) -> Organisation:
    """Let units go on as one: what stood below them moves, they close, it is noted.

    Raises:
        NotAllowed, MisplacedUnit, ChangeBeforeHistory: as for moving.
    """
    for unit in units:
        if unit.tier != into.tier or unit.pk == into.pk:
            message = _("{unit} tidak dapat digabung ke {into}.")
            raise MisplacedUnit(message.format(unit=unit.name, into=into.name))
        for child in unit.children.filter(closed_on=None):
            move_organisation(actor=actor, unit=child, parent=into, on=on, at=at)
        close_organisation(actor=actor, unit=unit, on=on, at=at)
        Succession.objects.create(
            predecessor=unit, successor=into, kind=SuccessionKind.MERGE, on=on
        )
    return into


@transaction.atomic
def split_organisation(
    *,
    actor: Actor,
    unit: Organisation,
    into: Organisation,
    children: Iterable[Organisation],
    on: date,
    at: datetime,
) -> Organisation:
    """Let part of a unit go on as another, already opened unit of the same tier.

    Raises:
        NotAllowed, MisplacedUnit, ChangeBeforeHistory: as for moving.
    """
    chosen = list(children)
    if unit.tier != into.tier or any(c.parent_id != unit.pk for c in chosen):
        message = _("Pilih unit yang berada di bawah {unit}.")
        raise MisplacedUnit(message.format(unit=unit.name))
    for child in chosen:
        move_organisation(actor=actor, unit=child, parent=into, on=on, at=at)
    Succession.objects.get_or_create(
        predecessor=unit,
        successor=into,
        defaults={"kind": SuccessionKind.SPLIT, "on": on},
    )
    return into


@transaction.atomic
def name_tier(
    *, actor: Actor, district: Organisation, tier: Tier, name: str, at: datetime
) -> TierName:
    """Set what a district calls one of its tiers.

    Raises:
        NotAllowed: the actor may not change the tree there.
    """
    permissions.CHANGE_TREE.check(actor, district)
    row, _created = TierName.objects.update_or_create(
        district=district, tier=tier, defaults={"name": name}
    )
    detail = {"tier": int(tier), "name": name}
    record(actor=actor, action="tier.named", subject=district, at=at, detail=detail)
    return row


def _turn_page(spells: object, on: date) -> None:
    rows = spells.filter(valid_until=None)  # type: ignore[attr-defined]
    latest = rows.aggregate(latest=Max("valid_from"))["latest"]
    if latest is not None and latest >= on:
        message = _("Tanggal harus sesudah {day}, awal keadaan yang berlaku sekarang.")
        raise ChangeBeforeHistory(message.format(day=latest.strftime("%d-%m-%Y")))
    rows.update(valid_until=on)


def _repath(old: str, new: str) -> None:
    rest = Substr(F("path"), len(old) + 1)
    below = Organisation.objects.filter(path__startswith=old)
    below.update(path=Concat(Value(new), rest))
