"""Run the specification of `tests/engine/spec`, and print it as docs/scoring.

    python tests/engine/specification.py docs/scoring

A file begins with its background; each ``##`` is a case. A case's drawn tables replace
those of the background; tables named as results are what must come out.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent / "spec"
NOTE = "<!-- Printed from tests/engine/spec by `make docs`; do not edit. -->\n\n"
BLOCK = re.compile(r"```(\w+)\n(.*?)```\n?", re.DOTALL)
NAMES = {
    "nodes": "The tree",
    "items": "The items",
    "minimum": "The fewest respondents",
    "population": "People in the school",
    "answers": "The answers",
    "places": "Where the schools lie",
    "scores": "Scores",
    "roles": "Scores of the roles",
    "regions": "Regions",
    "flags": "Flags",
    "figures": "Figures",
    "shown": "Shown",
    "disparity": "Disparity",
    "earlier": "The earlier cycle",
    "later": "The later cycle",
    "change": "Change",
    "crosswalk": "The crosswalk",
}


@dataclass(frozen=True)
class Case:
    """One sentence of the specification with its tables."""

    file: str
    title: str
    tables: dict[str, str]

    @property
    def rule(self) -> str:
        return self.title.split()[0]


def cases() -> list[Case]:
    found = []
    for path in sorted(HERE.glob("*.md")):
        background, *sections = re.split(
            r"^## ", path.read_text("utf-8"), flags=re.MULTILINE
        )
        common = dict(BLOCK.findall(background))
        for section in sections:
            title, _, body = section.partition("\n")
            own = dict(BLOCK.findall(body))
            found.append(Case(path.stem, title, {**common, **own}))
    return found


def printed(text: str) -> str:
    """The file with its drawn tables as Markdown tables."""
    return BLOCK.sub(_as_markdown, text).rstrip() + "\n"


def _as_markdown(block: re.Match[str]) -> str:
    name, drawn = block.groups()
    lines = [line.strip() for line in drawn.strip().splitlines()]
    width = lines[0].count("|") + 1
    rows = []
    for line in lines:
        cells = [cell.strip() for cell in line.split("|")]
        cells += [""] * (width - len(cells))
        rows.append("| " + " | ".join(cells) + " |")
    rule = "|" + "---|" * width
    return "\n".join([f"*{NAMES[name]}*\n", rows[0], rule, *rows[1:], "\n"])


def print_documents(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(HERE.glob("*.md")):
        text = path.read_text("utf-8")
        (folder / path.name).write_text(NOTE + printed(text), "utf-8")


if __name__ == "__main__":
    print_documents(Path(sys.argv[1]))
