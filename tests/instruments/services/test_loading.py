import datetime as dt

import pytest
from django.core.management import call_command
from factories.organisations import OrganisationFactory
from factories.standards import small_framework

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import Incomplete, NotAllowed
from sakaguru.engine.framework import compile_framework
from sakaguru.engine.instruments import compile_instrument
from sakaguru.instruments.adapters.shipped import shipped_instrument
from sakaguru.instruments.enums import RespondentRole
from sakaguru.instruments.models import Instrument, InstrumentVersion, Item, Option
from sakaguru.instruments.queries import instrument_document, layout
from sakaguru.instruments.queries.documents import written_documents
from sakaguru.instruments.services.loading import (
    OtherFramework,
    OtherOwner,
    load_instrument,
)
from sakaguru.organisations.enums import Role
from sakaguru.standards.adapters.shipped import shipped_framework
from sakaguru.standards.enums import VersionStatus
from sakaguru.standards.queries import current_version, framework_document
from sakaguru.standards.services.loading import load_framework

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def snp():
    return load_framework(
        actor=SYSTEM,
        owner=OrganisationFactory(),
        document=shipped_framework("snp_2016"),
        at=AT,
    ).version


@pytest.fixture
def shipped():
    return shipped_instrument()


def load(shipped, framework_version, owner=None, actor=SYSTEM, **fields):
    return load_instrument(
        actor=actor,
        owner=owner or framework_version.framework.owner,
        framework_version=framework_version,
        document=shipped.instrument | fields,
        roles=shipped.roles,
        at=AT,
    )


def test_eds_sd_is_loaded_and_published(shipped, snp):
    version = load(shipped, snp).version

    assert (version.status, version.published_at) == (VersionStatus.PUBLISHED, AT)
    asked = version.items.exclude(role=RespondentRole.DATA)
    assert asked.count() <= 180
    assert asked.filter(role=RespondentRole.SS).count() <= 35
    assert asked.filter(options=None).count() == 0
    assert version.items.values("node").distinct().count() >= 110
    roots = {item.node.code[0] for item in version.items.select_related("node")}
    assert roots == set("12345678")


def test_loading_and_writing_give_the_same_documents(shipped, snp):
    version = load(shipped, snp).version

    written = written_documents(version)

    roles = {role["role"]: role for role in written.roles}
    for original in shipped.roles:
        for key, value in roles[original["role"]].items():
            assert value == original[key], (original["role"], key)
    for key, value in written.instrument.items():
        assert value == shipped.instrument[key], key


def test_the_engine_takes_what_was_loaded(shipped, snp):
    version = load(shipped, snp).version

    compiled = compile_instrument(
        [instrument_document(version)], compile_framework(framework_document(snp))
    )

    for role, refs in layout(version).items():
        assert compiled.part(role).items == tuple(ref.code for ref in refs)


def test_loading_again_changes_nothing(shipped, snp):
    first = load(shipped, snp)
    options = Option.objects.count()

    second = load(shipped, snp)

    assert (first.is_new, second.is_new) == (True, False)
    assert Option.objects.count() == options


def test_a_newer_document_supersedes_the_older(shipped, snp):
    old = load(shipped, snp).version

    load(shipped, snp, version="2026.2")

    old.refresh_from_db()
    assert old.status == VersionStatus.SUPERSEDED


def test_questions_with_faults_are_not_loaded(shipped, snp):
    shipped.roles[0]["items"][0]["text"]["id"] = ""

    with pytest.raises(Incomplete) as refusal:
        load(shipped, snp)

    assert any(
        "belum lengkap dalam dua bahasa" in fault for fault in refusal.value.faults
    )


def test_data_rules_with_faults_are_not_loaded(shipped, snp):
    data = shipped.roles[-1]
    data["rules"][0]["formula"] = "7 * tidak_ada"

    with pytest.raises(Incomplete) as refusal:
        load(shipped, snp)

    assert any("tidak_ada" in fault for fault in refusal.value.faults)


def test_a_question_about_an_unknown_node_is_not_loaded(shipped, snp):
    shipped.roles[0]["items"][0]["node"] = "9.9.9"

    with pytest.raises(Incomplete, match=r"9\.9\.9"):
        load(shipped, snp)


def test_an_instrument_is_loaded_only_for_its_own_framework(shipped):
    with pytest.raises(OtherFramework):
        load(shipped, small_framework())


def test_nobody_loads_over_the_instrument_of_another(shipped, snp):
    load(shipped, snp)

    with pytest.raises(OtherOwner):
        load(shipped, snp, owner=OrganisationFactory())


def test_loading_is_for_heads(shipped, snp, actor_at):
    owner = snp.framework.owner

    with pytest.raises(NotAllowed):
        load(shipped, snp, actor=actor_at(owner, Role.TEACHER))

    assert not Instrument.objects.exists()


def test_the_command_loads_the_standards_too_and_can_be_run_again(capsys):
    call_command("load_instruments", at=AT)
    call_command("load_instruments")

    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == ["EDS-SD 2026.1: loaded", "EDS-SD 2026.1: already there"]
    assert current_version("SNP-2016") is not None
    assert InstrumentVersion.objects.get().published_at == AT
    assert Item.objects.exists()
