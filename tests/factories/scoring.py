"""A closed campaign with answers, and what comes of it.

``closed_campaign(schools=3)`` makes a nation, a province, a district, an UPTD, a gugus
and its schools; every school gets enough answers unless told otherwise. ``scored(...)``
runs the real calculation.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from types import SimpleNamespace

from factories.instruments import small_instrument
from factories.organisations import OrganisationFactory, SchoolFactory, line
from sakaguru.core.access import SYSTEM
from sakaguru.engine import packing
from sakaguru.organisations.enums import SchoolStatus, Tier
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.models import Publication, ScoreRun
from sakaguru.scoring.services.runs import compute_run, request_run
from sakaguru.survey.enums import ROLES
from sakaguru.survey.models import Assignment, Campaign, Submission

AT = dt.datetime(2026, 11, 14, 3, 0, tzinfo=dt.UTC)
ENOUGH = {"KS": 1, "GS": 6, "SS": 30, "MT": 6}
MINIMUM = {"KS": 1, "GS": 6, "SS": 30, "MT": 6, "PS": 0, "DATA": 0}
EVERYBODY = ("KS", "GS", "SS", "MT", "DATA")


def closed_campaign(
    schools=3,
    *,
    roles=EVERYBODY,
    answers=ENOUGH,
    instrument=None,
    units=None,
    cycle="2026/2027",
    seed=1,
):
    """Make a campaign that was closed at ``AT``, with answers by chance of ``seed``."""
    units = units or district_units()
    instrument = instrument or small_instrument(roles=roles)
    campaign = Campaign.objects.create(
        owner=units.district,
        scope=units.district,
        instrument_version=instrument,
        name=f"EDS {cycle}",
        cycle_label=cycle,
        opens_on=dt.date(2026, 10, 1),
        closes_on=dt.date(2026, 11, 14),
        opened_at=AT - dt.timedelta(days=44),
        closed_at=AT,
    )
    chance = random.Random(seed)
    existing = list(units.schools)
    while len(existing) < schools:
        existing.append(new_school(units.cluster, number=len(existing)))
    units.schools = existing
    for school in existing[:schools]:
        assignment = ask(campaign, school)
        give(assignment, answers, chance)
    return SimpleNamespace(campaign=campaign, **vars(units))


def district_units():
    nation, province, district, area, cluster = line(*list(Tier)[:5])
    return SimpleNamespace(
        nation=nation,
        province=province,
        district=district,
        area=area,
        cluster=cluster,
        schools=[],
    )


def new_school(cluster, *, number=0, status=None):
    if status is None:
        status = SchoolStatus.PRIVATE if number % 3 == 2 else SchoolStatus.PUBLIC
    return SchoolFactory(organisation__parent=cluster, status=status).organisation


def ask(campaign, school, people=(1, 9, 60, 120, 1, 1)):
    needed = [min(MINIMUM[role], n) for role, n in zip(ROLES, people, strict=True)]
    return Assignment.objects.create(
        campaign=campaign,
        school=school,
        people=list(people),
        needed=needed,
        poster_digest=uuid.uuid4().hex * 2,
    )


def give(assignment, answers, chance, *, points=None):
    """Hand in ``answers`` submissions per role, with ``points`` or by chance."""
    version = assignment.campaign.instrument_version
    for role, count in {**answers, "DATA": 1}.items():
        items = list(version.items.filter(role=role).order_by("position"))
        if not items:
            continue
        tilt = chance.random()
        for _ in range(count):
            body = packing.pack(
                points(role, item, chance)
                if points
                else _step(item.max_points, tilt, chance)
                for item in items
            )
            submit(assignment, role, body, chance)


def _step(top, tilt, chance):
    if chance.random() < 0.03:
        return None
    return min(top, max(0, round(chance.gauss(0.3 + 0.6 * tilt, 0.2) * top)))


def submit(assignment, role, body, chance):
    pk = uuid.UUID(int=chance.getrandbits(128), version=4)
    return Submission.objects.create(
        id=pk,
        campaign=assignment.campaign,
        assignment=assignment,
        role=role,
        body=body,
        digest=packing.digest(body, instrument="X@1", role=role, respondent=str(pk)),
        consent="2026-1",
        received_on=dt.date(2026, 11, 2),
    )


def compute(campaign, at=AT):
    """Ask for a run and compute it, as the worker would."""
    run = request_run(actor=SYSTEM, campaign=campaign, at=at)
    compute_run(run_id=run.pk, clock=lambda: at)
    run.refresh_from_db()
    return run


def scored(schools=3, *, audience=Audience.TREE, **options):
    """A campaign, computed and published up to ``audience`` (0: to nobody)."""
    world = closed_campaign(schools, **options)
    world.run = compute(world.campaign)
    publish(world.run, audience)
    return world


def publish(run, audience, at=AT):
    """Publish step by step, past the service."""
    for step in Audience:
        if step <= audience:
            Publication.objects.get_or_create(
                run=run,
                audience=step,
                defaults={"organisation": run.owner, "published_at": at},
            )
    ScoreRun.objects.filter(pk=run.pk).update(audience=audience)
    run.refresh_from_db()


__all__ = ["OrganisationFactory", "closed_campaign", "compute", "publish", "scored"]
