"""Passwords that anybody who knows schools would try first."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = (
    *("sakaguru", "saka", "guru", "kepala", "murid", "siswa", "sekolah", "kelas"),
    *(
        "mutu",
        "dinas",
        "pendidikan",
        "rapor",
        "raport",
        "kemendikdasmen",
        "kemendikbud",
    ),
    *("bpmp", "bbpmp", "pengawas", "operator", "admin", "komite", "gugus", "korwil"),
    *("sdn", "sd", "negeri", "kecamatan", "kabupaten", "kota", "provinsi", "indonesia"),
    *("merdeka", "belajar", "rahasia", "password", "katasandi", "sandi", "bismillah"),
)
"""Names of this product, of its offices and roles; said in docs/security.md too."""

LETTERS = re.compile(r"[^a-z]")
MADE_OF_WORDS = re.compile(f"(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})+")
LONG_ENOUGH = 20
"""Letters from which on even such words are many enough to be a good sentence."""


class NotOnlyWordsOfThisPlace:
    """Refuse a password that is nothing but words of this place, and figures."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002
        letters = LETTERS.sub("", password.lower())
        if len(letters) < LONG_ENOUGH and MADE_OF_WORDS.fullmatch(letters):
            raise ValidationError(self.get_help_text(), "password_of_this_place")

    def get_help_text(self) -> str:
        return _(
            "Jangan hanya memakai kata yang mudah ditebak di sini, seperti sekolah, "
            "guru, atau nama jabatan."
        )


class AllKindsOfSigns:
    """Ask for capital and small letters, figures and other signs: BSSN 4/2021 only."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002
        kinds = (str.isupper, str.islower, str.isdigit, _is_other)
        if not all(any(map(kind, password)) for kind in kinds):
            raise ValidationError(self.get_help_text(), "password_of_one_kind")

    def get_help_text(self) -> str:
        return _("Pakai huruf besar, huruf kecil, angka, dan tanda lain.")


def _is_other(sign: str) -> bool:
    return not sign.isalnum()
