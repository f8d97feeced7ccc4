"""The command `sakaguru`."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from sakaguru.config.cli import COMMANDS, main


def test_help_lists_every_command_in_both_languages(capsys):
    assert main(["--help"]) == 0

    said = capsys.readouterr().out
    for command in COMMANDS:
        assert f"  {command.name} " in said
        assert " / " in command.help


def test_wrong_settings_stop_the_start_with_code_2(capsys, monkeypatch):
    monkeypatch.setenv("PORT", "eight")
    monkeypatch.setenv("DEBUG", "maybe")

    assert main(["serve"]) == 2

    said = capsys.readouterr().err
    assert "PORT must be" in said
    assert "DEBUG must be" in said


def test_serve_and_worker_refuse_to_start_without_a_kept_secret(capsys, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)

    assert main(["serve"]) == 2
    assert main(["worker"]) == 2
    assert "SECRET_KEY must be set" in capsys.readouterr().err


def test_serve_says_plainly_when_the_port_is_taken(capsys, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x" * 50)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert main(["serve", "--port", str(port)]) == 2

    assert f"PORT {port} on 127.0.0.1 cannot be used" in capsys.readouterr().err


def test_an_unknown_command_is_refused(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["fly"])

    assert stopped.value.code == 2
    assert "invalid choice" in capsys.readouterr().err


def test_serve_worker_and_setup_say_when_the_database_is_not_there(
    capsys, monkeypatch, tmp_path
):
    monkeypatch.setenv("SECRET_KEY", "x" * 50)
    monkeypatch.setenv("DATABASE_URL", f"postgresql://nobody@/none?host={tmp_path}")

    assert main(["serve", "--port", "48999"]) == 2
    assert main(["worker"]) == 2
    assert main(["setup"]) == 2
    said = capsys.readouterr().err
    assert said.count("the database cannot be reached") == 3


def test_the_address_of_the_embedded_database_is_told(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("SAKAGURU_DATA", str(tmp_path))

    assert main(["database", "url"]) == 0
    assert capsys.readouterr().out.startswith("postgresql://sakaguru@/sakaguru?host=")


def test_score_is_found_without_a_database(capsys):
    assert main(["score", "--help"]) == 0
    assert "--answers" in capsys.readouterr().out


ENDED_WHILE_LOADING = """
import os, signal, sys

class Finder:
    def find_spec(self, name, *_):
        if name == "sakaguru.engine.command":
            os.kill(os.getpid(), signal.SIGTERM)

sys.meta_path.insert(0, Finder())
from sakaguru.config.cli import main
sys.exit(main(["score", "--help"]))
"""


def test_score_asked_to_end_while_it_loads_says_that_nothing_was_written():
    ended = subprocess.run(
        [sys.executable, "-c", ENDED_WHILE_LOADING],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 130
    assert ended.stderr == "interrupted, nothing was written\n"
