"""What people fill in about drafts of a framework."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from sakaguru.standards.services.nodes import NodeChanges

if TYPE_CHECKING:
    from sakaguru.standards.models import Node


class DraftForm(forms.Form):
    label = forms.CharField(
        label=_("Nama versi baru"),
        max_length=20,
        validators=[validate_slug],
        help_text=_("Misalnya 2 atau 2027. Huruf, angka, dan tanda hubung."),
    )


class NodeForm(forms.Form):
    title_id = forms.CharField(label=_("Nama"), max_length=300)
    title_en = forms.CharField(label=_("Nama (Inggris)"), max_length=300)
    definition_id = forms.CharField(
        label=_("Penjelasan"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    definition_en = forms.CharField(
        label=_("Penjelasan (Inggris)"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    weight = forms.FloatField(
        label=_("Bobot"),
        min_value=0.01,
        max_value=100,
        help_text=_("1 berarti sama berat dengan yang lain."),
    )
    applies = forms.BooleanField(label=_("Berlaku untuk SD"), required=False)

    @classmethod
    def of(cls, node: Node) -> NodeForm:
        return cls(
            initial={
                "title_id": node.title.get("id", ""),
                "title_en": node.title.get("en", ""),
                "definition_id": node.definition.get("id", ""),
                "definition_en": node.definition.get("en", ""),
                "weight": node.weight,
                "applies": node.applies,
            }
        )

    def changes(self) -> NodeChanges:
        data: dict[str, Any] = self.cleaned_data
        definition = {"id": data["definition_id"], "en": data["definition_en"]}
        return NodeChanges(
            title={"id": data["title_id"], "en": data["title_en"]},
            definition=definition if any(definition.values()) else {},
            weight=data["weight"],
            applies=data["applies"],
        )
