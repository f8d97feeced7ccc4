from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sakaguru.engine import store as module
from sakaguru.engine.store import Store, sealed_answers

KEY = "I@1/GS/33"
ROWS = st.lists(
    st.tuples(st.sampled_from(["A", "B", "C"]), st.binary(min_size=3, max_size=3)),
    max_size=12,
)


def columns(rows):
    return [school for school, _ in rows], [body for _, body in rows]


def files_of(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@settings(settings.get_profile("engine"), max_examples=20)
@given(rows=ROWS.filter(len), late=ROWS.filter(len), data=st.data())
def test_sealing_in_any_order_and_in_pieces_gives_the_same_bytes(
    rows, late, data, tmp_path_factory
):
    one, other = (tmp_path_factory.mktemp("store") for _ in range(2))
    whole = data.draw(st.permutations(rows + late))
    Store(str(one)).seal(KEY, *columns(whole))

    piecewise = Store(str(other))
    piecewise.seal(KEY, *columns(rows))
    half = len(late) // 2
    piecewise.add(KEY, *columns(late[half:]))
    if half:
        piecewise.add(KEY, *columns(late[:half]))
    unmerged = piecewise.table(KEY)
    piecewise.merge(KEY)

    assert unmerged.equals(Store(str(one)).table(KEY))
    assert files_of(other) == files_of(one)


def test_rows_come_out_in_the_order_of_schools_and_bytes(tmp_path):
    store = Store(str(tmp_path))
    sealed = store.seal(KEY, ["B", "A", "A"], [b"\x01\x02", b"\xff\x00", b"\x00\x01"])

    assert (sealed.rows, sealed.schools) == (3, 2)
    answers = sealed_answers([store.table(KEY)], {"A": 0, "B": 1}, 2)
    assert answers.school.tolist() == [0, 0, 1]
    assert answers.body.tolist() == [[0, 1], [255, 0], [1, 2]]


def test_schools_are_put_in_the_order_asked_for_and_unknown_ones_left_out(tmp_path):
    store = Store(str(tmp_path))
    store.seal(KEY, ["A", "B", "C"], [b"\x01", b"\x02", b"\x03"])
    store.seal("I@1/GS/34", ["D"], [b"\x04"])
    tables = [store.table(KEY), store.table("I@1/GS/34")]

    answers = sealed_answers(tables, {"D": 0, "C": 1, "A": 2}, 1)

    assert answers.school.tolist() == [0, 1, 2]
    assert answers.body.tolist() == [[4], [3], [1]]


def test_no_tables_are_no_answers():
    assert sealed_answers([], {}, 4).body.shape == (0, 4)


def test_row_groups_do_not_change_what_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "ROWS", 2)
    store = Store(str(tmp_path))
    bodies = [bytes([n]) for n in range(9)]
    store.seal(KEY, ["A"] * 9, bodies)

    assert sealed_answers([store.table(KEY)], {"A": 0}, 1).body.ravel().tolist() == (
        list(range(9))
    )


def test_an_empty_key_can_be_sealed_and_one_never_sealed_is_not_there(tmp_path):
    store = Store(f"file://{tmp_path}")
    store.seal(KEY, [], [])

    assert len(store.table(KEY)) == 0
    store.add(KEY, [], [])
    assert len(store.table(KEY)) == 0
    store.add(KEY, ["A"], [b"\x01\x02\x03"])
    assert len(store.table(KEY)) == 1
    with pytest.raises(FileNotFoundError, match="I@1/SS"):
        store.table("I@1/SS/33")


def test_the_manifest_names_what_lies_there_and_nothing_else_lies_there(tmp_path):
    store = Store(str(tmp_path))
    store.seal(KEY, ["A"], [b"\x01"])
    store.add(KEY, ["A"], [b"\x02"])

    folder = tmp_path / KEY
    manifest = json.loads((folder / "manifest.json").read_text())
    names = {entry["name"] for entry in manifest.values()}
    assert {path.name for path in folder.iterdir()} == {"manifest.json", *names}
    assert manifest["main"]["rows"] == manifest["delta"]["rows"] == 1
    store.merge(KEY)
    assert list(store.manifest(KEY)) == ["main"]


def test_bytes_are_read_where_they_lie(tmp_path):
    store = Store(str(tmp_path))
    store.seal(KEY, ["A", "B"], [b"\x01\x02", b"\x03\x04"])

    body = sealed_answers([store.table(KEY)], {"A": 0, "B": 1}, 2).body

    assert not body.flags.owndata
    assert np.array_equal(body, [[1, 2], [3, 4]])
