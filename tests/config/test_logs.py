"""Logs are JSON and name nobody."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from sakaguru.config.logs import json_formatter, without_personal_data


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("letter to siti@sekolah.example sent", "letter to (e-mail) sent"),
        ("Not Found: /isi/AbC-123/hal/2/", "Not Found: /isi/(token)/hal/2/"),
        ("GET /organisasi/?cari=Siti", "GET /organisasi/?(query)"),
        ("dup\nDETAIL:  Key (email)=(a@b.id) exists.", "dup\nDETAIL: (hidden)"),
        ("Server Error: /p/abc234/masuk/", "Server Error: /p/(token)/masuk/"),
        ("/undangan/tok3n/", "/undangan/(token)/"),
    ],
)
def test_personal_data_are_blanked_out(said, kept):
    assert without_personal_data(said) == kept


@pytest.fixture
def lines():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_formatter())
    logger = logging.getLogger("sakaguru.test")
    logger.addHandler(handler)
    logger.setLevel("INFO")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)


def test_each_line_is_one_json_object_with_time_level_and_logger(lines):
    structlog.get_logger("sakaguru.test").info("scored", run=7, who="a@b.example")

    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "scored",
        "level": "info",
        "logger": "sakaguru.test",
        "run": 7,
        "who": "(e-mail)",
    }


def test_a_traceback_is_masked_too(lines):
    try:
        raise ValueError("no account siti@sekolah.example")  # noqa: TRY301
    except ValueError:
        logging.getLogger("sakaguru.test").exception("failed")

    (line,) = lines()
    assert "ValueError: no account (e-mail)" in line["exception"]
