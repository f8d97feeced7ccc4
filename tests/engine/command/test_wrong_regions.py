"""Regions and population that are wrong."""

from __future__ import annotations

import pytest
from engine.command.wrong import GOOD, HEAD, faults_of
from engine.files import World


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


REGION_FAULTS = [
    ("001,G1,K1,D1,P1\n001,G1,K1,D1,P1\n", "3:school_id: 001 listed twice"),
    ("001,G1,K1,D1,P1\n002,G1,K2,D1,P1\n", "3:gugus: G1 lies in kecamatan 'K2' here"),
    ("001,G1,K1,D1,P1\n002,G2,K1,D2,P1\n", "3:kecamatan: K1 lies in district 'D2'"),
    ("001,G1,K1,D1,P1\n002,G2,K2,D1,P2\n", "3:district: D1 lies in province 'P2'"),
    ("001,G1,,D1,P1\n", "2:kecamatan: '' is no code"),
    ("!,G1,K1,D1,P1\n", "2:school_id: '!' is no id"),
    ("002,G1,K1,D1,P1\n", " school 001 has answers and is not listed"),
]


@pytest.mark.parametrize(("lines", "expected"), REGION_FAULTS)
def test_wrong_regions_are_told(lines, expected, world, capsys):
    world.answers(HEAD + GOOD)
    head = "school_id,gugus,kecamatan,district,province\n"
    (world.folder / "regions.csv").write_text(head + lines)

    faults = faults_of(world, capsys)

    assert any(fault.startswith(f"regions.csv:{expected}") for fault in faults), faults


def test_wrong_columns_of_regions_are_told(world, capsys):
    (world.folder / "regions.csv").write_text(
        "school_id,gugus,kecamatan,district,pupils,x\n001,G,K,D,many,1\n"
    )

    faults = faults_of(world, capsys)

    assert "regions.csv:1:province: column missing, expected it" in faults
    assert any(f.startswith("regions.csv:1:x: unknown column") for f in faults)


def test_wrong_pupils_are_told(world, capsys):
    (world.folder / "regions.csv").write_text(
        "school_id,gugus,kecamatan,district,province,pupils\n"
        "001,G,K,D,P,many\n002,G,K,D,P,12\n"
    )

    assert faults_of(world, capsys) == [
        "regions.csv:2:pupils: 'many' is wrong, expected a whole number"
    ]


def test_wrong_population_is_told(world, capsys):
    (world.folder / "population.csv").write_text(
        "school_id,role,people\n001,GS,2\n001,GS,3\n?,XX,some\n"
    )

    faults = faults_of(world, capsys)

    assert [fault.split(": ")[0] for fault in faults] == [
        "population.csv:3:school_id",
        "population.csv:4:school_id",
        "population.csv:4:role",
        "population.csv:4:people",
    ]


def test_population_in_another_kind_of_file_is_read_as_csv(world, capsys):
    (world.folder / "population.csv").unlink()
    (world.folder / "population.csv").mkdir()

    (fault,) = faults_of(world, capsys)

    assert fault.startswith("population.csv: cannot be read")


def test_regions_that_cannot_be_read_do_not_make_every_school_unlisted(world, capsys):
    (world.folder / "regions.csv").unlink()
    (world.folder / "regions.csv").mkdir()

    assert faults_of(world, capsys) == ["regions.csv: cannot be read: Is a directory"]


def test_regions_without_a_row_list_no_school(world, capsys):
    (world.folder / "regions.csv").write_text(
        "school_id,gugus,kecamatan,district,province\n"
    )

    faults = faults_of(world, capsys)

    assert faults
    assert all("is not listed" in fault for fault in faults)
