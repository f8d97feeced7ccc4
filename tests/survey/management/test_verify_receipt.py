"""Forged receipts are found."""

import json
import random

import pytest
from django.core.management import CommandError, call_command

from sakaguru.survey.adapters.signing import signed_receipt

GENUINE = {
    "number": "K7QM-2XRT",
    "submission": "0b6f1c3e-5a2d-4e0c-9c41-7f1f4d6c2a10",
    "sequence": 1,
    "digest": "ab" * 32,
    "received": "2026-11-10",
}


def forgeries():
    """One sign changed somewhere: a thousand times somewhere else."""
    chance = random.Random(1)
    while True:
        receipt = dict(signed_receipt(GENUINE))
        field = chance.choice(sorted(receipt))
        text = str(receipt[field])
        place = chance.randrange(len(text))
        sign = chance.choice("0123456789abcdef")
        if text[place] != sign:
            receipt[field] = text[:place] + sign + text[place + 1 :]
            yield receipt


def test_each_of_a_thousand_forgeries_is_found(tmp_path, capsys):
    made = forgeries()
    file = tmp_path / "receipts.json"
    file.write_text(json.dumps([next(made) for _ in range(1000)]))

    with pytest.raises(SystemExit):
        call_command("verify_receipt", str(file))

    assert capsys.readouterr().out.count("FORGED") == 1000


def test_a_genuine_receipt_is_known_as_such(tmp_path, capsys):
    file = tmp_path / "receipts.jsonl"
    file.write_text(json.dumps({"receipt": signed_receipt(GENUINE)}) + "\n")

    call_command("verify_receipt", str(file))

    assert "genuine" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"[]", b"\n \n"])
def test_an_empty_file_is_not_taken_for_a_genuine_one(tmp_path, content):
    file = tmp_path / "receipts.json"
    file.write_bytes(content)

    with pytest.raises(CommandError):
        call_command("verify_receipt", str(file))


@pytest.mark.parametrize("content", [b"\xff\xfe", b"{", b"[[]]", b'{"receipt": 1}'])
def test_an_odd_file_is_called_forged(tmp_path, content):
    file = tmp_path / "receipts.json"
    file.write_bytes(content)

    with pytest.raises(SystemExit):
        call_command("verify_receipt", str(file))


def test_a_file_that_an_editor_marked_is_read(tmp_path, capsys):
    file = tmp_path / "receipts.json"
    file.write_text(json.dumps(signed_receipt(GENUINE)), encoding="utf-8-sig")

    call_command("verify_receipt", str(file))

    assert "genuine" in capsys.readouterr().out
