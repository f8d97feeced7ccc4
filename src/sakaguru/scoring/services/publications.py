"""Open the results of a run, step by step, to those who may read them."""

from __future__ import annotations

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
) -> Publication:
    """Open a finished run to the next audience: schools, then the tree, then parents.

    Args:
        actor: of the owner of the campaign.
        run: a finished run.
        audience: one step wider than the run is open now.
        at: now.
        today: the day at the owner's place.
        until: for schools only, the promised day before which nobody above sees it.

    Raises:
        NotAllowed: the actor may not publish for this owner.
        RunNotFinished: there is nothing to publish.
        NotItsTurn: another step comes first, or it is open already.
        SchoolsStillReading: the day promised to the schools has not come.
        TooCloseToEarlier: two publications would tell single answers apart (R16b).
    """
    runs = ScoreRun.objects.select_related("owner", "campaign")
    run = runs.select_for_update(of=("self",)).get(pk=run.pk)
    permissions.PUBLISH_SCORES.check(actor, run)
    _check_turn(run, audience, today)
    if audience is Audience.SCHOOL:
        _check_distance(run)
    publication = Publication.objects.create(
        run=run,
        organisation=run.owner,
        audience=audience,
        published_at=at,
        published_by_id=actor.user_id,
        until=until if audience is Audience.SCHOOL else None,
    )
    run.audience = audience
    run.save(update_fields=["audience"])
    record(
        actor=actor, action=ACTIONS[audience], subject=run, at=at, path=run.owner.path
    )
    scores_published.send(sender=ScoreRun, run_id=run.pk, audience=int(audience))
    if audience is Audience.TREE:
        later("scoring.tasks.gather_cycle", cycle_label=run.cycle_label)
    return publication


def _check_turn(run: ScoreRun, audience: Audience, today: date) -> None:
    if run.state != RunState.DONE:
        raise RunNotFinished(_("Perhitungan ini belum selesai."))
    if audience != run.audience + 1:
        raise NotItsTurn(
            _("Penerbitan berurutan: sekolah dulu, lalu dinas, lalu orang tua.")
        )
    first = run.publications.filter(audience=Audience.SCHOOL).first()
    if audience is Audience.TREE and first and first.until and today < first.until:
        message = _("Sekolah dijanjikan membaca lebih dulu sampai {day}.")
        raise SchoolsStillReading(message.format(day=f"{first.until:%d-%m-%Y}"))


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
