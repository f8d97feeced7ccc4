import pytest
from factories.organisations import OrganisationFactory
from factories.standards import drafted_framework, small_framework

from sakaguru.core.access import NOBODY
from sakaguru.organisations.enums import Role, Tier
from sakaguru.standards import permissions
from sakaguru.standards.models import FrameworkVersion
from sakaguru.standards.queries import visible_versions

pytestmark = pytest.mark.django_db
RULES = (
    permissions.VIEW_FRAMEWORK,
    permissions.OVERSEE_FRAMEWORK,
    permissions.EDIT_FRAMEWORK,
)


@pytest.fixture
def district():
    nation = OrganisationFactory()
    return OrganisationFactory(parent=OrganisationFactory(parent=nation))


@pytest.mark.parametrize("rule", RULES, ids=["view", "oversee", "edit"])
@pytest.mark.parametrize("role", Role)
def test_rule_gives_the_same_answer_for_one_version_and_for_a_list(
    rule, role, district, actor_at
):
    versions = [
        small_framework(framework__owner=owner)
        for owner in (
            district.parent,
            district,
            OrganisationFactory(parent=district),
            OrganisationFactory(parent=district.parent),
        )
    ]
    actor = actor_at(district, role)

    one_by_one = {v for v in versions if rule.allows(actor, v)}

    assert one_by_one == set(rule.filter(actor, FrameworkVersion.objects.all()))


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_what_is_published_nationally_and_on_the_own_line(
    role, district, actor_at
):
    other_nation = OrganisationFactory(tier=Tier.NATION)
    seen = {
        small_framework(framework__owner=district),
        small_framework(framework__owner=other_nation),
        small_framework(framework__owner=OrganisationFactory(parent=district)),
    }
    small_framework(framework__owner=OrganisationFactory(parent=district.parent))
    drafted_framework(framework__owner=district.parent)

    assert set(visible_versions(actor_at(district, role))) == seen


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.HEAD, True), (Role.HEAD_OF_QA, True), (Role.VIEWER, False)]
)
def test_drafts_are_for_those_who_may_edit_them(role, sees, district, actor_at):
    draft = drafted_framework(framework__owner=district)

    found = visible_versions(actor_at(district, role))

    assert (draft in found) is sees


def test_without_a_role_nothing_is_seen(district):
    small_framework(framework__owner=district)

    assert not visible_versions(NOBODY).exists()
