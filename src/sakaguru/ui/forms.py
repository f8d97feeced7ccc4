"""How every Django form is drawn: label, help, field, and what to do about an error."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class FormRenderer(DjangoTemplates):
    """Named in the settings as ``FORM_RENDERER``."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
