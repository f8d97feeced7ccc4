"""What a cockpit counts, as plain values that can be kept as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sakaguru.findings.logic.ages import AGES

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Gaps:
    """Open gaps of a unit and all below it."""

    open: int = 0
    critical: int = 0
    loose: int = 0
    late: int = 0
    without_owner: int = 0
    without_cause: int = 0
    without_action: int = 0
    ages: tuple[int, ...] = (0,) * len(AGES)

    @property
    def tidy(self) -> int:
        """Gaps that have an owner, a cause and an action."""
        return self.open - self.loose


@dataclass(frozen=True)
class Points:
    """The register of a unit and all below it."""

    open: int = 0
    late: int = 0
    to_check: int = 0
    done: int = 0
    postponed: int = 0


@dataclass(frozen=True)
class Asking:
    """How far the newest round of asking is.

    ``received`` and ``needed`` follow the order of roles; what is more than needed in
    one school does not make up for another. ``flagged`` of ``sets`` were marked at
    intake; None where they are too many to count.
    """

    asked: int = 0
    started: int = 0
    sent: int = 0
    complete: int = 0
    received: tuple[int, ...] = ()
    needed: tuple[int, ...] = ()
    sets: int | None = None
    flagged: int | None = None

    @property
    def sent_share(self) -> float | None:
        return self.sent / self.asked if self.asked else None

    @property
    def complete_share(self) -> float | None:
        return self.complete / self.asked if self.asked else None


@dataclass(frozen=True)
class Planned:
    """Plans of a unit and all below it for the year, their work and their money.

    ``units`` are the schools, each of which should have one; ``drafts``, ``awaiting``
    and ``approved`` are units with such a plan; the sums are those of approved plans.
    """

    units: int = 0
    drafts: int = 0
    awaiting: int = 0
    approved: int = 0
    activities: int = 0
    finished: int = 0
    running: int = 0
    late: int = 0
    budget_rupiah: int = 0
    spent_rupiah: int = 0
    measured: int = 0
    better: int = 0
    not_better: int = 0

    @property
    def absorption(self) -> float | None:
        return self.spent_rupiah / self.budget_rupiah if self.budget_rupiah else None


@dataclass(frozen=True)
class Figures:
    """Everything a cockpit counts over a subtree."""

    gaps: Gaps = field(default_factory=Gaps)
    points: Points = field(default_factory=Points)
    asking: Asking = field(default_factory=Asking)
    planned: Planned = field(default_factory=Planned)
    marked: int | None = None
    """Schools of the newest published run with unusual answers."""

    def as_counts(self) -> dict[str, Any]:
        return asdict(self)


def figures_from(counts: Mapping[str, Any]) -> Figures:
    """Read what `Figures.as_counts` kept; what it did not know then is nothing."""
    parts = {"gaps": Gaps, "points": Points, "asking": Asking, "planned": Planned}
    known = {name: _part(kind, counts.get(name, {})) for name, kind in parts.items()}
    return Figures(**known, marked=counts.get("marked"))


def _part(kind: Any, values: Mapping[str, Any]) -> Any:
    return kind(
        **{
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
            if name in kind.__dataclass_fields__
        }
    )


class Step(NamedTuple):
    """A step of the cycle: how much is done of how much, and what is late.

    ``words`` say it in a sentence; ``total`` 0 means that there is nothing to do yet.
    """

    code: str
    label: str
    words: str
    done: int
    total: int
    late: int
    url: str

    @property
    def state(self) -> str:
        if not self.total:
            return "waiting"
        if self.late:
            return "late"
        return "done" if self.done >= self.total else "current"


def first_unfinished(steps: list[Step]) -> Step | None:
    """Where the unit stands: what is late first, else what goes on."""
    late = [step for step in steps if step.state == "late"]
    going = [step for step in steps if step.state == "current"]
    return next(iter([*late, *going]), None)


class Decision(NamedTuple):
    """A question only the head can answer; ``why`` holds the figures behind it.

    ``weight`` orders: the highest first.
    """

    weight: int
    question: str
    why: str
    url: str


def most_pressing(decisions: list[Decision], most: int = 3) -> list[Decision]:
    return sorted(decisions, key=lambda d: (-d.weight, d.question))[:most]
