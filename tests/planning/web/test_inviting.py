"""An office sees the plans below and invites those who have the gap."""

from __future__ import annotations

import pytest
from factories.findings import FindingFactory
from factories.planning import ActivityFactory, PlanFactory, approved
from planning.web.forms import act, address

from sakaguru.organisations.enums import Role

pytestmark = pytest.mark.django_db


@pytest.mark.function("G2")
@pytest.mark.function("K5")
def test_an_office_sees_the_plans_below_and_invites_those_with_the_gap(
    world, client_as, actor_at
):
    approved(world)
    plan = PlanFactory(organisation=world.district, kind="programme")
    activity = ActivityFactory(plan=plan, node=world.node, form="bimtek")
    head = client_as(world.office)
    chair = client_as(world.cluster, Role.HEAD)

    listed = head.get(address("plan-list", world.district.code)).content.decode()
    board = chair.get(address("plan-list", world.cluster.code)).content.decode()
    page = head.get(activity.get_absolute_url()).content.decode()
    sent = {"undang-units": [world.school.pk], "undang-people": "Bu Rina\nPak Tono"}
    head.post(act(activity, "undang"), sent)

    assert world.school.name in listed
    assert world.school.name in board
    assert "punya celah ini" in page
    assert activity.invitees.count() == 2
    one = activity.invitees.first()
    head.post(address("part-step", activity.pk, "undang", one.pk, "hapus"))
    assert activity.invitees.count() == 1
    found = head.get(activity.get_absolute_url(), {"cari": "tidak ada"})
    assert found.status_code == 200
    state = {"keadaan": "submitted"}
    assert head.get(address("plan-list", world.district.code), state).status_code == 200


@pytest.mark.function("K5")
def test_everybody_with_the_gap_is_invited_after_a_rehearsal(world, client_as):
    plan = PlanFactory(organisation=world.district, kind="programme")
    FindingFactory(organisation=world.cluster, node=world.node)  # not for itself
    above = world.node.parent
    activity = ActivityFactory(plan=plan, node=above, form="bimtek")
    head = client_as(world.office)
    rehearsal = address("invite-rehearsal", activity.pk)

    page = head.get(rehearsal).content.decode()
    head.post(address("invite-all", activity.pk))

    assert world.school.name in page
    assert [one.organisation for one in activity.invitees.all()] == [world.school]
    assert activity.invitees.get().reason == "celah 1.1"
    assert world.school.name not in head.get(rehearsal).content.decode()
    emptying = head.get(f"{rehearsal}?kosongkan=1").content.decode()
    assert world.school.name in emptying
    assert 'name="kosongkan" value="1"' in emptying
    assert activity.invitees.exists()
    head.post(address("invite-all", activity.pk), {"kosongkan": "1"})
    assert not activity.invitees.exists()
    teacher = client_as(world.district, Role.SUPERVISOR)
    assert teacher.get(rehearsal).status_code == 404
    auditor = client_as(world.district, Role.COMMITTEE)
    assert auditor.get(rehearsal).status_code == 403
    assert auditor.post(address("invite-all", activity.pk)).status_code == 403
