"""What waits for a person in the register: rows for "Tugas saya"."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from sakaguru.followup import permissions
from sakaguru.followup.enums import WORK_STATES, PointState
from sakaguru.followup.models import ActionPoint

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from sakaguru.core.access import Actor

COLUMNS = ("verb", "object", "unit", "due", "bucket", "url")
SOON = timedelta(days=7)
LATE, SOON_DUE, TO_CHECK, RETURNED, OTHERS = (
    "late",
    "this_week",
    "to_check",
    "returned",
    "others",
)


def waiting(actor: Actor, day: date) -> QuerySet[ActionPoint, dict[str, Any]]:
    """Points that wait for this person, or for others at this person's wish.

    Columns: verb, object, unit, due (a day), bucket (``late``, ``this_week``,
    ``to_check``, ``returned``, ``others``), url. Points due later than in seven days
    are left to the register. One query.
    """
    mine = Q(owner_person=actor.user_id, state__in=WORK_STATES)
    to_check = Q(verifier=actor.user_id, state=PointState.AWAITING_CHECK)
    checked = Q(owner_person=actor.user_id, state=PointState.AWAITING_CHECK)
    nobodys = Q(owner_person=None, state__in=WORK_STATES) & _steered(actor)
    urgent = Q(due_on__lte=day + SOON) | Q(is_returned=True)
    rows = ActionPoint.objects.filter(to_check | checked | nobodys | (mine & urgent))
    if actor.user_id is None:
        rows = rows.none()
    found: QuerySet[ActionPoint, dict[str, Any]] = rows.annotate(
        verb=_verbs(actor),
        object=Concat("title", Value(" · "), "number", output_field=CharField()),
        unit=F("owner__name"),
        due=F("due_on"),
        bucket=_buckets(actor, day),
        url=Concat(
            Value(reverse("followup:point-list")),
            Cast("pk", CharField()),
            Value("/"),
            output_field=CharField(),
        ),
    ).values(*COLUMNS)
    return found


def _steered(actor: Actor) -> Q:
    """Points of the very units at which the actor leads."""
    leads = permissions.STEER_POINT.roles
    return Q(owner__path__in=[s.path for s in actor.standings if leads & s.roles])


def _verbs(actor: Actor) -> Case:
    checking = Q(state=PointState.AWAITING_CHECK)
    return Case(
        When(checking & Q(verifier=actor.user_id), then=Value(_("Periksa"))),
        When(checking, then=Value(_("Menunggu pemeriksa:"))),
        When(owner_person=None, then=Value(_("Beri penanggung jawab"))),
        When(is_returned=True, then=Value(_("Perbaiki"))),
        When(state=PointState.NEW, then=Value(_("Sepakati"))),
        default=Value(_("Kerjakan")),
        output_field=CharField(),
    )


def _buckets(actor: Actor, day: date) -> Case:
    checking = Q(state=PointState.AWAITING_CHECK)
    return Case(
        When(checking & Q(verifier=actor.user_id), then=Value(TO_CHECK)),
        When(checking, then=Value(OTHERS)),
        When(due_on__lt=day, then=Value(LATE)),
        When(is_returned=True, then=Value(RETURNED)),
        default=Value(SOON_DUE),
        output_field=CharField(),
    )
