"""Load the demo: Kabupaten Banyumas, its real schools, invented people and answers.

Does nothing where it was loaded before; see `sakaguru demo-reset`.
"""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from sakaguru.dashboards.adapters.school_list import real_schools
from sakaguru.dashboards.logic import cast, story
from sakaguru.dashboards.services.story import answers, people, places, rounds
from sakaguru.instruments.models import InstrumentVersion
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Membership, Organisation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sakaguru.core.access import Actor
    from sakaguru.dashboards.services.story.places import Stage

INSTRUMENT = "EDS-SD"


class Command(BaseCommand):
    help = __doc__

    def handle(self, **_: Any) -> None:
        if Organisation.objects.filter(code=story.DISTRICT).exists():
            self.stdout.write("The demo is loaded already.")
            return
        today = timezone.localdate()
        with transaction.atomic():
            self._load(today)

    def _load(self, today: date) -> None:
        began = rounds.moment(story.ENROLLED_ON)
        with self._step("Wilayah, standar, instrumen / areas, standards, instrument"):
            for name in ("load_areas", "load_standards", "load_instruments"):
                call_command(name, stdout=self.stdout if self._is_wordy else _Silent())
        with self._step("Kantor, gugus, 748 sekolah / offices, clusters, schools"):
            stage = places.build_tree(real_schools(), at=began)
            schools = places.schools_of(stage.district)
        with self._step("Akun contoh / invented people"):
            password = cast.new_password()
            accounts = people.enrol_cast(stage, password=password, at=began)
            people.enrol_school_heads(schools, password=password, at=began)
            head = _head_of_quality(stage)
            places.connect_schools(actor=head, schools=schools, at=began)
        self._play(stage, schools, head, today)
        _write(accounts)

    def _play(
        self,
        stage: Stage,
        schools: list[Organisation],
        head: Actor,
        today: date,
    ) -> None:
        cycles = story.cycles(today)
        hero = stage.school.code
        drawn = answers.characters(schools, hero, len(cycles))
        version = InstrumentVersion.objects.published().get(instrument__code=INSTRUMENT)
        figures: dict[str, dict[str, float]] = {}
        for number, cycle in enumerate(cycles):
            last = (cycle.closed_on or today) - timedelta(1)
            with self._step(f"Siklus {cycle.label} / cycle"):
                given = {"day": cycle.opens_on, "at": rounds.moment(cycle.opens_on, 8)}
                if not figures:
                    figures = answers.enter_figures(
                        stage.district, schools, drawn, **given
                    )
                else:
                    figures = answers.renew_figures(
                        stage.district, schools, figures, **given
                    )
                campaign = rounds.ask(
                    actor=head, district=stage.district, version=version, cycle=cycle
                )
                answers.answer_campaign(
                    campaign,
                    drawn,
                    number=number,
                    hero=hero,
                    last=last,
                    at=rounds.moment(last),
                )
            if cycle.closed_on:
                with self._step(f"Skor {cycle.label} / scores"):
                    run = rounds.close_and_score(
                        actor=head, campaign=campaign, day=cycle.closed_on
                    )
                    rounds.publish(actor=head, run=run, day=cycle.closed_on)

    @property
    def _is_wordy(self) -> bool:
        return False

    @contextmanager
    def _step(self, words: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.stdout.write(f"      {words}: {time.monotonic() - began:.1f} s")
        self.stdout.flush()


class _Silent:
    def write(self, _text: str) -> None:
        return

    def flush(self) -> None:
        return


def _head_of_quality(stage: Stage) -> Actor:
    row = Membership.objects.select_related("organisation").get(
        organisation=stage.district, role=Role.HEAD_OF_QA
    )
    return people.acting(row)


def _write(accounts: list[dict[str, str]]) -> None:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    path = settings.DATA_DIR / "demo-accounts.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(accounts, indent=1, ensure_ascii=False) + "\n")
