import io
import json

import pytest
from django.core.management import call_command

from sakaguru.accounts.models import User
from sakaguru.core import trail
from sakaguru.core.models import AuditEvent, AuditHead
from sakaguru.findings.models import Finding
from sakaguru.followup.models import ActionPoint
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Membership, Organisation, TierName
from sakaguru.planning.enums import ActivityState, Decision, PlanKind, PlanState
from sakaguru.planning.models import Activity, Plan
from sakaguru.scoring.enums import Audience, RunState
from sakaguru.scoring.models import ScoreRun
from sakaguru.survey.models import Assignment, Campaign, DataEntry, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.WAREHOUSE = tmp_path / "warehouse"
    return tmp_path


def load():
    out = io.StringIO()
    call_command("load_demo", "--only", "33.02.22", stdout=out)
    return out.getvalue()


def test_load_demo_tells_the_whole_story_and_only_once(folder):
    load()

    first = snapshot()
    again = load()

    assert again == "The demo is loaded already.\n"
    assert snapshot() == first
    districts = Organisation.objects.filter(tier=Tier.DISTRICT)
    assert {unit.code for unit in districts} == {"33.01", "33.02"}
    assert TierName.objects.get(tier=Tier.AREA).name == "Korwil"
    check_gugus()
    check_cycles()
    check_plans()
    check_help()
    check_accounts(folder)
    check_trail()


def snapshot():
    models = (Organisation, Membership, Campaign, Submission, DataEntry, ScoreRun)
    return [model.objects.count() for model in models]


def check_help():
    asked = ActionPoint.objects.exclude(asker=None)
    assert set(asked.values_list("state", flat=True)) == {"new", "agreed", "done"}
    assert {point.owner.tier for point in asked} == {Tier.CLUSTER}


def check_trail():
    """What is printed on the first day carries a witness already."""
    head = AuditHead.objects.get()
    assert head.position == AuditEvent.objects.count()
    assert trail.check() == []


def check_gugus():
    gugus = Organisation.objects.filter(tier=Tier.CLUSTER)
    assert all(5 <= unit.children.count() <= 8 for unit in gugus)
    schools = Organisation.objects.filter(tier=Tier.SCHOOL)
    assert schools.count() == 22
    assert all(school.parent in gugus for school in schools)


def check_cycles():
    past = Campaign.objects.filter(closed_at__isnull=False)
    now = Campaign.objects.get(closed_at=None)
    runs = ScoreRun.objects.filter(campaign__in=past)
    assert past.count() == 2
    assert set(runs.values_list("state", "audience")) == {
        (RunState.DONE, Audience.PUBLIC)
    }
    states = set(
        Assignment.objects.filter(campaign=now).values_list("state", flat=True)
    )
    assert len(states) > 1


def check_plans():
    """Two years of plans, agreed by the committee, and what they changed."""
    hero = Organisation.objects.get(code="20302018")
    plans = Plan.objects.filter(organisation=hero)
    assert set(plans.values_list("state", flat=True)) == {PlanState.APPROVED}
    assert plans.count() == 2
    for plan in plans:
        steps = list(plan.signings.values_list("step", "decision"))
        agreed = Decision.AGREED
        assert steps == [("committee", agreed), ("head", agreed), ("office", agreed)]
    done = Activity.objects.filter(plan__in=plans, state=ActivityState.VERIFIED)
    assert done.filter(effects__isnull=False).exists()
    ways = Activity.objects.filter(plan__in=plans).values_list("kind_key", flat=True)
    assert len(set(ways)) == len(ways), "what was tried before is not repeated"
    assert Plan.objects.filter(kind=PlanKind.WORK_PROGRAMME).count() == 2
    others = Plan.objects.in_force().exclude(organisation=hero)
    assert others.values("organisation").distinct().count() > 5
    assert Finding.objects.open_gaps().filter(has_action=True).exists()


def check_accounts(folder):
    accounts = json.loads((folder / "demo-accounts.json").read_text())
    keys = ["tier", "role", "organisation", "email", "password"]
    assert all(list(account) == keys for account in accounts)
    parts = {(account["tier"], account["role"]) for account in accounts}
    assert {
        "nation",
        "province",
        "district",
        "area",
        "cluster",
        "school",
        "partner",
    } == {tier for tier, _role in parts}
    user = User.objects.get(email=accounts[0]["email"])
    assert user.check_password(accounts[0]["password"])
