"""Back up, lose everything, restore: the same rows, files and trail."""

from __future__ import annotations

import random
import resource
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import psycopg
import pytest
from databases import test_home as home_of_the_tests

from sakaguru.config.backups import command, making
from sakaguru.config.backups.making import make_backup, make_key_backup
from sakaguru.config.backups.reading import verify
from sakaguru.config.backups.restoring import restore_backup
from sakaguru.config.backups.sealed import BackupRefused, make_key, read_key
from sakaguru.config.env import database_from_url, read_environment
from sakaguru.config.postgres import FLEETING, Postgres

AT = datetime(2026, 11, 21, 5, 12, tzinfo=UTC)
pytestmark = pytest.mark.xdist_group("backups")

SCHEMA = """
CREATE TABLE django_migrations (app text, name text);
INSERT INTO django_migrations VALUES ('core', '0001_initial');
CREATE TABLE core_auditevent (id int, position bigint, digest text);
INSERT INTO core_auditevent SELECT i, i, md5(i::text) FROM generate_series(1, 50) i;
CREATE TABLE survey_submission (id int primary key, body bytea, at timestamptz);
INSERT INTO survey_submission
SELECT i, decode(md5(i::text), 'hex'), now() - i * interval '1 minute'
FROM generate_series(1, 2000) i;
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    base = home_of_the_tests().parent / "test-backups"
    base.mkdir(parents=True, exist_ok=True)
    own = Postgres(base / f"server-{random.randrange(10**9)}", options=FLEETING)
    own.start()
    yield own
    own.erase()


@pytest.fixture
def make_place(server, tmp_path):
    """An installation with an empty database and data folder of its own."""
    made = []

    def make(name):
        database = f"{name}_{random.randrange(10**9)}"
        with server.connect() as connection:
            connection.execute(f"CREATE DATABASE {database}")
        data = tmp_path / name
        data.mkdir()
        made.append(database)
        place = replace(
            read_environment(),
            data=data,
            database=database_from_url(server.url(database)),
        )
        return SimpleNamespace(place=place, url=server.url(database), data=data)

    yield make
    for database in made:
        with server.connect() as connection:
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)")


@pytest.fixture
def source(make_place):
    made = make_place("source")
    with psycopg.connect(made.url) as connection:
        connection.execute(SCHEMA)
    for name, size in (("files/bukti.jpg", 300_000), ("trail/heads.jsonl", 80)):
        path = made.data / name
        path.parent.mkdir()
        path.write_bytes(random.Random(name).randbytes(size))
    (made.data / "keys").mkdir()
    (made.data / "keys" / "trail.key").write_text("kunci")
    return made


@pytest.fixture
def key(tmp_path):
    make_key(tmp_path / "backup.key")
    return read_key(tmp_path / "backup.key")


def test_a_restored_installation_equals_what_was_backed_up(
    source, make_place, key, tmp_path
):
    path, _ = make_backup(source.place, tmp_path / "backups", key, at=AT)
    target = make_place("target")

    assert restore_backup(target.place, path, key) == []

    assert (target.data / "files" / "bukti.jpg").read_bytes() == (
        source.data / "files" / "bukti.jpg"
    ).read_bytes()
    with psycopg.connect(target.url) as connection:
        count = connection.execute("SELECT count(*) FROM survey_submission").fetchone()
    assert count == (2000,)
    assert not (target.data / "keys").exists(), "keys are kept apart"


def test_keys_travel_in_a_file_of_their_own(source, make_place, key, tmp_path):
    path, _ = make_key_backup(source.place, tmp_path / "elsewhere", key, at=AT)
    target = make_place("target")

    assert restore_backup(target.place, path, key) == []

    assert (target.data / "keys" / "trail.key").read_text() == "kunci"


def test_nothing_is_overwritten(source, key, tmp_path):
    path, _ = make_backup(source.place, tmp_path / "backups", key, at=AT)

    with pytest.raises(BackupRefused, match="not empty"):
        restore_backup(source.place, path, key)
    shutil.rmtree(source.data)
    source.data.mkdir()
    with pytest.raises(BackupRefused, match=r"The database .* is not empty"):
        restore_backup(source.place, path, key)


def test_the_comparison_finds_a_row_that_changed_on_the_way(
    source, make_place, key, tmp_path, monkeypatch
):
    path, _ = make_backup(source.place, tmp_path / "backups", key, at=AT)
    target = make_place("target")
    told = verify(path, key)
    restore_backup(target.place, path, key)
    with psycopg.connect(target.url) as connection:
        connection.execute("UPDATE survey_submission SET body = '' WHERE id = 7")
        connection.execute("DELETE FROM core_auditevent WHERE id = 50")
    (target.data / "files" / "bukti.jpg").unlink()

    from sakaguru.config.backups.manifest import differences
    from sakaguru.config.backups.restoring import found_in

    faults = differences(told, found_in(target.place, told))
    assert faults == [
        "table core_auditevent: 49 rows instead of 50",
        "table survey_submission: rows differ",
        "file files/bukti.jpg is missing or differs",
        "the head of the audit trail differs",
    ]


def test_a_broken_backup_is_noticed_and_nothing_is_written(
    source, make_place, key, tmp_path
):
    path, _ = make_backup(source.place, tmp_path / "backups", key, at=AT)
    whole = path.read_bytes()
    target = make_place("target")
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1

    for content in (whole[: len(whole) // 2], whole[:-1], bytes(flipped), b""):
        path.write_bytes(content)
        with pytest.raises(BackupRefused):
            verify(path, key)
        with pytest.raises(BackupRefused):
            restore_backup(target.place, path, key)
    assert list(target.data.iterdir()) == []
    with psycopg.connect(target.url) as connection:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert connection.execute(tables).fetchone() == (0,)


def test_another_key_opens_nothing(source, key, tmp_path):
    path, _ = make_backup(source.place, tmp_path / "backups", key, at=AT)

    with pytest.raises(BackupRefused, match="another key"):
        verify(path, bytes(32))


def test_a_full_disk_leaves_no_half_backup(source, key, tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(BackupRefused, match="File too large"):
            make_backup(source.place, tmp_path / "backups", key, at=AT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert list((tmp_path / "backups").iterdir()) == []


def test_a_dump_that_fails_leaves_no_backup(source, key, tmp_path, monkeypatch):
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho half\necho 'server went away' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(making, "program", lambda _: str(program))

    with pytest.raises(BackupRefused, match="server went away"):
        make_backup(source.place, tmp_path / "backups", key, at=AT)

    assert list((tmp_path / "backups").iterdir()) == []


def test_the_commands_make_verify_prune_and_drill(
    source, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("DATABASE_URL", source.url)
    monkeypatch.setenv("SAKAGURU_DATA", str(source.data))
    key_file, folder = tmp_path / "k", tmp_path / "backups"
    (folder).mkdir()
    (folder / "sakaguru-20200101T000000Z.backup").touch()

    assert command.backup(["--to", str(folder)]) == 2
    assert "--new-key" in capsys.readouterr().err
    assert command.backup(["--new-key", str(key_file)]) == 0
    monkeypatch.setenv("BACKUP_KEY_FILE", str(key_file))
    assert command.backup(["--to", str(folder), "--keep", "1"]) == 0
    (made,) = folder.iterdir()
    assert command.backup(["--verify", str(made)]) == 0
    assert command.drill([str(made)]) == 0
    assert "Everything is equal." in capsys.readouterr().out
