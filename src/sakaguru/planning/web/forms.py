"""What people fill in about plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sakaguru.organisations.enums import Tier
from sakaguru.planning.enums import PlanKind
from sakaguru.planning.logic.calendar import school_year
from sakaguru.planning.queries.plans import parents_for
from sakaguru.standards.enums import VersionStatus
from sakaguru.standards.models import Node
from sakaguru.ui.logic.formats import said

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.organisations.models import Organisation
    from sakaguru.planning.models import Plan

    NodeField = forms.ModelChoiceField[Node]
    PlanField = forms.ModelChoiceField[Plan]
else:
    NodeField = PlanField = forms.ModelChoiceField


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PlanChoice(PlanField):
    def label_from_instance(self, obj: Plan) -> str:
        return obj.title


class NodeChoice(NodeField):
    def label_from_instance(self, obj: Node) -> str:
        return f"{obj.code} {said(obj.title, get_language() or 'id')}"


class OutlineForm(forms.Form):
    """What a plan is about."""

    kind = forms.ChoiceField(label=_("Jenis"), choices=PlanKind)
    title = forms.CharField(label=_("Judul"), max_length=200)
    starts_on = forms.DateField(label=_("Mulai"), widget=DayInput())
    ends_on = forms.DateField(label=_("Sampai dengan"), widget=DayInput())
    school_year = forms.RegexField(
        label=_("Tahun ajaran"),
        regex=r"^20\d\d/20\d\d$",
        required=False,
        help_text=_("Misalnya 2026/2027."),
    )
    budget_year = forms.IntegerField(
        label=_("Tahun anggaran"), min_value=2020, max_value=2060, required=False
    )
    ceiling_rupiah = forms.IntegerField(
        label=_("Dana yang tersedia (rupiah)"), min_value=0, required=False
    )

    def __init__(self, *args: Any, unit: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_school = unit.tier == Tier.SCHOOL
        kinds = (
            [PlanKind.RKT, PlanKind.RKJM] if is_school else [PlanKind.WORK_PROGRAMME]
        )
        field = self.fields["kind"]
        field.choices = [(k.value, k.label) for k in kinds]  # type: ignore[attr-defined]
        if is_school:
            self.fields["parent"] = PlanChoice(
                label=_("Bagian dari RKJM"),
                queryset=parents_for(unit),
                required=False,
                empty_label=_("Belum ada RKJM di sini"),
            )
            for name, label in (
                ("vision", _("Visi")),
                ("mission", _("Misi")),
                ("goals", _("Tujuan")),
            ):
                self.fields[name] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=4000,
                    widget=forms.Textarea(attrs={"rows": 3}),
                )


class TargetForm(forms.Form):
    """What a node shall reach."""

    node = NodeChoice(label=_("Butir"), queryset=Node.objects.none(), empty_label=None)
    expected = forms.FloatField(
        label=_("Nilai yang diharapkan"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Node.objects.filter(applies=True)
        if plan.run is not None:
            rows = rows.filter(version=plan.run.framework_version_id)
        else:
            rows = rows.filter(
                version__status=VersionStatus.PUBLISHED,
                version__framework__code="SNP-2016",
            )

        field = self.fields["node"]
        field.queryset = rows.order_by("position")  # type: ignore[attr-defined]
        if plan.kind == PlanKind.RKJM:
            years = range(plan.starts_on.year, plan.ends_on.year + 1)
            self.fields["year"] = forms.TypedChoiceField(
                label=_("Tahun"), choices=[(y, str(y)) for y in years], coerce=int
            )


class LessonForm(forms.Form):
    text = forms.CharField(
        label=_("Pelajaran dari siklus lalu"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LessonChoiceForm(forms.Form):
    """Taken up, or declined with a reason."""

    reason = forms.CharField(
        label=_("Bagaimana dipakai, atau alasan tidak dipakai"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class DecisionForm(forms.Form):
    """What somebody decides on a plan."""

    remark = forms.CharField(
        label=_("Catatan"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Wajib diisi bila dikembalikan."),
    )


class MinutesForm(DecisionForm):
    """The decision of a committee, from its minutes."""

    on_behalf_of = forms.CharField(label=_("Nama ketua komite"), max_length=200)
    remark = forms.CharField(
        label=_("Nomor dan tanggal berita acara, serta isi keputusan"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("on_behalf_of", "remark")


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Komentar"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Jangan menulis nama murid."),
    )


class TakeForm(forms.Form):
    """Into which draft a proposal goes."""

    plan = PlanChoice(label=_("Masukkan ke"), queryset=None, empty_label=None)

    def __init__(self, *args: Any, drafts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = drafts  # type: ignore[attr-defined]


class PlanFilter(forms.Form):
    keadaan = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[
            ("", _("Semua")),
            ("submitted", _("Menunggu keputusan")),
            ("approved", _("Disahkan")),
            ("superseded", _("Digantikan revisinya")),
        ],
    )


def proposed_outline(unit: Organisation, day: date) -> dict[str, Any]:
    """What a new plan usually says: a yearly plan of the coming budget year."""
    year = day.year + 1
    kind = PlanKind.RKT if unit.tier == Tier.SCHOOL else PlanKind.WORK_PROGRAMME
    return {
        "kind": kind,
        "title": f"{kind.name if kind == PlanKind.RKT else _('Program kerja')} {year}",
        "starts_on": day.replace(year=year, month=1, day=1),
        "ends_on": day.replace(year=year, month=12, day=31),
        "school_year": school_year(day),
        "budget_year": year,
    }
