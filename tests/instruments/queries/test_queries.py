import datetime as dt

import pytest
from factories.instruments import drafted_instrument, small_instrument
from factories.standards import both, drafted_framework, published

from sakaguru.core.access import SYSTEM
from sakaguru.instruments.models import DataField, DataRule, InstrumentVersion
from sakaguru.instruments.queries import (
    ItemRef,
    instrument_document,
    layout,
    questionnaire,
)
from sakaguru.instruments.queries.comparison import comparison
from sakaguru.instruments.queries.data import field_groups, rule_book
from sakaguru.instruments.queries.items import coverage, items_of
from sakaguru.instruments.services.versions import draft_version

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)


def test_layout_gives_each_role_its_bytes_in_order():
    version = small_instrument(roles=("KS", "GS"))

    found = layout(version)

    assert list(found["GS"]) == [
        ItemRef("GS001", 3, 0, "1.1.1"),
        ItemRef("GS002", 3, 1, "1.1.2"),
        ItemRef("GS003", 3, 2, "2.1.1"),
        ItemRef("GS004", 3, 3, "2.1.2"),
    ]
    assert set(found) == {"KS", "GS"}


def test_a_published_version_is_read_once(django_assert_num_queries):
    version = small_instrument()
    layout(version)
    questionnaire(version, "GS")
    rule_book(version)

    with django_assert_num_queries(0):
        assert layout(version)
        assert questionnaire(version, "GS")
        assert rule_book(version) is None


def test_a_draft_is_read_anew(django_assert_num_queries):
    version = drafted_instrument()
    assert layout(version)["GS"][0].max == 3
    version.items.filter(code="GS001").update(max_points=9)

    with django_assert_num_queries(1):
        assert layout(version)["GS"][0].max == 9


def test_a_questionnaire_speaks_one_language(django_assert_num_queries):
    version = drafted_instrument()

    with django_assert_num_queries(4):
        found = questionnaire(version, "GS", "en")

    assert (found.role, found.minutes, found.item_count) == ("GS", 12, 4)
    question = found.sections[0].questions[0]
    assert question.text == "Bagaimana keadaan GS001? (en)"
    assert [option.points for option in question.options] == [0, 1, 2, 3]
    assert (question.position, question.node_code) == (0, "1.1.1")
    assert question.allows_unknown
    assert questionnaire(version, "SS", "en") is None


def test_the_document_for_scoring_orders_roles_then_bytes():
    document = instrument_document(small_instrument(roles=("GS", "KS", "DATA")))

    roles = [item["role"] for item in document["items"]]
    assert roles == ["KS"] * 4 + ["GS"] * 4 + ["DATA"] * 4
    assert document["items"][-1]["max"] == 250


def test_coverage_tells_who_is_asked_or_why_nobody_is(django_assert_num_queries):
    framework = drafted_framework()
    framework.nodes.filter(code="2.1.2").update(applies=False)
    version = drafted_instrument(framework_version=published(framework))
    version.items.filter(node__code__in=["1.1.2", "2.1.1"]).delete()
    version.not_covered = {"1.1.2": both("Cukup dilihat.")}
    version.save()
    version = InstrumentVersion.objects.select_related("framework_version").get(
        pk=version.pk
    )

    with django_assert_num_queries(2):
        found = coverage(version)

    assert [part.node.code for part in found.parts] == ["1.1.1", "1.1.2", "2.1.1"]
    assert found.parts[0].roles == {"KS": 1, "GS": 1}
    assert found.parts[1].reason == both("Cukup dilihat.")
    assert (found.covered, found.declared, found.forgotten) == (1, 1, 1)


def test_items_of_a_node_come_role_by_role(django_assert_num_queries):
    version = small_instrument(roles=("GS", "KS"))
    node = version.framework_version.nodes.get(code="1.1.2")

    with django_assert_num_queries(2):
        items = items_of(InstrumentVersion.objects.all(), node)
        _ = [(item.version.instrument.code, list(item.options.all())) for item in items]

    assert [item.code for item in items] == ["KS002", "GS002"]


def test_comparison_tells_what_is_new_gone_and_changed(django_assert_num_queries):
    old = small_instrument()
    new = draft_version(actor=SYSTEM, version=old, label="z", at=AT)
    new.items.get(code="KS001").delete()
    item = new.items.get(code="GS001")
    item.options.filter(points=0).update(text=both("Belum ada"))
    new.items.filter(pk=item.pk).update(text=both("Baru?"))

    with django_assert_num_queries(4):
        found = comparison(old, new)

    changes = found.differences
    assert (changes.added, changes.removed) == ((), ("KS001",))
    (change,) = changes.changed
    assert change.code == "GS001"
    assert {field.name for field in change.fields} == {"text", "options"}


@pytest.fixture
def with_data():
    version = drafted_instrument(roles=("DATA",))
    for position, (key, group) in enumerate(
        [("guru", "orang"), ("guru_s1", "orang"), ("rombel", "kelas")]
    ):
        DataField.objects.create(
            version=version,
            position=position,
            key=key,
            kind="number",
            label=both(key),
            group={"key": group, **both(group)},
            minimum=0,
        )
    for item in version.items.all():
        DataRule.objects.create(
            version=version,
            item=item,
            fields=["guru", "guru_s1"],
            formula="7 * min(1, guru_s1 / guru)",
            words=both("Bagian guru S1."),
            source="Dapodik",
        )
    return version


def test_data_fields_stand_under_their_headings(with_data, django_assert_num_queries):
    with django_assert_num_queries(1):
        groups = field_groups(with_data)

    assert [(g.title["id"], [f.key for f in g.fields]) for g in groups] == [
        ("orang", ["guru", "guru_s1"]),
        ("kelas", ["rombel"]),
    ]


def test_the_rule_book_turns_fields_into_points(with_data):
    book = rule_book(with_data)

    points = book.points({"guru": 10, "guru_s1": 5}, day=dt.date(2026, 1, 1))

    assert points["DATA_1.1.1"] == 125
    assert book.points({}, day=dt.date(2026, 1, 1))["DATA_1.1.1"] is None
