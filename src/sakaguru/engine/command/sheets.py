"""Cells of a sheet that hold an error, which its reader gives as empty ones."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ERROR = re.compile(rb'<c (?=[^>]*\bt="e")[^>]*\br="([A-Z]+)([0-9]+)"[^>]*>')
FIRST = re.compile(rb'<sheet [^>]*\br:id="([^"]+)"')
LINK = re.compile(
    rb'<Relationship (?=[^>]*\bId="([^"]+)")[^>]*\bTarget="/?(?:xl/)?([^"]+)"'
)


def error_cells(path: Path) -> Iterator[tuple[int, int]]:
    """Row and place (from 0) of ``#N/A``, ``#DIV/0!`` and their like."""
    with zipfile.ZipFile(path) as book:
        targets = dict(LINK.findall(_part(book, "xl/_rels/workbook.xml.rels")))
        first = FIRST.findall(_part(book, "xl/workbook.xml"))[:1]
        name = b"".join(targets.get(link, b"") for link in first).decode()
        for cell in ERROR.finditer(_part(book, f"xl/{name}")):
            yield int(cell[2]), _place(cell[1].decode())


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    """A file of the book; empty where its maker named it otherwise."""
    return book.read(name) if name in book.namelist() else b""


def _place(letters: str) -> int:
    """``A`` is 0, ``AA`` 26."""
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - ord("A") + 1
    return place - 1
