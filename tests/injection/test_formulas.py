"""40 formulas in every stored text: no table that can be fetched holds a live one."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import zipfile

import pytest
from canary.test_canary import to_read
from injection.payloads import FORMULAS
from injection.poison import poison
from matrix.cells import Knocker
from matrix.keeping import say, undone

from sakaguru.config.limits import BY_NAME

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
NAMES = ["head of a school", "officer of a district"]
LIVE = re.compile(r"^[\s]*[=+\-@\t\r]")
NUMBER = re.compile(r"^-?\d+([.,]\d+)?$")

pytestmark = pytest.mark.xdist_group("world")


def test_there_are_forty():
    assert len(set(FORMULAS)) == 40


def live_in_csv(body):
    text = body.decode("utf-8-sig")
    delimiter = max(";,", key=text.split("\n", 1)[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    cells = [cell for row in rows for cell in row]
    return [c for c in cells if LIVE.match(c) and not NUMBER.match(c)], cells


def live_in_xlsx(body):
    """Formula elements, links, and texts that a re-typed cell would run."""
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        inside = {n: parts.read(n).decode() for n in parts.namelist() if "xml" in n}
    live = [n for n, text in inside.items() if re.search(r"<(\w+:)?f[ >]", text)]
    live += [n for n in inside if "externalLink" in n or "ddeLink" in inside[n]]
    live += [n for n, text in inside.items() if "<hyperlink" in text]
    texts = [t for x in inside.values() for t in re.findall(r"<t[^>]*>([^<]*)</t>", x)]
    return live + [t for t in texts if LIVE.match(t)], texts


def tables(world):
    """Every table that these people can fetch, under the name of its door.

    A door that hands out files and is not named among the limits fails elsewhere.
    """
    knocker = Knocker(world)
    for name in NAMES:
        for cell in to_read(world, world.people[name]):
            if cell.operation.address.name not in BY_NAME:
                continue
            response = knocker.ask(cell)
            kind = response.headers.get("Content-Type", "")
            if response.status_code == 200 and ("csv" in kind or "spreadsheet" in kind):
                form = "csv" if "csv" in kind else "xlsx"
                yield cell.operation.address.name, form, response.read_body


def test_no_table_holds_a_live_formula(world):
    live, doors, guarded = {}, set(), 0
    with undone():
        fields, _ = poison(FORMULAS)
        for door, form, body in tables(world):
            doors.add((door, form))
            found, cells = (live_in_csv if form == "csv" else live_in_xlsx)(body)
            guarded += sum(cell.startswith(("'=", "'+", "'-", "'@")) for cell in cells)
            if found:
                live.setdefault((door, form), found[:3])
    say(f"{fields} fields, {len(doors)} doors, {guarded} guarded, {len(live)} live")

    assert not live, live
    assert len(doors) >= 8, sorted(doors)
    assert guarded >= 40


if LONG:

    def test_libreoffice_finds_no_formula_in_any_table(world, tmp_path):
        """Each table is opened as a person would, and written as flat XML."""
        program = shutil.which("soffice")
        assert program, "LibreOffice Calc is needed: apt install libreoffice-calc-nogui"
        with undone():
            poison(FORMULAS)
            for number, (_door, form, body) in enumerate(tables(world)):
                (tmp_path / f"{number}.{form}").write_bytes(body)
        (tmp_path / "hidup.csv").write_text("x;=1+1\n")
        files = sorted(tmp_path.iterdir())
        # Semicolons, UTF-8, every column as LibreOffice guesses it, formulas read.
        read = "--infilter=CSV:59/44,34,76,1,,0,false,true,false,false,false,0,true"
        for form, more in (("xlsx", []), ("csv", [read])):
            these = [str(file) for file in files if file.suffix == f".{form}"]
            home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
            command = [program, home, "--headless", *more, "--convert-to", "fods"]
            command += ["--outdir", str(tmp_path / form), *these]
            subprocess.run(command, check=True, capture_output=True, timeout=900)
        made = [*tmp_path.glob("csv/*.fods"), *tmp_path.glob("xlsx/*.fods")]
        live = {file.stem for file in made if "table:formula=" in file.read_text()}
        say(f"LibreOffice opened {len(made)} of {len(files)} tables; live in {live}")

        assert len(made) == len(files)
        assert live == {"hidup"}, "the one that is live must be found, and no other"
