"""How every Django form is drawn: label, help, field, and what to do about an error."""

from __future__ import annotations

from typing import Any

from django.forms import ChoiceField, FileInput, Form
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _


class FormRenderer(DjangoTemplates):
    """Named in the settings as ``FORM_RENDERER``."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class PhotoInput(FileInput):
    """A file that may be a photo: made small in the browser before it is sent."""

    def __init__(self) -> None:
        words: dict[str, Any] = {
            "data-shrink": _("Foto diperkecil dari {0} menjadi {1} agar hemat kuota.")
        }
        super().__init__(attrs=words)


class PairForm(Form):
    """Two versions of one thing, by label; read from the address."""

    dari = ChoiceField(label=_("Versi lama"))
    ke = ChoiceField(label=_("Versi baru"))

    def __init__(self, data: Any, labels: list[str]) -> None:
        super().__init__(data)
        for name in ("dari", "ke"):
            field = self.fields[name]
            field.choices = [(label, label) for label in labels]  # type: ignore[attr-defined]
