"""What people fill in about evidence."""

from __future__ import annotations

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from sakaguru.evidence.enums import CheckState
from sakaguru.evidence.models.upload import LARGEST_BYTES
from sakaguru.ui.forms import FileInPieces


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class EvidenceForm(forms.Form):
    title = forms.CharField(label=_("Judul"), max_length=160)
    file = forms.FileField(
        label=_("Foto atau dokumen"),
        widget=FileInPieces(reverse_lazy("evidence:upload-begin")),
        help_text=_(
            "Foto, PDF, atau dokumen Office tanpa makro; paling besar 10 MB. Lokasi "
            "dan data kamera di dalam foto dihapus."
        ),
    )
    valid_from = forms.DateField(label=_("Berlaku mulai"), widget=DayInput())
    valid_until = forms.DateField(
        label=_("Tidak berlaku lagi mulai"),
        required=False,
        widget=DayInput(),
        help_text=_("Kosongkan bila tidak ada batasnya."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class EvidenceFilter(forms.Form):
    cari = forms.CharField(label=_("Cari"), required=False)
    keadaan = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[
            ("", _("Semua")),
            *CheckState.choices,
            ("ended", _("Masa berlaku habis")),
        ],
    )


class UploadForm(forms.Form):
    """What a script tells of a file before it sends the pieces."""

    file_name = forms.CharField(max_length=400)
    size_bytes = forms.IntegerField(min_value=1, max_value=LARGEST_BYTES)
    digest = forms.RegexField("^[0-9a-f]{64}$")
