"""The accounts of a demo, as `load_demo` wrote them; none in a real installation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from pathlib import Path


def accounts_file() -> Path:
    folder: Path = settings.DATA_DIR
    return folder / "demo-accounts.json"


def demo_accounts() -> list[dict[str, str]]:
    """Tier, role, organisation, e-mail and password of each; empty without a demo."""
    try:
        accounts: list[dict[str, str]] = json.loads(accounts_file().read_text())
    except FileNotFoundError:
        return []
    return accounts


def write_accounts(accounts: list[dict[str, str]]) -> None:
    path = accounts_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(accounts, indent=1, ensure_ascii=False) + "\n")
