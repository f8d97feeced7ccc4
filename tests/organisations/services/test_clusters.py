import datetime as dt

import pytest
from factories.organisations import FOUNDED, OrganisationFactory, SchoolFactory, line

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import NotAllowed
from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.models import Organisation
from sakaguru.organisations.queries.tree import children_on
from sakaguru.organisations.services.clusters import (
    ClustersAlreadyFormed,
    form_clusters,
)

pytestmark = pytest.mark.django_db
ON = dt.date(2018, 7, 2)
AT = dt.datetime(2018, 7, 2, 3, 0, tzinfo=dt.UTC)


def office_with(schools):
    office = line(1, 2, 3, 4)[-1]
    for number in range(schools):
        SchoolFactory(organisation__parent=office, village=f"Desa {number % 4}")
    return office


def test_form_clusters_moves_every_school_and_keeps_the_past():
    office = office_with(19)

    gugus = form_clusters(actor=SYSTEM, office=office, on=ON, at=AT)

    sizes = [unit.children.count() for unit in gugus]
    assert sum(sizes) == 19
    assert all(5 <= size <= 8 for size in sizes)
    for school in Organisation.objects.filter(tier=Tier.SCHOOL):
        assert school.path == f"{school.parent.path}{school.code}/"
    assert children_on(office, FOUNDED).count() == 19
    assert children_on(office, ON).count() == len(gugus)


def test_schools_opened_on_the_same_day_have_stood_in_their_gugus_from_then():
    office = office_with(6)

    gugus = form_clusters(actor=SYSTEM, office=office, on=FOUNDED, at=AT)

    assert children_on(gugus[0], FOUNDED).count() == 6


def test_form_clusters_refuses_an_office_that_has_some():
    office = office_with(6)
    OrganisationFactory(parent=office, tier=Tier.CLUSTER)

    with pytest.raises(ClustersAlreadyFormed):
        form_clusters(actor=SYSTEM, office=office, on=ON, at=AT)


def test_form_clusters_refuses_who_may_not_change_the_tree(actor_at):
    office = office_with(6)

    with pytest.raises(NotAllowed):
        form_clusters(
            actor=actor_at(office, Role.SUPERVISOR), office=office, on=ON, at=AT
        )
    assert not Organisation.objects.filter(tier=Tier.CLUSTER).exists()
