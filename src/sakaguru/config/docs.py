"""Pages of ``docs/`` that are printed from the code; tests say when one is old."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sakaguru.core.access import Rule

DOCS = Path(__file__).resolve().parents[3] / "docs"
PERMISSIONS = DOCS / "permissions.md"
REGISTER = DOCS / "privacy-register.md"
HEADING = """# Who may do what

Printed from the rules by `make docs`; a test says when it is old. A permission is
*who* (roles) and *where*: its owner lies at or below the actor's organisation, at or
above it, or is the actor's own. Grants (a supervisor's schools, a partner's agreement)
widen where, never who. "SYSTEM" is scheduled work and set-up. State ("already closed")
is no permission: the service says that.
"""

REGISTER_HEADING = """# Catatan kegiatan pemrosesan data pribadi

Dicetak dari kode dengan `make docs`; sebuah uji mencocokkan setiap kolom teks di basis
data dengan daftar ini (`src/sakaguru/config/personal.py`). Dasar: UU 27/2022, Pasal 31.

| data | dasar | kapan dilupakan | kolom |
|---|---|---|---|"""
KEPT_HEADING = """
## Masa simpan

Dikerjakan setiap malam; hari dihitung dari berakhirnya (penutupan, kedaluwarsa).

| jenis | apa | hari | untuk apa |
|---|---|---|---|"""


def rules() -> Iterator[tuple[str, str, Rule]]:
    """Capability, name and rule, in the order in which they are written."""
    from django.conf import settings  # noqa: PLC0415 -- after Django is set up

    from sakaguru.core.access import Rule  # noqa: PLC0415 -- as above

    for capability in settings.CAPABILITIES:
        if find_spec(f"{capability}.permissions"):
            for name, rule in vars(import_module(f"{capability}.permissions")).items():
                if isinstance(rule, Rule):
                    yield capability.removeprefix("sakaguru."), name, rule


def permissions_page() -> str:
    lines = [HEADING]
    last = ""
    for capability, name, rule in rules():
        if capability != last:
            lines += [
                f"\n## {capability}\n",
                "| permission | in words | where | who |",
                "|---|---|---|---|",
            ]
            last = capability
        who = ", ".join(sorted(str(role) for role in rule.roles))
        where = rule.reach.value
        lines.append(f"| `{name}` | {rule.name} | {where} | {who} |")
    return "\n".join(lines) + "\n"


def register_page() -> str:
    """The record of processing (Article 31 UU 27/2022), from what is declared."""
    from sakaguru.config.personal import PERSONAL  # noqa: PLC0415 -- as above
    from sakaguru.core.retention import all_kept  # noqa: PLC0415 -- as above

    lines = [REGISTER_HEADING]
    for purpose in PERSONAL:
        names = ", ".join(f"`{name}`" for name in sorted(purpose.columns))
        lines.append(
            f"| {purpose.title} | {purpose.basis} | {purpose.forgotten} | {names} |"
        )
    lines += [KEPT_HEADING]
    for kept in all_kept():
        lines.append(f"| `{kept.name}` | {kept.what} | {kept.days} | {kept.why} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sakaguru.config.settings")
    django.setup()
    # Late: as above. Names of rules are printed as the source says them.
    from django.utils.translation import override  # noqa: PLC0415

    with override("id"):
        PERMISSIONS.write_text(permissions_page())
        REGISTER.write_text(register_page())
    print(f"Printed {PERMISSIONS.name} and {REGISTER.name}.")


if __name__ == "__main__":
    main()
