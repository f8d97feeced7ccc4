"""Read what runs say beside the scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.scoring.enums import Audience
from sakaguru.scoring.models import RegionCloseup, SchoolCloseup, ScoreRun

if TYPE_CHECKING:
    from sakaguru.organisations.models import Organisation


def run_before(run: ScoreRun) -> ScoreRun | None:
    """The newest published run of an earlier cycle, of the same owner and purpose.

    Only runs of the same standard set, in whichever version, can be compared.
    """
    runs = ScoreRun.objects.published_to(Audience.SCHOOL).filter(
        owner=run.owner,
        purpose=run.purpose,
        framework_version__framework=run.framework_version.framework_id,
        data_on__lt=run.data_on,
    )
    related = ("framework_version__framework", "instrument_version__instrument")
    earlier = runs.exclude(cycle_label=run.cycle_label).select_related(*related)
    return earlier.order_by("-data_on", "-pk").first()


def crosswalk_of(before: ScoreRun, after: ScoreRun) -> dict[str, str]:
    """Earlier code to later code, where versions differ; others by equal codes (R14).

    Written in the later version: ``about["crosswalk"][earlier label]``.
    """
    walks = after.framework_version.about.get("crosswalk", {})
    return dict(walks.get(before.framework_version.label, {}))


def closeup_of(run: ScoreRun, school: Organisation | int) -> SchoolCloseup | None:
    """One query. Not narrowed: for who may see the card."""
    return SchoolCloseup.objects.filter(run=run, organisation=school).first()


def region_closeup_of(run: ScoreRun, unit: Organisation) -> RegionCloseup | None:
    """One query. Not narrowed: for who may see the unit's figures."""
    found = RegionCloseup.objects.filter(run=run, organisation=unit)
    return found.select_related("before").first()
