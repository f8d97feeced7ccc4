"""Packed answers of many submissions, ordered by school."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class RoleAnswers:
    """The submissions of one role, one row each.

    ``school`` holds ascending school ordinals; ``body`` one byte per item of the role
    in packing order, 255 missing. Within a school rows stand in the order of the
    submissions' ids: standard errors are sums of real numbers, and equal to the last
    bit only in an equal order.
    """

    school: NDArray[np.int32]
    body: NDArray[np.uint8]

    def rows_of(self, first: int, last: int) -> NDArray[np.int64]:
        """Where the rows of each school from ``first`` to before ``last`` begin.

        One entry more than schools: the end of the last one.
        """
        wanted = np.arange(first, last + 1)
        return np.searchsorted(self.school, wanted).astype(np.int64)


def answers_from_bodies(
    schools: Sequence[int] | NDArray[np.int64], bodies: Sequence[bytes], width: int
) -> RoleAnswers:
    """Gather packed submissions; rows are sorted by school, else keep their order.

    Raises:
        ValueError: a body that does not have ``width`` bytes, or not one per school.
    """
    if len(schools) != len(bodies) or any(len(body) != width for body in bodies):
        raise ValueError(f"one body of {width} bytes is needed per school ordinal")
    flat = np.frombuffer(b"".join(bodies), np.uint8).reshape(len(bodies), width)
    ordinal = np.asarray(schools, np.int32)
    order = np.argsort(ordinal, kind="stable")
    return RoleAnswers(school=ordinal[order], body=flat[order])


def in_canonical_order(answers: RoleAnswers) -> RoleAnswers:
    """Rows of a school in the order of their bytes, however they arrived.

    Equal answers then give equal standard errors, and nothing tells who came first.
    """
    bodies = [row.tobytes() for row in answers.body]
    schools = answers.school.tolist()
    order = sorted(range(len(bodies)), key=lambda row: (schools[row], bodies[row]))
    return RoleAnswers(answers.school[order], answers.body[order])


def kept_rows(answers: RoleAnswers, keep: NDArray[np.bool_]) -> RoleAnswers:
    """The rows to keep, such as those without a flag."""
    return RoleAnswers(answers.school[keep], answers.body[keep])
