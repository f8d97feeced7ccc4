"""The programmes of school budget applications, by their code."""

from __future__ import annotations

PROGRAMS = {
    "01": "Pengembangan kompetensi lulusan",
    "02": "Pengembangan standar isi",
    "03": "Pengembangan standar proses",
    "04": "Pengembangan pendidik dan tenaga kependidikan",
    "05": "Pengembangan sarana dan prasarana",
    "06": "Pengembangan standar pengelolaan",
    "07": "Pengembangan standar pembiayaan",
    "08": "Pengembangan dan implementasi sistem penilaian",
}
"""Names as the application writes them; they are not translated."""


def program_words(code: str) -> str:
    """Code and name; the bare code where the application has no name for it."""
    return f"{code} {PROGRAMS[code]}" if code in PROGRAMS else code.strip("-")
