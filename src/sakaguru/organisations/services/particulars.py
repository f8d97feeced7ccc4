"""Change what is known of a school; form groups of units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from sakaguru.core.audit import record
from sakaguru.organisations import permissions
from sakaguru.organisations.models import Group, GroupMember, Organisation, School

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.core.access import Actor

PARTICULARS = (
    "status",
    "village",
    "address",
    "connectivity",
    "pupils",
    "upper_pupils",
    "teachers",
    "class_groups",
)


@transaction.atomic
def change_particulars(
    *, actor: Actor, school: School, values: dict[str, Any], at: datetime
) -> School:
    """Write a school's particulars; only those named in `PARTICULARS`.

    Raises:
        NotAllowed: the actor may not change this school.
    """
    school = School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    permissions.CHANGE_PARTICULARS.check(actor, school)
    old = {name: getattr(school, name) for name in PARTICULARS}
    changed = {n: v for n, v in values.items() if n in old and old[n] != v}
    for name, value in changed.items():
        setattr(school, name, value)
    school.save(update_fields=list(changed))
    record(
        actor=actor,
        action="school.changed",
        subject=school.organisation,
        at=at,
        detail={"fields": sorted(changed)},
    )
    return school


@transaction.atomic
def form_group(
    *, actor: Actor, owner: Organisation, kind: str, name: str, at: datetime
) -> Group:
    """Begin a group of units beside the tree.

    Raises:
        NotAllowed: the actor may not change the tree there.
    """
    permissions.CHANGE_TREE.check(actor, owner)
    group = Group.objects.create(owner=owner, kind=kind, name=name)
    record(actor=actor, action="group.formed", subject=group, at=at, path=owner.path)
    return group


@transaction.atomic
def join_group(
    *,
    actor: Actor,
    group: Group,
    unit: Organisation,
    is_core: bool,
    on: date,
    at: datetime,
) -> GroupMember:
    """Let a unit of the owner's subtree belong to a group from a day on.

    A unit that belongs already stays as it is.

    Raises:
        NotAllowed: the actor may not change the tree there, or not reach the unit.
    """
    permissions.CHANGE_TREE.check(actor, group.owner)
    permissions.CHANGE_TREE.check(actor, unit)
    member, _created = GroupMember.objects.get_or_create(
        group=group,
        organisation=unit,
        valid_until=None,
        defaults={"valid_from": on, "is_core": is_core},
    )
    record(
        actor=actor,
        action="group.joined",
        subject=group,
        at=at,
        path=group.owner.path,
        detail={"unit": unit.code},
    )
    return member


@transaction.atomic
def leave_group(*, actor: Actor, member: GroupMember, on: date, at: datetime) -> None:
    """End a unit's time in a group on a day.

    Raises:
        NotAllowed: the actor may not change the tree at the group's owner.
    """
    permissions.CHANGE_TREE.check(actor, member.group.owner)
    if member.valid_from >= on:
        member.delete()
    else:
        member.valid_until = on
        member.save(update_fields=["valid_until"])
    record(
        actor=actor,
        action="group.left",
        subject=member.group,
        at=at,
        path=member.group.owner.path,
        detail={"unit": member.organisation.code},
    )
