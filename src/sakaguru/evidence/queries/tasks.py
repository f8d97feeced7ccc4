"""What waits for a person among the evidence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from sakaguru.core.waiting import Bucket, Waiting, bucket_of
from sakaguru.evidence import permissions
from sakaguru.evidence.enums import CheckState
from sakaguru.evidence.models import Evidence

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.core.access import Actor

MOST_SHOWN = 100
RENEW_BEFORE = timedelta(days=30)


def waiting(actor: Actor, day: date) -> list[Waiting]:
    """Files of one's unit to check, returned to oneself, ending soon. One query."""
    if actor.user_id is None:
        return []
    places = [standing.path for standing in actor.standings]
    checks = permissions.CHECK_EVIDENCE.roles
    led = [s.path for s in actor.standings if checks & s.roles]
    to_check = Q(organisation__path__in=led, check_state=CheckState.WAITING)
    to_check &= Q(uploaded_by=None) | ~Q(uploaded_by=actor.user_id)
    mine = Q(uploaded_by=actor.user_id, organisation__path__in=places)
    returned = mine & Q(check_state=CheckState.RETURNED)
    ending = mine & Q(valid_until__lte=day + RENEW_BEFORE)
    rows = Evidence.objects.in_use().filter(to_check | returned | ending)
    rows = rows.select_related("organisation").order_by("uploaded_at", "pk")
    return [_told(row, actor, day) for row in rows[:MOST_SHOWN]]


def _told(row: Evidence, actor: Actor, day: date) -> Waiting:
    where = (row.organisation.name, row.valid_until)
    url = row.get_absolute_url()
    if row.uploaded_by_id != actor.user_id:
        return Waiting(_("Periksa"), row.title, where[0], None, Bucket.TO_VERIFY, url)
    if row.check_state == CheckState.RETURNED:
        return Waiting(_("Perbaiki"), row.title, where[0], None, Bucket.RETURNED, url)
    bucket = bucket_of(row.valid_until, day)
    return Waiting(_("Perbarui"), row.title, *where, bucket, url)
