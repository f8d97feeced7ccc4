"""Bandit over the package; an exception is made once, for it and for ruff alike.

Ruff's rules S<number> are Bandit's B<number>. A line that says `noqa: S608 -- why` is
excepted here too; without a reason it is not. What holds everywhere stands in
pyproject.toml.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EXCEPTED = re.compile(r"# noqa: (?:[A-Z]+\d+, ?)*S(\d+)(?:, ?[A-Z]+\d+)* +--? +\S")
SAME = {"B703": "308"}
"""Bandit tells of one `mark_safe` twice."""


def findings() -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "bandit", "-q", "-r", "src", "-f", "json"]
    done = subprocess.run(
        [*command, "-c", "pyproject.toml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(done.stdout)
    if told["errors"]:
        raise RuntimeError(told["errors"])
    found: list[dict[str, Any]] = told["results"]
    return found


def is_excepted(finding: dict[str, Any]) -> bool:
    lines = (ROOT / finding["filename"]).read_text().splitlines()
    rule = SAME.get(finding["test_id"], finding["test_id"][1:])
    span = finding["line_range"]
    said = "\n".join(lines[min(span) - 1 : max(span) + 1])
    return any(hit[1] == rule for hit in EXCEPTED.finditer(said))


def faults(found: list[dict[str, Any]]) -> list[str]:
    return [
        f"{each['filename']}:{each['line_number']}: {each['test_id']} "
        f"{each['issue_text']}"
        for each in found
        if not is_excepted(each)
    ]


if __name__ == "__main__":
    all_found = findings()
    said = faults(all_found)
    clean = f"Bandit: 0 open, {len(all_found)} excepted with a reason."
    print("\n".join(said) or clean)
    sys.exit(bool(said))
