"""Texts of an attacker in every stored field that holds a text of somebody's.

Fields are found in the models, so that new ones are poisoned without being named here.
A field that the database refuses to hold a text in is told by name.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from databases import forget_what_is_kept
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OURS = "sakaguru."
KEYS = {
    *("path", "code", "digest", "token_digest", "poster_digest", "key", "password"),
    *("cycle_label", "source_key", "source", "action", "role", "kind", "consent"),
    *("email", "file", "preview", "door", "mark", "label_rule", "parent_path"),
    *("node", "standard", "leaf", "label", "nodes", "leaves", "uppers", "name_key"),
}
"""Words of ours by which rows find each other, never a person's own text."""
LABELS = {"link", "schoolclass", "framework", "proof"}
"""Models whose ``label`` a person writes."""


def poison(
    texts: Sequence[str], ours: frozenset[str] = frozenset()
) -> tuple[int, list[str]]:
    """Write ``texts`` in turn; gives how many fields hold them and which refused.

    ``ours`` names fields that people never write, of this test.
    """
    numbers, done, refused = count(), 0, []
    with connection.cursor() as cursor:
        # What guards published and approved rows looks away, as for a superuser.
        cursor.execute("SET LOCAL session_replication_role = replica")
    for model in apps.get_models():
        if not model.__module__.startswith(OURS) or model._meta.proxy:
            continue
        for field in model._meta.local_concrete_fields:
            if field.name in ours or not _is_free(model, field):
                continue
            written, no = _write(model, field, texts, numbers)
            done += bool(written)
            if no:
                refused.append(f"{model._meta.label}.{field.name}")
    forget_what_is_kept()
    return done, refused


def _is_free(model, field) -> bool:
    if isinstance(field, models.JSONField):
        return True
    is_text = isinstance(field, models.CharField | models.TextField)
    if field.name == "label" and model._meta.model_name in LABELS:
        return True
    return (
        is_text
        and not field.choices
        and not field.unique
        and not field.primary_key
        and field.name not in KEYS
        and (field.max_length or 99) >= 20
    )


def _write(model, field, texts, numbers: Iterator[int]) -> tuple[int, int]:
    """How many rows took a text, and how many refused it."""
    table, column, key = (model._meta.db_table, field.column, model._meta.pk.column)
    statement = f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s'
    rows = list(_changed(model, field, texts, numbers))
    if _takes(statement, rows):
        return len(rows), 0
    written = sum(_takes(statement, [row]) for row in rows)
    return written, len(rows) - written


def _changed(
    model, field, texts, numbers: Iterator[int]
) -> Iterator[tuple[object, object]]:
    """The new value and the key of each row that gets one."""
    for row in model._default_manager.all():
        old = getattr(row, field.attname)
        if not isinstance(field, models.JSONField):
            yield texts[next(numbers) % len(texts)][: field.max_length], row.pk
        elif (new := _in_words(old, texts, numbers)) != old:
            yield field.get_db_prep_save(new, connection), row.pk


def _takes(statement: str, rows: list[tuple[object, object]]) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, rows)
    except DatabaseError:
        return False
    return True


def _in_words(value, texts, numbers):
    """A text in two languages gets another in each; other documents stay."""
    if isinstance(value, dict) and {"id", "en"} <= value.keys():
        return {
            key: texts[next(numbers) % len(texts)] if isinstance(v, str) else v
            for key, v in value.items()
        }
    return value
