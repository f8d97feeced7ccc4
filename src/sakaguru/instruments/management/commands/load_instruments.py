"""Load the instrument that comes with the package: EDS-SD 2026.1. Can be run again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from sakaguru.core.access import SYSTEM
from sakaguru.instruments.adapters.shipped import shipped_instrument
from sakaguru.instruments.services.loading import load_instrument
from sakaguru.standards.queries.versions import current_version

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at",
            type=dt.datetime.fromisoformat,
            help="moment of publication with its zone; default: now",
        )

    def handle(self, *, at: dt.datetime | None = None, **_: Any) -> None:
        shipped = shipped_instrument()
        code = shipped.instrument["framework"]
        framework_version = current_version(code)
        if framework_version is None:
            call_command("load_standards", at=at, stdout=self.stdout)
            framework_version = current_version(code)
        assert framework_version is not None  # noqa: S101 -- just loaded
        loaded = load_instrument(
            actor=SYSTEM,
            owner=framework_version.framework.owner,
            framework_version=framework_version,
            document=shipped.instrument,
            roles=shipped.roles,
            at=at or timezone.now(),  # noqa: TID251 -- a door reads the clock
        )
        state = "loaded" if loaded.is_new else "already there"
        self.stdout.write(f"{loaded.version}: {state}")
