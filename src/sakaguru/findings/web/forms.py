"""What people fill in about findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sakaguru.findings.enums import FindingKind, Origin, Severity
from sakaguru.followup.enums import Priority
from sakaguru.followup.queries.people import possible_owners, possible_verifiers
from sakaguru.standards.enums import NodeKind, VersionStatus
from sakaguru.standards.models import Node
from sakaguru.ui.logic.formats import said

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.accounts.models import User
    from sakaguru.organisations.models import Organisation

    PersonField = forms.ModelChoiceField[User]
    NodeField = forms.ModelChoiceField[Node]
else:
    PersonField = NodeField = forms.ModelChoiceField

RECORDABLE = [Origin.BY_HAND, Origin.VISIT, Origin.AUDIT, Origin.TEST, Origin.COMPLAINT]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PersonChoice(PersonField):
    def label_from_instance(self, obj: User) -> str:
        return obj.name


class NodeChoice(NodeField):
    def label_from_instance(self, obj: Node) -> str:
        return f"{obj.code} {said(obj.title, get_language() or 'id')}"


class FindingForm(forms.Form):
    """What a person saw."""

    node = NodeChoice(
        label=_("Tentang butir"), queryset=Node.objects.none(), empty_label=None
    )
    kind = forms.ChoiceField(label=_("Jenis"), choices=FindingKind)
    severity = forms.TypedChoiceField(
        label=_("Tingkat"),
        choices=Severity,
        coerce=int,
        initial=Severity.MEDIUM,
        help_text=_("Kritis: merugikan murid sekarang. Ringan: dapat menunggu."),
    )
    origin = forms.ChoiceField(
        label=_("Terlihat dari"),
        choices=[(origin.value, origin.label) for origin in RECORDABLE],
    )
    text = forms.CharField(
        label=_("Yang terlihat"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Tulis yang nyata dan ramah: apa, di mana, kapan. "
            "Jangan menulis nama murid."
        ),
    )

    def __init__(self, *args: Any, framework: str = "SNP-2016", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nodes = Node.objects.filter(
            version__status=VersionStatus.PUBLISHED,
            version__framework__code=framework,
            kind=NodeKind.SUBINDICATOR,
            applies=True,
        )
        field = self.fields["node"]
        field.queryset = nodes.order_by("position")  # type: ignore[attr-defined]


class GapFilter(forms.Form):
    """What to look for among the open gaps of a region."""

    cari = forms.CharField(
        label=_("Cari"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Sekolah atau butir")}),
    )
    umur = forms.ChoiceField(
        label=_("Terbuka selama"),
        required=False,
        choices=[
            ("", _("Semua")),
            ("0", _("sampai 30 hari")),
            ("1", _("31 sampai 90 hari")),
            ("2", _("91 sampai 180 hari")),
            ("3", _("181 sampai 365 hari")),
            ("4", _("lebih dari setahun")),
        ],
    )
    tingkat = forms.ChoiceField(
        label=_("Tingkat"),
        required=False,
        choices=[("", _("Semua")), *Severity.choices],
    )
    belum = forms.ChoiceField(
        label=_("Belum ada"),
        required=False,
        choices=[
            ("", _("Semua")),
            ("any", _("salah satunya")),
            ("owner", _("penanggung jawab")),
            ("cause", _("sebab")),
            ("action", _("kegiatan")),
        ],
    )


class OwnerForm(forms.Form):
    """Who takes a finding up, and until when."""

    title = forms.CharField(label=_("Yang harus dilakukan"), max_length=200)
    due_on = forms.DateField(label=_("Tenggat"), widget=DayInput())
    priority = forms.TypedChoiceField(
        label=_("Prioritas"),
        choices=Priority,
        coerce=int,
        initial=Priority.MEDIUM,
    )

    def __init__(
        self, *args: Any, unit: Organisation, day: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonChoice(
            label=_("Penanggung jawab"),
            queryset=possible_owners(unit, day),
            required=False,
            empty_label=_("Biarkan unit menetapkan"),
        )
        self.fields["verifier"] = PersonChoice(
            label=_("Pemeriksa"),
            queryset=possible_verifiers(unit, day),
            required=False,
            empty_label=_("Belum ditetapkan"),
        )


class HelpForm(forms.Form):
    """What the unit needs from the unit above to close a gap."""

    title = forms.CharField(label=_("Bantuan yang diperlukan"), max_length=200)
    detail = forms.CharField(
        label=_("Mengapa diperlukan, dan apa yang sudah dicoba"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = forms.DateField(label=_("Diperlukan paling lambat"), widget=DayInput())


class WhysForm(forms.Form):
    """Five whys: each answer asks the next question."""

    why_1 = forms.CharField(label=_("Mengapa celah ini terjadi?"), max_length=300)
    why_2 = forms.CharField(label=_("Mengapa begitu?"), max_length=300, required=False)
    why_3 = forms.CharField(label=_("Mengapa begitu?"), max_length=300, required=False)
    why_4 = forms.CharField(label=_("Mengapa begitu?"), max_length=300, required=False)
    why_5 = forms.CharField(label=_("Mengapa begitu?"), max_length=300, required=False)

    def whys(self) -> list[str]:
        return [self.cleaned_data[f"why_{number}"] for number in range(1, 6)]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class PlaceForm(ReasonForm):
    place = forms.IntegerField(
        label=_("Urutan ke-"),
        min_value=1,
        max_value=99,
        required=False,
        help_text=_("Kosongkan untuk kembali ke urutan hitungan."),
    )
    field_order = ("place", "reason")
