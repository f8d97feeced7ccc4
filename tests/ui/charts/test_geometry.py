"""What must hold for every drawing: places on the scale, no inline style, escaping."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakaguru.ui import charts
from sakaguru.ui.charts.chart import place
from sakaguru.ui.charts.cycle import sector
from sakaguru.ui.charts.distribution import segments
from sakaguru.ui.charts.progress import share_of
from sakaguru.ui.charts.roles import APART, lanes
from sakaguru.ui.charts.svg import element, number
from sakaguru.ui.charts.trend import BOTTOM, TOP, across, up
from sakaguru.ui.logic.levels import INSUFFICIENT, PATTERNS, SNP_BANDS, pattern
from sakaguru.ui.web import samples

EVIL = "<script>\"&'</script>"


def every_chart():
    return [*samples.charts(), *samples.tiles()]


@pytest.mark.parametrize("chart", every_chart(), ids=lambda chart: chart.title)
def test_every_chart_is_whole_without_style_and_has_its_table(chart):
    markup = f"<div>{chart.drawing}{chart.legend}</div>".replace("&nbsp;", " ")
    tree = ET.fromstring(markup)

    assert not [node for node in tree.iter() if "style" in node.attrib]
    assert chart.rows
    assert {len(row) for row in chart.rows} == {len(chart.columns)}


@pytest.mark.parametrize("chart", every_chart(), ids=lambda chart: chart.title)
def test_every_place_in_percent_lies_on_the_drawing(chart):
    shares = re.findall(r'(?:x|x1|x2|cx|width)="(-?[\d.]+)%"', str(chart.drawing))

    assert all(0 <= float(share) <= 100.01 for share in shares)


def test_texts_from_people_are_escaped_everywhere():
    bands = SNP_BANDS
    drawn = [
        charts.standards_picture(
            [charts.StandardRow(EVIL, 3.0, 2, code=EVIL, url=EVIL)], bands, title=EVIL
        ),
        charts.role_dots(
            [charts.RoleRow(EVIL, {"KS": 3.0}, EVIL, EVIL)],
            bands,
            roles={"KS": EVIL},
            title=EVIL,
        ),
        charts.distribution(
            [charts.DistributionRow(EVIL, (1, 0, 0, 0, 0), url=EVIL)], bands, title=EVIL
        ),
        charts.spread(
            [charts.SpreadRow(EVIL, 1, 2, 3, 4, 5, url=EVIL)], bands, title=EVIL
        ),
        charts.tile_map(
            [charts.Tile(EVIL, EVIL, 2, 3.0, url=EVIL), charts.Tile("2", EVIL, 1)],
            bands,
            title=EVIL,
        ),
        charts.trend([charts.TrendPoint(EVIL, 3.0)], bands, title=EVIL),
        charts.quality_cycle(
            [charts.CycleStep(EVIL, url=EVIL)], title=EVIL, centre=EVIL
        ),
    ]

    for chart in drawn:
        assert "<script" not in chart.drawing + chart.legend, chart.columns


def test_an_inline_style_is_refused():
    with pytest.raises(ValueError, match="style"):
        element("rect", style="fill:red")


@given(st.floats(-1e6, 1e6))
def test_coordinates_are_plain_numbers(value):
    assert re.fullmatch(r"-?\d+(\.\d{1,2})?", number(value))


@given(st.floats(-10, 20), st.floats(-10, 20))
def test_a_greater_value_never_stands_further_left(one, two):
    left, right = sorted((one, two))

    assert 0 <= place(left, 7) <= place(right, 7) <= 100


@given(st.lists(st.integers(0, 500), min_size=1, max_size=9))
def test_the_parts_of_a_bar_touch_and_fill_it(counts):
    parts = segments(counts)

    for (start, width), (following, _width) in pairwise(parts):
        assert start + width == pytest.approx(following)
    assert sum(width for _start, width in parts) == pytest.approx(
        100 if sum(counts) else 0
    )


@given(
    st.dictionaries(
        st.sampled_from(["KS", "GS", "SS", "MT", "PS", "DATA"]), st.floats(0, 100)
    )
)
def test_marks_in_one_lane_never_touch(places):
    given_lanes = lanes(list(places.items()))

    for lane in set(given_lanes.values()):
        inside = sorted(places[role] for role, at in given_lanes.items() if at == lane)
        assert all(b - a >= APART for a, b in pairwise(inside))


@given(st.integers(1, 40))
def test_a_trend_runs_from_left_to_right_inside_its_frame(count):
    places = [across(index, count) for index in range(count)]

    assert places == sorted(places)
    assert 0 < places[0] <= places[-1] < 100
    assert TOP <= up(7, 7) < up(0, 7) <= BOTTOM


def test_a_missing_year_leaves_a_gap_and_no_zero():
    chart = charts.trend(
        [
            charts.TrendPoint("2024", 3.0),
            charts.TrendPoint("2025", None),
            charts.TrendPoint("2026", 4.0),
        ],
        SNP_BANDS,
        title="x",
    )

    assert "trend-line" not in chart.drawing
    assert chart.drawing.count("trend-dot") == 2


@given(st.integers(1, 12))
def test_the_steps_of_the_cycle_do_not_overlap(count):
    sectors = [sector(index, count) for index in range(count)]

    assert all(end <= start for (_, end), (start, _) in pairwise(sectors))


def test_levels_wear_the_five_patterns_from_first_to_last():
    assert [pattern(n) for n in range(1, 6)] == [1, 2, 3, 4, 5]
    assert [pattern(n, 3) for n in range(1, 4)] == [1, 3, 5]
    assert pattern(1, 1) == PATTERNS
    assert all(1 <= pattern(n, 7) <= PATTERNS for n in range(1, 8))


def test_a_standard_without_a_score_says_so_and_has_no_level():
    chart = charts.standards_picture(
        [charts.StandardRow("Isi", None, None, n=3, before=4.0)], SNP_BANDS, title="x"
    )

    assert "belum cukup" in chart.drawing
    assert "value-mark" not in chart.drawing
    assert chart.rows[0][2] == "belum cukup"


def test_only_marks_that_occur_are_explained():
    def legend(**marks):
        row = charts.StandardRow("Isi", 5.0, 3, **marks)
        return charts.standards_picture([row], SNP_BANDS, title="x").legend

    assert "siklus sebelumnya" in legend(before=4.0)
    assert "kisaran" not in legend(before=4.0)
    assert "kisaran" in legend(low=4.5, high=5.5)
    assert "siklus sebelumnya" not in legend()


@pytest.mark.parametrize(
    ("before", "words"),
    [(4.0, "▲ +1,00"), (5.5, "▼ −0,50"), (5.0, "= tetap"), (None, None)],
)
def test_change_has_an_arrow_and_a_sign(before, words):
    chart = charts.standards_picture(
        [charts.StandardRow("Isi", 5.0, 3, before=before)], SNP_BANDS, title="x"
    )

    assert (words in chart.drawing) if words else "bar-change" not in chart.drawing


def test_tiles_stand_in_the_order_of_their_codes():
    tiles = [
        charts.Tile("33", "Jawa Tengah", 3),
        charts.Tile("11", "Aceh", 2),
        charts.Tile("12", "Sumatera Utara", None, state=INSUFFICIENT),
    ]

    chart = charts.tile_map(tiles, SNP_BANDS, title="x")

    assert [row[0] for row in chart.rows] == ["11", "12", "33"]
    assert chart.drawing.index("Aceh") < chart.drawing.index("Jawa Tengah")
    assert chart.rows[1][3] == "belum cukup"


def test_a_tile_with_an_address_is_a_link():
    linked = charts.tile_map(
        [charts.Tile("1", "A", 2, url="/x/")], SNP_BANDS, title="x"
    )
    plain = charts.tile_map([charts.Tile("1", "A", 2)], SNP_BANDS, title="x")

    assert '<a class="tile"' in linked.drawing
    assert "<a " not in plain.drawing


def test_many_tiles_carry_numbers_only():
    tiles = [charts.Tile(f"{i:03}", f"Sekolah {i}", 2) for i in range(200)]

    drawing = charts.tile_map(tiles, SNP_BANDS, title="x").drawing

    assert "tiles-small" in drawing
    assert '<span class="tile-label"></span>' in drawing


@pytest.mark.parametrize(
    ("done", "total", "share"), [(0, 0, 0), (3, 4, 0.75), (9, 4, 1)]
)
def test_progress_stays_between_nothing_and_all(done, total, share):
    assert share_of(done, total) == share
    assert f"{share * 100:.0f}%" in charts.progress_ring(done, total)
    assert f'width="{share * 100:.0f}%"' in charts.progress_bar(done, total)
