"""More that happens once, or so often and no more, however many ask at once."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from factories.organisations import OrganisationFactory, SchoolFactory
from factories.parcels import SECRET, content, parcel
from factories.scoring import scored
from factories.survey import DAY, asked_school, opened_campaign, token_for
from matrix.keeping import say

from sakaguru.accounts.adapters.shared_cache import counted_up
from sakaguru.accounts.services.persons import erase_person
from sakaguru.core.access import SYSTEM
from sakaguru.core.models import AuditEvent
from sakaguru.evidence.models import Upload
from sakaguru.evidence.services.uploads import MOST_OPEN, begin_upload
from sakaguru.organisations.enums import ListState, Role
from sakaguru.organisations.models import ApiToken, SchoolImport
from sakaguru.organisations.services.school_lists import ask_run
from sakaguru.organisations.services.tokens import MOST, issue_token
from sakaguru.scoring.enums import EditionKind, RunState
from sakaguru.scoring.models import Edition, RegionResult, SchoolResult, ScoreRun
from sakaguru.scoring.services.editions import issue_edition
from sakaguru.scoring.services.runs import compute_run, request_run
from sakaguru.survey.logic.wire import read_parcel
from sakaguru.survey.models import Edit, Submission
from sakaguru.survey.services.reception import receive_submission
from sakaguru.survey.services.withdrawal import withdraw_set

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
TRIES = 1000 if LONG else 10
RECOMPUTED = 100 if LONG else 3
AT_ONCE = 4
AT = dt.datetime(2026, 11, 21, 3, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db(transaction=True)


def went_through(outcomes):
    return [each for each in outcomes if not isinstance(each, Exception)]


def test_an_edition_gets_one_code(crowd):
    run = scored(1).run
    result = SchoolResult.objects.filter(run=run).first()
    for number in range(TRIES):
        outcomes = crowd(
            lambda _, n=number: issue_edition(
                actor=SYSTEM,
                result=result,
                kind=EditionKind.FULL,
                language="id",
                content={"summary": {"n": n}},
                at=AT,
            )
        )
        assert len({each.code for each in went_through(outcomes)}) == 1, outcomes
    assert Edition.objects.filter(language="id").count() == TRIES
    assert AuditEvent.objects.filter(action="edition.issued").count() == TRIES
    say(f"editions: {TRIES} tries of {AT_ONCE}, one code each")


def test_a_long_list_of_schools_is_queued_once(crowd):
    unit = OrganisationFactory()
    for _ in range(TRIES):
        kept = SchoolImport.objects.create(
            owner=unit,
            filename="sekolah.csv",
            header=[],
            rows=[],
            uploaded_at=AT,
            state=ListState.CHECKED,
            report={"created_count": 1, "changed_count": 0},
        )
        outcomes = crowd(lambda _, k=kept: ask_run(actor=SYSTEM, kept=k, at=AT))
        assert len(went_through(outcomes)) == 1, outcomes
    asked = AuditEvent.objects.filter(action="schools.import_asked")
    assert asked.count() == TRIES
    say(f"long lists: {TRIES} tries of {AT_ONCE}, each queued once")


def test_nobody_gets_more_keys_than_ten(crowd, actor_at):
    actor = actor_at(OrganisationFactory(), Role.HEAD)
    for _ in range(MOST - 1):
        issue_token(actor=actor, name="Dasbor", days=30, at=AT)
    for _ in range(TRIES):
        outcomes = crowd(lambda _: issue_token(actor=actor, name="x", days=1, at=AT))
        assert len(went_through(outcomes)) == 1, outcomes
        ApiToken.objects.latest("pk").delete()
    say(f"keys: {TRIES} tries of {AT_ONCE}, never an eleventh")


def test_nobody_keeps_more_files_half_sent_than_allowed(crowd, actor_at):
    unit = SchoolFactory().organisation
    actor = actor_at(unit, Role.TEACHER)
    for number in range(TRIES):
        crowd(
            lambda n, number=number: begin_upload(
                actor=actor,
                organisation=unit,
                file_name="sk.pdf",
                digest=f"{number:032}{n:032}",
                size_bytes=100,
                at=AT,
            )
        )
        assert Upload.objects.count() <= MOST_OPEN
    say(f"uploads: {TRIES} tries of {AT_ONCE}, never more than {MOST_OPEN} open")


def test_scores_that_are_computed_by_several_are_there_once(crowd):
    world = scored(2)
    counted = [each.objects.filter(run=world.run).count() for each in RESULTS]
    for _ in range(RECOMPUTED):
        run = request_run(actor=SYSTEM, campaign=world.campaign, at=AT)
        outcomes = crowd(lambda _, r=run: compute_run(run_id=r.pk, clock=lambda: AT))

        assert went_through(outcomes), outcomes
        assert ScoreRun.objects.get(pk=run.pk).state == RunState.DONE
        assert [each.objects.filter(run=run).count() for each in RESULTS] == counted
    say(f"recomputing: {RECOMPUTED} tries of {AT_ONCE}, each result once")


RESULTS = (SchoolResult, RegionResult)


def test_a_limit_counts_each_one(crowd):
    counts = []
    for _ in range(TRIES):
        counts += crowd(lambda _: counted_up("x", 600))

    assert sorted(counts) == list(range(1, AT_ONCE * TRIES + 1))
    say(f"limits: {len(counts)} counted in {TRIES} tries, none lost, none twice")


def test_a_person_is_erased_once_and_for_all(crowd, membership_at):
    unit = OrganisationFactory()
    for _ in range(TRIES):
        user = membership_at(unit, Role.TEACHER).user
        outcomes = crowd(lambda _, u=user: erase_person(actor=SYSTEM, user=u, at=AT))
        assert len(went_through(outcomes)) == AT_ONCE, outcomes
        user.refresh_from_db()
        assert not user.is_active
    say(f"erasures: {TRIES} tries of {AT_ONCE}")


def test_an_edit_does_not_bring_back_what_is_withdrawn(crowd):
    """Two tabs of one device: whichever comes first, nothing is left of the set."""
    school = asked_school(opened_campaign())
    token = token_for(school, "GS")
    for _ in range(TRIES):
        school.links.update(is_used=False)
        sent = parcel(token, content("GS"))
        receive_submission(parcel=read_parcel(sent), day=DAY, at=AT)
        number = read_parcel(sent).envelope.id

        def one(place, sent=sent, number=number):
            if place == 0:
                return withdraw_set(submission_id=number, key=SECRET, day=DAY)
            edit = sent | {"sequence": place + 1, "content": content("GS", (0, 0))}
            return receive_submission(parcel=read_parcel(edit), day=DAY, at=AT)

        outcomes = crowd(one)
        assert outcomes[0] is None, outcomes
        assert not Submission.objects.exists(), outcomes
        assert not Edit.objects.exists()
    say(f"withdrawals beside three edits: {TRIES} tries, nothing left")
