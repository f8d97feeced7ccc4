"""The services' account of the database does its work and cannot touch the rest."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from factories.parcels import content, parcel
from factories.survey import AT, DAY, asked_school, token_for

from sakaguru.core import trail
from sakaguru.core.access import SYSTEM
from sakaguru.core.models import AuditEvent
from sakaguru.core.retention import forget_overdue
from sakaguru.core.tasks import seal_trail
from sakaguru.organisations.models import Membership
from sakaguru.survey.logic.wire import read_parcel
from sakaguru.survey.models import Campaign, Submission
from sakaguru.survey.services.aftercare import look_after_arrivals
from sakaguru.survey.services.mixing import mix_personal_answers
from sakaguru.survey.services.reception import receive_submission

pytestmark = pytest.mark.django_db
ACCOUNT = "services_of_a_test"
A_RULE = "survey_personal_answers_hold_only_a_day"
FORBIDDEN = (
    "DELETE FROM core_auditevent",
    "UPDATE core_auditevent SET action = 'x'",
    "TRUNCATE core_auditevent",
    "DELETE FROM core_audithead",
    "UPDATE core_audithead SET digest = 'x'",
    "DROP TRIGGER core_keep_audit ON core_auditevent",
    "ALTER TABLE core_auditevent DISABLE TRIGGER ALL",
    "SET session_replication_role = 'replica'",
    f"ALTER TABLE survey_submission DROP CONSTRAINT {A_RULE}",
    "TRUNCATE survey_submission CASCADE",
    "DROP TABLE survey_submission",
    "CREATE TABLE own (id int)",
    "CREATE ROLE another",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', now())",
    "COPY survey_submission TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/passwd')",
)


def ask(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def as_the_services():
    """From here to the end of the test the database sees their account only."""
    ask(f"CREATE ROLE {ACCOUNT}")
    call_command("grants", ACCOUNT, stdout=io.StringIO())
    ask(f"SET LOCAL ROLE {ACCOUNT}")


@pytest.fixture
def demo(as_the_services, settings, tmp_path):
    """All that a district does in two years, done by that account."""
    settings.DATA_DIR, settings.WAREHOUSE = tmp_path, tmp_path / "warehouse"
    call_command("load_demo", "--only", "33.02.22", stdout=io.StringIO())


def test_all_the_work_of_a_district_is_done_by_an_account_of_few_rights(demo):
    client = Client()
    for membership in Membership.objects.order_by("organisation__tier")[:6]:
        client.force_login(membership.user)
        for page in ("/", "/kampanye/", "/organisasi/", "/tindak-lanjut/", "/jejak/"):
            assert client.get(page, follow=True).status_code == 200, page
    school = asked_school(Campaign.objects.get(closed_at=None))
    before = Submission.objects.count()
    answers = content("GS", (1, 1))
    link = school.links.filter(role="GS", is_used=False).first()
    sent = parcel(token_for(school, "GS", link.number), answers)
    receive_submission(parcel=read_parcel(sent), day=school.campaign.opens_on, at=AT)
    edit = sent | {"sequence": 2}
    receive_submission(parcel=read_parcel(edit), day=school.campaign.opens_on, at=AT)
    look_after_arrivals(at=AT)
    mix_personal_answers(school.campaign, [school.pk])
    forget_overdue(actor=SYSTEM, day=DAY, at=AT)
    seal_trail(0)

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (ACCOUNT,)
    assert Submission.objects.count() == before + 1
    assert trail.check() == []


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_that_account_cannot(statement, as_the_services):
    with pytest.raises(ProgrammingError), transaction.atomic():
        ask(statement)


def test_an_account_that_owns_the_tables_or_is_nobody_is_refused():
    with pytest.raises(CommandError, match="no role"):
        call_command("grants", "nobody_of_that_name")
    with pytest.raises(CommandError, match="owns the tables"):
        call_command("grants", connection.settings_dict["USER"])
    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize(
    "gift",
    [
        "ALTER DATABASE {database} OWNER TO {account}",
        "ALTER SCHEMA public OWNER TO {account}",
        "ALTER ROLE {account} CREATEROLE",
        "ALTER ROLE {account} REPLICATION",
        "GRANT pg_write_all_data TO {account}",
        "GRANT {owner} TO {account}",
    ],
)
def test_an_account_that_could_take_the_rest_by_another_way_is_refused(gift):
    """The owner of a database may drop all tables in it, whoever made them."""
    names = connection.settings_dict
    ask(f"CREATE ROLE {ACCOUNT}")
    given = gift.format(account=ACCOUNT, database=names["NAME"], owner=names["USER"])
    ask(given)
    with pytest.raises(CommandError, match="or the database"):
        call_command("grants", ACCOUNT)
