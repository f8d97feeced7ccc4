"""What people fill in about drafts of an instrument."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from sakaguru.instruments.services.items import ItemChanges

if TYPE_CHECKING:
    from sakaguru.instruments.models import Item

LABEL = RegexValidator(
    r"^[0-9A-Za-z][0-9A-Za-z.-]*$", _("Huruf, angka, dan titik saja.")
)
LANGUAGES = {"id": _("Indonesia"), "en": _("Inggris")}


class DraftForm(forms.Form):
    label = forms.CharField(
        label=_("Nama versi baru"),
        max_length=20,
        validators=[LABEL],
        help_text=_("Misalnya 2026.2."),
    )


class AdaptForm(forms.Form):
    code = forms.SlugField(
        label=_("Kode instrumen baru"),
        max_length=40,
        help_text=_("Misalnya EDS-SD-BANYUMAS."),
    )
    title_id = forms.CharField(label=_("Nama"), max_length=200)
    title_en = forms.CharField(label=_("Nama (Inggris)"), max_length=200)


class ItemForm(forms.Form):
    """The words of one question, side by side in both languages."""

    weight = forms.FloatField(label=_("Bobot"), min_value=0.01, max_value=100)

    def __init__(self, data: Any = None, *, item: Item) -> None:
        super().__init__(data)
        self.options = list(item.options.all())
        for name, label, text in self._texts(item):
            for language, language_name in LANGUAGES.items():
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=f"{label} ({language_name})",
                    initial=text.get(language, ""),
                    widget=forms.Textarea(attrs={"rows": 2}),
                    required=name not in {"why", "example"},
                )
        self.fields["weight"].initial = item.weight
        self.order_fields([*list(self.fields)[1:], "weight"])

    def _texts(self, item: Item) -> list[tuple[str, Any, dict[str, str]]]:
        return [
            ("text", _("Pertanyaan"), item.text),
            *(
                (
                    f"option{place}",
                    _("Pilihan {place}").format(place=place + 1),
                    option.text,
                )
                for place, option in enumerate(self.options)
            ),
            ("why", _("Mengapa ditanyakan"), item.why),
            ("example", _("Contoh"), item.example),
        ]

    def changes(self) -> ItemChanges:
        return ItemChanges(
            text=self._said("text"),
            why=self._said("why"),
            example=self._said("example"),
            options=[
                self._said(f"option{place}") for place in range(len(self.options))
            ],
            weight=self.cleaned_data["weight"],
        )

    def _said(self, name: str) -> dict[str, str]:
        said = {
            language: self.cleaned_data[f"{name}_{language}"] for language in LANGUAGES
        }
        return said if any(said.values()) else {}
