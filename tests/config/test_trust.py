"""What anybody may check."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory

from sakaguru.core import trail
from sakaguru.core.access import SYSTEM
from sakaguru.core.audit import record
from sakaguru.core.keys import verified
from sakaguru.core.models import AuditHead
from sakaguru.core.tasks import seal_trail

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 21, 3, 0, tzinfo=dt.UTC)


def test_security_txt_says_whom_to_tell_and_is_not_out_of_date(client):
    page = client.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in page.text.splitlines())
    expires = dt.datetime.fromisoformat(fields["Expires"])
    left = expires - dt.datetime.now(dt.UTC)
    assert fields["Contact"].startswith("mailto:")
    assert dt.timedelta(days=100) < left < dt.timedelta(days=365)


def test_published_heads_can_be_checked_without_us(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    record(actor=SYSTEM, action="unit.tried", subject=OrganisationFactory(), at=AT)
    trail.seal_all()
    trail.publish(at=AT)

    page = client.get(reverse("heads"))
    lines = client.get(reverse("heads-file")).text.splitlines()

    head = json.loads(lines[-1])
    message = f"{head['position']}:{head['digest']}:{head['moment']}".encode()
    public = page.text.split('<code class="secret">')[1].split("<")[0]
    assert head["digest"] in page.text
    assert verified(public, message, head["signature"])


def test_before_the_first_head_the_page_says_when(client):
    assert "dalam satu menit" in client.get(reverse("heads")).text


def test_a_new_installation_publishes_its_first_head_within_the_minute(
    client, settings, tmp_path
):
    settings.DATA_DIR = tmp_path
    seal_trail(0)
    assert trail.witness(at=AT) == ""
    record(actor=SYSTEM, action="unit.tried", subject=OrganisationFactory(), at=AT)

    seal_trail(0)
    record(actor=SYSTEM, action="unit.tried", subject=OrganisationFactory(), at=AT)
    seal_trail(0)

    head = AuditHead.objects.get()  # the next one comes at night
    assert head.position == 1
    assert head.digest in client.get(reverse("heads")).text
    paper = trail.witness(at=dt.datetime.now(dt.UTC))
    assert paper.startswith("1.")
    assert trail.still_holds(paper)
