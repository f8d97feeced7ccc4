"""What people fill in about one activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from sakaguru.followup.queries.people import possible_owners, possible_verifiers
from sakaguru.organisations.models import Organisation
from sakaguru.planning.enums import ActivityForm as Form
from sakaguru.planning.enums import FundSource, Use
from sakaguru.planning.web.forms import DayInput
from sakaguru.ui.charts.chart import said
from sakaguru.ui.forms import FileInPieces

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from sakaguru.accounts.models import User
    from sakaguru.evidence.models import Evidence
    from sakaguru.findings.models import Finding

    FileField = forms.ModelChoiceField[Evidence]
    GapField = forms.ModelChoiceField[Finding]
    PersonField = forms.ModelChoiceField[User]
    UnitsField = forms.ModelMultipleChoiceField[Organisation]
else:
    FileField = GapField = PersonField = forms.ModelChoiceField
    UnitsField = forms.ModelMultipleChoiceField

MONTHS = [
    (1, _("Januari")),
    (2, _("Februari")),
    (3, _("Maret")),
    (4, _("April")),
    (5, _("Mei")),
    (6, _("Juni")),
    (7, _("Juli")),
    (8, _("Agustus")),
    (9, _("September")),
    (10, _("Oktober")),
    (11, _("November")),
    (12, _("Desember")),
]


class PersonChoice(PersonField):
    def label_from_instance(self, obj: User) -> str:
        return obj.name


class GapChoice(GapField):
    def label_from_instance(self, obj: Finding) -> str:
        return f"{obj.node.code} {said(obj.node.title)}"


class FileChoice(FileField):
    def label_from_instance(self, obj: Evidence) -> str:
        return obj.title


class ActivityForm(forms.Form):
    """What will be done, by whom, when and where."""

    title = forms.CharField(label=_("Kegiatan"), max_length=200)
    detail = forms.CharField(
        label=_("Cara melaksanakan"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    form = forms.ChoiceField(label=_("Bentuk"), choices=Form, initial=Form.IMPROVEMENT)
    starts_on = forms.DateField(label=_("Mulai"), widget=DayInput())
    ends_on = forms.DateField(label=_("Sampai dengan"), widget=DayInput())
    place = forms.CharField(label=_("Tempat"), max_length=160, required=False)
    participants = forms.CharField(label=_("Peserta"), max_length=300, required=False)
    participant_count = forms.IntegerField(
        label=_("Banyak peserta"), min_value=1, max_value=1_000_000, required=False
    )
    owner_role = forms.CharField(
        label=_("Jabatan penanggung jawab"), max_length=60, required=False
    )
    expected_points = forms.FloatField(
        label=_("Perkiraan kenaikan nilai butir"),
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
    )
    evidence_asked = forms.CharField(
        label=_("Bukti yang diminta, satu per baris"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = (
        "title",
        "finding",
        "detail",
        "form",
        "starts_on",
        "ends_on",
        "owner",
    )

    def __init__(
        self,
        *args: Any,
        unit: Organisation,
        day: date,
        gaps: QuerySet[Finding] | None = None,
        **kwargs: Any,
    ) -> None:
        """Without ``gaps`` the activity answers what it answers already, or nothing."""
        super().__init__(*args, **kwargs)
        if gaps is not None:
            self.fields["finding"] = GapChoice(
                label=_("Celah yang dijawab"),
                queryset=gaps,
                required=False,
                empty_label=_("Tidak menjawab celah tertentu"),
            )
        self.fields["owner"] = PersonChoice(
            label=_("Penanggung jawab"),
            queryset=possible_owners(unit, day),
            required=False,
            empty_label=_("Belum ditunjuk"),
        )
        self.fields["verifier"] = PersonChoice(
            label=_("Pemeriksa (orang lain)"),
            queryset=possible_verifiers(unit, day),
            required=False,
            empty_label=_("Pimpinan unit"),
        )
        self.order_fields(self.field_order)

    def clean_evidence_asked(self) -> list[str]:
        text: str = self.cleaned_data["evidence_asked"]
        return [line.strip() for line in text.splitlines() if line.strip()]


class StepForm(forms.Form):
    title = forms.CharField(label=_("Langkah"), max_length=200)
    starts_on = forms.DateField(label=_("Mulai"), widget=DayInput())
    ends_on = forms.DateField(label=_("Sampai dengan"), widget=DayInput())


class LineForm(forms.Form):
    """A budget line: volume times unit price."""

    description = forms.CharField(label=_("Uraian barang atau jasa"), max_length=200)
    volume = forms.DecimalField(
        label=_("Volume"), min_value=0, max_digits=10, decimal_places=2
    )
    unit = forms.CharField(label=_("Satuan"), max_length=30)
    unit_price_rupiah = forms.IntegerField(
        label=_("Harga satuan (rupiah)"), min_value=0
    )
    source = forms.ChoiceField(label=_("Sumber dana"), choices=FundSource)
    use = forms.ChoiceField(label=_("Peruntukan"), choices=Use, initial=Use.OTHER)
    month = forms.TypedChoiceField(
        label=_("Bulan belanja"),
        choices=[("", _("Belum ditentukan")), *MONTHS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    account_code = forms.CharField(
        label=_("Kode rekening"), max_length=40, required=False
    )
    activity_code = forms.CharField(
        label=_("Kode kegiatan"), max_length=40, required=False
    )


class ReportForm(forms.Form):
    """How far the work is, and what was spent since the report before."""

    percent = forms.IntegerField(
        label=_("Kemajuan (persen)"), min_value=0, max_value=100
    )
    spent_rupiah = forms.IntegerField(
        label=_("Dana terpakai sejak laporan terakhir (rupiah)"),
        min_value=0,
        initial=0,
    )
    source = forms.ChoiceField(
        label=_("Dari sumber"),
        choices=[("", _("Sumber utama kegiatan ini")), *FundSource.choices],
        required=False,
    )
    note = forms.CharField(
        label=_("Catatan"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Catatan"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ProofForm(forms.Form):
    """A file that proves the activity."""

    title = forms.CharField(label=_("Judul bukti"), max_length=160)
    file = forms.FileField(
        label=_("Foto atau dokumen"),
        widget=FileInPieces(reverse_lazy("evidence:upload-begin")),
        help_text=_("Foto, PDF, atau dokumen Office tanpa makro; paling besar 10 MB."),
    )


class LinkForm(forms.Form):
    """A file of the unit that proves this, too."""

    evidence = FileChoice(label=_("Bukti"), queryset=None, empty_label=None)

    def __init__(self, *args: Any, files: QuerySet[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = files  # type: ignore[attr-defined]


class InviteForm(forms.Form):
    """Units that an activity is for, and people of them."""

    units = UnitsField(
        label=_("Unit yang dituju"), queryset=Organisation.objects.none()
    )
    people = forms.CharField(
        label=_("Nama orang, satu per baris"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kosongkan bila unitnya sendiri yang menentukan."),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
