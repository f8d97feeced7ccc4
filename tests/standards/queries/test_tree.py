import pytest
from factories.standards import NodeFactory, both, drafted_framework, small_framework

from sakaguru.standards.models import FrameworkVersion
from sakaguru.standards.queries.tree import found_nodes, opened_tree, place_of

pytestmark = pytest.mark.django_db


def outline(branches):
    return [
        (branch.node.code, outline(branch.branches))
        if branch.is_open
        else branch.node.code
        for branch in branches
    ]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("", ["1", "2"]),
        ("1", [("1", ["1.1"]), "2"]),
        ("2.1", ["1", ("2", [("2.1", ["2.1.1", "2.1.2"])])]),
        ("9", ["1", "2"]),
    ],
)
def test_one_way_down_is_open_at_a_time(code, shown, django_assert_max_num_queries):
    version = small_framework()

    with django_assert_max_num_queries(2):
        assert outline(opened_tree(version, code)) == shown


def test_a_place_knows_what_is_above_below_and_beside(django_assert_num_queries):
    version = small_framework()
    assert version.framework

    with django_assert_num_queries(3):
        place = place_of(version, "1.1")
        addresses = [node.get_absolute_url() for node in place.below]

    assert [node.code for node in place.above] == ["1"]
    assert [node.code for node in place.below] == ["1.1.1", "1.1.2"]
    assert (place.before, place.after) == (None, None)
    assert addresses[0].endswith("/1.1.1/")
    assert place_of(version, "2").before.code == "1"
    assert place_of(version, "9") is None


def test_regulation_comes_from_the_nearest_above():
    version = drafted_framework()
    ground = {"text": both("Permen 1"), "check": True}
    version.nodes.filter(code="1").update(regulation=ground)

    assert place_of(version, "1.1.2").regulation == ground
    assert place_of(version, "2.1.1").regulation == {}


@pytest.fixture
def library():
    version = drafted_framework()
    titles = {
        "1.1": "Perpustakaan dikelola",
        "1.1.1": "Murid membaca buku di perpustakaan",
        "2.1.1": "Guru merencanakan pelajaran",
    }
    for code, title in titles.items():
        version.nodes.filter(code=code).update(title=both(title))
    return version


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("perpustakaan", ["1.1", "1.1.1"]),
        ("pembacaan", ["1.1.1"]),  # the stem "baca"
        ("rencana", ["2.1.1"]),
        ("2.1", ["2.1", "2.1.1", "2.1.2"]),
        ('"buku di" -guru', ["1.1.1"]),
        ("zebra", []),
        ("'", []),
    ],
)
def test_search_knows_indonesian_words_and_codes(
    query, found, library, django_assert_num_queries
):
    versions = FrameworkVersion.objects.all()

    with django_assert_num_queries(1):
        nodes = list(found_nodes(versions, query))
        _ = [(node.version.framework.code, node.parent) for node in nodes]

    assert sorted(node.code for node in nodes) == found


def test_search_asks_only_the_versions_it_is_given(library):
    none = FrameworkVersion.objects.exclude(pk=library.pk)

    assert not found_nodes(none, "perpustakaan")


def test_search_in_english_knows_english_words(library):
    NodeFactory(
        version=library,
        code="9",
        position=99,
        title={"id": "Buku", "en": "Reading books"},
    )

    found = found_nodes(FrameworkVersion.objects.all(), "book read", language="en")

    assert [node.code for node in found] == ["9"]
