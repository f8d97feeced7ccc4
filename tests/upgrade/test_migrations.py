"""The release before works on this schema, and the way back is open."""

from __future__ import annotations

import os

import pytest
from databases import exists, fingerprint, run
from django.apps import apps
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import call_command
from django.db import DatabaseError, connection, migrations, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from matrix.keeping import migrate, on, say, server
from upgrade.released import behind, is_ours, newer, released
from upgrade.rules import faults

JUDGED: dict[str, str] = {}
"""``app.migration: fault`` and why the release before is safe all the same."""
FLEETING = {"django_session", "django_migrations"}

pytestmark = pytest.mark.xdist_group("world")


@pytest.fixture(scope="module")
def loader(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return MigrationLoader(connection)


@pytest.fixture(scope="module")
def before(loader):
    """The models of the release before."""
    return loader.project_state(behind(loader))


def test_the_release_before_is_named_by_migrations_that_exist(loader):
    known = set(loader.graph.nodes)

    assert [key for key in released().items() if key not in known] == []


def test_new_migrations_take_nothing_away_that_the_release_before_uses(loader, before):
    after, wrong = loader.project_state(), []
    for each in newer(loader):
        for operation in each.operations:
            for fault in faults(each.app_label, operation, before, after):
                told = f"{each.app_label}.{each.name}: {operation.describe()}: {fault}"
                wrong.append(told)
    bad = [told for told in wrong if not any(told.startswith(j) for j in JUDGED)]

    assert bad == [], "see docs/decisions/0053-a-release-only-adds.md"


TEXT = models.CharField(max_length=9)
BAD = {
    "gone": migrations.RemoveField("school", "village"),
    "renamed": migrations.RenameField("school", "village", "desa"),
    "whole": migrations.DeleteModel("School"),
    "filled": migrations.AddField("school", "village", TEXT),
    "narrow": migrations.AlterField("school", "npsn", models.IntegerField()),
    "strict": migrations.AddConstraint(
        "school", models.CheckConstraint(condition=models.Q(pupils__gt=0), name="x")
    ),
    "index": migrations.AddIndex("school", models.Index(fields=["village"], name="x")),
    "sql": migrations.RunSQL("ALTER TABLE x  DROP column y", migrations.RunSQL.noop),
    "one way": migrations.RunSQL("SELECT 1"),
    "no return": migrations.RunPython(print),
}


@pytest.mark.parametrize("name", BAD)
def test_what_the_rules_are_against_is_found(loader, before, name):
    after = before.clone()
    model = after.models["organisations", "school"]
    model.fields["npsn"] = models.IntegerField()

    assert list(faults("organisations", BAD[name], before, after))


def test_what_only_adds_is_let_through(loader, before):
    after = before.clone()
    fields = after.models["organisations", "school"].fields
    fields["nick"] = models.CharField(max_length=9, db_default="")
    index = models.Index(fields=["village"], name="x")
    good = [
        migrations.AddField("school", "nick", fields["nick"]),
        migrations.CreateModel("Room", [("id", models.BigAutoField(primary_key=True))]),
        AddIndexConcurrently("school", index),
        migrations.RunSQL("SELECT 1", migrations.RunSQL.noop),
    ]

    found = [list(faults("organisations", each, before, after)) for each in good]
    assert not any(found), found


def test_the_models_of_the_release_before_write_every_row(world, before):
    """Rows of the world are read, changed and added anew as its code does it."""
    count, wrong = 0, []
    for model in before.apps.get_models():
        if not apps.is_installed(f"sakaguru.{model._meta.app_label}"):
            continue
        for row in model._base_manager.all()[:20]:
            count += 1
            wrong += written_anew(row)
    say(f"{count} rows written by older models, {len(wrong)} refused")

    assert wrong == []
    assert count >= 100


def written_anew(row) -> list[str]:
    """Take the row out past all guards, and let the old model add and change it."""
    meta, key = type(row)._meta, row.pk
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            table, column = meta.db_table, meta.pk.column
            cursor.execute(f'DELETE FROM "{table}" WHERE "{column}" = %s', [key])
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                row.save(force_update=True)
        except (DatabaseError, ValueError, TypeError) as refusal:
            return [f"{meta.label}: {refusal}"]
        finally:
            transaction.set_rollback(True)
    return []


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    """Two databases: of this release, and one at the schema of the release before."""
    name = f"test_upgrade_{os.getpid()}"
    with django_db_blocker.unblock(), server() as told:
        run(told, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        template = f"sakaguru_template_{fingerprint()}"
        if exists(told, template):
            run(told, "CREATE DATABASE {} TEMPLATE {}", name, template)
        else:
            run(told, "CREATE DATABASE {}", name)
            migrate(name)
        with on(name):
            yield
        run(told, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def test_the_way_back_and_forth_again_leaves_the_same_schema(country, loader):
    today = schema()
    back = [(app, name) for app, name in released().items()]
    back += [(app, None) for app, _ in unknown_to_the_release(loader)]
    MigrationExecutor(connection).migrate(back)
    then = schema()
    call_command("migrate", verbosity=0, interactive=False)
    gone = len(today - then)
    say(f"{len(newer(loader))} migrations taken back ({gone} parts of the schema)")

    assert schema() == today
    assert bool(newer(loader)) is bool(gone)


def unknown_to_the_release(loader):
    leaves = [key for key in loader.graph.leaf_nodes() if is_ours(loader, key)]
    return [key for key in leaves if key[0] not in released()]


SCHEMA = """
SELECT 'column', table_name, column_name, data_type || is_nullable ||
       coalesce(column_default, '') || coalesce(character_maximum_length::text, '')
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname,
       pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes
       WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
       FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, '', prosrc FROM pg_proc
       WHERE pronamespace = 'public'::regnamespace
"""


def schema() -> set[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        return {row for row in cursor.fetchall() if row[1] not in FLEETING}
