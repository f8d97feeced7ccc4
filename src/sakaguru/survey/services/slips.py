"""Family slips: each is good for one set of answers, and nobody can tell for which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from sakaguru.core.errors import DomainError
from sakaguru.survey.adapters.vault import slip_mark
from sakaguru.survey.models import UsedSlip

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.survey.models import Assignment


class SlipAlreadyUsed(DomainError):
    code = "slip_already_used"
    status = 410


def spend_slip(*, assignment: Assignment, slip: str, day: date) -> None:
    """Note that a slip was used, inside the transaction that keeps its answers.

    Writes no audit event: the trail would tie it to the answers (R16a).

    Raises:
        SlipAlreadyUsed: some answers came with it before.
    """
    if not slip:
        return
    mark = slip_mark(assignment.campaign, assignment, slip)
    row = {"assignment": assignment, "used_on": day}
    _row, is_new = UsedSlip.objects.get_or_create(mark=mark, defaults=row)
    if not is_new:
        raise SlipAlreadyUsed(
            _("Lembar keluarga ini sudah dipakai: satu lembar untuk satu jawaban.")
        )


def mix_used_slips() -> int:
    """Write the marks anew in their own order; gives their number.

    The database keeps rows in order of arrival and stamps each with the transaction
    that also kept the answers; afterwards neither leads there (R16a).
    """
    table = connection.ops.quote_name(UsedSlip._meta.db_table)  # noqa: SLF001 -- Django's public name
    statement = f"""
        WITH taken AS (DELETE FROM {table} RETURNING *)
        INSERT INTO {table} SELECT * FROM taken ORDER BY mark
    """  # noqa: S608 -- the table's own name
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)
