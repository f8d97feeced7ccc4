"""Forms of campaigns, links and figures."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sakaguru.instruments.enums import RespondentRole
from sakaguru.instruments.models import InstrumentVersion
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.survey.enums import PEOPLE, DataSource
from sakaguru.survey.services.campaigns import CampaignPlan
from sakaguru.survey.services.data_entries import Statement

if TYPE_CHECKING:
    from sakaguru.survey.models import Campaign

MOST_DEMANDED = 500


class DayInput(forms.DateInput):
    """The browser's own calendar; ISO on the wire."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CampaignForm(forms.Form):
    """A plan; the last day is inclusive here, as people say it."""

    name = forms.CharField(
        label=_("Nama kampanye"),
        max_length=120,
        help_text=_("Misalnya: Pemetaan mutu SD 2026/2027."),
    )
    cycle_label = forms.CharField(
        label=_("Siklus"), max_length=20, help_text=_("Misalnya: 2026/2027.")
    )
    instrument_version = forms.ModelChoiceField(
        label=_("Instrumen"),
        queryset=InstrumentVersion.objects.none(),
        empty_label=None,
    )
    scope = forms.ModelChoiceField(
        label=_("Wilayah"),
        queryset=Organisation.objects.none(),
        to_field_name="code",
        empty_label=None,
        help_text=_("Semua sekolah di wilayah ini diminta mengisi."),
    )
    opens_on = forms.DateField(label=_("Hari pertama"), widget=DayInput())
    last_day = forms.DateField(label=_("Hari terakhir"), widget=DayInput())

    def __init__(self, owner: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(owner)
        for role in PEOPLE:
            self.fields[f"minimum_{role}"] = forms.IntegerField(
                label=format_lazy(
                    _("Paling sedikit: {role}"), role=RespondentRole(role).label
                ),
                min_value=0,
                max_value=MOST_DEMANDED,
                required=False,
                help_text=_("Jumlah orang tiap sekolah. Kosong: mengikuti standar."),
            )

    def _offer(self, owner: Organisation) -> None:
        versions = InstrumentVersion.objects.published()
        self.fields["instrument_version"].queryset = versions.select_related(  # type: ignore[attr-defined]
            "instrument"
        ).order_by("instrument__code", "-published_at")
        below = Organisation.objects.filter(parent=owner, closed_on=None)
        units = Organisation.objects.filter(pk=owner.pk) | below
        self.fields["scope"].queryset = units.exclude(tier=Tier.PARTNER).order_by(  # type: ignore[attr-defined]
            "tier", "name", "pk"
        )
        self.fields["scope"].label_from_instance = lambda unit: unit.name  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("opens_on"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error(
                "last_day", _("Hari terakhir tidak boleh sebelum hari pertama.")
            )
        return cleaned

    def plan(self) -> CampaignPlan:
        given = self.cleaned_data
        minimum = {role: given[f"minimum_{role}"] for role in PEOPLE}
        return CampaignPlan(
            name=given["name"],
            cycle_label=given["cycle_label"],
            instrument_version=given["instrument_version"],
            scope=given["scope"],
            opens_on=given["opens_on"],
            closes_on=given["last_day"] + timedelta(days=1),
            minimum={role: n for role, n in minimum.items() if n is not None},
        )


def plan_of(campaign: Campaign) -> dict[str, Any]:
    """A campaign's plan as the form's first content."""
    minimum = campaign.minimum_respondents or {}
    return {
        "name": campaign.name,
        "cycle_label": campaign.cycle_label,
        "instrument_version": campaign.instrument_version_id,
        "scope": campaign.scope.code,
        "opens_on": campaign.opens_on,
        "last_day": campaign.last_day,
        **{f"minimum_{role}": count for role, count in minimum.items()},
    }


class ExtensionForm(forms.Form):
    last_day = forms.DateField(label=_("Hari terakhir yang baru"), widget=DayInput())
    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Alasan ini tampak bagi semua yang mengikuti kampanye."),
    )


class StatementForm(forms.Form):
    """Where figures were read, and of which day they are."""

    source = forms.ChoiceField(label=_("Sumber"), choices=DataSource.choices)
    dated_on = forms.DateField(label=_("Keadaan tanggal"), widget=DayInput())

    def statement(self) -> Statement:
        return Statement(self.cleaned_data["source"], self.cleaned_data["dated_on"])


class FigureFileForm(StatementForm):
    file = forms.FileField(
        label=_("Berkas XLSX atau CSV"),
        help_text=_("Kolom NPSN, lalu satu kolom untuk tiap isian."),
    )
