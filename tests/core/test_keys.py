"""The key that signs lies in a file of its own."""

from __future__ import annotations

import pytest

from sakaguru.core.keys import SigningKey, verified


@pytest.fixture
def file(tmp_path):
    return tmp_path / "new" / "keys" / "trail.key"


def test_a_key_lies_alone_where_only_this_account_looks(file):
    key = SigningKey(file)

    assert [each.name for each in file.parent.iterdir()] == ["trail.key"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert SigningKey(file).public == key.public


def test_a_folder_that_is_there_already_is_good(file):
    file.parent.mkdir(parents=True)

    assert SigningKey(file).public == SigningKey(file).public


def test_of_two_that_make_a_key_at_once_the_first_is_kept(file, monkeypatch):
    first = SigningKey(file)
    monkeypatch.setattr(type(file), "exists", lambda _self: False)

    second = SigningKey(file)

    assert second.public == first.public
    assert [each.name for each in file.parent.iterdir()] == ["trail.key"]


def test_a_signature_is_good_for_one_text_and_one_key(file, tmp_path):
    key, other = SigningKey(file), SigningKey(tmp_path / "other.key")
    signature = key.sign(b"isi")

    assert key.is_signed(b"isi", signature)
    assert verified(key.public, b"isi", signature)
    assert not key.is_signed(b"lain", signature)
    assert not other.is_signed(b"isi", signature)
    assert not verified(key.public, b"isi", "00" * 64)
    assert not verified("bukan kunci", b"isi", signature)
    assert not verified(key.public, b"isi", "bukan tanda tangan")
