"""What is done with a school after answers came: within a minute, and never in its way.

The counts that the door kept are counted anew from the answers. Schools go together
the first time; where that fails or ends the process, each goes alone, the least tried
first. Tries are counted before they are made. After the third a school is set aside,
for a person to look at; the others are not held up.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection, transaction
from django.db.models import F

from sakaguru.core.audit import record
from sakaguru.survey import permissions
from sakaguru.survey.enums import ROLES, AssignmentState
from sakaguru.survey.models import Aftercare, Assignment, Campaign, UnitProgress
from sakaguru.survey.services.progress import refresh_progress

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor

MOST_TRIES = 3
MOST_TOGETHER = 500
MOST_ALONE = 200
COUNTED_EVERY = timedelta(seconds=45)
PLACES = tuple(enumerate(ROLES, 1))
PATIENCE = "SET LOCAL statement_timeout = '20s'"
TRY = """
INSERT INTO survey_aftercare AS a (assignment_id, tries, tried_at, fault)
SELECT id, 1, %s, '' FROM unnest(%s::bigint[]) id
ON CONFLICT (assignment_id) DO UPDATE SET tries = a.tries + 1, tried_at = %s
"""
RECOUNT = f"""
UPDATE survey_assignment a SET is_fresh = false,
  received = ARRAY[{", ".join(f"n.{r}" for r in ROLES)}]::integer[],
  state = CASE
    WHEN {" AND ".join(f"n.{r} >= a.needed[{p}]" for p, r in PLACES)} THEN {AssignmentState.COMPLETE:d}
    WHEN {" + ".join(f"n.{r}" for r in ROLES)} > 0 THEN {AssignmentState.SENT:d}
    ELSE least(a.state, {AssignmentState.STARTED:d}) END
FROM (
  SELECT x.id, {", ".join(f"count(s.id) FILTER (WHERE s.role = '{r}') AS {r}" for r in ROLES)}
  FROM unnest(%s::bigint[]) x(id)
  LEFT JOIN survey_submission s ON s.assignment_id = x.id GROUP BY x.id) n
WHERE a.id = n.id
"""  # noqa: S608, E501 -- names of ours


def look_after_arrivals(*, at: datetime) -> int:
    """Do what waits; gives the number of schools done. Not one transaction."""
    fresh = Assignment.objects.filter(is_fresh=True).order_by("pk")
    new = fresh.filter(aftercare=None).values_list("pk", flat=True)
    together = list(new[:MOST_TOGETHER])
    done = len(together) if together and _done(together, at) else 0
    tried = fresh.filter(aftercare__set_aside_at=None, aftercare__tries__gte=1)
    alone = list(tried.order_by("aftercare__tries", "pk")[:MOST_ALONE])
    done += sum(_done([each.pk], at) for each in alone)
    _count_large(at)
    return done


@transaction.atomic
def retry_aftercare(*, actor: Actor, aftercare: Aftercare, at: datetime) -> None:
    """Let a school that was set aside have its tries again.

    Raises:
        NotAllowed
    """
    rows = Aftercare.objects.select_for_update(of=("self",))
    aftercare = rows.select_related("assignment__school").get(pk=aftercare.pk)
    permissions.MEND_ARRIVALS.check(actor, aftercare)
    aftercare.tries, aftercare.set_aside_at = 1, None
    aftercare.save(update_fields=["tries", "set_aside_at"])
    path = aftercare.assignment.school.path
    subject = aftercare.assignment
    record(actor=actor, action="arrivals.retried", subject=subject, at=at, path=path)


def _done(ids: list[int], at: datetime) -> bool:
    """One try, counted and committed before it begins."""
    with connection.cursor() as cursor:
        cursor.execute(TRY, [at, ids, at])
    spent = Aftercare.objects.filter(assignment__in=ids, tries__gt=MOST_TRIES)
    if spent.update(tries=MOST_TRIES, set_aside_at=at):
        return False
    try:
        with transaction.atomic():
            _recount(ids)
            Aftercare.objects.filter(assignment__in=ids).delete()
    except DatabaseError as error:
        _note(ids, str(error), at)
        return False
    return True


def _recount(ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        # Locked before they are counted: what arrives meanwhile is added after us.
        list(Assignment.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
        cursor.execute(RECOUNT, [ids])


def _note(ids: list[int], fault: str, at: datetime) -> None:
    rows = Aftercare.objects.filter(assignment__in=ids)
    rows.update(fault=fault.strip().split("\n")[0][:200])
    rows.filter(tries__gte=MOST_TRIES).update(set_aside_at=at)


def _count_large(at: datetime) -> None:
    """Count prepared units again where schools below them were counted since."""
    late = UnitProgress.objects.filter(
        refreshed_at__lt=at - COUNTED_EVERY, campaign__closed_at=None
    )
    counted = late.filter(organisation=F("campaign__scope"))
    campaigns = Campaign.objects.filter(pk__in=counted.values("campaign"))
    for campaign in campaigns.select_related("scope"):
        refresh_progress(campaign=campaign, at=at)
