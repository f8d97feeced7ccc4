"""What waits for a person in the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from sakaguru.core.waiting import Bucket, Waiting, bucket_of
from sakaguru.followup import permissions
from sakaguru.followup.enums import OPEN_STATES, WORK_STATES, PointState
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.queries.points import named
from sakaguru.organisations.enums import Role

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.core.access import Actor

MOST_SHOWN = 200
"""The register holds the rest."""


def waiting(actor: Actor, day: date) -> list[Waiting]:
    """Points that wait for this person, or for others at this person's wish. One query.

    A point that nobody has taken waits for the leaders of its very unit; help that
    was asked for, for those of the unit who may give it and their supervisors. Those
    who asked wait for it, and say whether it has arrived.
    """
    if actor.user_id is None:
        return []
    mine = Q(owner_person=actor.user_id, state__in=WORK_STATES)
    to_check = Q(verifier=actor.user_id, state=PointState.AWAITING_CHECK)
    checked = Q(owner_person=actor.user_id, state=PointState.AWAITING_CHECK)
    untaken = Q(owner_person=None, state__in=WORK_STATES)
    nobodys = untaken & (_led(actor) | _helped_by(actor))
    asked = Q(state__in=OPEN_STATES) & _asked_by(actor)
    own = (mine | to_check | checked) & named(actor.user_id, day)
    rows = ActionPoint.objects.filter(own | nobodys | asked)
    rows = rows.select_related("owner", "asker").order_by("due_on", "pk")
    return [_told(point, actor, day) for point in rows[:MOST_SHOWN]]


def _led(actor: Actor) -> Q:
    """Points of the very units at which the actor leads."""
    leads = permissions.STEER_POINT.roles
    return Q(owner__path__in=[s.path for s in actor.standings if leads & s.roles])


def _helped_by(actor: Actor) -> Q:
    """Help asked of the very units of the actor; of those below a supervisor, too."""
    gives = permissions.GIVE_HELP.roles
    own = [s.path for s in actor.standings if gives & s.roles]
    found = Q(owner__path__in=own)
    for standing in actor.standings:
        if Role.SUPERVISOR in standing.roles:
            found |= Q(owner__path__startswith=standing.path)
    return Q(asker__isnull=False) & found


def _asked_by(actor: Actor) -> Q:
    return Q(asker__path__in=_asking(actor))


def _asking(actor: Actor) -> list[str]:
    """Paths of the units for which the actor may ask."""
    asks = permissions.ASK_FOR_HELP.roles
    return [s.path for s in actor.standings if asks & s.roles]


def _told(point: ActionPoint, actor: Actor, day: date) -> Waiting:
    if point.is_help:
        return _told_of_help(point, actor, day)
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


def _told_of_help(point: ActionPoint, actor: Actor, day: date) -> Waiting:
    """Whose turn it is: those who help, or those who asked."""
    asker = point.asker
    assert asker is not None  # noqa: S101 -- asked before
    is_asker = asker.path in _asking(actor)
    verb, bucket = _work(point, day)
    if point.state == PointState.AWAITING_CHECK:
        verb, bucket = _("Tunggu jawaban sekolah atas bantuan:"), Bucket.WITH_OTHERS
        if is_asker or point.verifier_id == actor.user_id:
            verb, bucket = _("Periksa bantuan yang diterima:"), Bucket.TO_VERIFY
    elif is_asker and point.owner_person_id != actor.user_id:
        verb, bucket = _("Tunggu bantuan:"), Bucket.WITH_OTHERS
    elif point.owner_person_id is None:
        verb = _("Jawab permintaan bantuan:")
    else:
        verb = _("Beri bantuan:")
    return Waiting(
        verb,
        f"{point.title} ({point.number})",
        point.owner.name if is_asker else asker.name,
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
