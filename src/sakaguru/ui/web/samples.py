"""Invented figures for the gallery."""

from __future__ import annotations

from itertools import cycle, islice

from sakaguru.ui.charts import (
    Chart,
    CycleStep,
    DistributionRow,
    RoleRow,
    SpreadRow,
    StandardRow,
    Tile,
    TrendPoint,
    distribution,
    quality_cycle,
    role_dots,
    spread,
    standards_picture,
    tile_map,
    trend,
)
from sakaguru.ui.logic.levels import (
    INSUFFICIENT,
    NOT_INVITED,
    NOT_SENT,
    SNP_BANDS,
)

ROLES = {
    "KS": "Kepala sekolah",
    "GS": "Guru",
    "SS": "Siswa",
    "MT": "Orang tua",
    "PS": "Pengawas",
    "DATA": "Data sekolah",
}
STANDARDS = (
    ("1", "Standar Kompetensi Lulusan", 6.71, 5, 6.42),
    ("2", "Standar Isi", 5.93, 4, 5.31),
    ("3", "Standar Proses", 4.88, 3, 5.02),
    ("4", "Standar Penilaian", 4.31, 3, 4.31),
    ("5", "Standar Pendidik dan Tenaga Kependidikan", 3.12, 2, 2.4),
    ("6", "Standar Sarana dan Prasarana Pendidikan", 1.87, 1, None),
    ("7", "Standar Pengelolaan Pendidikan", None, None, 5.2),
    ("8", "Standar Pembiayaan", 5.44, 4, 5.12),
)
AREAS = ("Lumbir", "Wangon", "Jatilawang", "Rawalo", "Kebasen", "Kemranjen", "Sumpiuh")
PROVINCES = (
    *("Aceh", "Sumatera Utara", "Sumatera Barat", "Riau", "Jambi"),
    *("Sumatera Selatan", "Bengkulu", "Lampung", "Kep. Bangka Belitung"),
    *("Kep. Riau", "DKI Jakarta", "Jawa Barat", "Jawa Tengah", "DI Yogyakarta"),
    *("Jawa Timur", "Banten", "Bali", "Nusa Tenggara Barat"),
    *("Nusa Tenggara Timur", "Kalimantan Barat", "Kalimantan Tengah"),
    *("Kalimantan Selatan", "Kalimantan Timur", "Kalimantan Utara"),
)
STATES = (INSUFFICIENT, NOT_SENT, NOT_INVITED)


def charts() -> list[Chart]:
    return [
        _standards(),
        _roles(),
        _distribution(),
        _spread(),
        trend(
            [
                TrendPoint("2022", 3.9, 512),
                TrendPoint("2023", 4.4, 640),
                TrendPoint("2024", None),
                TrendPoint("2025", 5.1, 731),
                TrendPoint("2026", 4.9, 748),
            ],
            SNP_BANDS,
            title="Standar isi naik sejak 2022",
        ),
        quality_cycle(
            [
                CycleStep("Memetakan", "done"),
                CycleStep("Merencanakan", "done"),
                CycleStep("Melaksanakan", "current"),
                CycleStep("Memantau"),
                CycleStep("Menetapkan"),
            ],
            title="Sekolah sedang melaksanakan rencananya",
            centre="2026",
        ),
    ]


def tiles() -> list[Chart]:
    levels = list(islice(cycle((4, 3, 5, 2, None, 3, 4, 1, 3, None, 2)), 748))
    return [
        tile_map(
            [
                Tile(
                    f"{11 + i}",
                    name,
                    levels[i],
                    1.3 * (levels[i] or 0),
                    _state(i, levels[i]),
                    "#",
                )
                for i, name in enumerate(PROVINCES)
            ],
            SNP_BANDS,
            title="Provinsi menurut standar proses",
        ),
        tile_map(
            [
                Tile(
                    f"{20300000 + i}",
                    f"SD Negeri {i + 1}",
                    level,
                    None,
                    _state(i, level),
                    "#",
                )
                for i, level in enumerate(levels)
            ],
            SNP_BANDS,
            title="748 sekolah dasar menurut standar proses",
            place_word="Sekolah",
        ),
    ]


def _state(index: int, level: int | None) -> str:
    return STATES[index % len(STATES)] if level is None else "counted"


def _standards() -> Chart:
    rows = [
        StandardRow(
            code=code,
            label=label,
            value=value,
            level=level,
            n=143,
            before=before,
            low=value - 0.3 if value else None,
            high=min(7.0, value + 0.3) if value else None,
            url="#",
        )
        for code, label, value, level, before in STANDARDS
    ]
    title = "Lima dari tujuh standar naik dibanding tahun lalu"
    return standards_picture(rows, SNP_BANDS, title=title)


def _roles() -> Chart:
    return role_dots(
        [
            RoleRow(
                "Guru menyusun rencana pembelajaran",
                {"KS": 6.2, "GS": 6.0, "PS": 4.1, "DATA": 5.0},
                "3.1.1",
                "#",
            ),
            RoleRow(
                "Pembelajaran mendorong siswa bertanya",
                {"KS": 6.5, "GS": 5.9, "SS": 3.4, "MT": 3.6, "PS": 3.9},
                "3.2.1",
                "#",
            ),
            RoleRow(
                "Umpan balik diberikan tertulis",
                {"SS": 0.0, "MT": 7.0, "GS": None},
                "3.2.4",
            ),
            RoleRow("Supervisi ditindaklanjuti", {}, "3.3.2"),
        ],
        SNP_BANDS,
        roles=ROLES,
        title="Siswa dan orang tua melihat kelas lebih rendah daripada guru",
    )


def _distribution() -> Chart:
    rows = [
        DistributionRow(
            name, (i, 3 + i, 12 - i, 6, i % 3), i % 4, (i * 5) % 7, i % 2, "#"
        )
        for i, name in enumerate(AREAS)
    ]
    return distribution(
        [*rows, DistributionRow("Wilayah baru", (0, 0, 0, 0, 0))],
        SNP_BANDS,
        title="Sebagian besar sekolah berada di Menuju SNP 3",
    )


def _spread() -> Chart:
    rows = [
        SpreadRow(
            name,
            2.1 + i / 5,
            3 + i / 6,
            4.1 + i / 9,
            5 - i / 20,
            6.2 - i / 9,
            4.2,
            28 + i,
            "#",
        )
        for i, name in enumerate(AREAS)
    ]
    return spread(
        [*rows, SpreadRow("Wilayah kecil", None, None, None, None, None, n=3)],
        SNP_BANDS,
        title="Jarak antara sekolah terkuat dan terlemah paling lebar di Lumbir",
    )
