"""No column of text is left undeclared."""

from __future__ import annotations

from itertools import combinations

from django.apps import apps
from django.db import models

from sakaguru.config.personal import NOBODY, OFFICE_WORDS, PERSONAL

TEXTS = (
    models.BinaryField,
    models.CharField,
    models.FileField,
    models.GenericIPAddressField,
    models.JSONField,
    models.TextField,
)


def columns_of_text():
    return {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        for field in model._meta.local_fields
        if isinstance(field, TEXTS) and not field.choices
    }


def test_every_column_of_text_is_declared_once():
    groups = [*(purpose.columns for purpose in PERSONAL), OFFICE_WORDS, NOBODY]
    doubled = [name for one, other in combinations(groups, 2) for name in one & other]
    declared = frozenset().union(*groups)
    found = columns_of_text()

    assert sorted(found - declared) == [], "say in config/personal.py whom it tells of"
    assert sorted(declared - found) == []
    assert doubled == []
