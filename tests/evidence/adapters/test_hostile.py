"""A corpus of hostile files: each refused with words, or taken without its sting."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from factories.hostile import HIDING, HOSTILE, SECRET

from sakaguru.core.apart import WorkFailed, run_apart
from sakaguru.evidence.adapters.inspection import Refused, inspect
from sakaguru.evidence.adapters.intake import FileRefused, take, words_for

ACTIVE = (
    b"JavaScript",
    b"/JS",
    b"/Launch",
    b"EmbeddedFile",
    b"<script",
    b"/OpenAction",
)


def test_the_corpus_is_large_enough():
    assert len(HOSTILE) + len(HIDING) >= 60


@pytest.mark.parametrize(
    "made", [pytest.param(made, id=title) for title, _name, made in HOSTILE]
)
def test_a_hostile_file_is_refused(made):
    content = made()
    with pytest.raises(Refused) as refused:
        inspect(content)

    assert words_for(str(refused.value))


@pytest.mark.parametrize(
    "made", [pytest.param(made, id=title) for title, _name, made in HIDING]
)
def test_what_hides_in_a_file_is_gone(made):
    clean = unpacked(inspect(made()).content)

    assert SECRET.encode() not in clean
    assert [word for word in ACTIVE if word in clean] == []


def upload(name, made):
    return SimpleUploadedFile(name, made())


def unpacked(content):
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_the_whole_way_refuses_in_words_and_takes_a_clean_file():
    named = {title: (name, made) for title, name, made in HOSTILE + HIDING}
    for title, words in (
        ("word macro", "makro"),
        ("flat bomb", "lebih besar daripada"),
        ("pdf with a password", "kata sandi"),
        ("empty", "kosong"),
    ):
        with pytest.raises(FileRefused, match=words):
            take(upload(*named[title]))

    taken = take(upload(*named["pdf with an author"]))
    assert (taken.kind, taken.ending) == ("document", "pdf")


def test_work_apart_is_stopped_at_its_limits():
    with pytest.raises(WorkFailed):
        run_apart("factories.no_such_module", b"")
    with pytest.raises(WorkFailed):
        run_apart("sakaguru.evidence.adapters.inspection", b"%PDF-", megabytes=30)
