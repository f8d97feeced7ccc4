"""Open the results of a run, step by step, to those who may read them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.core.queue import later
from sakaguru.scoring import permissions
from sakaguru.scoring.adapters.disclosure import too_close
from sakaguru.scoring.enums import Audience, RunState
from sakaguru.scoring.models import Publication, SchoolResult, ScoreRun
from sakaguru.scoring.signals import scores_published

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.core.access import Actor

READ_FIRST = timedelta(days=7)
"""How long only the schools see their results, unless a reason says otherwise."""
ACTIONS = {
    Audience.SCHOOL: "scores.released_to_schools",
    Audience.TREE: "scores.published",
    Audience.PUBLIC: "scores.opened_to_parents",
}


class RunNotFinished(DomainError):
    code = "run_not_finished"


class NotItsTurn(DomainError):
    code = "publication_not_its_turn"


class SchoolsStillReading(DomainError):
    code = "schools_still_reading"


class ReasonMissing(DomainError):
    code = "reason_missing"
    status = 422


class TooCloseToEarlier(DomainError):
    code = "too_close_to_earlier_publication"


@transaction.atomic
def publish_run(
    *,
    actor: Actor,
    run: ScoreRun,
    audience: Audience,
    at: datetime,
    today: date,
    until: date | None = None,
    reason: str = "",
) -> Publication:
    """Open a finished run to the next audience: schools, then the tree, then parents.

    Args:
        actor: of the owner of the campaign.
        run: a finished run.
        audience: one step wider than the run is open now.
        at: now.
        today: the day at the owner's place.
        until: for schools only, the promised day before which nobody above sees it;
            a week from today by default.
        reason: why schools have less than a week to read first, or why the promised
            day is not waited for.

    Raises:
        NotAllowed: the actor may not publish for this owner.
        RunNotFinished: there is nothing to publish.
        NotItsTurn: another step comes first, or it is open already.
        ReasonMissing: less than a week is promised to the schools without a reason.
        SchoolsStillReading: the day promised to the schools has not come, and no
            reason is given.
        TooCloseToEarlier: two publications would tell single answers apart (R16b).
    """
    runs = ScoreRun.objects.select_related("owner", "campaign")
    run = runs.select_for_update(of=("self",)).get(pk=run.pk)
    permissions.PUBLISH_SCORES.check(actor, run)
    _check_turn(run, audience)
    promised = _promised(run, audience, today, until, reason.strip())
    if audience is Audience.SCHOOL:
        _check_distance(run)
    publication = Publication.objects.create(
        run=run,
        organisation=run.owner,
        audience=audience,
        published_at=at,
        published_by_id=actor.user_id,
        until=promised,
        reason=reason.strip(),
    )
    run.audience = audience
    run.save(update_fields=["audience"])
    record(
        actor=actor,
        action=ACTIONS[audience],
        subject=run,
        at=at,
        path=run.owner.path,
        detail={"reason": reason.strip()} if reason.strip() else None,
    )
    scores_published.send(sender=ScoreRun, run_id=run.pk, audience=int(audience))
    if audience is Audience.TREE:
        later("scoring.tasks.gather_cycle", cycle_label=run.cycle_label)
    return publication


def _check_turn(run: ScoreRun, audience: Audience) -> None:
    if run.state != RunState.DONE:
        raise RunNotFinished(_("Perhitungan ini belum selesai."))
    if audience != run.audience + 1:
        raise NotItsTurn(
            _("Penerbitan berurutan: sekolah dulu, lalu dinas, lalu orang tua.")
        )


def promised_day(run: ScoreRun) -> date | None:
    """Until when schools read first, as it was promised to them; None: nothing was."""
    first = run.publications.filter(audience=Audience.SCHOOL).first()
    return first.until if first else None


def _promised(
    run: ScoreRun, audience: Audience, today: date, until: date | None, reason: str
) -> date | None:
    """The day that this step promises to the schools, where it is theirs."""
    if audience is Audience.SCHOOL:
        day = until or today + READ_FIRST
        if day < today + READ_FIRST and not reason:
            message = _(
                "Sekolah membaca lebih dulu 7 hari. Tulis alasannya jika kurang."
            )
            raise ReasonMissing(message)
        return day
    day_promised = promised_day(run)
    waits = audience is Audience.TREE and day_promised and today < day_promised
    if day_promised and waits and not reason:
        message = _(
            "Sekolah dijanjikan membaca lebih dulu sampai {day}. Tulis alasannya jika "
            "tidak dapat menunggu."
        )
        raise SchoolsStillReading(message.format(day=f"{day_promised:%d-%m-%Y}"))
    return None


def _check_distance(run: ScoreRun) -> None:
    """Compare respondents with the last published run, school by school."""
    earlier = (
        ScoreRun.objects.published_to(Audience.SCHOOL)
        .filter(campaign=run.campaign)
        .exclude(pk=run.pk)
        .order_by("-pk")
        .first()
    )
    if earlier is None or earlier.digest == run.digest:
        return
    then = _respondents(earlier)
    close = [
        code
        for code, now in _respondents(run).items()
        if code in then and too_close(now, then[code])
    ]
    if close:
        message = _(
            "Tidak dapat diterbitkan: pada {count} sekolah, selisih responden dengan "
            "terbitan sebelumnya terlalu sedikit sehingga jawaban perorangan dapat "
            "ditebak."
        )
        raise TooCloseToEarlier(message.format(count=len(close)))


def _respondents(run: ScoreRun) -> dict[str, list[int]]:
    rows = SchoolResult.objects.filter(run=run).values_list("code", "respondents")
    return dict(rows)
