"""What people fill in about action points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from sakaguru.followup.enums import PointState, Priority
from sakaguru.followup.queries.people import possible_owners, possible_verifiers
from sakaguru.ui.forms import FileInPieces

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.accounts.models import User
    from sakaguru.organisations.models import Organisation

    PersonField = forms.ModelChoiceField[User]
else:
    PersonField = forms.ModelChoiceField


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PersonChoice(PersonField):
    def label_from_instance(self, obj: User) -> str:
        return obj.name


def _people(unit: Organisation, day: date) -> dict[str, PersonChoice]:
    return {
        "person": PersonChoice(
            label=_("Penanggung jawab"),
            queryset=possible_owners(unit, day),
            required=False,
            empty_label=_("Belum ditetapkan"),
        ),
        "verifier": PersonChoice(
            label=_("Pemeriksa"),
            queryset=possible_verifiers(unit, day),
            required=False,
            empty_label=_("Belum ditetapkan"),
            help_text=_("Orang lain, bukan penanggung jawabnya."),
        ),
    }


class PointForm(forms.Form):
    """A new point of a unit."""

    title = forms.CharField(
        label=_("Yang harus dilakukan"),
        max_length=200,
        help_text=_("Mulai dengan kata kerja: “Periksa …”, “Susun …”."),
    )
    detail = forms.CharField(
        label=_("Penjelasan"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = forms.DateField(label=_("Tenggat"), widget=DayInput())
    priority = forms.TypedChoiceField(
        label=_("Prioritas"),
        choices=Priority.choices,
        coerce=int,
        initial=Priority.MEDIUM,
    )

    def __init__(
        self, *args: Any, unit: Organisation, day: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_people(unit, day))


class AssignForm(forms.Form):
    priority = forms.TypedChoiceField(
        label=_("Prioritas"), choices=Priority.choices, coerce=int
    )

    def __init__(
        self, *args: Any, unit: Organisation, day: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {**_people(unit, day), **self.fields}


class PostponeForm(forms.Form):
    due_on = forms.DateField(label=_("Tenggat baru"), widget=DayInput())
    reason = forms.CharField(label=_("Alasan"), max_length=500)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Catatan"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Komentar"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class HelpForm(forms.Form):
    """What a unit needs from the unit above."""

    title = forms.CharField(
        label=_("Bantuan yang diperlukan"),
        max_length=200,
        help_text=_("Misalnya: “Dampingi guru kelas 4 menyusun soal literasi”."),
    )
    detail = forms.CharField(
        label=_("Mengapa diperlukan, dan apa yang sudah dicoba"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = forms.DateField(label=_("Diperlukan paling lambat"), widget=DayInput())


class GivenForm(forms.Form):
    text = forms.CharField(
        label=_("Apa yang diberikan, oleh siapa, dan kapan"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ProofForm(forms.Form):
    title = forms.CharField(label=_("Judul bukti"), max_length=160)
    file = forms.FileField(
        label=_("Foto atau dokumen"),
        widget=FileInPieces(reverse_lazy("evidence:upload-begin")),
        help_text=_("Foto, PDF, atau dokumen Office tanpa makro; paling besar 10 MB."),
    )


class RegisterFilter(forms.Form):
    cari = forms.CharField(
        label=_("Cari"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Kata, nomor, atau unit")}),
    )
    keadaan = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[
            ("open", _("Belum berakhir")),
            ("all", _("Semua")),
            *PointState.choices,
        ],
    )
    prioritas = forms.ChoiceField(
        label=_("Prioritas"),
        required=False,
        choices=[("", _("Semua")), *Priority.choices],
    )
    terlambat = forms.BooleanField(label=_("Hanya yang terlambat"), required=False)
    bantuan = forms.BooleanField(label=_("Hanya permintaan bantuan"), required=False)
    saya = forms.BooleanField(label=_("Hanya yang menyebut saya"), required=False)
