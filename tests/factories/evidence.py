"""Invented files and evidence."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

from sakaguru.evidence.models import Evidence, Upload

ADDED_AT = dt.datetime(2026, 11, 2, 3, 0, tzinfo=dt.UTC)
HERE = {0x8825: {1: "S", 2: (7.0, 25.0, 0.0)}, 0x010F: "Kamera Rahasia"}


def photo(name="kelas.jpg", *, form="JPEG", size=(40, 30), mode="RGB", exif=True):
    """A small picture that says where and with what it was taken."""
    picture, out = Image.new(mode, size, "green"), io.BytesIO()
    data = Image.Exif()
    if exif:
        data[0x010F] = HERE[0x010F]
        data.get_ifd(0x8825).update(HERE[0x8825])
    picture.save(out, form, exif=data.tobytes())
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def pdf(name="sk.pdf"):
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")


def zipped(name, *parts, content=b"x"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in parts:
            archive.writestr(part, content)
    return SimpleUploadedFile(name, out.getvalue(), "application/zip")


class EvidenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Evidence

    organisation = factory.SubFactory("factories.organisations.OrganisationFactory")
    title = factory.Sequence(lambda n: f"Bukti {n:05}")
    kind = "document"
    file = factory.LazyFunction(pdf)
    file_name = "sk.pdf"
    content_type = "application/pdf"
    size_bytes = 14
    digest = "0" * 64
    valid_from = dt.date(2026, 7, 1)
    uploaded_at = ADDED_AT


class UploadFactory(factory.django.DjangoModelFactory):
    """A file of which a third has arrived."""

    class Meta:
        model = Upload

    organisation = factory.SubFactory("factories.organisations.OrganisationFactory")
    person = factory.SubFactory("factories.organisations.UserFactory")
    file_name = "sk.pdf"
    digest = "0" * 64
    size_bytes = 900
    received_bytes = 300
    last_at = ADDED_AT
