"""The code of the release before, from git, at work on the schema of this release.

Its own tests of what people do (sign in, answer, score, report, plan) run on a database
that it made and this release migrated. A test counts as broken by us if it passes on
the schema it was written for and fails on ours. Needs the history of the repository.

    python tests/upgrade/rolling.py         # a sample of its tests, some minutes
    python tests/upgrade/rolling.py --all   # all that ask the database
    python tests/upgrade/rolling.py --from v1.2 tests/survey
"""

from __future__ import annotations

import argparse
import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg
from databases import run, shared_server
from upgrade.released import ROOT, commit

NOT_RUN = 2
SAMPLE = [
    *("tests/accounts", "tests/organisations/web", "tests/survey/web"),
    *("tests/survey/services", "tests/scoring/web", "tests/scoring/services"),
    *("tests/planning/services", "tests/evidence", "tests/followup"),
]
EVERY = ["accounts", "dashboards", "evidence", "findings", "followup", "instruments"]
EVERY += ["organisations", "planning", "scoring", "standards", "survey"]
BUILT = ["src/sakaguru/ui/static/ui"]
"""Not in git: the assets, which look alike in both."""
FINGERPRINT = "import databases; print(databases.fingerprint())"
LOADS = "import django; django.setup(); import sakaguru.config.urls"
OLDER = 20
SUMMARY = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
COUNT = re.compile(r"(\d+) (passed|failed|errors?)")


def main() -> int:
    options = arguments()
    try:
        revision = options.since or commit()
    except LookupError as reason:
        print(f"Not run: {reason}", file=sys.stderr)
        return NOT_RUN
    with (
        tempfile.TemporaryDirectory(prefix="sakaguru-before-") as folder,
        shared_server() as url,
    ):
        return tried(whole(Path(folder), revision, url), options)


def whole(folder: Path, revision: str, url: str) -> Before:
    """The code of this commit, or of the last before it that can be loaded.

    Between releases somebody may have been in the middle of something.
    """
    words = ["git", "rev-list", "--first-parent", f"-{OLDER}", revision]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    for each in told.stdout.split():
        before = Before(folder / each, each, url)
        before.fetch()
        if before.is_whole():
            return before
    sys.exit(f"None of {OLDER} commits before {revision} can be loaded.")


def tried(before: Before, options: argparse.Namespace) -> int:
    paths = options.tests or ([f"tests/{n}" for n in EVERY] if options.all else SAMPLE)
    began = time.perf_counter()
    before.template_by(before.folder, ROOT)
    counts, failed = before.tests(paths)
    print(f"{before.revision[:10]} on the schema of this release: {counts}")
    if failed:
        before.template_by(before.folder)
        _counts, own = before.tests(sorted(failed))
        print(f"{len(own)} of these {len(failed)} fail on their own schema too")
        failed -= own
    took = time.perf_counter() - began
    print(f"{len(failed)} tests broken by the new schema, {took:.0f} s")
    print(*sorted(failed), sep="\n")
    return 1 if failed or not counts.get("passed") else 0


class Before:
    """A checkout of the release before, beside ours, with its own templates."""

    def __init__(self, folder: Path, revision: str, url: str) -> None:
        self.folder, self.revision, self.url = folder, revision, url

    def is_whole(self) -> bool:
        told = self.run([sys.executable, "-c", LOADS], self.folder, is_checked=False)
        return told.returncode == 0

    def fetch(self) -> None:
        words = ["git", "archive", "--format=tar", self.revision]
        packed = subprocess.run(words, cwd=ROOT, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(self.folder, filter="data")
        for name in BUILT:
            place = self.folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).exists() and not place.exists():
                place.symlink_to(ROOT / name)
        compiled = [sys.executable, "-m", "sakaguru.config.messages", "compile"]
        self.run(compiled, self.folder)

    def template_by(self, *codes: Path) -> None:
        """Make the template that its tests copy, migrated by each in turn."""
        told = self.run([sys.executable, "-c", FINGERPRINT], self.folder)
        name = f"sakaguru_template_{told.stdout.strip()}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            run(connection, "CREATE DATABASE {} TEMPLATE template0", name)
        words = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
        for code in codes:
            self.run(words, code, DATABASE_URL=of_database(self.url, name))

    def tests(self, paths: list[str]) -> tuple[dict[str, int], set[str]]:
        """How many passed and failed, and which failed."""
        there = [p for p in paths if (self.folder / p.partition("::")[0]).exists()]
        words = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup"]
        words += ["-p", "wide_flush", "-p", "no:cacheprovider", "-m", "not journey"]
        words += there
        done = self.run(words, self.folder, is_checked=False)
        counts = {kind: int(n) for n, kind in COUNT.findall(done.stdout[-2000:])}
        if not counts:
            sys.exit(done.stdout[-3000:] + done.stderr[-3000:])
        return counts, {name.partition("@")[0] for name in SUMMARY.findall(done.stdout)}

    def run(
        self, words: list[str], code: Path, *, is_checked: bool = True, **more: str
    ) -> subprocess.CompletedProcess[str]:
        clean = {k: v for k, v in os.environ.items() if k != "HYPOTHESIS_PROFILE"}
        mine = {
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "sakaguru.config.settings",
            "PYTHONPATH": os.pathsep.join(
                map(str, (code / "src", code / "tests", Path(__file__).parent))
            ),
        }
        done = subprocess.run(
            words,
            cwd=code,
            env=clean | mine | more,
            capture_output=True,
            text=True,
            check=False,
        )
        if is_checked and done.returncode:
            sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
        return done


def of_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--from", dest="since", help="commit or tag of the release before"
    )
    parser.add_argument("--all", action="store_true")
    parser.add_argument("tests", nargs="*", help="its tests, as pytest takes them")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
