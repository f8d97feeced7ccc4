"""Invented administrative figures of a school: the 72 fields of role DATA."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sakaguru.dashboards.logic.headcounts import Headcount

ROOMS = ("pimpinan", "ruangguru", "uks", "ibadah", "gudang", "sirkulasi")
USUAL_AREA = {
    "pimpinan": 12,
    "ruangguru": 32,
    "uks": 10,
    "ibadah": 14,
    "gudang": 10,
    "sirkulasi": 80,
}
SILENT = 0.05
"""Share of schools that enter nothing, and mostly do not answer either."""

REPAIRS, BUYS_BOOKS, TWO_STOREYS = 0.3, 0.5, 0.12


class Means(NamedTuple):
    """How well a school is equipped, around 0; and the chance it draws from."""

    wealth: float
    chance: random.Random

    def has(self, usual: float) -> bool:
        return self.chance.random() < usual + 0.22 * self.wealth

    def part(self, whole: int, usual: float) -> int:
        """How many of ``whole``, on average ``usual`` as a share."""
        share = usual + 0.15 * self.wealth + self.chance.gauss(0, 0.12)
        return min(whole, max(0, round(whole * share)))

    def about(self, usual: float, least: float = 0) -> float:
        size = usual * (1 + 0.12 * self.wealth + self.chance.gauss(0, 0.22))
        return round(max(least, size), 1)


def is_silent(npsn: str, seed: int) -> bool:
    return random.Random(f"{seed} silent {npsn}").random() < SILENT  # noqa: S311 -- a repeatable draw


def figures_of(
    npsn: str, people: Headcount, wealth: float, seed: int
) -> dict[str, float]:
    """All fields of a school that filled them in; empty for one that did not."""
    if is_silent(npsn, seed):
        return {}
    chance = random.Random(f"{seed} figures {npsn}")  # noqa: S311 -- a repeatable draw
    means = Means(wealth, chance)
    return {
        **_staff(people, means),
        **_library(people, means),
        **_ground(people, means),
        **_rooms(people, means),
    }


def one_year_on(
    before: dict[str, float], wealth: float, chance: random.Random
) -> dict[str, float]:
    """What has changed a year later: a repaired room, a certificate, some books."""
    changed: dict[str, float] = {}
    grown = {"rk_layak": "rk", "guru_sertifikat": "guru", "guru_s1": "guru"}
    for field, limit in grown.items():
        if (
            before.get(field, 0) < before.get(limit, 0)
            and chance.random() < 0.35 + 0.1 * wealth
        ):
            changed[field] = before[field] + 1
    for field, share in (("uks_layak", "uks"), ("perpus_layak", "perpus")):
        if before.get(field, 0) < before.get(share, 0) and chance.random() < REPAIRS:
            changed[field] = before[share]
    if before and chance.random() < BUYS_BOOKS:
        changed["buku_siswa"] = before["buku_siswa"] + chance.randint(5, 40)
    return changed


def _staff(people: Headcount, means: Means) -> dict[str, float]:
    teachers = people.teachers
    bachelors = means.part(teachers, 0.93)
    clerks = means.part(2, 0.45)
    return {
        "guru": teachers,
        "guru_s1": bachelors,
        "guru_sertifikat": min(bachelors, means.part(teachers, 0.52)),
        "guru_kelas": min(teachers, people.class_groups - (not means.has(0.8))),
        "guru_pjok": int(means.has(0.82)),
        "guru_agama": int(means.has(0.9)),
        "ks_s1": int(means.has(0.97)),
        "ks_mengajar": means.chance.randint(6, 28),
        "ks_pangkat": int(means.has(0.85)),
        "ks_serdik": int(means.has(0.9)),
        "ks_serkep": int(means.has(0.45)),
        "tas": clerks,
        "tas_sma": means.part(clerks, 0.9),
    }


def _library(people: Headcount, means: Means) -> dict[str, float]:
    keeper = means.has(0.35)
    staff = means.part(1, 0.45)
    room = int(means.has(0.75))
    return {
        "kpus": int(keeper),
        "kpus_didik": int(keeper and means.has(0.4)),
        "kpus_sertifikat": int(keeper and means.has(0.2)),
        "kpus_masa": means.chance.randint(1, 9) if keeper else 0,
        "pustakawan": staff,
        "pustakawan_sma": staff,
        "perpus": room,
        "perpus_layak": int(room and means.has(0.75)),
        "perpus_luas": means.about(34) if room else 0,
        "buku_siswa": means.part(people.pupils, 0.75),
        "buku_guru": means.part(people.teachers, 0.7),
        "perpus_mejabaca": means.part(10, 0.4),
        "perpus_jenis": means.part(15, 0.5),
    }


def _ground(people: Headcount, means: Means) -> dict[str, float]:
    boys = round(people.pupils * means.chance.uniform(0.46, 0.56))
    floors = 2 if means.chance.random() < TWO_STOREYS else 1
    return {
        "siswa_l": boys,
        "siswa_p": people.pupils - boys,
        "rombel": people.class_groups,
        "rombel_pas": means.part(people.class_groups, 0.85),
        "lahan": means.about(1900, 400),
        "lantai": floors,
        "izin_lahan": int(means.has(0.6)),
        "tanah_milik": int(means.has(0.75)),
        "izin_bangunan": int(means.has(0.5)),
        "daya": means.chance.choice((450, 900, 900, 1300, 2200)),
        "ruang_lain_luas": means.about(40),
        "lapangan": int(means.has(0.85)),
        "or_jenis": means.part(10, 0.6),
    }


def _rooms(people: Headcount, means: Means) -> dict[str, float]:
    rooms = max(3, people.class_groups - (not means.has(0.7)))
    toilets = max(2, people.pupils // 60 + means.chance.randint(0, 2))
    boys = toilets // 2
    figures: dict[str, float] = {
        "rk": rooms,
        "rk_layak": means.part(rooms, 0.68),
        "rk_luas": means.about(54, 30),
        "jamban": toilets,
        "jamban_layak": means.part(toilets, 0.65),
        "jamban_l": boys,
        "jamban_p": toilets - boys,
        "jamban_luas": means.about(2.2, 1),
        "pimpinan_lebar": means.about(3.2, 2),
        "pimpinan_komputer": means.part(3, 0.5),
        "pimpinan_jenis": means.part(9, 0.65),
        "guru_kursi": means.part(people.teachers, 0.95),
        "guru_meja": means.part(people.teachers, 0.9),
        "ruangguru_jenis": means.part(4, 0.65),
        "uks_jenis": means.part(4, 0.5),
    }
    for room in ROOMS:
        there = int(means.has(0.72))
        figures[room] = there
        figures[f"{room}_layak"] = int(there and means.has(0.75))
        figures[f"{room}_luas"] = means.about(USUAL_AREA[room]) if there else 0
    return figures
