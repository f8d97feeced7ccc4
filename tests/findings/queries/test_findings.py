from __future__ import annotations

import datetime as dt

import pytest
from factories.findings import FindingFactory, derived
from factories.organisations import line
from factories.scoring import scored

from sakaguru.findings.models import Finding, Sign
from sakaguru.findings.queries.findings import (
    OFFICIAL,
    current_signs,
    ranked_findings,
    signs_for,
)
from sakaguru.findings.queries.loose_ends import board_of, boards_below, own_loose_ends
from sakaguru.organisations.enums import Role, Tier

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 15, 3, 0, tzinfo=dt.UTC)


def sign(finding, run=None, **more):
    return Sign.objects.create(
        finding=finding,
        run=run,
        origin="scores" if run else "visit",
        rule=more.pop("rule", ""),
        severity=2,
        sentence={"id": "Terlihat.", "en": "Seen."},
        seen_at=AT,
        **more,
    )


def test_only_the_newest_run_and_people_speak_in_the_order(actor_at):
    world, other = scored(1), scored(1, seed=2)
    finding = FindingFactory(organisation=world.schools[0])
    old, new = sorted([world.run, other.run], key=lambda run: run.pk)
    for run in (old, new):
        sign(finding, run, rule="below_target")
    sign(finding)

    shown = current_signs(list(finding.signs.all()))

    assert {row.run for row in shown} == {None, new}


def test_gaps_are_ranked_with_their_parts_and_by_hand(actor_at):
    school = line(*list(Tier)[:6])[5]
    light = FindingFactory(organisation=school, severity=1, score=5.0, target=5.07)
    heavy = FindingFactory(organisation=school, severity=4, score=0.5, target=5.07)
    head = actor_at(school, Role.HEAD)

    def order(**asked):
        rows = ranked_findings(head, school, **asked)
        return [row.finding for row in rows]

    assert order() == [heavy, light]
    (first, _second) = ranked_findings(head, school)
    assert tuple(first.parts) == (5, 4, 3)
    Finding.objects.filter(pk=light.pk).update(place=1)
    assert order() == [light, heavy]
    Finding.objects.filter(pk=light.pk).update(level=1, levels=5)
    assert order(order=OFFICIAL) == [light, heavy]


def test_signs_of_an_unshared_run_are_for_the_own_team(actor_at):
    school = line(*list(Tier)[:6])[5]
    finding = FindingFactory(organisation=school)
    kept, shared = sign(finding, is_shared=False), sign(finding, is_shared=True)

    assert signs_for(actor_at(school, Role.TEACHER), finding) == [shared]
    assert len(signs_for(actor_at(school, Role.HEAD), finding)) == 2
    assert not kept.is_shared


def test_the_board_counts_down_the_tree_what_the_actor_sees(actor_at):
    place = line(*list(Tier)[:6])
    FindingFactory(organisation=place[5])
    FindingFactory(organisation=place[5], has_owner=True, has_cause=True)
    FindingFactory(
        organisation=place[5], has_owner=True, has_cause=True, has_action=True
    )
    FindingFactory(organisation=place[5], is_shared=False)
    office = actor_at(place[2], Role.HEAD)
    head = actor_at(place[5], Role.HEAD)

    (row,) = boards_below(office, place[2])

    assert row.unit == place[3]
    assert tuple(row.board) == (3, 2, 1, 1, 2)
    assert board_of(office, place[2]) == row.board
    assert board_of(head, place[5]).gaps == 4
    assert own_loose_ends(head, place[5]).count() == 3
    assert own_loose_ends(office, place[2]).count() == 0


def test_a_stranger_counts_nothing(actor_at):
    world = scored(3)
    derived(world.run)
    stranger = actor_at(line(Tier.NATION)[0], Role.HEAD)

    assert board_of(stranger, world.district).gaps == 0
