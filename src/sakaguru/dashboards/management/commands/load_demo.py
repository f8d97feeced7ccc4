"""Load the demo: Kabupaten Banyumas, its real schools, invented people and answers.

Does nothing where it was loaded before; see `sakaguru demo-reset`.
"""

from __future__ import annotations

import io
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from sakaguru.dashboards.adapters.demo_accounts import write_accounts
from sakaguru.dashboards.adapters.school_list import real_schools
from sakaguru.dashboards.logic import cast, story
from sakaguru.dashboards.services.story import (
    answers,
    helping,
    hero,
    people,
    places,
    plans,
    programme,
    rounds,
)
from sakaguru.instruments.models import InstrumentVersion
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Membership, Organisation
from sakaguru.standards.enums import VersionStatus

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator
    from datetime import date

    from sakaguru.dashboards.services.story.places import Stage
    from sakaguru.dashboards.services.story.rounds import Play

INSTRUMENT = "EDS-SD"


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only",
            nargs="*",
            metavar="KECAMATAN",
            help=f"codes of a few kecamatan, {story.AREA} among them (default: all)",
        )

    def handle(self, *, only: list[str] | None = None, **_: Any) -> None:
        if Organisation.objects.filter(code=story.DISTRICT).exists():
            self.stdout.write("The demo is loaded already.")
            return
        rows = real_schools()
        if only:
            rows = [row for row in rows if row["district_code"] in only]
        with transaction.atomic():
            self._load(rows, timezone.localdate())
        call_command("audit", "publish", stdout=io.StringIO())

    def _load(self, rows: list[dict[str, str]], today: date) -> None:
        began = rounds.moment(story.ENROLLED_ON)
        with self._step("Wilayah, standar, instrumen / areas, standards, instrument"):
            for name in ("load_areas", "load_standards", "load_instruments"):
                call_command(name, stdout=io.StringIO())
        with self._step(f"Kantor, gugus, {len(rows)} sekolah / offices and schools"):
            stage = places.build_tree(rows, at=began)
            schools = places.schools_of(stage.district)
        with self._step("Orang contoh / invented people"):
            password = cast.new_password()
            accounts = people.enrol_cast(stage, password=password, at=began)
            people.enrol_school_heads(schools, password=password, at=began)
        cycles = story.cycles(today)
        play = _play(stage, schools, len(cycles))
        places.connect_schools(actor=play.actor, schools=schools, at=began)
        for number, cycle in enumerate(cycles):
            self._cycle(play, number, cycle, today)
        helping.play_help(play, today=today)
        write_accounts(accounts)

    def _cycle(self, play: Play, number: int, cycle: story.Cycle, today: date) -> None:
        with self._step(f"Jawaban {cycle.label} / answers"):
            campaign = rounds.play_asking(play, number=number, cycle=cycle, today=today)
        if cycle.closed_on:
            with self._step(f"Skor {cycle.label} / scores"):
                run = rounds.play_scoring(play, campaign=campaign, day=cycle.closed_on)
            begun = plans.begins_on(cycle.closed_on)
            with self._step(f"Rencana {begun.year} / plans"):
                hero.play_year(play, begun=begun, today=today)
                plans.play_year(play, run, begun=begun, today=today)
                programme.play_programme(play, begun=begun, today=today)

    @contextmanager
    def _step(self, words: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.stdout.write(f"      {words}: {time.monotonic() - began:.1f} s")
        self.stdout.flush()


def _play(stage: Stage, schools: list[Organisation], cycles: int) -> Play:
    """Everything is done by the head of the district's quality unit."""
    head = Membership.objects.select_related("organisation").get(
        organisation=stage.district, role=Role.HEAD_OF_QA
    )
    return rounds.Play(
        stage=stage,
        schools=schools,
        drawn=answers.characters(schools, stage.school.code, cycles),
        version=InstrumentVersion.objects.get(
            instrument__code=INSTRUMENT, status=VersionStatus.PUBLISHED
        ),
        actor=people.acting(head),
    )
