"""The health address: whether people can be served, and when the worker last spoke."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from sakaguru.ui.http import OpenTo, endpoint

if TYPE_CHECKING:
    from django.http import HttpRequest

WORKER_IS_LATE_AFTER = 60
LAST_HEARTBEAT = """
    SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers
"""


@endpoint(OpenTo.EVERYONE)
@require_safe
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- Django's shape
    """Say 200 when the database answers, else 503.

    A late or missing worker is told, not counted as a fault: pages still work.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(LAST_HEARTBEAT)
            row = cursor.fetchone()
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    seconds = None if row is None or row[0] is None else round(float(row[0]))
    late = seconds is None or seconds > WORKER_IS_LATE_AFTER
    return JsonResponse(
        {
            "database": "ok",
            "worker": "late" if late else "ok",
            "worker_seen_seconds_ago": seconds,
        }
    )
