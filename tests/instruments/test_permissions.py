import pytest
from factories.instruments import drafted_instrument, small_instrument
from factories.organisations import OrganisationFactory

from sakaguru.core.access import NOBODY
from sakaguru.instruments import permissions
from sakaguru.instruments.models import InstrumentVersion
from sakaguru.instruments.queries.versions import owner_for, visible_versions
from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.models import Organisation

pytestmark = pytest.mark.django_db
RULES = (
    permissions.VIEW_INSTRUMENT,
    permissions.OVERSEE_INSTRUMENT,
    permissions.EDIT_INSTRUMENT,
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
        small_instrument(roles=("GS",), instrument__owner=owner)
        for owner in (
            district.parent,
            district,
            OrganisationFactory(parent=district),
            OrganisationFactory(parent=district.parent),
        )
    ]
    actor = actor_at(district, role)

    one_by_one = {v for v in versions if rule.allows(actor, v)}

    assert one_by_one == set(rule.filter(actor, InstrumentVersion.objects.all()))


def test_a_school_sees_the_instrument_of_its_district_and_of_no_other(
    district, actor_at
):
    own = small_instrument(instrument__owner=district)
    small_instrument(instrument__owner=OrganisationFactory(parent=district.parent))
    drafted_instrument(instrument__owner=district)
    school = OrganisationFactory(parent=district)

    assert list(visible_versions(actor_at(school, Role.TEACHER))) == [own]
    assert not visible_versions(NOBODY).exists()


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.HEAD, True), (Role.HEAD_OF_QA, True), (Role.VIEWER, False)]
)
def test_drafts_are_for_those_who_may_edit_them(role, sees, district, actor_at):
    draft = drafted_instrument(instrument__owner=district)

    assert (draft in visible_versions(actor_at(district, role))) is sees


def test_only_heads_of_nation_province_and_district_may_own(district, actor_at):
    school = OrganisationFactory(tier=Tier.SCHOOL, parent=district)
    Organisation.objects.filter(pk=district.pk).update(tier=Tier.DISTRICT)

    assert owner_for(actor_at(district, Role.HEAD)) == district
    assert owner_for(actor_at(district, Role.TEACHER)) is None
    assert owner_for(actor_at(school, Role.HEAD)) is None
    assert owner_for(NOBODY) is None
