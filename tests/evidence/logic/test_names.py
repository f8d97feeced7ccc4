from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakaguru.evidence.logic.names import FORBIDDEN, LONGEST, safe_name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("SK TPMPS 2026.pdf", "SK TPMPS 2026.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\rahasia\\laporan.exe", "laporan.pdf"),
        ("foto\u202egpj.exe", "fotogpj.pdf"),
        ('a"\r\nSet-Cookie: x.pdf', "aSet-Cookie x.pdf"),
        ("", "berkas.pdf"),
        ("...", "berkas.pdf"),
        (".htaccess", "htaccess.pdf"),
    ],
)
def test_names_are_made_harmless(given_name, kept):
    assert safe_name(given_name, "pdf") == kept


@given(st.text(max_size=300))
def test_no_name_steers_anything(name):
    kept = safe_name(name, "pdf")

    assert kept.endswith(".pdf")
    assert len(kept) <= LONGEST + 4
    assert not FORBIDDEN & set(kept)
    assert not kept.startswith(".")
    assert kept.isprintable()
