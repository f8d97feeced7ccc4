from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.management.base import BaseCommand

from sakaguru.core import trail
from sakaguru.core.keys import verified
from sakaguru.scoring.logic import marks

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Check what the QR code of a printed report says, without any server."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the whole address in the QR code")
        parser.add_argument("--public", default="", help="public key in hex: not ours")

    def handle(self, *_args: Any, address: str, public: str, **_options: Any) -> None:
        said = urlsplit(address)
        code = unquote(said.path.rstrip("/").rpartition("/")[2])
        read = marks.read(code, dict(parse_qsl(said.query)))
        if read is None or not _is_genuine(*read, public):
            self.stdout.write("PALSU / FORGED")
            sys.exit(1)
        mark, _signature = read
        self.stdout.write("sah / genuine")
        for line in (mark.code, mark.digest, mark.head, mark.facts):
            self.stdout.write(line)


def _is_genuine(mark: marks.Mark, signature: str, public: str) -> bool:
    if public:
        return verified(public, mark.message, signature)
    return trail.is_signed(mark.message, signature)
