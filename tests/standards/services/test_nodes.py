import datetime as dt

import pytest
from factories.organisations import OrganisationFactory
from factories.standards import both, drafted_framework, small_framework

from sakaguru.core.errors import Incomplete, NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role
from sakaguru.standards.services.editions import VersionIsFrozen
from sakaguru.standards.services.nodes import NodeChanges, edit_node

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)


def changes(**fields):
    given = {"title": both("Baru"), "definition": {}, "weight": 2.0, "applies": False}
    return NodeChanges(**given | fields)


def edit(actor, version, **fields):
    node = version.nodes.get(code="1.1.1")
    return edit_node(actor=actor, node=node, changes=changes(**fields), at=AT)


def test_a_node_of_a_draft_can_be_changed_and_leaves_a_trace(actor_at):
    draft = drafted_framework()
    editor = actor_at(draft.framework.owner, Role.HEAD)

    edit(editor, draft)

    node = draft.nodes.get(code="1.1.1")
    assert (node.title, node.weight, node.applies) == (both("Baru"), 2.0, False)
    event = AuditEvent.objects.get()
    assert (event.action, event.subject_id) == ("node.edited", str(node.pk))
    assert event.detail == {"fields": ["title", "weight", "applies"]}


def test_a_node_of_a_published_version_is_frozen(actor_at):
    version = small_framework()

    with pytest.raises(VersionIsFrozen):
        edit(actor_at(version.framework.owner, Role.HEAD), version)


@pytest.mark.parametrize("wrong", [{"weight": 0}, {"title": {"id": "", "en": "x"}}])
def test_a_node_keeps_a_name_and_a_weight(wrong, actor_at):
    draft = drafted_framework()

    with pytest.raises(Incomplete):
        edit(actor_at(draft.framework.owner, Role.HEAD), draft, **wrong)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.OPERATOR, Role.VIEWER])
def test_editing_is_for_heads(role, actor_at):
    draft = drafted_framework()

    with pytest.raises(NotAllowed):
        edit(actor_at(draft.framework.owner, role), draft)


def test_editing_is_not_for_other_lines(actor_at):
    draft = drafted_framework()

    with pytest.raises(NotAllowed):
        edit(actor_at(OrganisationFactory(), Role.HEAD), draft)
