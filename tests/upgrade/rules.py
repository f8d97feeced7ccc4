"""What a migration must not do while the release before still runs beside it.

Servers are updated one after the other: for a while yesterday's code writes to today's
schema. So a release only adds; what is no longer used goes with the release after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, migrations, models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ProjectState

TAKES_AWAY = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)
DROPS = ("DROP COLUMN", "DROP TABLE", "RENAME ", "SET NOT NULL", "ALTER COLUMN")


def faults(
    app: str, operation: Operation, before: ProjectState, after: ProjectState
) -> Iterator[str]:
    """What is wrong with an operation.

    Args:
        before: the models of the release before.
        after: those of this release, at its end.
    """
    if not operation.reversible:
        yield "cannot be taken back"
    for each in getattr(operation, "database_operations", ()):
        yield from faults(app, each, before, after)
    if isinstance(operation, migrations.RunSQL):
        words = " ".join(str(operation.sql).upper().split())
        yield from (f"{drop.strip()} in SQL" for drop in DROPS if drop in words)
    name = getattr(operation, "model_name", getattr(operation, "name", ""))
    if (app, str(name).lower()) in before.models:
        yield from of_known_model(app, operation, before, after)


def of_known_model(
    app: str, operation: Operation, before: ProjectState, after: ProjectState
) -> Iterator[str]:
    if isinstance(operation, TAKES_AWAY):
        yield f"{type(operation).__name__}: the release before still asks for it"
    if isinstance(operation, migrations.AddField):
        yield from of_new_field(column(after, app, operation))
    if isinstance(operation, migrations.AlterField):
        told = column(before, app, operation), column(after, app, operation)
        yield from of_changed_field(*told)
    if isinstance(operation, migrations.AddConstraint):
        yield "the release before may write what the constraint refuses"
    if type(operation) is migrations.AddIndex:
        yield "writers wait while the index is made: AddIndexConcurrently"


def of_new_field(field: models.Field | None) -> Iterator[str]:
    if field is None or isinstance(field, models.ManyToManyField):
        return
    if not field.null and not field.has_db_default():
        yield "NOT NULL without db_default: the release before cannot add rows"


def of_changed_field(
    old: models.Field | None, new: models.Field | None
) -> Iterator[str]:
    if old is None or new is None:
        return
    if old.null and not new.null:
        yield "becomes NOT NULL: the release before may write none"
    if old.db_type(connection) != new.db_type(connection) and not is_wider(old, new):
        yield "another type of column"


def is_wider(old: models.Field, new: models.Field) -> bool:
    """Texts may grow longer."""
    if not isinstance(old, models.CharField):
        return False
    if isinstance(new, models.TextField):
        return True
    return bool(old.max_length and new.max_length and old.max_length <= new.max_length)


def column(
    state: ProjectState,
    app: str,
    operation: migrations.AddField | migrations.AlterField,
) -> models.Field | None:
    model = state.models.get((app, operation.model_name.lower()))
    return model.fields.get(operation.name) if model else None
