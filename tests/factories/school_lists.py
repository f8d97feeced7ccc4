"""Large lists of schools, at each step of the way to their end."""

from __future__ import annotations

import datetime as dt

from procrastinate.contrib.django.models import ProcrastinateJob

from sakaguru.core.access import SYSTEM
from sakaguru.organisations.models import Area, SchoolImport
from sakaguru.organisations.services.large_lists import check_list
from sakaguru.organisations.services.offices import ensure_office
from sakaguru.organisations.services.school_lists import ask_run, keep_large_list

AT = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
SOON = AT + dt.timedelta(minutes=1)
HEADER = "npsn;nama;kode kecamatan;status;murid"
ROWS = [f"9000000{n};SD Contoh {n};33.02.01;NEGERI;100" for n in range(1, 6)]


def clock():
    return SOON


def opened():
    """A kecamatan with the offices above it: all that a list needs to stand on."""
    above = None
    for level, code in enumerate(("33", "33.02", "33.02.01"), start=1):
        above = Area.objects.create(
            scheme="kemendagri", code=code, name=code, level=level, parent=above
        )
    area = Area.objects.get(code="33.02")
    return ensure_office(actor=SYSTEM, area=area, opened_on=AT.date(), at=AT)


def kept(actor, owner, rows=ROWS):
    return keep_large_list(
        actor=actor,
        owner=owner,
        filename="sekolah.csv",
        content="\n".join([HEADER, *rows]).encode(),
        at=AT,
    )


def checked(actor, owner, rows=ROWS):
    found = kept(actor, owner, rows)
    check_list(import_id=found.pk, clock=clock)
    return SchoolImport.objects.get(pk=found.pk)


def asked(actor, owner, rows=ROWS):
    found = checked(actor, owner, rows)
    ask_run(actor=actor, kept=found, at=AT)
    return found


def now(found):
    return SchoolImport.objects.get(pk=found.pk)


def jobs(name):
    return ProcrastinateJob.objects.filter(task_name=f"organisations.tasks.{name}")
