"""The demo fills and empties only what is its own, and stops what it started."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time

import pytest
from psycopg import sql

from sakaguru.config import children, demo
from sakaguru.config.connections import connect
from sakaguru.config.env import SettingsAreWrong, read_environment
from sakaguru.config.postgres import FLEETING, Postgres


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Postgres(tmp_path_factory.mktemp("demo") / "home", options=FLEETING)
    server.start()
    yield server
    server.erase()


@pytest.fixture
def settings(server, tmp_path, monkeypatch, request):
    """Settings that name a fresh database."""
    name = f"d{abs(hash(request.node.name))}"
    with server.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    monkeypatch.setenv("DATABASE_URL", server.url(name))
    monkeypatch.setenv("SAKAGURU_DATA", str(tmp_path / "data"))
    return read_environment()


def put_something(settings):
    with connect(settings.database) as connection:
        connection.execute("CREATE TABLE something AS SELECT 1 AS number")


def holds_something(settings):
    with connect(settings.database) as connection:
        found = connection.execute("SELECT to_regclass('something')").fetchone()
    return found[0] is not None


def test_an_empty_database_becomes_the_demos_own(settings):
    demo.claim(settings)
    put_something(settings)
    demo.claim(settings)

    with connect(settings.database) as connection:
        assert demo.is_ours(connection)


def test_a_database_with_something_else_is_refused_and_left_alone(settings):
    put_something(settings)

    with pytest.raises(SettingsAreWrong, match="holds something else"):
        demo.claim(settings)
    with pytest.raises(SettingsAreWrong, match="left alone"):
        demo.reset_demo()

    assert holds_something(settings)


def test_reset_empties_the_demos_database_and_its_files(settings, capsys):
    demo.claim(settings)
    put_something(settings)
    (settings.data / "warehouse").mkdir(parents=True)
    (settings.data / "demo-accounts.json").write_text("[]")

    assert demo.reset_demo() == 0

    assert not holds_something(settings)
    assert not (settings.data / "warehouse").exists()
    assert not (settings.data / "demo-accounts.json").exists()
    assert "make demo" in capsys.readouterr().out


def test_only_one_demo_runs_in_a_folder(tmp_path):
    with (
        demo.only_one(tmp_path),
        pytest.raises(SettingsAreWrong, match="stop it first"),
        demo.only_one(tmp_path),
    ):
        pass


def test_the_secret_of_the_demo_stays_and_is_for_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.setenv("SAKAGURU_DATA", str(tmp_path))
    monkeypatch.delenv("SECRET_KEY", raising=False)

    first = demo.demo_environment()["SECRET_KEY"]

    assert first == demo.demo_environment()["SECRET_KEY"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_accounts_are_shown_as_a_table(tmp_path, capsys):
    account = {
        "tier": "school",
        "role": "head",
        "organisation": "SD Negeri 1 Contoh",
        "email": "kepala@contoh.invalid",
        "password": "rahasia",
    }
    path = tmp_path / "demo-accounts.json"
    path.write_text(json.dumps([account]))

    demo.print_accounts(path)

    head, row = capsys.readouterr().out.strip().splitlines()
    assert head.split() == ["tier", "role", "organisation", "email", "password"]
    assert "kepala@contoh.invalid" in row


@pytest.fixture
def program(monkeypatch):
    def write(text):
        monkeypatch.setattr(children, "OURSELVES", [sys.executable, "-c", text])

    return write


def test_a_child_is_asked_to_stop_and_stops(program, tmp_path):
    program("import time; time.sleep(60)")
    child = children.start_child("serve", logs=tmp_path / "log", environment={})

    began = time.monotonic()
    child.stop()

    assert child.has_ended
    assert time.monotonic() - began < 10


def test_a_child_that_fell_is_told_with_its_last_words(program, tmp_path):
    program("print('no such port'); raise SystemExit(3)")
    child = children.start_child("serve", logs=tmp_path / "log", environment={})
    child.process.wait()

    with pytest.raises(demo.ChildEnded, match="no such port"):
        demo.refuse_ended([child])


def test_children_of_a_killed_demo_are_ended_by_the_next(program, tmp_path):
    program("import time; time.sleep(60)  # sakaguru.config")
    child = children.start_child("serve", logs=tmp_path / "log", environment={})
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    note = tmp_path / "demo-children"
    children.remember([child], note)
    note.write_text(f"{note.read_text()}{stranger.pid}\n")

    reaper = threading.Thread(target=child.process.wait)
    reaper.start()
    children.end_leftovers(note)
    reaper.join()

    assert child.has_ended
    assert stranger.poll() is None
    assert not note.exists()
    stranger.kill()
    stranger.wait()
