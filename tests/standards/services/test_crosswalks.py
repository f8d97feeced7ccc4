"""Which nodes live on in a later version."""

from __future__ import annotations

import datetime as dt

import pytest
from factories.organisations import OrganisationFactory
from factories.standards import small_framework

from sakaguru.core.errors import Incomplete, NotAllowed
from sakaguru.organisations.enums import Role
from sakaguru.standards.queries.crosswalks import crosswalk
from sakaguru.standards.services.crosswalks import set_crosswalk
from sakaguru.standards.services.editions import VersionIsFrozen
from sakaguru.standards.services.versions import draft_version, publish_version

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)


@pytest.fixture
def nation():
    return OrganisationFactory()


@pytest.fixture
def head(nation, actor_at):
    return actor_at(nation, Role.HEAD)


@pytest.fixture
def old(nation):
    return small_framework(framework__owner=nation, label="1")


@pytest.fixture
def draft(old, head):
    """Sub-indicator 1.1.2 goes; 2.1.2 is called 2.1.9 now."""
    draft = draft_version(actor=head, version=old, label="2", at=AT)
    draft.nodes.get(code="1.1.2").delete()
    draft.nodes.filter(code="2.1.2").update(code="2.1.9")
    return draft


def pairs(old, draft):
    found = crosswalk(old, draft)
    return {p.before.code: p.after.code if p.after else "" for p in found.pairs}


def set_pairs(head, old, draft, **wanted):
    every = {code: code for code in pairs(old, draft)} | {"1.1.2": "", "2.1.2": "2.1.9"}
    every |= {name.replace("_", "."): other for name, other in wanted.items()}
    return set_crosswalk(actor=head, version=draft, earlier=old, wanted=every, at=AT)


def test_without_a_word_equal_codes_are_partners(old, draft):
    found = crosswalk(old, draft)

    assert pairs(old, draft)["1.1.1"] == "1.1.1"
    assert pairs(old, draft)["2.1.2"] == ""
    assert [node.code for node in found.fresh] == ["2.1.9"]
    assert (len(found.told), found.same) == (2, 6)


def test_only_what_codes_do_not_say_is_kept(head, old, draft):
    set_pairs(head, old, draft)

    draft.refresh_from_db()
    assert draft.about["crosswalk"] == {"1": {"2.1.2": "2.1.9"}}
    assert pairs(old, draft)["2.1.2"] == "2.1.9"
    assert crosswalk(old, draft).fresh == []


def test_a_node_may_lose_a_partner_of_its_own_code(head, old, draft):
    set_pairs(head, old, draft, **{"1_1_1": ""})

    draft.refresh_from_db()
    assert draft.about["crosswalk"]["1"] == {"1.1.1": "", "2.1.2": "2.1.9"}
    assert pairs(old, draft)["1.1.1"] == ""


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"1_1_1": "9.9.9"}, "9.9.9 tidak ada"),
        ({"1_1_1": "1.1"}, "1.1 bukan butir yang sejenis"),
        ({"1_1_1": "2.1.9"}, "2.1.9 dipakai lebih dari sekali"),
    ],
)
def test_wrong_partners_are_refused_with_all_faults(head, old, draft, wrong, words):
    with pytest.raises(Incomplete) as caught:
        set_pairs(head, old, draft, **wrong)

    assert any(words in fault for fault in caught.value.faults)


def test_published_versions_and_other_frameworks_are_left_alone(head, old, draft):
    with pytest.raises(Incomplete):
        set_pairs(head, small_framework(), draft)
    publish_version(actor=head, version=draft, at=AT)

    with pytest.raises(VersionIsFrozen):
        set_pairs(head, old, draft)


def test_others_may_not_say_it(old, draft, nation, actor_at):
    with pytest.raises(NotAllowed):
        set_pairs(actor_at(nation, Role.TEACHER), old, draft)
