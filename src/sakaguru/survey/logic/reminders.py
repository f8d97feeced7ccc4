"""Words to paste into a message to the heads of schools."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_SCHOOLS = 60


class Missing(NamedTuple):
    """A school and what it lacks: pairs of a role's name, sent and needed."""

    school: str
    roles: tuple[tuple[str, int, int], ...]


def reminder_text(
    *, greeting: str, closing: str, line: str, schools: Iterable[Missing]
) -> str:
    """One message for a group of heads. ``line`` holds {role}, {sent}, {needed}.

    Lists at most sixty schools, as one message should.
    """
    rows = [
        f"{number}. {school.school}: "
        + ", ".join(
            line.format(role=role, sent=sent, needed=needed)
            for role, sent, needed in school.roles
            if sent < needed
        )
        for number, school in zip(range(1, MOST_SCHOOLS + 1), schools, strict=False)
    ]
    return "\n".join([greeting, "", *rows, "", closing])
