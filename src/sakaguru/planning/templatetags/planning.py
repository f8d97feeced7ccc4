"""Small signs of plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from sakaguru.planning.enums import ActivityState, Decision, PlanState, Verdict
from sakaguru.planning.web.papers import date as written_day
from sakaguru.planning.web.pictures import rupiah as written_rupiah
from sakaguru.ui.charts import progress_bar
from sakaguru.ui.templatetags.ui import state

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from sakaguru.planning.models import Activity, Effect, Plan, Signing
    from sakaguru.planning.queries.delays import Ahead

register = template.Library()

PLANS = {
    PlanState.DRAFT: "neutral",
    PlanState.SUBMITTED: "waiting",
    PlanState.APPROVED: "done",
    PlanState.SUPERSEDED: "locked",
    PlanState.DROPPED: "stopped",
}
ACTIVITIES = {
    ActivityState.PLANNED: "neutral",
    ActivityState.RUNNING: "progress",
    ActivityState.DONE: "waiting",
    ActivityState.VERIFIED: "done",
    ActivityState.CANCELLED: "stopped",
}
DECISIONS = {
    Decision.WAITING: "waiting",
    Decision.AGREED: "done",
    Decision.RETURNED: "warning",
}
VERDICTS = {
    Verdict.BETTER: "done",
    Verdict.NO_CHANGE: "neutral",
    Verdict.WORSE: "warning",
    Verdict.UNDECIDED: "waiting",
}


@register.filter
def rupiah(amount: float | None) -> str:
    """``Rp1.250.000``."""
    return written_rupiah(amount)


@register.simple_tag
def plan_state(plan: Plan) -> SafeString:
    found = PlanState(plan.state)
    return state(PLANS[found], str(found.label))


@register.simple_tag
def activity_state(activity: Activity) -> SafeString:
    found = ActivityState(activity.state)
    return state(ACTIVITIES[found], str(found.label))


@register.simple_tag
def cost_of(activity: Activity) -> str:
    """What prefetched lines sum up to."""
    total = sum(line.total_rupiah for line in activity.budget_lines.all())
    return written_rupiah(total) if total else _("tanpa biaya")


@register.simple_tag
def percent_of(activity: Activity) -> str:
    """How far the newest of prefetched reports says it is."""
    reports = list(activity.reports.all())
    return f"{reports[-1].percent}\N{NO-BREAK SPACE}%" if reports else ""


@register.simple_tag
def delay_of(activity: Activity, ahead: dict[int, Ahead]) -> SafeString | str:
    """How late it is, and when it may end; nothing where all is as planned."""
    told = ahead.get(activity.pk)
    if told is None or not (told.days_late or told.is_shifted):
        return ""
    ends = _("perkiraan selesai {day} (rencana {plan})").format(
        day=written_day(told.ends_on), plan=written_day(activity.ends_on)
    )
    late = _("terlambat {days} hari").format(days=told.days_late)
    if not told.days_late:
        late = _("ada langkah yang terlambat")
    return format_html(
        '{} <span class="text-quiet">{}</span>', state("late", late), ends
    )


@register.simple_tag
def money_bar(planned: int, ceiling: int) -> SafeString:
    """What is planned of what there is, and what is left or too much."""
    left = ceiling - planned
    words = _("{planned} dari {ceiling}").format(
        planned=written_rupiah(planned), ceiling=written_rupiah(ceiling)
    )
    rest = _("sisa {left}").format(left=written_rupiah(left))
    told = format_html('<span class="text-quiet">{}</span>', rest)
    if left < 0:
        over = _("melebihi {amount}").format(amount=written_rupiah(-left))
        told = state("warning", over)
    return format_html(
        '<div class="money-bar"><p>{} {}</p>{}</div>',
        words,
        told,
        progress_bar(planned, ceiling, title=words),
    )


@register.simple_tag
def decision(signing: Signing) -> SafeString:
    found = Decision(signing.decision)
    return state(DECISIONS[found], str(found.label))


@register.simple_tag
def verdict(effect: Effect | None) -> SafeString:
    """What the next measurement says; a done activity turns no score green."""
    if effect is None:
        return state("waiting", _("belum diukur"))
    found = Verdict(effect.verdict)
    return state(VERDICTS[found], str(found.label))


@register.simple_tag
def address_if_any(name: str, *args: object) -> str:
    """The address of a page that another part of the capability may offer."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.filter
def form_of(forms: dict[str, object], verb: str) -> object:
    """The form of a step whose word is no name in templates."""
    return forms.get(verb)
