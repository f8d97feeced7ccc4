from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from sakaguru.survey.adapters.signing import is_genuine

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Check receipts (JSON, one or a list, or one per line); 1 if any is forged."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a file, or - for what is typed or piped in")
        parser.add_argument("--public", default="", help="public key in hex: not ours")

    def handle(self, *_args: Any, **options: Any) -> None:
        name = options["file"]
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        receipts = receipts_in(raw.decode("utf-8-sig", errors="replace"))
        if not receipts:  # nothing checked is not the same as nothing forged
            raise CommandError("Tidak ada tanda terima / no receipt in it")
        forged = 0
        for receipt in receipts:
            genuine = is_genuine(receipt, public=options["public"])
            forged += not genuine
            verdict = "sah / genuine" if genuine else "PALSU / FORGED"
            self.stdout.write(f"{receipt.get('number', '?')}  {verdict}")
        if forged:
            sys.exit(1)


def receipts_in(text: str) -> list[dict[str, Any]]:
    """Receipts of a document, or of one document per line; odd ones are empty."""
    try:
        found = json.loads(text)
    except ValueError:
        found = [_line(line) for line in text.splitlines() if line.strip()]
    listed = found if isinstance(found, list) else [found]
    return [_unwrapped(each) for each in listed]


def _line(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _unwrapped(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {}
    inner = value.get("receipt", value)
    return inner if isinstance(inner, dict) else {}
