"""Which roles exist where, and which of them a manager may pass on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.organisations.enums import Role, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable

OFFICE = frozenset(
    {
        Role.HEAD,
        Role.HEAD_OF_QA,
        Role.QUALITY_TEAM,
        Role.OPERATOR,
        Role.SUPERVISOR,
        Role.FACILITATOR,
        Role.AUDITOR,
        Role.VIEWER,
        Role.MANAGER,
    }
)
SCHOOL = frozenset(
    {
        Role.HEAD,
        Role.HEAD_OF_QA,
        Role.QUALITY_TEAM,
        Role.OPERATOR,
        Role.TEACHER,
        Role.COMMITTEE,
        Role.VIEWER,
        Role.MANAGER,
    }
)
CLUSTER = frozenset(
    {Role.HEAD, Role.QUALITY_TEAM, Role.FACILITATOR, Role.VIEWER, Role.MANAGER}
)
PARTNER = frozenset({Role.HEAD, Role.PARTNER_OFFICER, Role.VIEWER, Role.MANAGER})
WITHOUT_DATA = frozenset({Role.MANAGER, Role.COMMITTEE})
"""Roles that see no figures but those published to everyone."""

PASSED_ON_BY: dict[str, frozenset[Role]] = {
    Role.HEAD: frozenset(Role),
    Role.HEAD_OF_QA: frozenset(Role) - {Role.HEAD},
    Role.MANAGER: WITHOUT_DATA,
}


def roles_at(tier: int) -> frozenset[Role]:
    """Roles that a unit of this tier knows."""
    special = {Tier.SCHOOL: SCHOOL, Tier.CLUSTER: CLUSTER, Tier.PARTNER: PARTNER}
    return special.get(Tier(tier), OFFICE)


def roles_to_pass_on(held: Iterable[str], tier: int) -> list[Role]:
    """Roles that somebody holding ``held`` may give in a unit of ``tier``.

    Nobody passes on more than they hold: by office a head holds every role and a head
    of QA every role but head; a manager gives the roles without figures, and what they
    hold beside it. See the decision record on managers.
    """
    mine = frozenset(held)
    given: frozenset[str] = frozenset().union(
        *(PASSED_ON_BY.get(role, frozenset()) for role in mine)
    )
    if Role.MANAGER in mine:
        given |= mine
    known = roles_at(tier)
    return [role for role in Role if role in given and role in known]
