import datetime as dt

import pytest
from factories.standards import NodeFactory, small_framework

from sakaguru.core.access import SYSTEM
from sakaguru.standards.queries.comparison import comparison
from sakaguru.standards.services.versions import draft_version

AT = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_comparison_tells_what_is_new_gone_and_changed(django_assert_num_queries):
    old = small_framework()
    new = draft_version(actor=SYSTEM, version=old, label="9", at=AT)
    new.nodes.get(code="2.1.2").delete()
    new.nodes.filter(code="1.1.1").update(weight=3, applies=False)
    NodeFactory(version=new, code="3", position=99)

    with django_assert_num_queries(2):
        found = comparison(old, new)

    changes = found.differences
    assert (changes.added, changes.removed) == (("3",), ("2.1.2",))
    assert [change.code for change in changes.changed] == ["1.1.1"]
    fields = {f.name: (f.before, f.after) for f in changes.changed[0].fields}
    assert fields == {"weight": (1.0, 3.0), "applies": (True, False)}
    assert found.nodes["2.1.2"].title["id"] == "Simpul 2.1.2"
