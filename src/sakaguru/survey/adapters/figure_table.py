"""Read a sheet of figures: a column NPSN, then one per field, by key or by label."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _

from sakaguru.ui.adapters.sheets import TableFault, column_letters, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sakaguru.instruments.models import DataField
    from sakaguru.ui.adapters.sheets import SheetRow


def read_figures(
    file: IO[bytes], fields: Iterable[DataField]
) -> tuple[dict[str, str], list[tuple[int, str, dict[str, object]]]]:
    """Give the letters of the columns by field key, and rows: number, NPSN, figures.

    Raises:
        TableFault: no table, no column NPSN, or no column of a known field.
    """
    rows = list(read_rows(file))
    if not rows:
        raise TableFault(_("Berkas ini kosong."))
    names = _names(fields)
    places = {place: _plain(cell) for place, cell in enumerate(rows[0].cells)}
    npsn = next((place for place, name in places.items() if name == "npsn"), None)
    if npsn is None:
        raise TableFault(_("Baris pertama harus memuat kolom NPSN."))
    found = {place: names[name] for place, name in places.items() if name in names}
    if not found:
        raise TableFault(_("Tidak ada kolom yang dikenal. Pakailah berkas contoh."))
    columns = {key: column_letters(place) for place, key in found.items()}
    return columns, [
        (row.number, row.text(npsn), _figures(row, found)) for row in rows[1:]
    ]


def _names(fields: Iterable[DataField]) -> dict[str, str]:
    names: dict[str, str] = {}
    for field in fields:
        for text in (field.key, *field.label.values()):
            names.setdefault(_plain(text), field.key)
    return names


def _plain(text: object) -> str:
    return " ".join(str(text or "").lower().split())


def _figures(row: SheetRow, found: dict[int, str]) -> dict[str, object]:
    return {
        key: row.cells[place]
        for place, key in found.items()
        if place < len(row.cells) and row.cells[place] is not None
    }
