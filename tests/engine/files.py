"""A small world as files."""

from __future__ import annotations

import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from engine.drawing import framework_document, instrument_document, table

from sakaguru.engine.command import run

NODES = """
node  | parent | kind
1     |        | standard
1.1   | 1      | indicator
1.1.1 | 1.1    | subindicator
1.1.2 | 1.1    | subindicator
2     |        | standard
2.1   | 2      | indicator
2.1.1 | 2.1    | subindicator
"""
ITEMS = """
item | role | node  | max
K1   | KS   | 1.1.1 | 3
K2   | KS   | 2.1.1 | 1
G1   | GS   | 1.1.1 | 3
G2   | GS   | 1.1.2 | 4
S1   | SS   | 2.1.1 | 4
"""
ANSWERS = """
school_id | respondent_id | role | K1 | K2 | G1 | G2 | S1 | seconds
002       | k             | KS   | 3  | 1  |    |    |    | 60
001       | k             | KS   | 2  | TT |    |    |    | 60
001       | g2            | GS   |    |    | 1  | 4  |    | 3
001       | g1            | GS   |    |    | 3  | 2  |    |
001       | s1            | SS   |    |    |    |    | 4  | 60
001       | s2            | SS   |    |    |    |    | TB | 60
002       | s1            | SS   |    |    |    |    | 3  | 60
"""
REGIONS = """
school_id | gugus | kecamatan | district | province
001       | G1    | K1        | D1       | P1
002       |       | K1        | D1       | P1
003       | G1    | K1        | D1       | P1
"""
POPULATION = """
school_id | role | people
001       | GS   | 2
001       | SS   | 40
"""
MINIMUM = {"KS": 1, "GS": 2}


def nodes():
    return [
        {"code": r["node"], "parent": r["parent"] or None, "kind": r["kind"]}
        for r in table(NODES)
    ]


def items():
    return [
        {"code": r["item"], "role": r["role"], "node": r["node"], "max": int(r["max"])}
        for r in table(ITEMS)
    ]


def write_csv(
    path, rows, *, delimiter=",", encoding="utf-8", quoting=csv.QUOTE_MINIMAL
):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter, quoting=quoting)
        writer.writerow(rows[0])
        writer.writerows(row.values() for row in rows)


def write_parquet(path, rows, types=()):
    types = dict(types)
    columns = {
        name: pa.array([_typed(row[name], types.get(name)) for row in rows])
        for name in rows[0]
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)


def _typed(cell, kind):
    return cell if kind is None else (kind(cell) if cell else None)


def write_xlsx(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for column, name in enumerate(rows[0]):
            sheet.write_string(0, column, name)
            for place, row in enumerate(rows, start=1):
                cell = row[name]
                if cell.isdigit() and name not in ("school_id", "respondent_id"):
                    sheet.write_number(place, column, float(cell))
                elif cell:
                    sheet.write_string(place, column, cell)


class World:
    """Files of one run in a folder; every one may be replaced before it."""

    def __init__(self, folder):
        self.folder = folder
        self.out = folder / "out"
        self.write_json("framework.json", framework_document(nodes(), MINIMUM))
        self.write_json("instrument.json", instrument_document(items()))
        write_csv(folder / "answers" / "a.csv", table(ANSWERS))
        write_csv(folder / "regions.csv", table(REGIONS))
        write_csv(folder / "population.csv", table(POPULATION))

    def write_json(self, name, document):
        (self.folder / name).write_text(json.dumps(document), "utf-8")

    def answers(self, text, name="a.csv"):
        (self.folder / "answers" / name).write_bytes(
            text if isinstance(text, bytes) else text.encode()
        )

    def arguments(self, *more, regions=True):
        path = self.folder
        arguments = ["--framework", path / "framework.json"]
        arguments += ["--instrument", path / "instrument.json"]
        arguments += ["--answers", path / "answers", "--out", self.out]
        arguments += ["--population", path / "population.csv"]
        if regions:
            arguments += ["--regions", path / "regions.csv"]
        return [str(argument) for argument in (*arguments, *more)]

    def run(self, *more, **options):
        return run(self.arguments(*more, **options))

    def read(self, name):
        with (self.out / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def bytes(self):
        return {
            path.name: path.read_bytes()
            for path in sorted(self.out.iterdir())
            if path.name != "timing.json"
        }
