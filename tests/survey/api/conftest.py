import datetime as dt

import pytest
from django.utils import timezone
from factories.survey import asked_school, opened_campaign


@pytest.fixture
def school(db):
    today = timezone.localdate()
    return asked_school(
        opened_campaign(
            opens_on=today - dt.timedelta(days=3),
            closes_on=today + dt.timedelta(days=3),
        )
    )


@pytest.fixture
def post(client):
    """``post(body)``: answer of the door for one set; a list: for a batch."""

    def send(body, **headers):
        many = isinstance(body, list)
        address = "/api/v1/submissions" + ("/batch" if many else "")
        data = {"submissions": body} if many else body
        return client.post(address, data, "application/json", headers=headers)

    return send
