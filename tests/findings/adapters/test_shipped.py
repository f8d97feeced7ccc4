from __future__ import annotations

import pytest
from factories.findings import national_standards
from factories.standards import small_framework

from sakaguru.findings.adapters.shipped import (
    cause_tree,
    responsible_roles,
    shipped_rules,
)
from sakaguru.findings.queries.remedies import branch_of
from sakaguru.standards.adapters.shipped import shipped_framework


def test_every_sub_indicator_for_sd_has_causes_and_remedies():
    wanted = {
        ("SNP-2016", node["code"])
        for node in shipped_framework("snp_2016")["nodes"]
        if node["kind"] == "subindicator" and node.get("applies", True)
    }

    assert len(wanted) == 156
    assert wanted <= set(cause_tree())


@pytest.mark.parametrize(
    "branch", cause_tree().values(), ids=[code for _, code in cause_tree()]
)
def test_a_branch_is_bilingual_and_can_be_planned(branch):
    roles = responsible_roles()

    assert branch.causes
    assert branch.remedies
    for words in [
        *(cause.text for cause in branch.causes),
        *(remedy.activity for remedy in branch.remedies),
    ]:
        assert set(words) == {"id", "en"}
        assert all(len(text) > 10 for text in words.values())
    for remedy in branch.remedies:
        assert remedy.role in roles
        assert remedy.evidence
        assert 1 <= remedy.weeks <= 52


def test_keys_are_given_once():
    branches = cause_tree().values()
    keys = [cause.key for branch in branches for cause in branch.causes]
    keys += [remedy.key for branch in branches for remedy in branch.remedies]

    assert len(keys) == len(set(keys))


def test_what_we_wrote_ourselves_is_marked():
    tree = cause_tree()

    assert not tree["SNP-2016", "1.1.3"].remedies[0].is_ours
    assert tree["SNP-2016", "1.1.1"].remedies[0].is_ours


def test_the_target_lies_where_the_level_below_the_top_begins():
    from sakaguru.scoring.logic.levels import Band

    tops = (2.04, 3.70, 5.06, 6.66, 7.0)
    bands = [Band(n, {}, top) for n, top in enumerate(tops, start=1)]

    assert shipped_rules().target(bands) == 5.07


@pytest.mark.django_db
def test_an_upper_node_offers_what_those_below_it_do():
    version = national_standards()
    leaf, upper = version.nodes.get(code="1.1.1"), version.nodes.get(code="1.1")
    unknown = small_framework().nodes.get(code="1.1")

    assert branch_of(leaf).causes[0] in branch_of(upper).causes
    assert len(branch_of(upper).remedies) == 10
    assert branch_of(unknown).causes == ()
