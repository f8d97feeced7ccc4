from __future__ import annotations

from sakaguru.planning.logic.comparison import Change, FieldChange, Thing, changes


def test_what_is_the_same_is_not_told():
    thing = {"a": Thing("Buku", {"Biaya": "Rp1"})}

    assert changes(thing, dict(thing)) == []


def test_added_changed_and_removed_are_told_in_this_order():
    before = {
        "a": Thing("Buku", {"Biaya": "Rp1", "Oleh": "Ani"}),
        "b": Thing("Lama", {}),
    }
    after = {
        "a": Thing("Buku", {"Biaya": "Rp2", "Oleh": "Ani"}),
        "c": Thing("Baru", {}),
    }

    assert changes(before, after) == [
        Change("added", "Baru"),
        Change("changed", "Buku", (FieldChange("Biaya", "Rp1", "Rp2"),)),
        Change("removed", "Lama"),
    ]
