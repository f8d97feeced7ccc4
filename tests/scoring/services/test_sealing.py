"""Sealed answers: the same bytes again, and the same scores."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from factories.scoring import AT, closed_campaign, compute, submit

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import NotAllowed
from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.models import Organisation
from sakaguru.scoring.models import SchoolResult
from sakaguru.scoring.queries import sealing as queries
from sakaguru.scoring.queries.sealing import campaigns_to_seal, whole_seal
from sakaguru.scoring.services import sealing as service
from sakaguru.scoring.services.sealing import CampaignStillOpen, seal_campaign
from sakaguru.survey.models import Campaign

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def warehouse(tmp_path):
    before = settings.WAREHOUSE
    settings.WAREHOUSE = tmp_path
    yield tmp_path
    settings.WAREHOUSE = before


def seal(campaign, **options):
    (found,) = campaigns_to_seal([campaign.pk])
    return seal_campaign(actor=SYSTEM, campaign=found, at=AT, **options)


def files_of(folder: Path) -> dict[str, bytes]:
    found = sorted((folder / "sealed").rglob("*"))
    return {str(f.relative_to(folder)): f.read_bytes() for f in found if f.is_file()}


def figures_of(run):
    rows = SchoolResult.objects.filter(run=run).order_by("code")
    return repr(list(rows.values_list("code", "scores", "errors", "role_scores", "n")))


def test_a_rebuild_from_the_database_gives_the_same_bytes(warehouse):
    world = closed_campaign(3)
    assert seal(world.campaign)
    before = files_of(warehouse)

    assert not seal(world.campaign)
    assert seal(world.campaign, anew=True) is True

    assert any(name.endswith(".parquet") for name in before)
    assert files_of(warehouse) == before


def test_files_stand_by_instrument_campaign_role_and_province(warehouse):
    world = closed_campaign(1)
    seal(world.campaign)

    code = world.campaign.instrument_version.instrument.code
    keys = {name.split("/")[-2] for name in files_of(warehouse) if "parquet" in name}
    assert keys == {world.province.code}
    assert any(code in name and "/SS/" in name for name in files_of(warehouse))


def test_sealed_answers_give_the_figures_of_the_database():
    world = closed_campaign(3)
    plain = compute(world.campaign)
    seal(world.campaign)
    assert whole_seal(world.campaign, world.campaign.instrument_version)

    sealed = compute(world.campaign)

    assert sealed.digest == plain.digest
    assert figures_of(sealed) == figures_of(plain)


def test_late_rows_are_a_delta_that_is_read_with_the_rest(warehouse):
    world = closed_campaign(2)
    seal(world.campaign)
    body = bytes(world.campaign.submissions.filter(role="GS").first().body)
    submit(world.campaign.assignments.first(), "GS", body, random.Random(9))
    assert whole_seal(world.campaign, world.campaign.instrument_version) is None

    assert seal(world.campaign)

    manifests = [b for n, b in files_of(warehouse).items() if n.endswith("fest.json")]
    assert any(b"delta" in text for text in manifests)
    sealed = compute(world.campaign)
    for found in warehouse.joinpath("sealed").iterdir():
        found.rename(warehouse / found.name)
    assert figures_of(sealed) == figures_of(compute(world.campaign))


def test_rows_that_went_make_all_be_sealed_again(warehouse):
    world = closed_campaign(2)
    seal(world.campaign)
    world.campaign.submissions.filter(role="SS").first().delete()

    assert seal(world.campaign)

    once = files_of(warehouse)
    seal(world.campaign, anew=True)
    assert files_of(warehouse) == once


def test_an_edit_that_keeps_the_number_of_rows_opens_the_seal(warehouse):
    world = closed_campaign(2)
    seal(world.campaign)
    before = files_of(warehouse)
    edited = world.campaign.submissions.filter(role="GS").first()
    edited.body = bytes([255] * len(edited.body))
    edited.save(update_fields=["body"])

    assert whole_seal(world.campaign, world.campaign.instrument_version) is None
    assert seal(world.campaign)

    after = files_of(warehouse)
    assert whole_seal(world.campaign, world.campaign.instrument_version)
    changed = {n for n in after if after[n] != before.get(n)} - before.keys()
    assert all("/GS/" in name for name in changed), "other parts stay as they were"
    assert seal(world.campaign, anew=True)
    assert files_of(warehouse) == after


def test_a_part_without_rows_goes(warehouse):
    world = closed_campaign(1)
    seal(world.campaign)
    world.campaign.submissions.filter(role="MT").delete()

    assert seal(world.campaign)

    once = files_of(warehouse)
    assert not any("/MT/" in name for name in once)
    shutil.rmtree(warehouse / "sealed")
    seal(world.campaign)
    assert files_of(warehouse) == once


def test_answers_that_change_while_they_are_sealed_leave_the_seal_open(monkeypatch):
    world = closed_campaign(1)
    (found,) = campaigns_to_seal([world.campaign.pk])
    digest_of = service.digest_of

    def changed_meanwhile(campaign):
        world.campaign.submissions.filter(role="GS").first().delete()
        return digest_of(campaign)

    monkeypatch.setattr(service, "digest_of", changed_meanwhile)

    with pytest.raises(service.AnswersChangedMeanwhile):
        seal_campaign(actor=SYSTEM, campaign=found, at=AT)

    assert whole_seal(found, found.instrument_version) is None


def test_schools_outside_every_province_are_sealed_apart(warehouse):
    world = closed_campaign(1)
    (school,) = world.schools
    Organisation.objects.filter(pk=school.pk).update(path=f"X/{school.code}/")

    assert seal(world.campaign)

    assert all("/-/" in name for name in files_of(warehouse) if "parquet" in name)
    assert whole_seal(world.campaign, world.campaign.instrument_version)


def test_units_are_read_once_and_not_for_each_school():
    """150,000 schools times 200,000 units were hours of the database."""
    world = closed_campaign(4)
    given = [int(Tier.PROVINCE), "-", world.campaign.pk, world.campaign.pk]
    with connection.cursor() as cursor:
        # So few rows may be joined row by row; what must be asked so stays so.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {queries.PARTS}", given)
        plan = cursor.fetchone()[0]

    scans = [each for each in steps(plan[0]["Plan"]) if reads_units(each)]
    assert scans
    assert all(scan["Actual Loops"] == 1 for scan in scans if reads_all(scan))


def test_a_part_is_found_by_its_province_and_not_among_all_rows(
    django_assert_max_num_queries,
):
    """A condition on the rows themselves made every part read those of all."""
    world = closed_campaign(2)
    key = queries.Key("SS", world.province.code)

    with django_assert_max_num_queries(2) as asked:
        assert queries.rows_of(world.campaign, key).bodies

    where = asked.captured_queries[-1]["sql"].partition("WHERE")[2]
    assert f"LIKE '{world.province.path}" in where
    assert " OR " not in where


def steps(plan):
    yield plan
    for below in plan.get("Plans", ()):
        yield from steps(below)


def reads_units(step):
    return step.get("Relation Name") == "organisations_organisation"


def reads_all(step):
    """Not a look at one unit by its key."""
    return "Index Cond" not in step


def test_a_run_over_many_answers_seals_them_first(monkeypatch):
    world = closed_campaign(2)
    plain = compute(world.campaign)
    monkeypatch.setattr(queries, "MANY", 10)

    sealed = compute(world.campaign)

    assert whole_seal(world.campaign, world.campaign.instrument_version)
    assert figures_of(sealed) == figures_of(plain)
    assert sealed.digest == plain.digest


def test_an_open_campaign_is_not_sealed():
    world = closed_campaign(1)
    (found,) = campaigns_to_seal([world.campaign.pk])
    Campaign.objects.filter(pk=found.pk).update(closed_at=None)
    found.refresh_from_db()

    with pytest.raises(CampaignStillOpen):
        seal_campaign(actor=SYSTEM, campaign=found, at=AT)
    assert campaigns_to_seal([]) == []


def test_sealing_is_not_for_readers(actor_at):
    world = closed_campaign(1)
    auditor = actor_at(world.district, Role.AUDITOR)

    with pytest.raises(NotAllowed):
        seal_campaign(actor=auditor, campaign=world.campaign, at=AT)


def test_the_command_tells_what_it_sealed(capsys):
    world = closed_campaign(1)

    call_command("seal_answers")
    call_command("seal_answers", world.campaign.pk)

    assert capsys.readouterr().out.splitlines() == [
        f"sealed {world.campaign}",
        f"unchanged {world.campaign}",
    ]
