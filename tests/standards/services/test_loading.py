import datetime as dt

import pytest
from django.core.management import call_command
from factories.organisations import OrganisationFactory
from factories.standards import MINIMUM

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import NotAllowed
from sakaguru.engine.framework import compile_framework
from sakaguru.organisations.enums import Role
from sakaguru.standards.adapters.shipped import shipped_framework
from sakaguru.standards.enums import NodeKind, VersionStatus
from sakaguru.standards.models import Framework, FrameworkVersion, Node
from sakaguru.standards.queries import current_version, framework_document
from sakaguru.standards.services.loading import OtherOwner, load_framework

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def document():
    return shipped_framework("snp_2016")


def load(document, owner, actor=SYSTEM):
    return load_framework(actor=actor, owner=owner, document=document, at=AT)


def test_snp_2016_has_8_standards_29_indicators_and_189_sub_indicators(document):
    version = load(document, OrganisationFactory()).version

    kinds = [version.nodes.filter(kind=kind).count() for kind in NodeKind]
    sub = version.nodes.filter(kind=NodeKind.SUBINDICATOR)
    assert kinds == [8, 29, 189]
    assert sub.filter(applies=True).count() == 156
    assert (version.status, version.published_at) == (VersionStatus.PUBLISHED, AT)
    assert version.minimum_respondents["SS"] == 30
    bounds = version.levels.values_list("up_to", flat=True)
    assert list(bounds) == [2.04, 3.70, 5.06, 6.66, 7.0]
    respondents = sub.values_list("respondents", flat=True)
    assert {role for roles in respondents for role in roles} == {*MINIMUM}


def test_every_standard_of_snp_2016_names_its_regulation(document):
    version = load(document, OrganisationFactory()).version

    standards = version.nodes.filter(kind=NodeKind.STANDARD)
    grounds = {node.code: node.regulation for node in standards}
    assert "10/2025" in grounds["1"]["text"]["id"]
    assert grounds["1"]["check"] is False
    assert all(grounds[code]["check"] for code in "2345678")
    assert all(node.definition["id"] for node in standards)


def test_the_engine_takes_what_was_loaded(document):
    version = load(document, OrganisationFactory()).version

    framework = compile_framework(framework_document(version))

    assert framework.codes[0] == "*"
    assert list(framework.codes[1:]) == [node["code"] for node in document["nodes"]]


def test_rapor_pendidikan_keeps_132_nodes_below_five_dimensions():
    document = shipped_framework("rapor_pendidikan_sd")

    version = load(document, OrganisationFactory()).version

    kinds = [version.nodes.filter(kind=kind).count() for kind in NodeKind]
    assert (kinds[0], sum(kinds[1:])) == (5, 132)
    gap = version.nodes.get(code="B.1")
    assert gap.label_rule["labels"]["merah"] == "Tinggi"
    priority = version.nodes.filter(label_rule__priority=True)
    assert {node.code for node in priority} == {
        "A.1", "A.2", "A.3", "D.1", "D.4", "D.8"
    }  # fmt: skip


def test_loading_again_changes_nothing(document):
    owner = OrganisationFactory()
    first = load(document, owner)

    second = load(document, owner)

    assert (first.is_new, second.is_new) == (True, False)
    assert first.version == second.version
    assert Node.objects.count() == len(document["nodes"])


def test_a_newer_document_supersedes_the_older(document):
    owner = OrganisationFactory()
    old = load(document, owner).version

    new = load(document | {"version": "2"}, owner).version

    old.refresh_from_db()
    assert old.status == VersionStatus.SUPERSEDED
    assert current_version("SNP-2016") == new


def test_nobody_loads_over_the_framework_of_another(document):
    load(document, OrganisationFactory())

    with pytest.raises(OtherOwner):
        load(document, OrganisationFactory())


def test_loading_is_for_heads(document, actor_at):
    owner = OrganisationFactory()

    with pytest.raises(NotAllowed):
        load(document, owner, actor_at(owner, Role.TEACHER))

    assert not Framework.objects.exists()


def test_the_command_loads_both_and_can_be_run_again(capsys):
    call_command("load_standards", at=AT)
    call_command("load_standards")

    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "SNP-2016 1: loaded",
        "RAPOR-PENDIDIKAN-SD 2025: loaded",
        "SNP-2016 1: already there",
        "RAPOR-PENDIDIKAN-SD 2025: already there",
    ]
    assert {v.published_at for v in FrameworkVersion.objects.all()} == {AT}
