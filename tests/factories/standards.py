"""Frameworks to test with. ``small_framework()`` is published and has eight nodes."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from sakaguru.standards.enums import NodeKind, Provenance, VersionStatus
from sakaguru.standards.models import Framework, FrameworkVersion, Level, Node

PUBLISHED_AT = dt.datetime(2026, 1, 2, 8, 0, tzinfo=dt.UTC)
LEVELS = (
    ("Menuju SNP 1", 2.04),
    ("Menuju SNP 2", 3.70),
    ("Menuju SNP 3", 5.06),
    ("Menuju SNP 4", 6.66),
    ("SNP", 7.0),
)
MINIMUM = {"KS": 1, "GS": 6, "SS": 30, "MT": 6, "PS": 0, "DATA": 0}
TREE = ("1", "1.1", "1.1.1", "1.1.2", "2", "2.1", "2.1.1", "2.1.2")


def both(text: str) -> dict[str, str]:
    return {"id": text, "en": f"{text} (en)"}


class FrameworkFactory(DjangoModelFactory):
    class Meta:
        model = Framework

    owner = factory.SubFactory("factories.organisations.OrganisationFactory")
    code = factory.Sequence(lambda number: f"KERANGKA-{number:05}")
    title = factory.LazyAttribute(lambda self: both(f"Kerangka {self.code}"))


class FrameworkVersionFactory(DjangoModelFactory):
    """A draft, so that nodes can be added. See ``published``."""

    class Meta:
        model = FrameworkVersion

    framework = factory.SubFactory(FrameworkFactory)
    label = factory.Sequence(lambda number: str(number + 1))
    minimum_respondents = MINIMUM


class LevelFactory(DjangoModelFactory):
    class Meta:
        model = Level

    version = factory.SubFactory(FrameworkVersionFactory)
    number = factory.Sequence(lambda number: number + 1)
    label = both("Menuju SNP")
    up_to = 7.0


class NodeFactory(DjangoModelFactory):
    """A standard, unless told its ``parent`` and ``kind``."""

    class Meta:
        model = Node

    version = factory.SubFactory(FrameworkVersionFactory)
    code = factory.Sequence(lambda number: str(number + 1))
    kind = NodeKind.STANDARD
    position = factory.Sequence(lambda number: number + 1)
    title = factory.LazyAttribute(lambda self: both(f"Simpul {self.code}"))
    provenance = Provenance.SOURCED


def published(version):
    """Publish a draft, past the service, and return it."""
    type(version).objects.filter(pk=version.pk).update(
        status=VersionStatus.PUBLISHED, published_at=PUBLISHED_AT
    )
    version.refresh_from_db()
    return version


def drafted_framework(codes=TREE, **fields):
    """Draft a framework with these nodes; ``1``, ``1.1``, ``1.1.1`` show the kinds."""
    version = FrameworkVersionFactory(**fields)
    kinds = list(NodeKind)
    nodes = {}
    for position, code in enumerate(codes, start=1):
        nodes[code] = NodeFactory(
            version=version,
            code=code,
            parent=nodes.get(code.rpartition(".")[0]),
            kind=kinds[code.count(".")],
            position=position,
        )
    for number, (label, up_to) in enumerate(LEVELS, start=1):
        LevelFactory(version=version, number=number, label=both(label), up_to=up_to)
    return version


def small_framework(codes=TREE, **fields):
    return published(drafted_framework(codes, **fields))
