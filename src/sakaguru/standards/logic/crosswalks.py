"""Which node of an earlier version lives on as which node of a later one (R14)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Faults(NamedTuple):
    """Codes of the later version that do not do, by why."""

    unknown: list[str]
    of_other_kind: list[str]
    taken_twice: list[str]

    @property
    def are_there(self) -> bool:
        return any(self)


def partners(
    earlier: Mapping[str, str], later: Mapping[str, str], walk: Mapping[str, str]
) -> dict[str, str]:
    """The later code of each earlier one, empty where it has none.

    Both map codes to kinds. What ``walk`` does not name keeps its code, unless the
    code was given to another.
    """
    taken = set(walk.values())
    found = {
        code: walk.get(code, code if code in later and code not in taken else "")
        for code in earlier
    }
    return {code: other if other in later else "" for code, other in found.items()}


def faults_of(
    earlier: Mapping[str, str], later: Mapping[str, str], wanted: Mapping[str, str]
) -> Faults:
    """What is wrong with a later code for each earlier one."""
    named = {code: other for code, other in wanted.items() if other}
    uses = Counter(named.values())
    return Faults(
        [other for other in named.values() if other not in later],
        [
            other
            for code, other in named.items()
            if other in later and later[other] != earlier.get(code)
        ],
        [other for other, times in uses.items() if times > 1],
    )


def walk_of(
    earlier: Mapping[str, str], later: Mapping[str, str], wanted: Mapping[str, str]
) -> dict[str, str]:
    """Only what equality of codes does not say by itself."""
    return {
        code: wanted.get(code, "")
        for code in earlier
        if wanted.get(code, "") != (code if code in later else "")
    }
