import datetime as dt

import pytest

from sakaguru.dashboards.logic.cast import (
    DOMAIN,
    SHOWN_FIRST,
    neighbour,
    new_password,
    players,
    shown_first,
)
from sakaguru.dashboards.logic.headcounts import headcount
from sakaguru.dashboards.logic.story import cycles, school_year
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.logic.roles import roles_at


@pytest.mark.parametrize("today", [dt.date(2026, 11, 21), dt.date(2028, 2, 29)])
def test_two_cycles_are_closed_and_one_is_open_whatever_the_day(today):
    first, second, last = cycles(today)

    assert first.closed_on < second.opens_on
    assert second.closed_on < last.opens_on
    assert last.closed_on is None
    assert last.opens_on <= today < last.closes_on
    assert len({first.label, second.label, last.label}) == 3


def test_a_school_year_begins_in_july():
    assert school_year(dt.date(2026, 6, 30)) == "2025/2026"
    assert school_year(dt.date(2026, 7, 1)) == "2026/2027"


def test_there_is_one_player_for_each_tier_and_role():
    parts = [(player.tier, player.role) for player in players()]

    assert len(parts) == len(set(parts))
    assert set(parts) == {(tier, role) for tier in Tier for role in roles_at(tier)}


def test_every_player_is_obviously_invented():
    everybody = [*players(), neighbour()]

    assert all(player.email.endswith(f"@{DOMAIN}") for player in everybody)
    assert all(player.name.endswith("(contoh)") for player in everybody)
    assert len({player.email for player in everybody}) == len(everybody)


def test_passwords_differ_from_demo_to_demo():
    assert new_password() != new_password()


def test_the_landing_page_shows_only_parts_that_are_there():
    account = {"tier": "school", "role": "head", "organisation": "SD 1"}
    account |= {"email": "kepala.sd@contoh.invalid", "password": "p"}

    shown = shown_first([account])

    assert [(a.mailbox, a.domain) for a in shown] == [("kepala.sd", "contoh.invalid")]
    assert shown_first([]) == []
    known = {(player.tier.name.lower(), player.role) for player in players()}
    assert set(SHOWN_FIRST) <= known


def test_headcounts_are_repeatable_and_plausible():
    one = headcount("20302235", 1, town=False)

    assert one == headcount("20302235", 1, town=False)
    assert one != headcount("20302235", 2, town=False)
    for number in range(200):
        drawn = headcount(f"{number:08}", 7, town=bool(number % 2))
        assert 6 <= drawn.class_groups <= 17
        assert drawn.upper_pupils <= drawn.pupils
        assert drawn.teachers > drawn.class_groups
