from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sakaguru.organisations.logic.clusters import Neighbour, clusters_of
from sakaguru.organisations.logic.names import proper_name, school_name
from sakaguru.organisations.logic.time_zones import time_zone_of

SCHOOLS = st.lists(
    st.builds(
        Neighbour, st.from_regex(r"\d{8}", fullmatch=True), st.sampled_from("abc")
    ),
    max_size=60,
    unique_by=lambda s: s.code,
)


@given(SCHOOLS, st.randoms())
def test_clusters_hold_every_school_once_and_do_not_depend_on_the_order(
    schools, chance
):
    clusters = clusters_of(schools)
    shuffled = list(schools)
    chance.shuffle(shuffled)

    assert sorted(code for c in clusters for code in c) == sorted(
        s.code for s in schools
    )
    assert clusters_of(shuffled) == clusters


@given(SCHOOLS.filter(lambda s: len(s) >= 20))
def test_clusters_have_five_to_eight_schools(schools):
    assert {len(c) for c in clusters_of(schools)} <= {5, 6, 7, 8}


def test_names_are_written_as_people_write_them():
    assert proper_name("DKI JAKARTA") == "DKI Jakarta"
    assert proper_name("Kluet Utara") == "Kluet Utara"
    assert (
        school_name("Sekolah Dasar Negeri 1 Besuki Kecamatan Lumbir")
        == "SD Negeri 1 Besuki"
    )


def test_each_province_has_its_time():
    assert time_zone_of("ID/33/33.02/") == "Asia/Jakarta"
    assert time_zone_of("ID/73/") == "Asia/Makassar"
    assert time_zone_of("ID/94/94.01/") == "Asia/Jayapura"
    assert time_zone_of("ID/") == "Asia/Jakarta"
