"""What score runs and report cards ask of a person today."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, F, Max, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.core.waiting import Bucket, Waiting, bucket_of
from sakaguru.scoring import permissions
from sakaguru.scoring.enums import Audience, RunPurpose, RunState
from sakaguru.scoring.models import SchoolResult, ScoreRun
from sakaguru.survey.models import Campaign

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sakaguru.core.access import Actor

DAYS_TO_RELEASE = 7
"""Days within which a finished run should reach its schools."""

DAYS_TO_READ = 21
"""Days for which a new report card waits to be read."""

RELEASES = {
    0: lambda: _("rapor mutu {cycle} kepada sekolah"),
    1: lambda: _("peta mutu {cycle} kepada gugus, UPTD, dan dinas"),
    2: lambda: _("ringkasan {cycle} kepada komite dan orang tua"),
}


def waiting(actor: Actor, day: date) -> list[Waiting]:
    """Tasks from runs and publications. At most four queries."""
    return [*_own_runs(actor, day), *_uncomputed(actor), *_new_cards(actor, day)]


def _own_runs(actor: Actor, day: date) -> Iterator[Waiting]:
    """The newest run of each own campaign: to wait for, to look at, to release."""
    mine = permissions.PUBLISH_SCORES.filter(actor, ScoreRun.objects.all())
    mine = mine.filter(purpose=RunPurpose.CAMPAIGN)
    newest = mine.order_by().values("campaign").annotate(newest=Max("pk"))
    rows = ScoreRun.objects.filter(
        pk__in=newest.values("newest"), audience__lt=Audience.PUBLIC
    )
    related = rows.select_related("owner").prefetch_related("publications")
    for run in related.order_by("pk"):
        place, url = run.owner.name, run.get_absolute_url()
        words = _("perhitungan skor {cycle}").format(cycle=run.cycle_label)
        if run.state == RunState.FAILED:
            yield Waiting(_("Periksa"), words, place, None, Bucket.THIS_WEEK, url)
        elif not run.is_done:
            yield Waiting(_("Tunggu"), words, place, None, Bucket.WITH_OTHERS, url)
        else:
            due = _release_due(run)
            words = RELEASES[run.audience]().format(cycle=run.cycle_label)
            bucket = bucket_of(due, day)
            yield Waiting(_("Terbitkan"), words, place, due, bucket, url)


def _release_due(run: ScoreRun) -> date | None:
    if run.audience == 0 and run.finished_at:
        return timezone.localdate(run.finished_at) + timedelta(DAYS_TO_RELEASE)
    promised = [p.until for p in run.publications.all() if p.until]
    return promised[0] if promised and run.audience == Audience.SCHOOL else None


def _uncomputed(actor: Actor) -> Iterator[Waiting]:
    """Closed own campaigns that were never computed. One query."""
    mine = permissions.PUBLISH_SCORES.filter(actor, Campaign.objects.all())
    runs = ScoreRun.objects.filter(campaign=OuterRef("pk"))
    rows = mine.filter(~Exists(runs), closed_at__isnull=False)
    for campaign in rows.select_related("owner").order_by("pk"):
        words = _("skor kampanye {name}").format(name=campaign.name)
        url = reverse("scoring:campaign-runs", args=[campaign.pk])
        place = campaign.owner.name
        yield Waiting(_("Hitung"), words, place, None, Bucket.THIS_WEEK, url)


def _new_cards(actor: Actor, day: date) -> Iterator[Waiting]:
    """Report cards of the actor's own school that came out lately. One query."""
    if not permissions.VIEW_OWN_CARD_FIRST.roles & actor.roles:
        return
    rows = SchoolResult.objects.filter(
        organisation=actor.organisation_id,
        run__publications__audience=Audience.SCHOOL,
        run__publications__published_at__date__gt=day - timedelta(DAYS_TO_READ),
    ).annotate(came_out=F("run__publications__published_at"))
    fields = ("code", "name", "run__cycle_label", "came_out")
    for code, name, cycle, came_out in rows.order_by("-run").values_list(*fields):
        due = timezone.localdate(came_out) + timedelta(DAYS_TO_READ)
        url = reverse("scoring:card-detail", args=[code])
        words = _("rapor mutu {cycle}").format(cycle=cycle)
        yield Waiting(_("Baca"), words, name, due, bucket_of(due, day), url)
