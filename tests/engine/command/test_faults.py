"""`sakaguru score` on files that are wrong: every fault at once, nothing written."""

from __future__ import annotations

import json

import pytest
from engine.command.wrong import HEAD, faults_of
from engine.files import World


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def test_all_faults_are_told_at_once_in_order(world, capsys):
    lines = ["001,k,KS,9,1,,,", "001,l,KS,1", '"001",m,KS,1,9,,,', "001,n,KS,1,1,1,,"]
    world.answers(HEAD + "\n".join(lines))
    (world.folder / "population.csv").write_text("school_id,role\n")

    faults = faults_of(world, capsys, regions=False)

    assert [fault.split(": ")[0] for fault in faults] == [
        "a.csv:2:K1",
        "a.csv:3:K2",
        "a.csv:4:K2",
        "a.csv:5:G1",
        "population.csv:1:people",
    ]


def test_files_that_are_not_there_are_told(world, capsys):
    for name in ("framework.json", "population.csv", "regions.csv", "answers/a.csv"):
        (world.folder / name).unlink()

    faults = faults_of(world, capsys)

    assert len(faults) == 4
    assert "no table in this folder" in " ".join(faults)


def test_a_folder_of_answers_that_is_not_there_is_told(world, capsys):
    (world.folder / "answers" / "a.csv").unlink()
    (world.folder / "answers").rmdir()

    (fault,) = faults_of(world, capsys)

    assert fault.endswith("answers: no such file or folder, expected answers")


def test_other_kinds_of_files_are_told(world, capsys):
    world.answers("x", "a.xls")

    assert faults_of(world, capsys) == [
        "a.xls: unknown kind of file, expected .csv, .parquet or .xlsx"
    ]


@pytest.mark.parametrize("out", ["/proc/x", "/proc/x/y"])
def test_a_folder_that_cannot_be_written_is_told(out, world, capsys):
    world.out = out

    assert world.run() == 2

    told = capsys.readouterr().err
    assert told.startswith(f"--out {out}: the results cannot be written here")
    assert "Traceback" not in told


def test_out_may_not_be_a_file(world, capsys):
    world.out.write_text("x")

    assert world.run() == 2
    assert "is a file, expected a folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("out", "over"),
    [(".", "regions.csv"), ("answers", "answers"), ("answers/x/y", "answers")],
)
def test_results_are_not_written_over_what_they_are_computed_from(
    out, over, world, capsys
):
    world.out = world.folder / out
    before = sorted(world.folder.rglob("*"))

    assert world.run() == 2

    told = capsys.readouterr().err
    written = world.folder / over
    assert f"the results would be written over {written}, expected another" in told
    assert sorted(world.folder.rglob("*")) == before


def test_files_of_ones_own_in_the_folder_of_the_results_stay(world):
    world.out.mkdir()
    (world.out / "regions.csv").write_text("mine")

    assert world.run(regions=False) == 0
    assert (world.out / "regions.csv").read_text() == "mine"

    assert world.run() == 0
    assert world.run(regions=False) == 0
    assert not (world.out / "regions.csv").exists(), "that of the run before"


@pytest.mark.parametrize("more", [["--workers", "0"], ["--engine", "x"], ["--what"]])
def test_wrong_arguments_end_with_2(more, world, capsys):
    assert world.run(*more) == 2
    assert "usage: sakaguru score" in capsys.readouterr().err


def test_help_ends_with_0(world, capsys):
    assert world.run("--help") == 0
    assert json.dumps("usage: sakaguru score")[1:-1] in capsys.readouterr().out
