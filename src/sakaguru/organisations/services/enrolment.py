"""Give memberships without an invitation: the first people of an installation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction

from sakaguru.accounts.models import User
from sakaguru.accounts.services.addresses import confirm_addresses
from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.organisations import permissions
from sakaguru.organisations.logic.roles import roles_at
from sakaguru.organisations.models import Membership

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation


class RoleNotKnownThere(DomainError):
    code = "role_not_known_there"
    status = 422


class Enrolment(NamedTuple):
    """A person with a role in a unit."""

    email: str
    name: str
    organisation: Organisation
    role: str


@transaction.atomic
def enrol_people(
    *,
    actor: Actor,
    people: Sequence[Enrolment],
    password: str | None,
    on: date,
    at: datetime,
) -> list[Membership]:
    """Make accounts and memberships from the day ``on``; what is there stays.

    New accounts share ``password`` (None: none works until it is reset by e-mail).
    Only for those who set up an installation; people invite each other.

    Raises:
        NotAllowed: the actor may not enrol people.
        RoleNotKnownThere: units of that tier do not know the role.
    """
    for person in people:
        permissions.ENROL_PEOPLE.check(actor, person.organisation)
        if person.role not in roles_at(person.organisation.tier):
            raise RoleNotKnownThere(f"{person.role} @ {person.organisation.code}")
    users = _users(people, make_password(password))
    known = set(
        Membership.objects.filter(
            user__in=users.values(), valid_until=None
        ).values_list("user_id", "organisation_id", "role")
    )
    fresh = [
        Membership(user=user, organisation=p.organisation, role=p.role, valid_from=on)
        for p in people
        if (user := users[p.email.lower()])
        and (user.pk, p.organisation.pk, p.role) not in known
    ]
    Membership.objects.bulk_create(fresh, batch_size=1000)
    for unit, count in _by_unit(fresh).items():
        record(
            actor=actor,
            action="people.enrolled",
            subject=unit,
            at=at,
            detail={"people": count},
        )
    return fresh


def _users(people: Sequence[Enrolment], password: str) -> dict[str, User]:
    names = {person.email.lower(): person.name for person in people}
    known = {u.email.lower(): u for u in User.objects.filter(email__in=names)}
    fresh = [
        User(email=email, name=name, password=password)
        for email, name in names.items()
        if email not in known
    ]
    User.objects.bulk_create(fresh, batch_size=1000)
    confirm_addresses(users=fresh)
    return known | {user.email: user for user in fresh}


def _by_unit(rows: list[Membership]) -> dict[Organisation, int]:
    counts: dict[Organisation, int] = {}
    for row in rows:
        counts[row.organisation] = counts.get(row.organisation, 0) + 1
    return counts
