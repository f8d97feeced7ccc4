"""What is asked before choosing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CeilingForm(forms.Form):
    """How much money there is; what must be in and what stays out come beside it."""

    ceiling = forms.IntegerField(
        label=_("Dana yang tersedia (rupiah)"),
        min_value=0,
        max_value=10_000_000_000_000,
        help_text=_("Hanya angka, misalnya 25000000."),
        widget=forms.NumberInput(attrs={"step": "1", "inputmode": "numeric"}),
    )
