"""Work after arrivals: soon, counted before it is tried, nobody held up by another."""

import pytest
from django.db import connection
from factories.parcels import read_set
from factories.survey import AT, DAY, opened_campaign, token_for

from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role
from sakaguru.survey.enums import AssignmentState
from sakaguru.survey.models import Aftercare, Assignment
from sakaguru.survey.services.aftercare import look_after_arrivals, retry_aftercare
from sakaguru.survey.services.reception import receive_submission

pytestmark = pytest.mark.django_db

POISON = """
CREATE FUNCTION refuse_school() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.is_fresh AND NOT NEW.is_fresh AND OLD.id = {pk} THEN
    RAISE EXCEPTION 'sekolah ini beracun';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refuse_school BEFORE UPDATE ON survey_assignment
  FOR EACH ROW EXECUTE FUNCTION refuse_school();
"""


@pytest.fixture
def schools():
    campaign = opened_campaign(schools=3)
    rows = list(
        campaign.assignments.select_related("school", "campaign").order_by("pk")
    )
    for each in rows:
        given = read_set(token_for(each, "GS"), {"GS001": 3})
        receive_submission(parcel=given, day=DAY, at=AT)
    return rows


def poison(school):
    with connection.cursor() as cursor:
        cursor.execute(POISON.format(pk=school.pk))


def fresh():
    return list(Assignment.objects.filter(is_fresh=True).values_list("pk", flat=True))


def test_what_arrived_is_counted_anew_from_the_answers(schools):
    Assignment.objects.filter(pk=schools[0].pk).update(received=[9] * 6)

    assert look_after_arrivals(at=AT) == 3

    schools[0].refresh_from_db()
    assert schools[0].received == [0, 1, 0, 0, 0, 0]
    assert schools[0].state == AssignmentState.SENT
    assert fresh() == []
    assert not Aftercare.objects.exists()
    assert look_after_arrivals(at=AT) == 0


def test_a_poisoned_school_is_set_aside_after_three_tries_and_holds_nobody_up(schools):
    poison(schools[1])

    assert look_after_arrivals(at=AT) == 2

    assert fresh() == [schools[1].pk]
    left = Aftercare.objects.get()
    assert (left.assignment_id, left.tries, left.set_aside_at) == (
        schools[1].pk,
        2,
        None,
    )
    look_after_arrivals(at=AT)
    left.refresh_from_db()
    assert (left.tries, left.set_aside_at) == (3, AT)
    assert "beracun" in left.fault
    look_after_arrivals(at=AT)
    assert Aftercare.objects.get().tries == 3


def test_a_try_that_ended_the_process_was_counted_before(schools):
    Aftercare.objects.create(assignment=schools[0], tries=3, tried_at=AT)

    assert look_after_arrivals(at=AT) == 2

    assert Aftercare.objects.get().set_aside_at == AT


def test_an_operator_lets_it_be_tried_again(schools, actor_at):
    row = Aftercare.objects.create(
        assignment=schools[0], tries=3, tried_at=AT, set_aside_at=AT
    )
    office = schools[0].campaign.owner

    viewer = actor_at(office, Role.VIEWER)
    with pytest.raises(NotAllowed):
        retry_aftercare(actor=viewer, aftercare=row, at=AT)
    retry_aftercare(actor=actor_at(office, Role.OPERATOR), aftercare=row, at=AT)

    assert look_after_arrivals(at=AT) == 3
    assert not Aftercare.objects.exists()
    assert AuditEvent.objects.filter(action="arrivals.retried").exists()
