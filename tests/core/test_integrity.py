"""Every check of integrity is silent on a sound world and finds a planted fault."""

from __future__ import annotations

import datetime as dt
import hashlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from factories.evidence import EvidenceFactory, UploadFactory
from factories.findings import FindingFactory
from factories.followup import ActionPointFactory
from factories.organisations import MembershipFactory
from factories.planning import approved, planning_world
from factories.plants import PLANTS
from factories.scoring import EVERYBODY, scored
from factories.standards import small_framework

from sakaguru.core import trail
from sakaguru.core.access import SYSTEM
from sakaguru.core.audit import record
from sakaguru.core.integrity import all_checks, outcome_of
from sakaguru.findings.models import Sign
from sakaguru.followup.models import Numbering, PointEvent
from sakaguru.organisations.models import NameSpell, Organisation, Placement
from sakaguru.planning.models import Effect
from sakaguru.scoring.models import ScoreRun
from sakaguru.survey.models import DataEntry, Edit, Link, Submission, UnitProgress

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 14, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def world(actor_at):
    """One of everything, sound."""
    made = scored(2, roles=EVERYBODY)
    small_framework()
    write_history()
    campaign = made.campaign
    for assignment in campaign.assignments.all():
        count = assignment.submissions.count()
        assignment.received = [count, *[0] * (len(assignment.received) - 1)]
        assignment.save()
    used_link(campaign)
    UnitProgress.objects.update_or_create(
        campaign=campaign,
        organisation=made.district,
        defaults={
            "asked": 2,
            "started": 2,
            "sent": 2,
            "complete": 2,
            "received": [0] * 6,
            "refreshed_at": AT,
        },
    )
    add_figures(made.schools[0])
    add_finding_and_point(made)
    for unit in (made.schools[0], made.district):
        add_evidence(unit)
    for _ in range(2):
        member = MembershipFactory(organisation=made.district)
    upload = UploadFactory(person=member.user, organisation=made.district)
    upload.pieces.create(offset=0, content=b"x" * upload.received_bytes)
    add_plan(actor_at, made.run)
    record(actor=SYSTEM, action="campaign.closed", subject=campaign, at=AT)
    trail.seal_all()
    return made


def write_history():
    for unit in Organisation.objects.all():
        Placement.objects.get_or_create(
            organisation=unit,
            valid_until=None,
            defaults={"parent": unit.parent, "valid_from": dt.date(2020, 1, 1)},
        )
        NameSpell.objects.get_or_create(
            organisation=unit,
            valid_until=None,
            defaults={"name": unit.name, "valid_from": dt.date(2020, 1, 1)},
        )


def used_link(campaign):
    submission = Submission.objects.filter(role="KS").first()
    link = Link.objects.create(
        assignment=submission.assignment,
        role="KS",
        number=1,
        token_digest="0" * 64,
        is_used=True,
    )
    submission.link = link
    submission.save()
    Edit.objects.create(
        submission=submission,
        role="KS",
        sequence=1,
        said=b"",
        digest="0" * 64,
        received_on=submission.received_on,
    )


def add_figures(school):
    DataEntry.objects.create(
        school=school,
        field="rombel",
        value=6,
        source="dapodik",
        dated_on=dt.date(2026, 9, 1),
        entered_at=AT,
    )


def add_finding_and_point(made):
    finding = FindingFactory(organisation=made.schools[0], node=node_of(made))
    add_sign(finding)
    point = ActionPointFactory(owner=made.schools[0], serial=1)
    PointEvent.objects.create(point=point, kind="opened", at=AT)
    Numbering.objects.create(area_code=point.area_code, year=point.year, last=1)


def add_sign(finding):
    Sign.objects.create(
        finding=finding, origin="by_hand", severity=2, sentence="x", seen_at=AT
    )


def add_plan(actor_at, run):
    world = planning_world(actor_at)
    approved(world)
    add_sign(world.gap)
    earlier = ScoreRun.objects.get(pk=run.pk)
    earlier.pk = None
    earlier.purpose, earlier.campaign, earlier.audience = "cycle", None, 0
    earlier.state = "failed"
    earlier.save()
    Effect.objects.create(
        activity=world.activity,
        node=world.node,
        run_before=run,
        run_after=earlier,
        computed_at=AT,
    )


def node_of(made):
    return made.run.framework_version.nodes.first()


def add_evidence(unit):
    evidence = EvidenceFactory(organisation=unit)
    with evidence.file.open("rb") as file:
        evidence.digest = hashlib.sha256(file.read()).hexdigest()
    evidence.save()


def plant(statement):
    """Change rows past constraints of keys and triggers, as a hand or a disk could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_sound_world_is_silent_and_each_planted_fault_is_found(world):
    checks = {check.name: check for check in all_checks()}
    found = {name: outcome_of(check).examples for name, check in checks.items()}
    assert {name: rows for name, rows in found.items() if rows} == {}

    missed = [name for name, check in checks.items() if not finds_plant(check)]

    assert missed == []


def finds_plant(check):
    """Plant the fault of a check, ask it, and take the fault back."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT sound")
        plant(PLANTS[check.name])
        count = outcome_of(check).count
        cursor.execute("ROLLBACK TO SAVEPOINT sound")
    return count > 0


def test_there_are_at_least_forty_checks_each_with_a_plant_and_words():
    checks = all_checks()

    assert len(checks) >= 40
    assert {check.name for check in checks} == set(PLANTS)
    assert all(str(check.says) for check in checks)


def test_the_command_tells_what_it_found_and_ends_badly(world):
    out = StringIO()
    call_command("integrity", stdout=out)
    assert "0 found something" in out.getvalue()
    plant(PLANTS["followup.numbers_have_no_gap"])

    with pytest.raises(CommandError):
        call_command("integrity", "--only", "followup", stdout=out)

    assert "CRITICAL followup.numbers_have_no_gap (1)" in out.getvalue()
    with pytest.raises(CommandError, match="No check"):
        call_command("integrity", "--only", "nothing", stdout=out)


def test_a_warning_alone_ends_well(world):
    out = StringIO()
    plant(PLANTS["core.work_is_done"])

    call_command("integrity", stdout=out)

    assert "WARNING core.work_is_done (1)" in out.getvalue()
