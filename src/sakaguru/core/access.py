"""Who may do what: actors, standings, and rules.

A rule names roles and a reach in the tree of organisations. The tree is known here
only by its paths ("ID/33/33.02/"), so that the kernel stays without domain.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from functools import reduce
from itertools import accumulate
from operator import attrgetter, or_
from typing import TYPE_CHECKING, ClassVar, TypeVar

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from sakaguru.core.errors import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Standing:
    """Roles held at one place of the tree: by a membership, or by a dated grant."""

    path: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting, as which membership, and where else they may reach today.

    ``path`` and ``roles`` are those of the membership; ``grants`` widen the reach (a
    supervisor's schools, a partner's agreement).
    """

    user_id: int | None
    path: str
    roles: frozenset[str]
    grants: tuple[Standing, ...] = ()
    membership_id: int | None = None
    organisation_id: int | None = None

    @property
    def standings(self) -> tuple[Standing, ...]:
        return (Standing(self.path, self.roles), *self.grants)


SYSTEM_ROLE = "SYSTEM"
SYSTEM = Actor(user_id=None, path="", roles=frozenset({SYSTEM_ROLE}))
"""The machine itself: scheduled work. It may do only what a rule grants it by name."""

NOBODY = Actor(user_id=None, path="-", roles=frozenset())
"""Somebody who has not signed in, or holds no role today."""


@dataclass(slots=True)
class Hearing:
    """What rules were asked while one request is served.

    A door that names rules and asks none of them has forgotten to: `sakaguru.ui.http`
    refuses its answer, and refuses its writes before some rule said yes.
    """

    settled: set[int] = field(default_factory=set)
    has_consent: bool = False

    def has_asked(self, rule: Rule) -> bool:
        """Whether the rule narrowed a list, or said yes about something."""
        return id(rule) in self.settled


_hearing: ContextVar[Hearing | None] = ContextVar("hearing", default=None)


@contextmanager
def hearing() -> Iterator[Hearing]:
    """Note which rules are asked inside."""
    found = Hearing()
    token = _hearing.set(found)
    try:
        yield found
    finally:
        _hearing.reset(token)


@contextmanager
def off_the_record() -> Iterator[None]:
    """Ask rules only to decide what to offer, as the main menu does."""
    token = _hearing.set(None)
    try:
        yield
    finally:
        _hearing.reset(token)


class Reach(Enum):
    """Which owners a rule reaches, seen from where the actor stands."""

    BELOW = "at or below"
    ABOVE = "at or above"
    OWN = "only its own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One permission: these roles, on objects whose owner lies within reach.

    ``owner`` is the ORM lookup from the object to the organisation that owns it; empty
    when the object is the organisation itself. Every rule registers itself, so that
    the printed matrix and the tests know them all.
    """

    name: StrOrPromise
    roles: frozenset[str]
    owner: str = ""
    reach: Reach = Reach.BELOW

    registry: ClassVar[list[Rule]] = []

    def __post_init__(self) -> None:
        Rule.registry.append(self)

    def reaches(self, actor: Actor, path: str) -> bool:
        """Whether the actor may do this on what the organisation at ``path`` owns."""
        says_yes = any(
            bool(self.roles & standing.roles) and self._spans(standing.path, path)
            for standing in actor.standings
        )
        if says_yes and (heard := _hearing.get()) is not None:
            heard.settled.add(id(self))
            heard.has_consent = True
        return says_yes

    def allows(self, actor: Actor, obj: Model) -> bool:
        where = f"{self.owner}__path" if self.owner else "path"
        return self.reaches(actor, attrgetter(where.replace("__", "."))(obj))

    def check(self, actor: Actor, obj: Model) -> None:
        """Pass silently, or say no.

        Raises:
            NotAllowed: the rule does not let this actor do this here.
        """
        if not self.allows(actor, obj):
            raise NotAllowed(_("Anda tidak berwenang: {rule}.").format(rule=self.name))

    def filter(self, actor: Actor, queryset: QuerySet[M]) -> QuerySet[M]:
        """Keep only those objects for which `allows` is true. No query is sent."""
        if (heard := _hearing.get()) is not None:
            heard.settled.add(id(self))
        wanted = [self._where(s.path) for s in actor.standings if self.roles & s.roles]
        return queryset.filter(reduce(or_, wanted)) if wanted else queryset.none()

    def _spans(self, standing: str, path: str) -> bool:
        if self.reach is Reach.OWN:
            return path == standing
        if self.reach is Reach.BELOW:
            return path.startswith(standing)
        return standing.startswith(path)

    def _where(self, standing: str) -> Q:
        field = f"{self.owner}__path" if self.owner else "path"
        if self.reach is Reach.OWN:
            return Q(**{field: standing})
        if self.reach is Reach.BELOW:
            return Q(**{f"{field}__startswith": standing})
        return Q(**{f"{field}__in": lineage(standing)})


def lineage(path: str) -> list[str]:
    """List the paths from the root down to this one: ``ID/``, ``ID/33/``, ..."""
    return list(accumulate(code + "/" for code in path.split("/")[:-1]))
