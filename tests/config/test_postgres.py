"""The embedded server: made, joined, killed, stopped; several at once."""

from __future__ import annotations

import os
import signal
import time

import psycopg
import pytest

from sakaguru.config.postgres import DURABLE, FLEETING, Postgres, is_postgres


@pytest.fixture
def server(tmp_path):
    server = Postgres(tmp_path / "home", options=FLEETING)
    yield server
    server.erase()


def test_server_starts_makes_its_database_once_and_stops_without_a_rest(server):
    server.start()
    server.ensure_database("satu")
    server.ensure_database("satu")
    with server.connect("satu") as connection:
        major = connection.execute("SHOW server_version_num").fetchone()

    pid = server.pid()
    server.stop()

    assert int(major[0]) >= 150000
    assert pid is not None
    assert not is_postgres(pid)
    assert not server.socket_dir.exists()


def test_server_is_joined_by_a_second_starter_and_keeps_what_was_written(server):
    server.start()
    server.ensure_database("satu")
    second = Postgres(server.home, options=FLEETING)
    second.start()

    with second.connect("satu") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    second.stop()
    server.start()

    with server.connect("satu") as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_server_rises_after_it_was_killed(server):
    server.start()
    os.kill(server.pid(), signal.SIGKILL)
    while server.answers():
        time.sleep(0.02)

    server.start()

    assert server.answers()


def test_two_servers_run_beside_each_other(server, tmp_path):
    other = Postgres(tmp_path / "other", options=DURABLE)
    server.start()
    other.start()
    try:
        with other.connect() as connection:
            fsync = connection.execute("SHOW fsync").fetchone()
        assert server.answers()
        assert fsync == ("on",)
    finally:
        other.erase()


def test_server_is_not_reached_over_the_network(server):
    server.start()

    with server.connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host="127.0.0.1", port=5432, user="sakaguru", connect_timeout=1)
