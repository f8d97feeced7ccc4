"""Instruments to test with. ``small_instrument()`` is published: KS and GS."""

import factory
from factory.django import DjangoModelFactory

from factories.standards import both, published, small_framework
from sakaguru.instruments.enums import ItemKind, RespondentRole
from sakaguru.instruments.models import (
    Instrument,
    InstrumentVersion,
    Item,
    Option,
    Questionnaire,
    Section,
)
from sakaguru.standards.enums import NodeKind


class InstrumentFactory(DjangoModelFactory):
    class Meta:
        model = Instrument

    owner = factory.SubFactory("factories.organisations.OrganisationFactory")
    code = factory.Sequence(lambda number: f"INSTRUMEN-{number:05}")
    title = factory.LazyAttribute(lambda self: both(f"Instrumen {self.code}"))


class InstrumentVersionFactory(DjangoModelFactory):
    """A draft, so that items can be added."""

    class Meta:
        model = InstrumentVersion

    instrument = factory.SubFactory(InstrumentFactory)
    label = factory.Sequence(lambda number: f"2026.{number + 1}")
    framework_version = factory.LazyFunction(small_framework)


class QuestionnaireFactory(DjangoModelFactory):
    class Meta:
        model = Questionnaire

    version = factory.SubFactory(InstrumentVersionFactory)
    role = RespondentRole.GS
    minutes = 12
    intro = both("Terima kasih sudah mengisi.")


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = Section

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    position = factory.Sequence(lambda number: number + 1)
    standard = "1"
    title = both("Bagian")


class ItemFactory(DjangoModelFactory):
    """A rubric of four steps about the first sub-indicator of its version."""

    class Meta:
        model = Item
        skip_postgeneration_save = True

    version = factory.SubFactory(InstrumentVersionFactory)
    code = factory.Sequence(lambda number: f"GS{number + 1:03}")
    role = RespondentRole.GS
    node = factory.LazyAttribute(
        lambda self: self.version.framework_version.nodes.filter(
            kind=NodeKind.SUBINDICATOR
        ).first()
    )
    position = factory.Sequence(lambda number: number + 1)
    max_points = 3
    kind = ItemKind.RUBRIC
    text = factory.LazyAttribute(lambda self: both(f"Bagaimana keadaan {self.code}?"))
    why = both("Agar sekolah tahu.")
    example = both("Misalnya papan pengumuman.")
    allows_unknown = True
    seconds = 15

    @factory.post_generation
    def options(self, *_, **__):
        if self.kind == ItemKind.DATA:
            return
        Option.objects.bulk_create(
            Option(item=self, position=n + 1, points=n, text=both(f"Keadaan {n}"))
            for n in range(self.max_points + 1)
        )


def drafted_instrument(roles=("KS", "GS"), **fields):
    """Draft an instrument with one item per role and sub-indicator."""
    version = InstrumentVersionFactory(**fields)
    nodes = version.framework_version.nodes.filter(kind=NodeKind.SUBINDICATOR)
    for role in roles:
        questionnaire = QuestionnaireFactory(version=version, role=role)
        section = SectionFactory(questionnaire=questionnaire, position=1)
        for position, node in enumerate(nodes):
            is_data = role == RespondentRole.DATA
            ItemFactory(
                version=version,
                code=f"{role}_{node.code}" if is_data else f"{role}{position + 1:03}",
                role=role,
                node=node,
                section=section,
                position=position,
                kind=ItemKind.DATA if is_data else ItemKind.RUBRIC,
                max_points=250 if is_data else 3,
            )
    return version


def small_instrument(roles=("KS", "GS"), **fields):
    return published(drafted_instrument(roles, **fields))
