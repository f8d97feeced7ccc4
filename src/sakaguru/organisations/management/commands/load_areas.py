"""Load provinces, districts and kecamatan with their codes. Can be run again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from sakaguru.organisations.adapters.shipped import shipped_areas
from sakaguru.organisations.services.areas import load_areas


class Command(BaseCommand):
    help = __doc__

    def handle(self, **_: Any) -> None:
        changed = load_areas(rows=shipped_areas())
        self.stdout.write(f"{changed} areas changed")
