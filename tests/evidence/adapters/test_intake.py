from __future__ import annotations

import io
import struct
import zlib

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


def png_header(width, height):
    """The head of a picture that claims to be this large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    check = zlib.crc32(b"IHDR" + head)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + b"IHDR"
        + head
        + struct.pack(">I", check)
    )


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


@pytest.mark.parametrize(
    "file",
    [
        upload(b""),
        upload(PHP),
        upload(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg"),
        upload(b"<html><script>alert(1)</script></html>", "foto.html"),
        upload(b"GIF89a" + b"\x00" * 20, "foto.gif"),
        upload(b"MZ" + b"\x00" * 200, "foto.jpg.exe"),
        upload(photo().read()[:200], "terpotong.jpg"),
        upload(b"PK\x03\x04 bukan zip", "rusak.docx"),
        zipped("biasa.zip", "catatan.txt"),
        zipped("makro.docm", "word/document.xml", "word/vbaProject.bin"),
        upload(png_header(60_000, 60_000), "bom.png"),
    ],
    ids=lambda file: f"{file.name}-{file.size}",
)
def test_hostile_files_are_refused(file):
    with pytest.raises(FileRefused):
        take(file)


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr(intake, "LARGEST_BYTES", 10)

    with pytest.raises(FileRefused):
        take(pdf())
    monkeypatch.setattr(intake, "MOST_PARTS", 1)
    monkeypatch.setattr(intake, "LARGEST_BYTES", 10_000)
    with pytest.raises(FileRefused):
        take(zipped("banyak.docx", "word/document.xml", "a", "b"))
