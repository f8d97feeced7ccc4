"""How a revision differs from the plan it replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from sakaguru.planning.logic.comparison import Change, Thing, changes
from sakaguru.planning.queries.plans import content_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from datetime import date

    from sakaguru.planning.models import Activity, Plan


class Comparison(NamedTuple):
    """Changes of the outline, of targets, and of activities with their money."""

    outline: list[Change]
    targets: list[Change]
    activities: list[Change]

    @property
    def is_empty(self) -> bool:
        return not any(self)


def comparison(plan: Plan) -> Comparison | None:
    """Against its predecessor; None for a first version. Some fourteen queries."""
    before = plan.revises
    if before is None:
        return None
    return Comparison(
        changes({"": _outline(before)}, {"": _outline(plan)}),
        changes(_targets(before), _targets(plan)),
        changes(_activities(content_of(before)), _activities(content_of(plan))),
    )


def _outline(plan: Plan) -> Thing:
    return Thing(
        _("Garis besar"),
        {
            _("Judul"): plan.title,
            _("Mulai"): _day(plan.starts_on),
            _("Sampai dengan"): _day(plan.ends_on),
            _("Dana yang tersedia"): _rupiah(plan.ceiling_rupiah),
            _("Visi"): plan.vision,
            _("Misi"): plan.mission,
            _("Tujuan"): plan.goals,
        },
    )


def _targets(plan: Plan) -> dict[Hashable, Thing]:
    rows = plan.targets.select_related("node")
    return {
        (target.node_id, target.year): Thing(
            f"{target.node.code} {target.node.title.get('id', '')}"
            + (f" ({target.year})" if target.year else ""),
            {_("Sasaran"): number_format(target.expected, 2)},
        )
        for target in rows
    }


def _activities(activities: Sequence[Activity]) -> dict[Hashable, Thing]:
    return {activity.thread: _activity(activity) for activity in activities}


def _activity(activity: Activity) -> Thing:
    lines = activity.budget_lines.all()
    return Thing(
        activity.title,
        {
            _("Kegiatan"): activity.title,
            _("Cara"): activity.detail,
            _("Mulai"): _day(activity.starts_on),
            _("Sampai dengan"): _day(activity.ends_on),
            _("Tempat"): activity.place,
            _("Peserta"): activity.participants,
            _("Penanggung jawab"): _name(activity),
            _("Langkah"): "; ".join(step.title for step in activity.steps.all()),
            _("Bukti"): "; ".join(activity.evidence_asked),
            _("Biaya"): _rupiah(sum(line.total_rupiah for line in lines)),
            _("Rincian biaya"): "; ".join(
                f"{line.description} ({_rupiah(line.total_rupiah)},"
                f" {line.get_source_display()})"
                for line in lines
            ),
        },
    )


def _name(activity: Activity) -> str:
    return activity.owner.name if activity.owner else activity.owner_role


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _rupiah(amount: int | None) -> str:
    return "" if amount is None else f"Rp{number_format(amount, use_l10n=True)}"
