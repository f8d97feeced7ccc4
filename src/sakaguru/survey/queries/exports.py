"""Answers of offices as a table, line by line. Personal answers leave by no door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.survey.enums import OFFICE
from sakaguru.survey.logic.edits import (
    NOT_APPLICABLE_SAID,
    TAKEN_BACK,
    UNKNOWN_SAID,
    UNSAID,
)
from sakaguru.survey.models import Submission
from sakaguru.survey.queries.questionnaires import form_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sakaguru.core.access import Actor
    from sakaguru.survey.models import Campaign

ROWS_AT_ONCE = 500
_CELLS = [b"%d" % byte for byte in range(256)]
_CELLS[UNKNOWN_SAID], _CELLS[NOT_APPLICABLE_SAID] = b"TT", b"TB"
_CELLS[UNSAID] = _CELLS[TAKEN_BACK] = b""


def answer_lines(actor: Actor, campaign: Campaign, role: str) -> Iterator[bytes]:
    """CSV: school, day, one column per item; some hundred lines at a time.

    Only schools below the actor. Nothing for a personal role, whoever asks. Empty is
    no answer, TT not known, TB not applicable.
    """
    codes = [item.code for item in form_of(campaign.instrument_version, role).asked]
    yield ",".join(["sekolah", "tanggal", *codes]).encode() + b"\r\n"
    if role not in OFFICE:
        return
    rows = Submission.objects.filter(campaign=campaign, role=role)
    rows = rows.filter(assignment__school__path__startswith=actor.path)
    found = rows.order_by("assignment__school__path", "pk").values_list(
        "assignment__school__code", "received_on", "said", "body"
    )
    lines: list[bytes] = []
    for code, day, said, body in found.iterator(chunk_size=ROWS_AT_ONCE):
        cells = b",".join(map(_CELLS.__getitem__, bytes(said or body)))
        lines.append(f"{code},{day},".encode() + cells)
        if len(lines) == ROWS_AT_ONCE:
            yield b"\r\n".join(lines) + b"\r\n"
            lines.clear()
    if lines:
        yield b"\r\n".join(lines) + b"\r\n"
