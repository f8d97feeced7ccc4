from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from factories.evidence import pdf, photo, zipped
from PIL import Image

from sakaguru.evidence.adapters import intake
from sakaguru.evidence.adapters.intake import FileRefused, take
from sakaguru.evidence.enums import FileKind

PHP = b"<?php system($_GET['c']); ?>"


def upload(content, name="foto.jpg"):
    return SimpleUploadedFile(name, content, "image/jpeg")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_drawn_anew_without_place_and_device(form):
    taken = take(photo(form=form))

    assert taken.kind == FileKind.PHOTO
    assert (taken.content_type, taken.ending) == ("image/jpeg", "jpg")
    assert dict(Image.open(io.BytesIO(taken.content)).getexif()) == {}
    assert b"Kamera" not in taken.content


def test_what_is_hidden_behind_a_photo_is_gone():
    dirty = photo().read() + PHP

    assert PHP not in take(upload(dirty)).content


def test_a_picture_with_holes_keeps_them():
    taken = take(photo(form="PNG", mode="RGBA"))

    assert taken.ending == "png"
    assert Image.open(io.BytesIO(taken.content)).mode == "RGBA"


def test_a_large_photo_is_made_smaller():
    taken = take(photo(size=(4000, 1000)))

    assert Image.open(io.BytesIO(taken.content)).size == (2000, 500)


@pytest.mark.parametrize(
    ("part", "ending"),
    [
        ("word/document.xml", "docx"),
        ("xl/workbook.xml", "xlsx"),
        ("ppt/presentation.xml", "pptx"),
    ],
)
def test_office_documents_are_told_by_their_parts(part, ending):
    assert take(zipped("apa saja.exe", "[Content_Types].xml", part)).ending == ending


def test_open_documents_and_pdf_are_taken():
    text = b"application/vnd.oasis.opendocument.text"

    assert take(zipped("surat.odt", "mimetype", content=text)).ending == "odt"
    assert take(pdf()).content_type == "application/pdf"


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr(intake, "LARGEST_BYTES", 10)

    with pytest.raises(FileRefused):
        take(pdf())
