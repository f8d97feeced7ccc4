"""Put neighbouring schools into clusters of five to eight."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST = 8
SMALLEST = 5


class Neighbour(NamedTuple):
    """A school and what tells who its neighbours are, within one kecamatan."""

    code: str
    village: str


def clusters_of(schools: Sequence[Neighbour]) -> list[list[str]]:
    """Divide the schools of one kecamatan into gugus of 5 to 8, by village.

    Schools of a village stay together as far as the size allows. Sizes differ by at
    most one. Fewer than ten schools that do not divide make one or two smaller gugus.
    The same schools give the same clusters, in whatever order they come.

    Returns:
        Lists of school codes, in order of village and code.
    """
    ordered = sorted(schools, key=lambda s: (s.village.casefold(), s.code))
    if not ordered:
        return []
    count = ceil(len(ordered) / LARGEST)
    size, rest = divmod(len(ordered), count)
    clusters, start = [], 0
    for number in range(count):
        end = start + size + (number < rest)
        clusters.append([school.code for school in ordered[start:end]])
        start = end
    return clusters
