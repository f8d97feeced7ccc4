from __future__ import annotations

import pytest
from django.utils.translation import gettext_lazy as _
from factories.organisations import OrganisationFactory

from sakaguru.core.access import (
    NOBODY,
    SYSTEM,
    Actor,
    Reach,
    Rule,
    Standing,
    hearing,
    lineage,
    off_the_record,
)
from sakaguru.core.errors import NotAllowed
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Organisation


@pytest.fixture
def rule_of():
    """Make rules that do not stay in the registry."""
    made = []

    def make(**fields):
        rule = Rule(name=_("contoh"), roles=frozenset({Role.HEAD}), **fields)
        made.append(rule)
        return rule

    yield make
    for rule in made:
        Rule.registry.remove(rule)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reach", "reached"),
    [
        (Reach.BELOW, {"district", "school"}),
        (Reach.ABOVE, {"province", "district"}),
        (Reach.OWN, {"district"}),
    ],
)
def test_rule_reaches_along_the_line_of_the_actor(reach, reached, rule_of, actor_at):
    province = OrganisationFactory(name="province")
    district = OrganisationFactory(name="district", parent=province)
    OrganisationFactory(name="school", parent=district)
    OrganisationFactory(name="other", parent=province)
    rule = rule_of(reach=reach)
    actor = actor_at(district, Role.HEAD)

    as_a_list = {u.name for u in rule.filter(actor, Organisation.objects.all())}
    one_by_one = {u.name for u in Organisation.objects.all() if rule.allows(actor, u)}

    assert as_a_list == one_by_one == reached


@pytest.mark.django_db
def test_a_grant_widens_the_reach_only_for_its_roles(rule_of, actor_at):
    home, away = OrganisationFactory(), OrganisationFactory()
    actor = actor_at(home, Role.VIEWER)
    granted = Actor(
        user_id=actor.user_id,
        path=actor.path,
        roles=actor.roles,
        grants=(Standing(away.path, frozenset({Role.HEAD})),),
    )
    rule = rule_of()

    assert list(rule.filter(granted, Organisation.objects.all())) == [away]
    assert not rule.allows(granted, home)


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [NOBODY, SYSTEM])
def test_neither_nobody_nor_the_machine_may_what_no_rule_grants(actor, rule_of):
    unit = OrganisationFactory()
    rule = rule_of()

    assert not rule.filter(actor, Organisation.objects.all()).exists()
    with pytest.raises(NotAllowed, match="contoh"):
        rule.check(actor, unit)


def test_lineage_lists_the_paths_from_the_root():
    assert lineage("ID/33/33.02/") == ["ID/", "ID/33/", "ID/33/33.02/"]


def test_what_is_asked_inside_or_off_the_record_is_heard_by_nobody_else(rule_of):
    head = Actor(user_id=1, path="ID/", roles=frozenset({Role.HEAD}))
    first, second, third = rule_of(), rule_of(), rule_of()

    with hearing() as outer:
        with hearing() as inner:
            first.reaches(head, "ID/")
        with off_the_record():
            second.reaches(head, "ID/")
        third.reaches(head, "ID/")

    assert [inner.has_asked(each) for each in (first, second, third)] == [1, 0, 0]
    assert [outer.has_asked(each) for each in (first, second, third)] == [0, 0, 1]
