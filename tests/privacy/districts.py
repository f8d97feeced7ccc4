"""Small districts by chance, computed and published as the product does it."""

from __future__ import annotations

import datetime as dt
import random
import uuid

from factories.instruments import drafted_instrument
from factories.organisations import OrganisationFactory
from factories.scoring import ask, closed_campaign, compute, new_school, publish
from factories.standards import published, small_framework

from sakaguru.engine import packing
from sakaguru.organisations.enums import Tier
from sakaguru.scoring.enums import Audience
from sakaguru.survey.models import Submission

NODES = ["1", "1.1", "1.1.1", "1.1.2", "1.1.3", "1.2", "1.2.1", "1.2.2"]
NODES += ["2", "2.1", "2.1.1", "2.1.2", "2.2", "2.2.1", "3", "3.1", "3.1.1"]
ROLES = ("KS", "GS", "SS", "MT", "DATA")
DAY = dt.date(2026, 11, 2)
SIZES = (
    # people, answers: a common school, a small one, one of which few answered
    ((1, 9, 60, 120, 1, 1), {"KS": 1, "GS": 8, "SS": 30, "MT": 12}),
    ((1, 6, 14, 20, 1, 1), {"KS": 1, "GS": 6, "SS": 12, "MT": 6}),
    ((1, 4, 8, 9, 1, 1), {"KS": 1, "GS": 3, "SS": 7, "MT": 4}),
)
OFTEN = (6, 3, 1)


class District:
    """A district with two areas, its schools, and the run that was published."""

    def __init__(self, seed, *, schools=8, often=OFTEN, items=0.8):
        self.chance = random.Random(seed)
        version = drafted_instrument(ROLES, framework_version=small_framework(NODES))
        asked = [i for i in version.items.all() if self.chance.random() > items]
        kept = version.items.exclude(pk__in=[i.pk for i in asked])
        for item in asked:
            # Each role keeps a question, and each leaf one of people.
            if kept.filter(role=item.role).exists():
                item.delete()
        self.campaign_world = closed_campaign(0, instrument=published(version))
        self.campaign = self.campaign_world.campaign
        self.district = self.campaign_world.district
        self.items = {}
        for item in version.items.order_by("role", "position"):
            self.items.setdefault(item.role, []).append(item)
        self._grow(schools, often)
        self.run = compute(self.campaign)
        publish(self.run, Audience.TREE)

    def _grow(self, schools, often):
        clusters = [self.campaign_world.cluster]
        area = OrganisationFactory(tier=Tier.AREA, parent=self.district)
        clusters += [OrganisationFactory(tier=Tier.CLUSTER, parent=area)]
        self.areas = [self.campaign_world.area, area]
        self.schools, rows = [], []
        for number in range(schools):
            cluster = clusters[self.chance.random() < 0.45]
            school = new_school(cluster, number=number)
            people, answers = self.chance.choices(SIZES, often)[0]
            assignment = ask(self.campaign, school, people)
            self.schools.append(school)
            rows += self._answers(assignment, {**answers, "DATA": 1})
        Submission.objects.bulk_create(rows)

    def _answers(self, assignment, answers):
        tilt = self.chance.betavariate(4, 2.5)
        for role, count in answers.items():
            away = self.chance.gauss(0, 0.12)
            for _ in range(count):
                yield self.sheet(assignment, role, tilt + away)

    def sheet(self, assignment, role, tilt):
        chance = self.chance
        number = uuid.UUID(int=chance.getrandbits(128), version=4)
        body = packing.pack(self._point(item, tilt) for item in self.items[role])
        return Submission(
            id=number,
            campaign=self.campaign,
            assignment=assignment,
            role=role,
            body=body,
            digest=packing.digest(
                body, instrument="X@1", role=role, respondent=str(number)
            ),
            consent="2026-1",
            received_on=DAY,
        )

    def _point(self, item, tilt):
        if self.chance.random() < 0.06:
            return None
        points = round(self.chance.gauss(tilt, 0.25) * item.max_points)
        return min(item.max_points, max(0, points))
