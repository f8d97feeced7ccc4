"""The page of partners between versions."""

from __future__ import annotations

import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory
from factories.standards import small_framework

from sakaguru.organisations.enums import Role
from sakaguru.standards.models import FrameworkVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def nation():
    return OrganisationFactory()


@pytest.fixture
def head(nation, client_as):
    return client_as(nation, Role.HEAD)


@pytest.fixture
def draft(nation, head):
    old = small_framework(framework__owner=nation, label="1")
    address = reverse("standards:version-draft", args=[old.framework.code, "1"])
    head.post(address, {"label": "2"})
    draft = FrameworkVersion.objects.get(framework=old.framework, label="2")
    draft.nodes.filter(code="2.1.2").update(code="2.1.9")
    return draft


def page_of(draft, name="version-crosswalk"):
    return reverse(f"standards:{name}", args=[draft.framework.code, draft.label])


def test_the_owner_says_in_a_draft_which_node_became_which(head, draft):
    before = head.get(page_of(draft))
    assert "tanpa padanan, tidak dibandingkan" in before.text
    assert page_of(draft) in head.get(draft.get_absolute_url()).text
    wanted = {
        f"ke-{p.before.code}": p.before.code for p in before.context["walk"].pairs
    }

    saved = head.post(
        page_of(draft, "crosswalk-set"), {**wanted, "dari": "1", "ke-2.1.2": "2.1.9"}
    )

    assert saved.url == f"{page_of(draft)}?dari=1"
    after = head.get(saved.url)
    assert "tanpa padanan, tidak dibandingkan" not in after.text
    assert [pair.after.code for pair in after.context["walk"].told] == ["2.1.9"]


def test_faults_are_told_and_nothing_is_kept(head, draft):
    answer = head.post(
        page_of(draft, "crosswalk-set"), {"dari": "1", "ke-1": "nothing"}
    )

    assert answer.status_code == 422
    draft.refresh_from_db()
    assert "crosswalk" not in draft.about


def test_others_see_published_versions_only_and_change_nothing(
    nation, head, draft, client_as
):
    teacher = client_as(nation, Role.TEACHER)

    assert teacher.get(page_of(draft)).status_code == 404
    assert teacher.post(page_of(draft, "crosswalk-set")).status_code in {403, 404}
    head.post(page_of(draft, "version-publish"))
    seen = teacher.get(page_of(draft))
    assert "Tetapkan padanan" not in seen.text
    assert teacher.post(page_of(draft, "crosswalk-set")).status_code == 403


def test_a_first_version_has_nothing_before_it(head, draft):
    first = FrameworkVersion.objects.get(framework=draft.framework, label="1")

    page = head.get(page_of(first))

    assert "Belum ada versi sebelumnya" in page.text
    assert head.get(page_of(draft), {"dari": "9"}).status_code == 404
    assert head.post(page_of(first, "crosswalk-set")).status_code == 404
