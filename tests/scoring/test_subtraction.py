"""What is hidden on a card cannot be found by subtracting what is shown (R15)."""

from __future__ import annotations

import random

import pytest
from factories.instruments import drafted_instrument
from factories.scoring import closed_campaign, compute, publish
from factories.standards import published

from sakaguru.engine.disclosure import follows
from sakaguru.scoring.enums import Audience, EditionKind
from sakaguru.scoring.logic.disclosure import ROLE_BOUNDS
from sakaguru.scoring.models import SchoolResult
from sakaguru.scoring.queries.cards import school_card
from sakaguru.scoring.web import papers, sheets

pytestmark = pytest.mark.django_db
ROLES = ("KS", "GS", "SS", "MT")


def small_world(seed):
    """Three schools with few respondents, who leave much unanswered."""
    chance = random.Random(seed)
    version = drafted_instrument(ROLES)
    for item in version.items.exclude(role="SS"):
        if chance.random() < 0.4:
            item.delete()
    answers = {role: chance.choice([1, 2, 4, 6, 12]) for role in ROLES}
    world = closed_campaign(
        3, roles=ROLES, answers=answers, instrument=published(version), seed=seed
    )
    for row in world.campaign.submissions.all():
        row.body = bytes(255 if chance.random() < 0.5 else b for b in row.body)
        row.save()
    world.run = compute(world.campaign)
    publish(world.run, Audience.PUBLIC)
    return world


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_figure_follows_from_the_card_the_sheet_or_the_paper(seed):
    world = small_world(seed)
    for school in world.schools:
        card = school_card(school, world.run.pk)
        result = SchoolResult.objects.get(run=world.run, organisation=school)
        codes = list(card.nodes)
        rows = list(sheets.card_rows(card))
        paper = repr(papers.content_of(card, EditionKind.FULL))
        hidden = {place for place, row in enumerate(rows) if result.hidden[place]}
        assert all(rows[place]["score"] is None for place in hidden)
        assert all(rows[place]["error"] is None for place in hidden)
        present = {
            place
            for place, score in enumerate(result.scores)
            if score == score  # noqa: PLR0124
        }
        equations = [
            [codes.index(parent), *below]
            for parent in {node.parent for node in card.nodes.values()} - {""}
            if (
                below := [
                    codes.index(child.code)
                    for child in card.children(parent)
                    if codes.index(child.code) in present
                ]
            )
        ]
        assert follows(equations, hidden & present) == set()
        assert "nan" not in paper


@pytest.mark.parametrize("seed", range(6))
def test_no_single_hidden_role_follows_from_the_others(seed):
    """A shown score of hidden roles has two unknowns at least."""
    world = small_world(seed)
    for school in world.schools:
        card = school_card(school, world.run.pk)
        result = SchoolResult.objects.get(run=world.run, organisation=school)
        for row, leaf in enumerate(world.run.leaves):
            node = card.nodes[leaf]
            given = [
                place for place in range(6) if result.role_scores[6 * row + place] >= 0
            ]
            small = [
                role
                for place in given
                if (role := ("KS", "GS", "SS", "MT", "PS", "DATA")[place])
                in ROLE_BOUNDS
                and result.role_n[6 * row + place] < ROLE_BOUNDS[role]
            ]
            if small:
                assert node.roles == ()
                assert node.is_hidden or len(given) > 1
