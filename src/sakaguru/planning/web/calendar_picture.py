"""A plan as bars on a calendar, and an activity as its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sakaguru.planning.queries.delays import ahead_of
from sakaguru.planning.web.gantt import Bar, Stretch, bars, legend
from sakaguru.planning.web.papers import date as written_day
from sakaguru.ui.charts import Chart, svg

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.utils.safestring import SafeString

    from sakaguru.planning.models import Activity, Plan
    from sakaguru.planning.queries.delays import Ahead, StepAhead


def calendar_picture(plan: Plan, activities: Sequence[Activity], day: date) -> Chart:
    """One bar per activity; a dashed line is today, grey fields are school breaks."""
    ahead = [ahead_of(one, day) for one in activities]
    stretch = Stretch(
        min([plan.starts_on, *(one.starts_on for one in activities)]),
        max([plan.ends_on, *(one.ends_on for one in ahead)]),
    )
    late = sum(one.days_late > 0 for one in ahead)
    title = _("{count} kegiatan, {late} terlambat").format(
        count=len(activities), late=late
    )
    both = list(zip(activities, ahead, strict=True))
    return Chart(
        title=title,
        drawing=bars([_activity(*one) for one in both], stretch, day),
        columns=[
            _("Kegiatan"),
            _("Mulai"),
            _("Sampai dengan"),
            _("Keadaan"),
            _("Terlambat (hari)"),
            _("Perkiraan selesai"),
        ],
        rows=[
            [
                one.title,
                written_day(one.starts_on),
                written_day(one.ends_on),
                str(one.get_state_display()),
                str(told.days_late or "–"),
                written_day(told.ends_on) if told.is_shifted else "–",
            ]
            for one, told in both
        ],
        legend=legend(is_shifted=any(one.is_shifted for one in ahead)),
        note=_("Abu-abu: libur sekolah. Garis putus-putus: hari ini."),
    )


def steps_picture(activity: Activity, ahead: Ahead, day: date) -> Chart:
    """One bar per step, and where it moves to if one before it is late."""
    stretch = Stretch(
        min(row.ahead.starts_on for row in ahead.steps),
        max([activity.ends_on, *(row.ahead.ends_on for row in ahead.steps)]),
    )
    return Chart(
        title=_("Langkah menurut rencana dan perkiraan"),
        drawing=bars([_step(row) for row in ahead.steps], stretch, day),
        columns=[_("Langkah"), _("Rencana"), _("Perkiraan"), _("Terlambat (hari)")],
        rows=[
            [
                row.step.title,
                span_words(row.step.starts_on, row.step.ends_on),
                span_words(row.ahead.starts_on, row.ahead.ends_on),
                str(row.ahead.days_late or "–"),
            ]
            for row in ahead.steps
        ],
        legend=legend(is_shifted=any(row.ahead.is_shifted for row in ahead.steps)),
        note=_("Abu-abu: libur sekolah. Garis putus-putus: hari ini."),
    )


def span_words(first: date, last: date) -> str:
    return f"{written_day(first)} – {written_day(last)}"


def step_words(row: StepAhead) -> list[str]:
    """What is late with a step and what moves it; empty where all is as planned."""
    ahead, words = row.ahead, []
    if ahead.days_late and ahead.is_open:
        words.append(_("terlambat {days} hari").format(days=ahead.days_late))
    elif ahead.days_late:
        words.append(
            _("selesai {days} hari sesudah rencana").format(days=ahead.days_late)
        )
    if row.mover is not None:
        words.append(
            _("menunggu “{step}”: mundur ke {when}").format(
                step=row.mover.title, when=span_words(ahead.starts_on, ahead.ends_on)
            )
        )
    return words


def _activity(activity: Activity, ahead: Ahead) -> Bar:
    words = span_words(activity.starts_on, activity.ends_on)
    if ahead.days_late:
        words = _("{when}, terlambat {days} hari").format(
            when=words, days=ahead.days_late
        )
    if ahead.is_shifted:
        words = _("{when}; perkiraan selesai {day}").format(
            when=words, day=written_day(ahead.ends_on)
        )
    return Bar(
        head=_head(
            svg.element("a", activity.title, href=activity.get_absolute_url()), words
        ),
        words=f"{activity.title}: {words}",
        first=activity.starts_on,
        last=activity.ends_on,
        is_over=activity.is_completed,
        is_late=ahead.days_late > 0,
        foreseen=(activity.ends_on, ahead.ends_on) if ahead.is_shifted else None,
        marks=tuple(row.step.ends_on for row in ahead.steps),
    )


def _step(row: StepAhead) -> Bar:
    step, ahead = row.step, row.ahead
    words = "; ".join([span_words(step.starts_on, step.ends_on), *step_words(row)])
    shown = (ahead.starts_on, ahead.ends_on)
    if not ahead.is_moved:
        shown = (step.ends_on, ahead.ends_on)
    return Bar(
        head=_head(svg.element("span", step.title), words),
        words=f"{step.title}: {words}",
        first=step.starts_on,
        last=step.ends_on,
        is_over=not ahead.is_open,
        is_late=ahead.is_open and ahead.days_late > 0,
        foreseen=shown if ahead.is_shifted else None,
    )


def _head(name: SafeString, words: str) -> SafeString:
    figures = svg.element("span", words, class_="bar-figures")
    return svg.element("div", name, figures, class_="bar-head")
