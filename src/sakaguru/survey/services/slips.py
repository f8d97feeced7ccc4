"""Family slips: each is good for one set of answers, and nobody can tell for which."""

from __future__ import annotations

from django.db import connection

from sakaguru.core.errors import DomainError
from sakaguru.survey.models import UsedSlip


class SlipAlreadyUsed(DomainError):
    """Answers came with it before. It is spent by the statement that keeps them."""

    code = "slip_already_used"
    status = 410


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
