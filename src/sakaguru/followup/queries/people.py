"""Who may do and who may check a unit's points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q

from sakaguru.accounts.models import User
from sakaguru.core.access import lineage
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Grant, Membership

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from sakaguru.organisations.models import Organisation

CHECKERS = frozenset(
    {Role.HEAD, Role.HEAD_OF_QA, Role.QUALITY_TEAM, Role.SUPERVISOR, Role.FACILITATOR}
)
"""Roles above a unit whose holders may be named as verifier."""


def possible_owners(unit: Organisation, day: date) -> QuerySet[User]:
    """People who serve in the unit on ``day``."""
    rows = Membership.objects.on(day).filter(organisation=unit)
    return User.objects.filter(pk__in=rows.values("user")).order_by("name", "pk")


def possible_verifiers(unit: Organisation, day: date) -> QuerySet[User]:
    """People of the unit, of the units above it, and those granted its oversight."""
    line = lineage(unit.path)
    own = Q(organisation=unit)
    above = Q(organisation__path__in=line, role__in=CHECKERS)
    members = Membership.objects.on(day).filter(own | above)
    granted = Grant.objects.on(day).filter(organisation__path__in=line)
    wanted = Q(pk__in=members.values("user"))
    wanted |= Q(pk__in=granted.values("membership__user"))
    return User.objects.filter(wanted).order_by("name", "pk")


def still_named(user_id: int, day: date, *, unit: str, owner: str) -> Q:
    """Rows that name a person who serves where they were named for, whatever the role.

    Whoever has moved on sees and does nothing there any more. ``unit`` and ``owner``
    are the fields of the row that hold its unit and the person who does it.
    """
    serving = Membership.objects.on(day).filter(user=user_id)
    granted = Grant.objects.on(day).filter(membership__user=user_id)
    owns = Q(**{owner: user_id, f"{unit}__in": serving.values("organisation")})
    near = Q(_above(serving, unit)) | Q(_above(granted, unit))
    return owns | Q(verifier=user_id) & near


def _above(rows: QuerySet[Any], unit: str) -> Exists:
    """Whether one of these is about the unit or one above it."""
    there = ExpressionWrapper(OuterRef(f"{unit}__path"), output_field=CharField())
    return Exists(
        rows.alias(there=there).filter(there__startswith=F("organisation__path"))
    )


def may_own(user_id: int, unit: Organisation, day: date) -> bool:
    return possible_owners(unit, day).filter(pk=user_id).exists()


def may_verify(user_id: int, unit: Organisation, day: date) -> bool:
    return possible_verifiers(unit, day).filter(pk=user_id).exists()
