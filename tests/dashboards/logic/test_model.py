import random

import numpy as np
import pytest

from sakaguru.dashboards.logic import model
from sakaguru.dashboards.logic.figures import figures_of, is_silent, one_year_on
from sakaguru.dashboards.logic.headcounts import headcount
from sakaguru.dashboards.logic.model import Place, Question, Turnout

PLACES = [Place(f"{n:08}", f"33.02.{n % 3:02}", 9, 60, n == 5) for n in range(60)]
QUESTIONS = [
    Question(f"X{n}", str(n % 8 + 1), (0, 1, 2, 3), bool(n % 2)) for n in range(16)
]
NEEDED = {"KS": 1, "GS": 6, "SS": 30, "MT": 6, "PS": 0, "DATA": 0}
HERO = PLACES[3].code


@pytest.fixture(scope="module")
def schools():
    return model.draw_schools(PLACES, seed=4, cycles=3, hero=HERO)


def drawn(schools, role="GS", cycle=0, seed=4):
    respondents = [ordinal for ordinal in range(len(PLACES)) for _ in range(8)]
    return model.draw_answers(
        schools, QUESTIONS, respondents, role=role, cycle=cycle, seed=seed
    )


def mean(bodies):
    values = np.frombuffer(b"".join(bodies), np.uint8)
    return values[values != model.MISSING].mean()


def test_the_same_seed_gives_the_same_answers(schools):
    again = model.draw_schools(PLACES, seed=4, cycles=3, hero=HERO)

    assert drawn(schools) == drawn(again)
    assert drawn(schools) != drawn(schools, seed=5)


def test_only_offered_points_are_given_and_nobody_hands_in_nothing(schools):
    bodies = drawn(schools)

    assert {value for body in bodies for value in body} <= {0, 1, 2, 3, model.MISSING}
    assert all(len(body) == len(QUESTIONS) for body in bodies)
    assert all(set(body) != {model.MISSING} for body in bodies)


def test_heads_see_more_than_pupils(schools):
    assert mean(drawn(schools, "KS")) > mean(drawn(schools, "SS"))


def test_some_tick_the_same_step_throughout(schools):
    straight = [b for b in drawn(schools) if len(set(b) - {model.MISSING}) == 1]

    assert straight


def test_the_hero_improves_from_cycle_to_cycle(schools):
    gains = schools.gain[3]

    assert list(gains) == sorted(gains)
    assert gains[-1] > gains[0]


def test_an_empty_questionnaire_gives_empty_sets(schools):
    assert model.draw_answers(schools, [], [0], role="PS", cycle=0, seed=1) == [b""]


@pytest.mark.parametrize("is_open", [True, False])
def test_turnout_follows_the_state_of_the_campaign(schools, is_open):
    turnouts = model.draw_turnout(schools, seed=4, cycle=1, hero=HERO, is_open=is_open)

    expected = Turnout.TOO_FEW if is_open else Turnout.ENOUGH
    assert turnouts[3] is expected
    assert set(turnouts) > {Turnout.ENOUGH}


@pytest.mark.parametrize("turnout", list(Turnout))
def test_counts_never_exceed_the_people_of_the_school(turnout):
    place = Place("1", "a", teachers=8, upper_pupils=20)
    needed = {**NEEDED, "SS": 20}

    counts = model.draw_counts(place, turnout, needed, np.random.default_rng(1))

    assert counts.get("GS", 0) <= place.teachers
    assert counts.get("SS", 0) <= place.upper_pupils
    enough = all(counts.get(role, 0) >= n for role, n in needed.items())
    assert enough is (turnout is Turnout.ENOUGH)


def test_figures_fit_together_and_change_a_little_in_a_year():
    people = headcount("20302018", 1, town=False)
    figures = figures_of("20302018", people, 0.2, 1)
    later = one_year_on(figures, 0.2, random.Random(3))

    assert len(figures) == 72
    assert figures["siswa_l"] + figures["siswa_p"] == people.pupils
    for part, whole in (("guru_s1", "guru"), ("rk_layak", "rk"), ("uks_layak", "uks")):
        assert figures[part] <= figures[whole]
    assert len(later) < 10


def test_a_silent_school_enters_nothing():
    silent = next(f"{n:08}" for n in range(1000) if is_silent(f"{n:08}", 1))

    people = headcount(silent, 1, town=False)

    assert figures_of(silent, people, 0, 1) == {}
    assert one_year_on({}, 0, random.Random(1)) == {}
