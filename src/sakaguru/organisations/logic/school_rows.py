"""Check the rows of a list of schools before anything is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from sakaguru.organisations.enums import SchoolStatus
from sakaguru.organisations.logic.names import school_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

NPSN = re.compile(r"[0-9]{8}")
COLUMNS: dict[str, tuple[str, ...]] = {
    "npsn": ("npsn",),
    "name": ("name", "nama", "nama sekolah", "nama satuan pendidikan"),
    "district_code": ("district_code", "kode kecamatan", "kode_kecamatan"),
    "status": ("status",),
    "village": ("village", "desa", "desa/kelurahan", "kelurahan"),
    "address": ("address", "alamat"),
    "pupils": ("pupils", "murid", "jumlah murid"),
    "upper_pupils": ("upper_pupils", "murid kelas 4-6"),
    "teachers": ("teachers", "guru", "jumlah guru"),
    "class_groups": ("class_groups", "rombel"),
}
REQUIRED = ("npsn", "name", "district_code", "status")
COUNTS = ("pupils", "upper_pupils", "teachers", "class_groups")
LENGTHS = {"name": 160, "village": 80, "address": 200}


class Fault(NamedTuple):
    """Why a row cannot be taken: counted as a spreadsheet counts, header is row 1."""

    row: int
    column: str
    reason: str


class SchoolRow(NamedTuple):
    """A checked row. Counts are None where the list says nothing."""

    row: int
    npsn: str
    name: str
    area_code: str
    status: str
    village: str
    address: str
    pupils: int | None
    upper_pupils: int | None
    teachers: int | None
    class_groups: int | None


def find_columns(header: Iterable[str]) -> tuple[dict[str, str], list[Fault]]:
    """Match our columns to those of the file, in either language.

    Returns:
        Our name -> the file's name; and a fault per required column that is missing.
    """
    seen = {name.strip().casefold(): name for name in header}
    found = {
        ours: seen[alias]
        for ours, aliases in COLUMNS.items()
        for alias in aliases
        if alias in seen
    }
    reason = _("Kolom wajib ini tidak ada di berkas.")
    missing = [Fault(1, name, reason) for name in REQUIRED if name not in found]
    return found, missing


def check_rows(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    *,
    columns: Mapping[str, str],
    area_codes: Collection[str],
    seen: dict[str, int],
) -> tuple[list[SchoolRow], list[Fault]]:
    """Check every row and tell all faults at once.

    Args:
        rows: row number and cells by the file's column names.
        columns: from `find_columns`.
        area_codes: codes of kecamatan that exist.
        seen: in which row each NPSN stood first; rows are added. One for a whole list.

    Returns:
        The good rows, and the faults of the others.
    """
    good: list[SchoolRow] = []
    faults: list[Fault] = []
    for number, cells in rows:
        ours = {k: str(cells.get(v, "") or "").strip() for k, v in columns.items()}
        wrong = [*_faults(number, ours, area_codes), *_double(number, ours, seen)]
        if wrong:
            faults += wrong
        else:
            good.append(_row(number, ours))
    return good, faults


def _double(number: int, cells: dict[str, str], seen: dict[str, int]) -> list[Fault]:
    first = seen.setdefault(cells.get("npsn", ""), number)
    if first == number:
        return []
    reason = _("NPSN ini sudah ada di baris {row}.").format(row=first)
    return [Fault(number, "npsn", reason)]


def _faults(
    number: int, cells: dict[str, str], area_codes: Collection[str]
) -> list[Fault]:
    wrong: list[tuple[str, str]] = []
    if not NPSN.fullmatch(cells.get("npsn", "")):
        wrong.append(("npsn", _("NPSN terdiri atas 8 angka.")))
    if not cells.get("name"):
        wrong.append(("name", _("Nama sekolah kosong.")))
    if cells.get("district_code") not in area_codes:
        wrong.append(("district_code", _("Kode kecamatan tidak dikenal.")))
    if cells.get("status", "").upper() not in SchoolStatus.values:
        wrong.append(("status", _("Status diisi NEGERI atau SWASTA.")))
    wrong += [
        (name, _("Teks terlalu panjang, paling banyak {n} huruf.").format(n=most))
        for name, most in LENGTHS.items()
        if len(cells.get(name, "")) > most
    ]
    no_counts = [n for n in COUNTS if cells.get(n) and not _is_count(cells[n])]
    wrong += [
        (name, _("Isi dengan bilangan bulat, atau kosongkan.")) for name in no_counts
    ]
    if not no_counts and is_too_many(
        _count(cells, "upper_pupils"), _count(cells, "pupils")
    ):
        wrong.append(("upper_pupils", too_many()))
    return [Fault(number, column, reason) for column, reason in wrong]


def is_too_many(upper: int | None, pupils: int | None) -> bool:
    """Whether the upper grades have more pupils than the school; None: not known."""
    return upper is not None and pupils is not None and upper > pupils


def too_many() -> str:
    return _("Murid kelas 4-6 lebih banyak daripada seluruh murid.")


def _count(cells: Mapping[str, str], name: str) -> int | None:
    return int(float(cells[name])) if cells.get(name) else None


def _is_count(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,6}(\.0)?", text))


def _row(number: int, cells: dict[str, str]) -> SchoolRow:
    counts = {name: _count(cells, name) for name in COUNTS}
    return SchoolRow(
        row=number,
        npsn=cells["npsn"],
        name=school_name(cells["name"]),
        area_code=cells["district_code"],
        status=cells["status"].upper(),
        village=cells.get("village", ""),
        address=cells.get("address", ""),
        **counts,
    )
