from hypothesis import given
from hypothesis import strategies as st

from sakaguru.standards.logic.differences import Change, FieldChange, differences

EDITIONS = st.dictionaries(
    st.sampled_from(["1", "1.1", "1.1.1", "2"]),
    st.fixed_dictionaries({"weight": st.integers(1, 2), "title": st.text(max_size=1)}),
)


def test_differences_are_named_thing_by_thing_and_field_by_field():
    old = {"1": {"weight": 1, "title": "a"}, "2": {"weight": 1, "title": "b"}}
    new = {"2": {"weight": 2, "title": "b"}, "3": {"weight": 1, "title": "c"}}

    found = differences(old, new)

    assert found.added == ("3",)
    assert found.removed == ("1",)
    assert found.changed == (Change("2", (FieldChange("weight", 1, 2),)),)


@given(old=EDITIONS, new=EDITIONS)
def test_differences_are_empty_only_between_equals_and_can_be_turned_around(old, new):
    there, back = differences(old, new), differences(new, old)

    assert there.is_empty == (old == new)
    assert set(there.added) == set(back.removed)
    assert {c.code for c in there.changed} == {c.code for c in back.changed}
