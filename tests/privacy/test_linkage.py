"""Who reads the whole database cannot tell whose answers are whose (R16a).

Classes answer in an order that the attacker knows exactly, teachers by links that bear
their names, families by slips. Then every table is read, the hidden columns of the
database too, before and after closing, and every order in it is tried.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import statistics
import uuid
from itertools import count

import pytest
from django.db import connection
from factories.parcels import read_set
from factories.survey import (
    AT,
    CampaignFactory,
    OrganisationFactory,
    pin_of,
    school_below,
)
from matrix.keeping import say

from sakaguru.core.access import SYSTEM
from sakaguru.organisations.enums import Role, Tier
from sakaguru.survey import tasks
from sakaguru.survey.adapters.vault import link_token, poster_pass, slip_codes
from sakaguru.survey.queries.doors import door_of
from sakaguru.survey.services.campaigns import close_campaign
from sakaguru.survey.services.classes import add_class
from sakaguru.survey.services.drafts import begin_filling, save_page
from sakaguru.survey.services.handing_out import hand_out_links
from sakaguru.survey.services.reception import (
    receive_submission,
    receive_submissions,
    send_draft,
)

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
SCHOOLS, PUPILS, FAMILIES = (200 if LONG else 12), 40, 12
MARGIN = 0.01
BY_CHANCE = 4.0
"""Standard deviations of a rank correlation that chance alone may bring."""
TABLES = ("survey_submission", "survey_edit")
OF_PEOPLE = {"survey_link", "survey_usedslip", "survey_draft", "survey_knock"}
OF_SCHOOLS = {"scoring_arrival"}
"""Written with answers, by a trigger: a row says which school came, nothing else."""

pytestmark = pytest.mark.django_db(transaction=True)


class Village:
    """Schools whose people answer one after the other; we know who was which."""

    def __init__(self, actor_at, day):
        self.chance = random.Random(7)
        self.day, self.at = day, AT
        self.campaign = CampaignFactory(
            opens_on=day - dt.timedelta(3), closes_on=day + dt.timedelta(9)
        )
        area = OrganisationFactory(tier=Tier.AREA, parent=self.campaign.owner)
        for _ in range(SCHOOLS):
            school_below(area)
        self.campaign.opened_at = AT
        self.campaign.save()
        hand_out_links(campaign=self.campaign, day=day)
        rows = self.campaign.assignments.select_related("school", "campaign")
        self.schools = list(rows.order_by("pk"))
        self.came, self.people = {}, count()
        for school in self.schools:
            head = actor_at(school.school, Role.HEAD)
            self.fill(school, head)

    def fill(self, school, head):
        room = add_class(
            actor=head, assignment=school, label="5A", families=FAMILIES, at=AT
        )
        self.came[school.pk] = {"SS": self.pupils(school, room)}
        self.came[school.pk]["GS"] = self.teachers(school)
        self.came[school.pk]["MT"] = self.families(school, room)

    def number(self):
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def sheet(self, token, role):
        points = {f"{role}{n:03}": self.chance.randrange(4) for n in range(1, 5)}
        return read_set(token, points, number=self.number())

    def pupils(self, school, room):
        """Some one by one, some together as a device without a connection sends."""
        from sakaguru.survey.adapters.vault import class_pin

        pin = class_pin(school.campaign, school, room)
        token = poster_pass(school.campaign, school, "SS", pin)
        parcels = [self.sheet(token, "SS") for _ in range(PUPILS)]
        for parcel in parcels[: PUPILS // 2]:
            receive_submission(parcel=parcel, day=self.day, at=self.at)
        for place in range(PUPILS // 2, PUPILS, 5):
            several = parcels[place : place + 5]
            receive_submissions(parcels=several, day=self.day, at=self.at)
        return [parcel.envelope.id for parcel in parcels]

    def teachers(self, school):
        """In an order of their own, each by the link with their name."""
        links = list(school.links.filter(role="GS"))
        self.chance.shuffle(links)
        came = []
        for link in links:
            token = link_token(school.campaign, school.school_id, link)
            parcel = self.sheet(token, "GS")
            receive_submission(parcel=parcel, day=self.day, at=self.at)
            came.append(parcel.envelope.id)
        return came

    def families(self, school, room):
        """By slip; one half by pages, with a draft."""
        base = poster_pass(school.campaign, school, "MT", pin_of(school, "MT"))
        came = []
        for place, code in enumerate(slip_codes(school, room)):
            token = f"{base}.{code}"
            if place % 2:
                parcel = self.sheet(token, "MT")
                receive_submission(parcel=parcel, day=self.day, at=self.at)
                came.append(parcel.envelope.id)
                continue
            begin_filling(door=door_of(token), day=self.day)
            given = {"MT001": str(self.chance.randrange(4))}
            save_page(
                door=door_of(token), sheet=1, given=given, seconds=9, day=self.day
            )
            door = door_of(token)
            receipt = send_draft(door=door, filled_for="", day=self.day, at=self.at)
            came.append(receipt.submission)
        return came


def tables():
    """Every table of the database, its columns, and where and when each row stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class c JOIN pg_namespace n "
            "ON n.oid = c.relnamespace WHERE relkind = 'r' AND nspname = 'public'"
        )
        names = [row[0] for row in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(
                f'SELECT xmin::text::bigint AS "xmin", ctid::text, cmin::text, * '
                f'FROM "{name}" ORDER BY {name}.ctid'
            )
            columns = [column.name for column in cursor.description]
            found[name] = [dict(zip(columns, row, strict=True)) for row in cursor]
    return found


def orders(rows):
    """Every order of these rows that the database can give: by any column of them."""
    yield "place", rows
    for column in rows[0]:
        told = [(str(type(row[column])), row[column]) for row in rows]
        if len(set(map(str, told))) > 1 and column != "ctid":
            key = {
                id(r): (v is not None, _sortable(v))
                for r, (_, v) in zip(rows, told, strict=True)
            }
            yield column, sorted(rows, key=lambda row, key=key: key[id(row)])


def _sortable(value):
    return bytes(value) if isinstance(value, memoryview) else (value or type(value)())


def attack(village):
    """Match rate and rank correlation of every order, over all schools, by role."""
    rows = tables()["survey_submission"]
    tried = {}
    for school in village.schools:
        for role, came in village.came[school.pk].items():
            mine = [
                row
                for row in rows
                if (row["assignment_id"], row["role"]) == (school.pk, role)
            ]
            assert {row["id"] for row in mine} == set(came)
            for name, ordered in orders(mine):
                for way, ids in (
                    ("up", [row["id"] for row in ordered]),
                    ("down", [row["id"] for row in reversed(ordered)]),
                ):
                    hits = sum(a == b for a, b in zip(ids, came, strict=True))
                    told = tried.setdefault((role, name, way), [])
                    told.append((hits, len(came), correlation(ids, came)))
    return tried


def correlation(ids, came):
    place = {one: number for number, one in enumerate(ids)}
    return statistics.correlation([place[one] for one in came], range(len(came)))


def assert_nothing_matches(village, when):
    worst = (0, None)
    for (role, name, way), told in attack(village).items():
        hits, people = sum(t[0] for t in told), sum(t[1] for t in told)
        chance = len(told) / people
        rate = hits / people
        noise = 3 * (chance / people) ** 0.5
        worst = max(worst, (rate - chance, f"{role} by {name} {way}"))
        assert rate <= chance + max(MARGIN, noise), (when, role, name, way, rate)
        size = told[0][1]
        if size > 2:
            bound = BY_CHANCE / ((size - 1) * len(told)) ** 0.5
            assert abs(statistics.fmean(t[2] for t in told)) <= bound, (role, name)
    say(f"{when}: at most {worst[0]:+.2%} over chance ({worst[1]})")


def stamps_shared():
    """Tables with a row written in the same transaction as some personal answer."""
    found = tables()
    personal = {
        row["xmin"]
        for name in TABLES
        for row in found[name]
        if row["role"] in {"GS", "SS", "MT"}
    }
    return {
        name
        for name, rows in found.items()
        if name not in TABLES and any(row["xmin"] in personal for row in rows)
    }


def test_before_the_night_the_attack_finds_the_order(actor_at):
    """An attack that finds nothing anywhere would prove nothing."""
    village = Village(actor_at, dt.date(2026, 11, 10))

    tried = attack(village)

    hits = tried["SS", "place", "up"]
    assert sum(hit for hit, *_ in hits) > len(hits) * PUPILS / 3
    assert "survey_link" in stamps_shared()


def test_nobody_is_matched_after_the_night_nor_after_closing(actor_at, monkeypatch):
    day = dt.date(2026, 11, 10)
    village = Village(actor_at, day)
    monkeypatch.setattr(tasks.timezone, "localdate", lambda *_: day)

    tasks.mix_slips(0)

    assert stamps_shared() <= OF_SCHOOLS
    assert_nothing_matches(village, "after the night")

    close_campaign(actor=SYSTEM, campaign=village.campaign, at=AT)

    assert stamps_shared() & OF_PEOPLE == set()
    assert_nothing_matches(village, "after closing")


def test_no_text_of_the_database_names_a_personal_set(actor_at):
    """Its id stands at itself and its edits, nowhere else; nor does its digest."""
    village = Village(actor_at, dt.date(2026, 11, 10))
    tasks.mix_slips(0)
    close_campaign(actor=SYSTEM, campaign=village.campaign, at=AT)

    ids = {
        str(one) for roles in village.came.values() for r in roles.values() for one in r
    }
    told = {name: str(rows) for name, rows in tables().items() if name not in TABLES}

    assert not {(n, i) for n, text in told.items() for i in ids if i in text}
