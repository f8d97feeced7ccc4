from __future__ import annotations

import datetime as dt
import io

import pytest
from django.template import TemplateDoesNotExist
from pypdf import PdfReader

from sakaguru.ui.adapters.qr import qr_svg
from sakaguru.ui.adapters.typst import pdf_response, render_pdf

AT = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
DATA = {
    "title": "Contoh cetak & <aman>",
    "language": "id",
    "bands": [
        {"number": n + 1, "label": f"Tingkat {n + 1}", "up_to": up_to}
        for n, up_to in enumerate((2.04, 3.7, 5.06, 6.66, 7.0))
    ],
    "rows": [
        {"code": "1", "label": "Isi", "value": 4.4, "level": 3, "words": "4,40"},
        {"code": "2", "label": "Proses", "value": None, "level": None, "words": "–"},
    ],
    "qr": qr_svg("https://contoh.invalid/periksa/abc"),
}


def test_the_shared_look_prints_a_page_with_every_part():
    pdf = render_pdf("ui/specimen.typ", DATA, at=AT)

    reader = PdfReader(io.BytesIO(pdf))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "Contoh cetak & <aman>" in text
    assert "Halaman 1 dari 1" in text
    width, height = reader.pages[0].mediabox[2:]
    assert (round(width), round(height)) == (595, 842)


def test_equal_data_give_equal_bytes():
    assert render_pdf("ui/specimen.typ", DATA) == render_pdf("ui/specimen.typ", DATA)


def test_an_unknown_template_is_named():
    with pytest.raises(TemplateDoesNotExist, match="ui/nowhere"):
        render_pdf("ui/nowhere.typ", {})


def test_a_pdf_is_shown_or_handed_over():
    shown, handed = (
        pdf_response(b"%PDF", "a.pdf"),
        pdf_response(b"%PDF", "a.pdf", download=True),
    )

    assert shown.headers["Content-Disposition"] == 'inline; filename="a.pdf"'
    assert handed.headers["Content-Disposition"].startswith("attachment")


def test_a_qr_code_has_no_inline_style():
    assert "style=" not in qr_svg("https://contoh.invalid/")
