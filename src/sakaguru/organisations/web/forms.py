"""What people fill in about units and people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sakaguru.organisations.enums import GroupKind, Role, Tier
from sakaguru.organisations.models import Organisation, School
from sakaguru.organisations.services.particulars import PARTICULARS

if TYPE_CHECKING:
    from collections.abc import Iterable

    SchoolModelForm = forms.ModelForm[School]
else:
    SchoolModelForm = forms.ModelForm

MAX_UPLOAD_MB = 20


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class InvitationForm(forms.Form):
    name = forms.CharField(label=_("Nama"), max_length=120)
    email = forms.EmailField(label=_("Surel"))
    role = forms.ChoiceField(label=_("Peran"))

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, role.label) for role in roles]
        field = self.fields["role"]
        field.choices = choices  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    password = forms.CharField(
        label=_("Kata sandi baru"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=format_lazy(
            _("Paling sedikit {count} huruf atau angka, bukan kata sandi yang umum."),
            count=settings.SHORTEST_PASSWORD,
        ),
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Untuk apa"), max_length=80)
    days = forms.TypedChoiceField(
        label=_("Berlaku"),
        coerce=int,
        choices=[(30, _("30 hari")), (90, _("90 hari")), (365, _("1 tahun"))],
    )


class SchoolListForm(forms.Form):
    file = forms.FileField(
        label=_("Berkas daftar sekolah"),
        help_text=_("CSV atau XLSX, paling besar 20 MB."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD_MB * 1024 * 1024:
            raise forms.ValidationError(_("Berkas lebih besar dari 20 MB."))
        return file


class ParticularsForm(SchoolModelForm):
    class Meta:
        model = School
        fields = PARTICULARS


class RenameForm(forms.Form):
    name = forms.CharField(label=_("Nama baru"), max_length=160)
    on = forms.DateField(label=_("Berlaku mulai"), widget=DayInput())


class MoveForm(forms.Form):
    parent_code = forms.CharField(
        label=_("Kode unit atasan yang baru"),
        max_length=40,
        help_text=_("Kode ada di halaman unit itu, misalnya 33.02.01."),
    )
    on = forms.DateField(label=_("Berlaku mulai"), widget=DayInput())

    def clean_parent_code(self) -> Organisation:
        return open_unit(self.cleaned_data["parent_code"])


class CloseForm(forms.Form):
    on = forms.DateField(label=_("Ditutup mulai"), widget=DayInput())


class OpenForm(forms.Form):
    """Open a unit below this one."""

    tier = forms.TypedChoiceField(label=_("Jenjang"), coerce=int)
    code = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$",
        label=_("Kode"),
        error_messages={"invalid": _("Kode: huruf, angka, titik, dan garis.")},
    )
    name = forms.CharField(label=_("Nama"), max_length=160)
    on = forms.DateField(label=_("Berdiri"), widget=DayInput())

    def __init__(self, *args: Any, parent: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = Tier.SCHOOL
        below = [t for t in Tier if parent.tier < t < last]
        field = self.fields["tier"]
        field.choices = [(t.value, t.label) for t in below]  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if Organisation.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Kode ini sudah dipakai."))
        return code


class TierNameForm(forms.Form):
    tier = forms.TypedChoiceField(
        label=_("Jenjang"),
        coerce=int,
        choices=[(t.value, t.label) for t in (Tier.AREA, Tier.CLUSTER)],
    )
    name = forms.CharField(label=_("Sebutan"), max_length=60)


class GroupForm(forms.Form):
    kind = forms.ChoiceField(label=_("Jenis"), choices=GroupKind.choices)
    name = forms.CharField(label=_("Nama kelompok"), max_length=120)


class JoinForm(forms.Form):
    code = forms.CharField(label=_("NPSN atau kode unit"), max_length=40)
    is_core = forms.BooleanField(label=_("Sekolah inti"), required=False)


class MergeForm(forms.Form):
    into_code = forms.CharField(label=_("Digabung ke unit dengan kode"), max_length=40)
    on = forms.DateField(label=_("Berlaku mulai"), widget=DayInput())

    def clean_into_code(self) -> Organisation:
        return open_unit(self.cleaned_data["into_code"])


class SplitForm(forms.Form):
    into_code = forms.CharField(
        label=_("Unit baru dengan kode"),
        max_length=40,
        help_text=_("Buka dahulu unit barunya, lalu tulis kodenya di sini."),
    )
    children = forms.ModelMultipleChoiceField(
        label=_("Yang ikut unit baru"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    on = forms.DateField(label=_("Berlaku mulai"), widget=DayInput())

    def __init__(self, *args: Any, unit: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["children"]
        field.queryset = unit.children.filter(closed_on=None)  # type: ignore[attr-defined]

    def clean_into_code(self) -> Organisation:
        return open_unit(self.cleaned_data["into_code"])


def open_unit(code: str) -> Organisation:
    """Find an open unit by its code, or say that there is none."""
    unit = Organisation.objects.filter(code=code.strip(), closed_on=None).first()
    if unit is None:
        raise forms.ValidationError(_("Tidak ada unit terbuka dengan kode ini."))
    return unit
