"""How every Django form is drawn: label, help, field, and what to do about an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.forms import ChoiceField, FileInput, Form
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import QueryDict


class FormRenderer(DjangoTemplates):
    """Named in the settings as ``FORM_RENDERER``."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class FileInPieces(FileInput):
    """A file that goes over a weak line: photos are made small, then it goes in pieces.

    A broken line continues where it stopped. ``address`` takes the pieces; without a
    script the file goes with its form. A form that came back keeps what had arrived,
    unless it is the file that was refused.
    """

    template_name = "ui/forms/file_in_pieces.html"

    def __init__(self, address: Any) -> None:
        words: dict[str, Any] = {
            "data-pieces": address,
            "data-shrink": _("Foto diperkecil dari {0} menjadi {1} agar hemat kuota."),
            "data-large": _("Berkas lebih besar dari 10 MB. Perkecil dahulu."),
            "data-sending": _("Terkirim {0} %"),
            "data-resumed": _("Dilanjutkan dari {0} %"),
            "data-broken": _(
                "Sambungan terputus di {0} %. Dilanjutkan begitu tersambung lagi."
            ),
            "data-sent": _("Berkas sudah terkirim seluruhnya."),
        }
        super().__init__(attrs=words)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.given = super().value_from_datadict(data, files, name)
        return self.given

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given: Any = getattr(self, "given", None)
        is_refused = "aria-invalid" in context["widget"]["attrs"]
        if is_refused:  # far down on long pages, where nobody would see why
            context["widget"]["attrs"]["autofocus"] = True
        elif hasattr(given, "upload_id"):
            context["widget"]["attrs"].pop("required", None)
            arrived = {"id": given.upload_id, "name": given.name}
            context["widget"]["arrived"] = arrived
        return context


class PairForm(Form):
    """Two versions of one thing, by label; read from the address."""

    dari = ChoiceField(label=_("Versi lama"))
    ke = ChoiceField(label=_("Versi baru"))

    def __init__(self, data: Any, labels: list[str]) -> None:
        super().__init__(data)
        self.labels = labels
        for name in ("dari", "ke"):
            field = self.fields[name]
            field.choices = [(label, label) for label in labels]  # type: ignore[attr-defined]

    @classmethod
    def asked(cls, given: QueryDict, labels: list[str]) -> Self:
        """The two that somebody asked for, else the newest two."""
        newest = {"dari": labels[-2:][0], "ke": labels[-1]}
        return cls({**newest, **given.dict()}, labels)

    def pair(self) -> list[str]:
        """Old and new label; nothing where there are no two to choose from."""
        if len(self.labels) == 1 or not self.is_valid():
            return []
        return [self.cleaned_data[name] for name in ("dari", "ke")]
