"""What lies at or below a unit, in the way that the database finds fastest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import BigIntegerField, Q, Value

from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation

if TYPE_CHECKING:
    from sakaguru.organisations.models import Organisation as Unit


class Scope(NamedTuple):
    """A unit with all below it; ``keys`` None: too many to name one by one."""

    unit: Unit
    keys: list[int] | None

    def owns(self, owner: str) -> Q:
        """What the organisation behind this lookup owns."""
        if self.keys is None:
            return Q(**{f"{owner}__path__startswith": self.unit.path})
        return Q(**{owner: Among(self.keys)})


class Among(Value):
    """To be compared with: equal to any of these keys, which travel as one text.

    Hundreds of parameters cost more time than what they find.
    """

    def __init__(self, keys: list[int]) -> None:
        super().__init__("{" + ",".join(map(str, keys)) + "}", BigIntegerField())

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str, ...]]:  # noqa: ARG002 -- Django's
        return "ANY(%s::bigint[])", (self.value,)


def named(unit: Unit) -> Scope:
    """By keys: indexes answer, not whole tables. One query, none for a school."""
    if unit.tier >= Tier.SCHOOL:
        return Scope(unit, [unit.pk])
    below = Organisation.objects.filter(path__startswith=unit.path)
    return Scope(unit, list(below.order_by().values_list("pk", flat=True)))


def whole(unit: Unit) -> Scope:
    """By path, for units with thousands of schools."""
    return Scope(unit, None)
