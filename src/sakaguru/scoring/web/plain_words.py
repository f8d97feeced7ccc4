"""Everyday words for parents and committee, by code of the standard set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from sakaguru.scoring.logic.frames import Frame
    from sakaguru.scoring.logic.levels import Band

STANDARDS: dict[str, _StrPromise] = {
    "1": _("Sikap, pengetahuan, dan keterampilan anak"),
    "2": _("Pelajaran yang diberikan"),
    "3": _("Cara belajar dan mengajar di kelas"),
    "4": _("Cara menilai hasil belajar anak"),
    "5": _("Guru dan tenaga sekolah"),
    "6": _("Ruang, alat, dan kebersihan"),
    "7": _("Cara sekolah dikelola"),
    "8": _("Uang sekolah"),
}
"""For the eight national standards (SNP)."""

STEPS = (
    _("masih di awal"),
    _("mulai tumbuh"),
    _("sedang berkembang"),
    _("hampir memenuhi standar"),
    _("sudah memenuhi standar"),
)


def plain_standard(frame: Frame, code: str) -> _StrPromise | dict[str, str]:
    """Everyday words for a standard, else its own title."""
    if frame.name.startswith("SNP"):
        return STANDARDS.get(code, frame.nodes[code].title)
    return frame.nodes[code].title


def plain_level(level: Band | None, bands: int) -> _StrPromise:
    """Everyday words for a level, whatever the number of levels."""
    if level is None:
        return _("belum cukup jawaban")
    if bands <= 1:
        return STEPS[-1]
    step = round((level.number - 1) * (len(STEPS) - 1) / (bands - 1))
    return STEPS[step]
