import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from factories.organisations import OrganisationFactory
from factories.survey import AT, CampaignFactory, school_below

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import NotAllowed
from sakaguru.instruments.models import InstrumentVersion
from sakaguru.organisations.enums import Role
from sakaguru.survey.models import DataEntry, Submission
from sakaguru.survey.queries.answers import packed
from sakaguru.survey.queries.data_entries import figures_of_schools, newest_entries
from sakaguru.survey.services.campaigns import close_campaign
from sakaguru.survey.services.data_entries import (
    DayAhead,
    FiguresRefused,
    Statement,
    enter_data,
)
from sakaguru.survey.services.data_imports import FigureRow, FigureTable, import_data
from sakaguru.survey.services.handing_out import hand_out_links

pytestmark = pytest.mark.django_db

TODAY = AT.date()
DAPODIK = Statement("dapodik", TODAY)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The real instrument with its rules, once for all that is here."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_standards", stdout=io.StringIO())
        call_command("load_instruments", stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def version(loaded):
    return InstrumentVersion.objects.get(instrument__code="EDS-SD")


@pytest.fixture
def school():
    return school_below(OrganisationFactory())


def enter(actor, school, version, statement=DAPODIK, **given):
    return enter_data(
        actor=actor,
        school=school,
        version=version,
        given=given,
        statement=statement,
        at=AT,
    )


def test_figures_are_kept_with_source_and_day(actor_at, school, version):
    operator = actor_at(school, Role.OPERATOR)

    assert enter(operator, school, version, guru="9", guru_s1="8", ks_s1="ya") == 3

    entries = newest_entries(school, day=TODAY)
    assert {key: entry.value for key, entry in entries.items()} == {
        "guru": "9",
        "guru_s1": "8",
        "ks_s1": "1",
    }
    assert entries["guru"].source == "dapodik"
    assert entries["guru"].entered_by_id == operator.user_id


def test_the_same_figures_again_change_nothing(actor_at, school, version):
    operator = actor_at(school, Role.OPERATOR)
    enter(operator, school, version, guru="9")

    assert enter(operator, school, version, guru="9", guru_s1="") == 0


def test_an_emptied_figure_is_not_known_any_more(actor_at, school, version):
    operator = actor_at(school, Role.OPERATOR)
    enter(operator, school, version, guru="9")

    enter(operator, school, version, guru="")

    assert figures_of_schools([school.pk], day=TODAY)[school.pk] == {"guru": None}
    assert DataEntry.objects.count() == 2


def test_the_newest_day_speaks_and_earlier_days_still_do(actor_at, school, version):
    operator = actor_at(school, Role.OPERATOR)
    year_ago = TODAY - dt.timedelta(days=365)
    enter(operator, school, version, guru="9")
    enter(operator, school, version, Statement("document", year_ago), guru="7")

    figures = [
        figures_of_schools([school.pk], day=day)[school.pk]["guru"]
        for day in (TODAY, year_ago)
    ]
    assert figures == [9, 7]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"guru": "sembilan"}, "bukan angka"),
        ({"guru": "-1"}, "paling kecil 0"),
        ({"guru": "9,5"}, "bilangan bulat"),
        ({"guru": "5", "guru_s1": "6"}, "tidak boleh lebih dari"),
        ({"tidak_ada": "1"}, "tidak dikenal"),
    ],
)
def test_odd_figures_are_refused_by_name_and_nothing_is_kept(
    actor_at, school, version, given, words
):
    with pytest.raises(FiguresRefused, match="Belum ada yang disimpan") as refusal:
        enter(actor_at(school, Role.OPERATOR), school, version, **given)

    assert words in refusal.value.faults[0]
    assert not DataEntry.objects.exists()


def test_figures_of_tomorrow_are_refused(actor_at, school, version):
    tomorrow = Statement("dapodik", TODAY + dt.timedelta(days=1))

    with pytest.raises(DayAhead):
        enter(actor_at(school, Role.OPERATOR), school, version, tomorrow, guru="9")


@pytest.mark.parametrize("role", [Role.TEACHER, Role.VIEWER, Role.SUPERVISOR])
def test_figures_are_not_entered_by_others(actor_at, school, version, role):
    with pytest.raises(NotAllowed):
        enter(actor_at(school, role), school, version, guru="9")


def test_the_operator_of_another_school_does_not_enter_here(actor_at, school, version):
    with pytest.raises(NotAllowed):
        enter(
            actor_at(school_below(school.parent), Role.OPERATOR),
            school,
            version,
            guru="9",
        )


def table(*rows):
    columns = {"guru": "B", "guru_s1": "C"}
    return FigureTable(
        columns,
        [FigureRow(n, npsn, figures) for n, (npsn, figures) in enumerate(rows, 2)],
    )


def take_over(actor, owner, version, content, *, is_rehearsal=False):
    return import_data(
        actor=actor,
        owner=owner,
        version=version,
        table=content,
        statement=DAPODIK,
        at=AT,
        is_rehearsal=is_rehearsal,
    )


def test_a_rehearsal_says_what_would_change_and_writes_nothing(
    actor_at, school, version
):
    operator = actor_at(school.parent, Role.OPERATOR)
    enter(operator, school, version, guru="8")
    content = table((school.code, {"guru": 9, "guru_s1": 7}))

    report = take_over(operator, school.parent, version, content, is_rehearsal=True)

    assert report[:4] == (1, 1, 0, 1)
    assert DataEntry.objects.count() == 1


def test_the_second_run_of_a_file_changes_nothing(actor_at, school, version):
    operator = actor_at(school.parent, Role.OPERATOR)
    content = table((school.code, {"guru": 9, "guru_s1": "7"}))

    take_over(operator, school.parent, version, content)
    again = take_over(operator, school.parent, version, content)

    assert again[:4] == (0, 0, 2, 1)
    assert DataEntry.objects.count() == 2


def test_refused_cells_name_row_column_and_reason(actor_at, school, version):
    operator = actor_at(school.parent, Role.OPERATOR)
    elsewhere = school_below(OrganisationFactory())
    content = table(
        (school.code, {"guru": "banyak", "guru_s1": 3}),
        (elsewhere.code, {"guru": 9}),
        (school.code, {"guru": 9}),
        ("", {"guru": 9}),
    )

    report = take_over(operator, school.parent, version, content)

    assert [(each.row, each.column) for each in report.refused] == [
        (2, "B"),
        (3, "NPSN"),
        (4, "NPSN"),
        (5, "NPSN"),
    ]
    assert "bukan angka" in report.refused[0].reason
    assert DataEntry.objects.get().field == "guru_s1"


def test_closing_turns_figures_into_a_data_set(actor_at, school, version):
    campaign = CampaignFactory(owner=school.parent, instrument_version=version)
    campaign.opened_at = AT
    campaign.save()
    hand_out_links(campaign=campaign, day=TODAY)
    enter(actor_at(school, Role.OPERATOR), school, version, guru="8", guru_s1="6")

    close_campaign(actor=SYSTEM, campaign=campaign, at=AT)

    answer = next(packed(campaign, "DATA"))
    assert answer.school_id == school.pk
    assert answer.body[0] == 188  # 5.1.1: 6 of 8 teachers, floor(250 x 0.75 + 0.5)
    assert set(answer.body[1:]) == {255}
    school_row = campaign.assignments.get()
    assert school_row.received[-1] == 1


def test_a_school_without_figures_has_no_data_set(school, version):
    campaign = CampaignFactory(owner=school.parent, instrument_version=version)
    campaign.opened_at = AT
    campaign.save()
    hand_out_links(campaign=campaign, day=TODAY)

    close_campaign(actor=SYSTEM, campaign=campaign, at=AT)

    assert not Submission.objects.exists()


def url(name, unit):
    return reverse(f"survey:{name}", args=[unit.code])


def test_the_form_keeps_what_was_typed_when_it_is_refused(client_as, school, version):
    client = client_as(school, Role.OPERATOR)
    given = {
        "source": "dapodik",
        "dated_on": "2026-01-01",
        "d_guru": "x",
        "d_perpus": "2",
    }

    page = client.post(url("data-enter", school), given)

    assert page.status_code == 422
    assert "bukan angka" in page.text
    assert 'value="x"' in page.text
    assert not DataEntry.objects.exists()


def test_the_form_saves_and_shows_source_and_day(client_as, school, version):
    client = client_as(school, Role.OPERATOR)
    given = {"source": "dapodik", "dated_on": "2026-01-02", "d_guru": "9"}

    client.post(url("data-enter", school), given)

    page = client.get(url("data-form", school)).text
    assert "Dapodik, keadaan 2 Jan 2026" in page


def test_a_viewer_sees_figures_and_cannot_enter_them(client_as, school, version):
    viewer = client_as(school.parent, Role.VIEWER)

    assert "Simpan isian" not in viewer.get(url("data-form", school)).text
    given = {"source": "dapodik", "dated_on": "2026-01-02", "d_guru": "9"}
    assert viewer.post(url("data-enter", school), given).status_code == 403
    assert viewer.get(url("data-import", school.parent)).status_code == 403


def test_a_file_is_rehearsed_and_then_run(client_as, school, version):
    client = client_as(school.parent, Role.OPERATOR)
    sheet = f"NPSN;Jumlah guru;guru_s1\n{school.code};9;x\n".encode()
    file = SimpleUploadedFile("data.csv", sheet)

    page = client.post(
        url("data-upload", school.parent),
        {"source": "dapodik", "dated_on": "2026-01-02", "file": file},
    )
    assert "bukan angka" in page.text
    assert not DataEntry.objects.exists()

    content = page.context["content"]
    client.post(url("data-run", school.parent), {"content": content})
    assert DataEntry.objects.get().value == "9"


def test_a_tampered_rehearsal_is_not_run(client_as, school, version):
    client = client_as(school.parent, Role.OPERATOR)

    response = client.post(url("data-run", school.parent), {"content": "x"})

    assert response.status_code == 422


def test_the_empty_sheet_names_the_schools(client_as, school, version):
    response = client_as(school.parent, Role.OPERATOR).get(
        url("data-template", school.parent)
    )

    assert response.headers["Content-Type"].endswith("sheet")


def upload(client, unit, content):
    given = {"source": "dapodik", "dated_on": "2026-01-02"}
    given["file"] = SimpleUploadedFile("data.csv", content)
    return client.post(url("data-upload", unit), given)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\n", "kosong"),
        (b"sekolah;guru\nx;9\n", "kolom NPSN"),
        (b"NPSN;lain\n1;9\n", "Tidak ada kolom"),
    ],
)
def test_a_sheet_that_cannot_be_read_says_why(
    client_as, school, version, content, words
):
    page = upload(client_as(school.parent, Role.OPERATOR), school.parent, content)

    assert page.status_code == 422
    assert words in page.text


def test_an_upload_without_a_file_comes_back(client_as, school, version):
    client = client_as(school.parent, Role.OPERATOR)

    assert client.post(url("data-upload", school.parent)).status_code == 422
    assert client.post(url("data-enter", school)).status_code == 422


def test_a_rehearsal_of_one_unit_is_not_run_in_another(client_as, school, version):
    district = school.parent
    other = OrganisationFactory(parent=district)
    client = client_as(district, Role.OPERATOR)
    sheet = f"NPSN;guru\n{school.code};9\n".encode()
    content = upload(client, district, sheet).context["content"]

    response = client.post(url("data-run", other), {"content": content})

    assert response.status_code == 422
    assert not DataEntry.objects.exists()


def test_figures_of_an_office_are_a_file(client_as, school, version):
    response = client_as(school.parent, Role.OPERATOR).get(
        url("data-form", school.parent)
    )

    assert response.url == url("data-import", school.parent)
    assert client_as(school.parent, Role.OPERATOR).get(response.url).status_code == 200


def test_figures_are_entered_by_the_school_and_by_operators_above(actor_at, version):
    school = school_below(OrganisationFactory())
    team = actor_at(school, Role.HEAD)
    operator = actor_at(school.parent, Role.OPERATOR)

    assert enter(team, school, version, guru="9") == 1
    assert enter(operator, school, version, guru="8") == 1
    with pytest.raises(NotAllowed):
        enter(actor_at(school.parent, Role.HEAD), school, version, guru="7")
