from __future__ import annotations

import datetime as dt

import pytest
from factories.organisations import OrganisationFactory

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.adapters.school_list import school_table
from sakaguru.organisations.adapters.shipped import shipped_areas, shipped_schools
from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.models import Area, NameSpell, Organisation, School
from sakaguru.organisations.services.areas import load_areas
from sakaguru.organisations.services.offices import ensure_office
from sakaguru.organisations.services.schools import import_schools

DAY = dt.date(2026, 7, 1)
AT = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
HEADER = ["npsn", "name", "district_code", "village", "address", "status"]


@pytest.fixture
def banyumas(db):
    load_areas(rows=shipped_areas())
    area = Area.objects.get(code="33.02")
    return ensure_office(actor=SYSTEM, area=area, opened_on=DAY, at=AT)


def row(number, **cells):
    base = {
        "npsn": "90000001",
        "name": "Sekolah Dasar Negeri 1 Contoh Kecamatan Lumbir",
        "district_code": "33.02.01",
        "village": "Contoh",
        "address": "",
        "status": "NEGERI",
    }
    return number, base | cells


def take(owner, rows, *, actor=SYSTEM, rehearse=False, on=DAY):
    return import_schools(
        actor=actor,
        owner=owner,
        header=HEADER,
        rows=rows,
        on=on,
        at=AT,
        rehearse=rehearse,
    )


def test_import_takes_the_real_schools_of_banyumas_and_a_second_run_changes_nothing(
    banyumas,
):
    with shipped_schools().open("rb") as file:
        table = school_table(file)

    first = import_schools(
        actor=SYSTEM,
        owner=banyumas,
        header=table.header,
        rows=table.rows,
        on=DAY,
        at=AT,
        rehearse=False,
    )
    second = import_schools(
        actor=SYSTEM,
        owner=banyumas,
        header=table.header,
        rows=table.rows,
        on=DAY,
        at=AT,
        rehearse=False,
    )

    assert (len(first.created), first.refused) == (748, [])
    assert (second.created, second.changed, second.unchanged) == ([], [], 748)
    assert School.objects.count() == 748
    assert Organisation.objects.filter(tier=Tier.AREA).count() == 27


def test_rehearsal_tells_and_writes_nothing(banyumas):
    report = take(banyumas, [row(2)], rehearse=True)

    assert [c.name for c in report.created] == ["SD Negeri 1 Contoh"]
    assert not School.objects.exists()
    assert not AuditEvent.objects.filter(action="schools.imported").exists()


def test_import_refuses_faulty_rows_with_row_column_and_reason_and_takes_the_others(
    banyumas,
):
    rows = [
        row(2, npsn="123"),
        row(3, npsn="90000002", district_code="99.99.99", status="?"),
        row(4),
        row(5),
        row(6, npsn="90000003", name=""),
    ]

    report = take(banyumas, rows)

    assert [(f.row, f.column) for f in report.refused] == [
        (2, "npsn"),
        (3, "district_code"),
        (3, "status"),
        (5, "npsn"),
        (6, "name"),
    ]
    assert "baris 4" in report.refused[3].reason
    assert [c.row for c in report.created] == [4]


def test_import_refuses_counts_that_cannot_be(banyumas):
    """Also together with what is known: the database would refuse the whole list."""
    counted = [*HEADER, "pupils", "upper_pupils"]

    def taken(*rows):
        return import_schools(
            actor=SYSTEM,
            owner=banyumas,
            header=counted,
            rows=rows,
            on=DAY,
            at=AT,
            rehearse=False,
        )

    first = taken(
        row(2, pupils="10", upper_pupils="11"),
        row(3, npsn="90000002", pupils="10", upper_pupils="10"),
        row(4, npsn="\u0669" * 8, pupils="1", upper_pupils=""),
    )
    second = taken(row(2, npsn="90000002", upper_pupils="11"))

    assert [f[:2] for f in first.refused] == [(2, "upper_pupils"), (4, "npsn")]
    assert [f[:2] for f in second.refused] == [(2, "upper_pupils")]
    assert School.objects.get().upper_pupils == 10


def test_import_refuses_the_code_of_another_unit(banyumas):
    OrganisationFactory(code="90000001")

    report = take(banyumas, [row(2), row(3, npsn="90000002")])

    assert [f[:2] for f in report.refused] == [(2, "npsn")]
    assert len(report.created) == School.objects.count() == 1


def test_a_list_opens_all_offices_that_it_needs_and_each_is_in_the_trail(db):
    load_areas(rows=shipped_areas())
    nation = ensure_office(actor=SYSTEM, area=None, opened_on=DAY, at=AT)
    codes = ["33.02.01", "33.02.02", "11.01.01"]
    rows = [
        row(n, npsn=f"9000000{n}", district_code=code) for n, code in enumerate(codes)
    ]

    take(nation, rows)

    school = Organisation.objects.get(code="90000002")
    office = school.parent
    assert office.path == "ID/11/11.01/11.01.01/"
    assert office.placements.get().parent.code == "11.01"
    assert NameSpell.objects.get(organisation=office).name == office.name
    assert school.placements.get().parent == office
    opened = AuditEvent.objects.filter(action="organisation.opened")
    assert opened.count() == 1 + 2 + 2 + 3
    assert opened.filter(path=office.path, subject_id=str(office.pk)).exists()


def test_a_list_costs_the_same_queries_for_one_and_for_a_hundred(
    banyumas, django_assert_max_num_queries
):
    rows = [row(n, npsn=f"900001{n:02}") for n in range(100)]
    take(banyumas, [row(2)])

    with django_assert_max_num_queries(30):
        take(banyumas, rows)
    with django_assert_max_num_queries(30):
        take(banyumas, [row(n, npsn=r["npsn"], name=f"SD {n}") for n, r in rows])


def test_import_names_a_missing_column_and_takes_nothing(banyumas):
    report = import_schools(
        actor=SYSTEM,
        owner=banyumas,
        header=["npsn"],
        rows=[row(2)],
        on=DAY,
        at=AT,
        rehearse=False,
    )

    assert {f.column for f in report.refused} == {"name", "district_code", "status"}
    assert not School.objects.exists()


def test_import_changes_what_differs_and_keeps_the_old_name_in_the_history(banyumas):
    take(banyumas, [row(2)])
    later = DAY + dt.timedelta(days=30)

    report = take(banyumas, [row(2, name="SD Negeri Baru", village="Lain")], on=later)

    school = School.objects.get()
    spells = NameSpell.objects.filter(organisation=school.organisation)
    assert report.changed[0].fields["village"] == ("Contoh", "Lain")
    assert school.organisation.name == "SD Negeri Baru"
    assert list(spells.order_by("valid_from").values_list("name", flat=True)) == [
        "SD Negeri 1 Contoh",
        "SD Negeri Baru",
    ]


def test_import_refuses_a_school_of_another_district(banyumas):
    take(banyumas, [row(2)])
    cilacap = ensure_office(
        actor=SYSTEM, area=Area.objects.get(code="33.01"), opened_on=DAY, at=AT
    )

    report = take(cilacap, [row(2, district_code="33.01.01", village="Rebut")])

    assert [f.column for f in report.refused] == ["npsn"]
    assert School.objects.get().village == "Contoh"


def test_import_is_not_for_operators(banyumas, actor_at):
    with pytest.raises(NotAllowed):
        take(banyumas, [row(2)], actor=actor_at(banyumas, Role.OPERATOR))

    assert not School.objects.exists()


def test_import_is_for_the_head_of_the_district_and_not_of_another(banyumas, actor_at):
    report = take(banyumas, [row(2)], actor=actor_at(banyumas, Role.HEAD))
    stranger = actor_at(OrganisationFactory(), Role.HEAD)

    with pytest.raises(NotAllowed):
        take(banyumas, [row(3, npsn="90000009")], actor=stranger)

    assert len(report.created) == School.objects.count() == 1
