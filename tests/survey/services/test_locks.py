"""Whoever needs a campaign's lock and a set's takes them in this order."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection, transaction
from factories.parcels import SECRET, content, parcel
from factories.survey import AT, DAY, asked_school, opened_campaign, token_for

from sakaguru.survey.adapters import intake_lock
from sakaguru.survey.adapters.vault import poster_pass
from sakaguru.survey.logic.wire import read_parcel
from sakaguru.survey.models import Edit, Submission, WithdrawnSet
from sakaguru.survey.services.mixing import mix_personal_answers
from sakaguru.survey.services.reception import receive_submission
from sakaguru.survey.services.refusals import SetWithdrawn
from sakaguru.survey.services.withdrawal import withdraw_set

pytestmark = pytest.mark.django_db(transaction=True)
LONGEST = 20
TRIES = 20
WAITING = """SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database
             WHERE datname = current_database() AND NOT granted"""


def send(body):
    return receive_submission(parcel=read_parcel(body), day=DAY, at=AT)


def in_a_thread(act):
    try:
        return act()
    finally:
        connection.close()


def until_somebody_waits():
    """The other one has come as far as it can."""
    ends = time.monotonic() + LONGEST
    while time.monotonic() < ends:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    pytest.fail("nobody came to wait")


def test_an_edit_that_comes_while_answers_are_mixed_waits_and_is_kept():
    school = asked_school(opened_campaign())
    first = parcel(token_for(school, "GS"), content("GS"))
    send(first)
    edit = first | {"sequence": 2, "content": content("GS", (0, 0))}
    held = threading.Event()

    def mixes():
        with transaction.atomic():
            intake_lock.hold(school.campaign_id)
            held.set()
            until_somebody_waits()
            return mix_personal_answers(school.campaign, [school.pk])

    with ThreadPoolExecutor(2) as pool:
        mixing = pool.submit(in_a_thread, mixes)
        held.wait(LONGEST)
        sending = pool.submit(in_a_thread, lambda: send(edit))

    assert mixing.result() == 1
    assert sending.result()["sequence"] == 2
    assert Submission.objects.get().sequence == 2
    assert Edit.objects.count() == 2


def test_what_is_withdrawn_while_it_is_sent_again_stays_away():
    """Whichever comes first: by a class's pass only the mark stands in its way."""
    school = asked_school(opened_campaign())
    door = poster_pass(school.campaign, school, "GS")
    for _ in range(TRIES):
        sent = parcel(door, content("GS"))
        send(sent)
        gate = threading.Barrier(3)

        def again(sent=sent, gate=gate):
            gate.wait(LONGEST)
            try:
                return send(sent)
            except SetWithdrawn:
                return None

        def withdraws(sent=sent, gate=gate):
            gate.wait(LONGEST)
            withdraw_set(submission_id=UUID(sent["id"]), key=SECRET, day=DAY)

        with ThreadPoolExecutor(3) as pool:
            acts = [pool.submit(in_a_thread, act) for act in (again, withdraws, again)]
        for each in acts:
            each.result()
        assert not Submission.objects.exists()
    assert WithdrawnSet.objects.count() == TRIES
