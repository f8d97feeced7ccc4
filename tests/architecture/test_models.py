"""Models: keys point down, nothing hides in `save`."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from sources import heights


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("sakaguru.")]


def test_foreign_keys_point_down():
    height = heights()
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.concrete
        and field.related_model in our_models()
        and height[field.related_model._meta.app_label] > height[model._meta.app_label]
    ]

    assert our_models()
    assert upward == []


def test_no_model_hides_behaviour_in_save_or_delete():
    hiding = [
        model._meta.label
        for model in our_models()
        for verb in ("save", "delete")
        if getattr(model, verb).__module__.startswith("sakaguru.")
    ]

    assert hiding == []


def test_tables_carry_the_name_of_their_capability():
    astray = [
        model._meta.label
        for model in our_models()
        if not model._meta.db_table.startswith(model._meta.app_label)
    ]

    assert astray == []


def test_every_model_says_which_row_it_is():
    silent = [
        model._meta.label
        for model in our_models()
        if model.__str__ is models.Model.__str__
    ]

    assert silent == []
