"""Names of guests are not shown without a note in the trail."""

from __future__ import annotations

import pytest
from django.urls import reverse
from factories.planning import ActivityFactory, PlanFactory

from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role

pytestmark = pytest.mark.django_db


def test_names_of_guests_are_not_shown_without_a_note_in_the_trail(client_as):
    plan = PlanFactory(kind="programme")
    activity = ActivityFactory(plan=plan)
    unit = plan.organisation
    activity.invitees.create(organisation=unit)
    reader = client_as(unit, Role.HEAD)
    assert reader.get(activity.get_absolute_url()).status_code == 200
    assert not AuditEvent.objects.filter(action="person.read").exists()

    activity.invitees.create(organisation=unit, person_name="Bu Sekar")
    assert "Bu Sekar" in reader.get(activity.get_absolute_url()).text
    sheet = reader.get(reverse("planning:plan-sheet", args=[plan.pk, "sasaran"]))

    assert sheet.status_code == 200
    noted = AuditEvent.objects.filter(action="person.read", path=unit.path)
    assert [event.detail for event in noted] == 2 * [
        {"people": [], "what": "guests", "named": 1}
    ]
