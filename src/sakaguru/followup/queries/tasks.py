"""What waits for a person in the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from sakaguru.core.waiting import Bucket, Waiting, bucket_of
from sakaguru.followup import permissions
from sakaguru.followup.enums import WORK_STATES, PointState
from sakaguru.followup.models import ActionPoint

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.core.access import Actor

MOST_SHOWN = 200
"""The register holds the rest."""


def waiting(actor: Actor, day: date) -> list[Waiting]:
    """Points that wait for this person, or for others at this person's wish. One query.

    A point that nobody has taken waits for the leaders of its very unit.
    """
    if actor.user_id is None:
        return []
    mine = Q(owner_person=actor.user_id, state__in=WORK_STATES)
    to_check = Q(verifier=actor.user_id, state=PointState.AWAITING_CHECK)
    checked = Q(owner_person=actor.user_id, state=PointState.AWAITING_CHECK)
    nobodys = Q(owner_person=None, state__in=WORK_STATES) & _led(actor)
    rows = ActionPoint.objects.filter(mine | to_check | checked | nobodys)
    rows = rows.select_related("owner").order_by("due_on", "pk")
    return [_told(point, actor, day) for point in rows[:MOST_SHOWN]]


def _led(actor: Actor) -> Q:
    """Points of the very units at which the actor leads."""
    leads = permissions.STEER_POINT.roles
    return Q(owner__path__in=[s.path for s in actor.standings if leads & s.roles])


def _told(point: ActionPoint, actor: Actor, day: date) -> Waiting:
    verb, bucket = _work(point, day)
    if point.state == PointState.AWAITING_CHECK:
        verb, bucket = _("Tunggu pemeriksaan"), Bucket.WITH_OTHERS
        if point.verifier_id == actor.user_id:
            verb, bucket = _("Periksa"), Bucket.TO_VERIFY
    return Waiting(
        verb,
        f"{point.title} ({point.number})",
        point.owner.name,
        point.due_on,
        bucket,
        point.get_absolute_url(),
    )


def _work(point: ActionPoint, day: date) -> tuple[str, Bucket]:
    """The verb and the place of a point on which its owner has to work."""
    bucket = bucket_of(point.due_on, day)
    if point.is_returned:
        late = bucket is Bucket.LATE
        return _("Perbaiki"), bucket if late else Bucket.RETURNED
    if point.owner_person_id is None:
        return _("Beri penanggung jawab:"), bucket
    if point.state == PointState.NEW:
        return _("Sepakati"), bucket
    return _("Kerjakan"), bucket
