"""The archived log of PostgreSQL brings back what came after the last base backup."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import time

import pytest
from databases import test_home as home_of_the_tests

from sakaguru.config.backups.programs import program
from sakaguru.config.postgres import ALWAYS, Postgres, server_owner

pytestmark = pytest.mark.xdist_group("backups")


@pytest.fixture
def folder():
    owner = server_owner()
    path = (
        home_of_the_tests().parent / "test-backups" / f"log-{random.randrange(10**9)}"
    )
    (path / "wal").mkdir(parents=True)
    if owner.uid is not None:
        for each in (path, path / "wal"):
            os.chown(each, owner.uid, owner.gid)
    yield path
    shutil.rmtree(path)


@contextlib.contextmanager
def running(home, **more):
    server = Postgres(home, options={**ALWAYS, "fsync": "off", **more})
    server.start()
    try:
        yield server
    finally:
        server.stop()


def test_rows_after_the_base_backup_come_back(folder):
    wal = folder / "wal"
    archive = {
        "wal_level": "replica",
        "archive_mode": "on",
        "archive_command": f"'test ! -f {wal}/%f && cp %p {wal}/%f'",
    }
    with running(folder / "first", **archive) as server:
        with server.connect() as connection:
            connection.execute("CREATE TABLE answers AS SELECT 1 AS id")
        base = folder / "base"
        command = [program("pg_basebackup"), "-d", server.url("postgres"), "-D", base]
        subprocess.run([*command, "-X", "none", "-c", "fast"], check=True)
        with server.connect() as connection:
            connection.execute("INSERT INTO answers SELECT generate_series(2, 100)")
            connection.execute("SELECT pg_switch_wal()")
            connection.execute("CHECKPOINT")
        wanted = len(list(wal.iterdir()))
    assert wanted
    server.erase()

    second = Postgres(folder / "second", options={"fsync": "off"})
    second.home.mkdir()
    shutil.move(base, second.data)
    (second.data / "recovery.signal").touch()
    give_to_the_server(second.data)
    restore = f"'cp {wal}/%f %p'"
    with running(second.home, restore_command=restore) as restored:
        count = counted(restored)
    restored.erase()

    assert count == (100,)


def give_to_the_server(data):
    owner = server_owner()
    if owner.uid is not None:
        for path in (data, *data.rglob("*")):
            os.chown(path, owner.uid, owner.gid)


def counted(server):
    """Rows of the table, once the log has been followed to its end."""
    with server.connect() as connection:
        for _ in range(600):
            if connection.execute("SELECT pg_is_in_recovery()").fetchone() == (False,):
                break
            time.sleep(0.05)
        return connection.execute("SELECT count(*) FROM answers").fetchone()
