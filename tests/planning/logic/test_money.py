from __future__ import annotations

import pytest

from sakaguru.planning.adapters.shipped import shipped_budget_rules
from sakaguru.planning.logic.money import Spent, breaches


def broken(spent, *, year=2027, status="NEGERI", whole=100_000_000):
    found = breaches(
        shipped_budget_rules(), spent, year=year, status=status, wholes={"bos": whole}
    )
    return {breach.rule.code: breach.missing_rupiah for breach in found}


def of(use, rupiah, source="bos"):
    return Spent(source, use, rupiah)


def test_a_plan_that_keeps_every_rule_breaks_none():
    spent = [of("books", 10_000_000), of("maintenance", 20_000_000)]

    assert broken([*spent, of("honorarium", 20_000_000)]) == {}


@pytest.mark.parametrize(
    ("spent", "rule", "missing"),
    [
        (of("books", 9_999_999), "books_at_least", 1),
        (of("maintenance", 20_000_001), "maintenance_at_most", 1),
        (of("honorarium", 25_000_000), "honorarium_public_at_most", 5_000_000),
    ],
)
def test_each_rule_names_how_much_is_missing_or_too_much(spent, rule, missing):
    assert broken([spent])[rule] == missing


def test_private_schools_may_pay_more_honorarium():
    spent = [of("books", 10_000_000), of("honorarium", 40_000_000)]

    assert broken(spent, status="SWASTA") == {}
    assert "honorarium_private_at_most" in broken(
        [of("honorarium", 40_000_001)], status="SWASTA"
    )


def test_rules_bind_only_schools_their_source_and_their_years():
    assert broken([], status="") == {}
    assert broken([], whole=0) == {}
    assert broken([], year=2022) == {}
    assert broken([of("maintenance", 90_000_000, "apbd")]) == {
        "books_at_least": 10_000_000
    }


def test_the_share_that_is_planned_is_told():
    found = breaches(
        shipped_budget_rules(),
        [of("books", 4_000_000)],
        year=2027,
        status="NEGERI",
        wholes={"bos": 100_000_000},
    )

    assert found[0].share == pytest.approx(0.04)
    assert found[0].is_too_little
    assert found[0].rule.check
