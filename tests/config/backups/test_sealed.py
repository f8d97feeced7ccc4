"""A sealed stream opens with its key only, and tells every damage."""

from __future__ import annotations

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakaguru.config.backups.sealed import (
    HEAD_BYTES,
    PIECE,
    BackupRefused,
    SealedReader,
    SealedWriter,
    make_key,
    read_key,
)

KEY = bytes(range(32))


def sealed(plain: bytes) -> bytes:
    target = io.BytesIO()
    with SealedWriter(target, KEY) as writer:
        writer.write(plain)
    return target.getvalue()


def opened(content: bytes, key: bytes = KEY) -> bytes:
    return io.BufferedReader(SealedReader(io.BytesIO(content), key)).read()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_written_is_read_again(size):
    plain = random.Random(size).randbytes(size)

    assert opened(sealed(plain)) == plain


def test_nothing_of_the_content_can_be_seen():
    assert b"rahasia" not in sealed(b"rahasia" * 100)


def test_another_key_is_refused_by_name():
    with pytest.raises(BackupRefused, match="another key"):
        opened(sealed(b"isi"), bytes(32))


def test_another_format_is_refused():
    with pytest.raises(BackupRefused, match="not a backup"):
        opened(b"PK\x03\x04" + bytes(200))


WHOLE = sealed(random.Random(1).randbytes(2 * PIECE + 5))


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_flipped_bit_is_found_wherever_it_is(place, change):
    broken = bytearray(WHOLE)
    broken[place] ^= change

    with pytest.raises(BackupRefused):
        opened(bytes(broken))


@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_that_ends_early_is_found(length):
    with pytest.raises(BackupRefused):
        opened(WHOLE[:length])


def test_pieces_cannot_be_left_out_doubled_or_swapped():
    size = 4 + PIECE + 16
    head, first = WHOLE[:HEAD_BYTES], WHOLE[HEAD_BYTES : HEAD_BYTES + size]
    second, last = WHOLE[HEAD_BYTES + size :][:size], WHOLE[HEAD_BYTES + 2 * size :]

    for pieces in (
        [first, last],
        [first, first, second, last],
        [second, first, last],
        [first, second],
    ):
        with pytest.raises(BackupRefused):
            opened(b"".join([head, *pieces]))


def test_something_added_to_the_end_is_found():
    with pytest.raises(BackupRefused, match="added"):
        opened(WHOLE + b"x")


def test_a_key_is_for_its_owner_only_and_never_replaced(tmp_path):
    file = tmp_path / "backup.key"
    make_key(file)

    assert len(read_key(file)) == 32
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(BackupRefused, match="never replaced"):
        make_key(file)


def test_a_file_that_is_no_key_is_refused(tmp_path):
    (tmp_path / "other").write_text("bukan kunci")

    with pytest.raises(BackupRefused, match="not a key"):
        read_key(tmp_path / "other")
    with pytest.raises(BackupRefused, match="No such file"):
        read_key(tmp_path / "missing")
