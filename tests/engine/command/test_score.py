"""`sakaguru score` on files that are right."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from engine.drawing import framework_document, table
from engine.files import (
    ANSWERS,
    MINIMUM,
    World,
    items,
    nodes,
    write_csv,
    write_parquet,
    write_xlsx,
)
from engine.reference import Reference, Submission


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def reference():
    keys = ("school_id", "respondent_id", "role", "seconds")
    submissions = [
        Submission(
            row["school_id"],
            row["respondent_id"],
            row["role"],
            {k: int(v) for k, v in row.items() if k not in keys and v.isdigit()},
        )
        for row in table(ANSWERS)
    ]
    population = {("001", "GS"): 2, ("001", "SS"): 40}
    return Reference(
        framework_document(nodes(), MINIMUM), items(), submissions, population
    )


def cell(value, decimals=6):
    if value is None:
        return ""
    return f"{value:.{decimals}f}" if isinstance(value, float) else str(int(value))


def test_scores_are_those_of_the_slow_loop(world):
    slow = reference()

    assert world.run() == 0

    expected = [
        {
            "school_id": school,
            "node": node,
            **{name: cell(value) for name, value in slow.row(school, node).items()},
        }
        for school in ("001", "002")
        for node in slow.shown_nodes()
    ]
    assert world.read("scores.csv") == expected


def test_role_scores_hold_every_role_that_is_asked(world):
    slow = reference()

    world.run()

    pairs = [("1.1.1", "KS"), ("1.1.1", "GS"), ("1.1.2", "GS")]
    pairs += [("2.1.1", "KS"), ("2.1.1", "SS")]
    expected = []
    for school in ("001", "002"):
        for node, role in pairs:
            score = slow.role_score(school, node, role)
            score = None if score is None else float(7 * score)
            n = slow.n(school, node, role)
            expected.append([school, node, role, cell(score), str(n)])
    assert [list(row.values()) for row in world.read("role_scores.csv")] == expected


def test_regions_go_from_the_gugus_to_the_nation(world):
    world.run()

    rows = world.read("regions.csv")
    totals = [list(row.values())[:7] for row in rows if row["node"] == "*"]
    assert totals == [
        ["gugus", "G1", "*", "2", "1", "0", "1"],
        ["kecamatan", "K1", "*", "3", "1", "1", "1"],
        ["district", "D1", "*", "3", "1", "1", "1"],
        ["province", "P1", "*", "3", "1", "1", "1"],
        ["nation", "*", "*", "3", "1", "1", "1"],
    ]
    assert rows[0]["mean"] == world.read("scores.csv")[0]["score"]


def test_without_regions_there_are_none_and_those_of_an_earlier_run_go(world):
    world.run()
    world.run(regions=False)

    assert not (world.out / "regions.csv").exists()
    assert not (world.out / "regions.parquet").exists()


def test_parquet_holds_what_csv_prints(world):
    world.run()

    for name in ("scores", "role_scores", "regions"):
        kept = pq.read_table(world.out / f"{name}.parquet").to_pylist()
        printed = world.read(f"{name}.csv")
        assert [
            {k: v if isinstance(v, str) else cell(v) for k, v in row.items()}
            for row in kept
        ] == printed


def test_the_fast_are_flagged(world):
    world.run()

    assert [list(row.values()) for row in world.read("flags.csv")] == [
        ["too_fast", "001", "g2", "", "", "1.500000"]
    ]


def test_no_errors_leaves_them_out(world):
    world.run("--no-errors")

    assert {row["se"] for row in world.read("scores.csv")} == {""}
    assert {row["se"] for row in world.read("regions.csv")} == {""}


def test_two_runs_give_the_same_bytes(world, tmp_path):
    world.run("--workers", "1")
    first = world.bytes()
    world.out = tmp_path / "other" / "deep"
    world.run("--workers", "3")

    assert world.bytes() == first


def test_every_kind_of_file_gives_the_same_scores(world):
    world.run()
    first = (world.out / "scores.csv").read_bytes()
    rows = table(ANSWERS)
    answers = world.folder / "answers"

    def written_as(writer, name, **options):
        for path in answers.iterdir():
            path.unlink()
        writer(answers / name, rows, **options)
        assert world.run() == 0
        return (world.out / "scores.csv").read_bytes()

    whole = [(name, float) for name in ("K1", "G1", "G2", "S1") if name != "K1"]
    assert written_as(write_xlsx, "a.xlsx") == first
    assert written_as(write_parquet, "a.parquet") == first
    without_tb = [r | {"S1": r["S1"].replace("TB", "")} for r in rows]
    rows = without_tb
    assert written_as(write_parquet, "a.parquet", types=whole) == first
    assert written_as(write_csv, "a.csv", delimiter=";", encoding="utf-8-sig") == first
    assert written_as(write_csv, "a.csv", quoting=csv.QUOTE_ALL) == first
    assert written_as(write_csv, "a.CSV") == first


def test_answers_may_lie_in_several_files_with_other_columns(world):
    world.run()
    first = (world.out / "scores.csv").read_bytes()
    (world.folder / "answers" / "a.csv").unlink()
    keys = ["role", "respondent_id", "school_id"]
    for role, own in (("KS", ["K2", "K1"]), ("GS", ["G1", "G2"]), ("SS", ["S1"])):
        mine = [
            {name: row[name] for name in (*own, *keys)}
            for row in reversed(table(ANSWERS))
            if row["role"] == role
        ]
        write_csv(world.folder / "answers" / "deep" / f"{role}.csv", mine)
    (world.folder / "answers" / ".hidden").write_text("x")

    assert world.run() == 0
    assert (world.out / "scores.csv").read_bytes() == first


def test_a_single_file_and_several_instruments_are_taken(world):
    world.run()
    first = (world.out / "scores.csv").read_bytes()
    document = json.loads((world.folder / "instrument.json").read_text())
    world.write_json("instrument.json", {**document, "items": document["items"][:2]})
    world.write_json("more.json", {**document, "items": document["items"][2:]})
    arguments = world.arguments("--instrument", str(world.folder / "more.json"))
    arguments[arguments.index(str(world.folder / "answers"))] += "/a.csv"

    from sakaguru.engine.command import run

    assert run(arguments) == 0
    assert (world.out / "scores.csv").read_bytes() == first


def test_points_may_be_written_as_decimals_of_nothing(world):
    world.run()
    first = (world.out / "scores.csv").read_bytes()
    text = (world.folder / "answers" / "a.csv").read_text()
    world.answers(text.replace(",3,1,", ",3.0,1.00,"))

    assert world.run() == 0
    assert (world.out / "scores.csv").read_bytes() == first


def test_blank_lines_do_not_matter(world):
    world.run()
    first = (world.out / "scores.csv").read_bytes()
    text = (world.folder / "answers" / "a.csv").read_text()
    world.answers(text.replace("\n", "\r\n\r\n", 3) + "\n\n")

    assert world.run() == 0
    assert (world.out / "scores.csv").read_bytes() == first


def test_carriage_returns_and_spaces_do_not_matter(world):
    world.run()
    first = (world.out / "scores.csv").read_bytes()
    text = (world.folder / "answers" / "a.csv").read_text()
    world.answers(text.replace("\n", "\r\n").replace(",3,", ", 3 ,"))

    assert world.run() == 0
    assert (world.out / "scores.csv").read_bytes() == first
    world.answers(text.replace("\n", "\r\n").replace("\r\n", "\n\r\n", 1))
    assert world.run() == 0
    assert (world.out / "scores.csv").read_bytes() == first


def test_numbers_in_parquet_may_be_of_any_kind(world):
    world.run()
    first = (world.out / "scores.csv").read_bytes()
    rows = [r | {"K2": r["K2"].replace("TT", "")} for r in table(ANSWERS)]
    rows = [r | {"S1": r["S1"].replace("TB", "")} for r in rows]
    (world.folder / "answers" / "a.csv").unlink()
    kinds = {"K1": int, "K2": lambda cell: bool(int(cell)), "G1": float, "seconds": int}
    path = world.folder / "answers" / "a.parquet"
    write_parquet(path, rows, types=kinds)
    columns = pq.read_table(path).to_pydict()
    columns["G1"] = [float("nan") if v is None else v for v in columns["G1"]]
    columns["G2"] = pa.array(columns["G2"]).dictionary_encode()
    pq.write_table(pa.table(columns), path)

    assert world.run() == 0
    assert (world.out / "scores.csv").read_bytes() == first


def test_respondents_of_a_role_without_items_are_no_trouble(world):
    text = (world.folder / "answers" / "a.csv").read_text()
    world.answers(text + "002,p,PS,,,,,,60\n")

    assert world.run() == 0
    assert world.read("scores.csv")


def test_numbers_in_a_population_may_be_for_schools_without_answers(world):
    (world.folder / "population.csv").write_text("school_id,role,people\n009,SS,40\n")

    assert world.run() == 0


def test_it_runs_outside_the_main_thread(world):
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(world.run).result() == 0


def test_fewer_people_stated_than_answered_is_a_warning(world, capsys):
    (world.folder / "population.csv").write_text("school_id,role,people\n001,SS,0\n")

    assert world.run() == 0
    assert "warning: school 001: 0 people of SS stated, 1 answered" in (
        capsys.readouterr().err
    )


def test_manifest_names_inputs_outputs_and_counts(world):
    world.run()

    manifest = json.loads((world.out / "manifest.json").read_text())
    assert list(manifest["inputs"]) == [
        "framework.json",
        "instrument.json",
        "population.csv",
        "regions.csv",
        "answers/a.csv",
    ]
    assert manifest["counts"]["schools"] == 2
    assert manifest["counts"]["respondents"] == 7
    assert set(manifest["outputs"]) == {path.name for path in world.out.iterdir()} - {
        "manifest.json",
        "timing.json",
    }


def test_nothing_is_left_beside_the_results(world):
    world.run()

    assert {path.name for path in world.folder.iterdir()} == {
        "answers",
        "framework.json",
        "instrument.json",
        "out",
        "population.csv",
        "regions.csv",
    }


def test_csv_is_left_out_for_many_schools_unless_wanted(world, monkeypatch):
    monkeypatch.setattr("sakaguru.engine.command.results.CSV_SCHOOLS", 1)

    world.run()
    assert not (world.out / "scores.csv").exists()
    assert (world.out / "role_scores.parquet").exists()
    world.run("--csv")
    assert (world.out / "scores.csv").exists()


def test_progress_shows_at_a_terminal(world, monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)

    world.run()

    assert "scoring 100 %" in capsys.readouterr().err


@pytest.mark.parametrize("request_to_end", [signal.SIGINT, signal.SIGTERM])
def test_who_interrupts_while_results_move_gets_all_of_them(request_to_end, world):
    slow = "import os, sys, time, sakaguru.engine.command.main as m; old = os.replace; "
    slow += "os.replace = lambda *a: (print('x', flush=True), time.sleep(0.2), old(*a))"
    slow += "; sys.exit(m.main(sys.argv[1:]))"
    process = subprocess.Popen(
        [sys.executable, "-c", slow, *world.arguments()], stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout.read(1) == b"x"
        os.kill(process.pid, request_to_end)
        process.communicate(timeout=30)

    assert process.returncode == 0
    assert (world.out / "manifest.json").exists()
    assert not [p for p in world.folder.iterdir() if p.name.startswith(".out")]


def test_an_interrupted_run_leaves_nothing(world):
    slow = "import time, sakaguru.engine.command.main as m; old = m.move_results; "
    slow += "m.move_results = lambda *a: (print('x', flush=True), time.sleep(60)); "
    slow += "import sys; sys.exit(m.main(sys.argv[1:]))"
    process = subprocess.Popen(
        [sys.executable, "-c", slow, *world.arguments()],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        assert process.stdout.read(1) == b"x"
        time.sleep(0.1)
        os.kill(process.pid, signal.SIGTERM)
        _, error = process.communicate(timeout=30)

    assert process.returncode == 130
    assert b"interrupted" in error
    assert not world.out.exists()
    assert not [p for p in world.folder.iterdir() if p.name.startswith(".out")]
