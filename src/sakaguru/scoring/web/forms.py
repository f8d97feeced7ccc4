"""What people choose and type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sakaguru.scoring.enums import Segment
from sakaguru.scoring.logic.frames import TOTAL
from sakaguru.ui.charts.chart import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sakaguru.scoring.logic.frames import Frame
    from sakaguru.scoring.queries.maps import RegionCycle


class MapFilter(forms.Form):
    """What the map is about: a standard, a kind of school, a cycle."""

    standar = forms.ChoiceField(label=_("Tentang"), required=False)
    status = forms.ChoiceField(
        label=_("Sekolah"), choices=Segment.choices, required=False
    )
    siklus = forms.ChoiceField(label=_("Siklus"), required=False)

    def __init__(self, data: Any, frame: Frame, cycles: Sequence[RegionCycle]) -> None:
        super().__init__(data)
        standards = [
            (code, f"{code} {said(frame.nodes[code].title)}")
            for code in frame.standards
        ]
        self.choose("standar", [(TOTAL, _("Secara keseluruhan")), *standards])
        self.choose("siklus", [(str(c.run_id), c.label) for c in cycles])

    def choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- for the type checker
        field.choices = choices


class ReleaseForm(forms.Form):
    """The day that is promised to schools before others read their results."""

    until = forms.DateField(
        label=_("Sekolah membaca lebih dulu sampai"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Sampai hari itu hanya sekolah yang melihat rapornya sendiri."),
    )
    reason = forms.CharField(
        label=_("Alasan, jika kurang dari 7 hari"),
        required=False,
        max_length=300,
        help_text=_("Dicatat dan terbaca di halaman perhitungan ini."),
    )


class EarlyForm(forms.Form):
    """Why the day that was promised to the schools is not waited for."""

    reason = forms.CharField(
        label=_("Alasan tidak menunggu"),
        max_length=300,
        help_text=_("Dicatat dan terbaca di halaman perhitungan ini."),
    )


class EditionForm(forms.Form):
    """A code from a paper, and the digest beside it for those who want to be sure."""

    kode = forms.CharField(label=_("Kode cetakan"), max_length=20)
    sidik = forms.CharField(label=_("Sidik isi"), max_length=80, required=False)
