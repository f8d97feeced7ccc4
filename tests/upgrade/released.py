"""The schema of the release before this one, and how to find its code.

``released.json`` names the newest migration of each of our capabilities in it. It is
printed anew when a release is made: ``python tests/upgrade/released.py``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE = Path(__file__).with_name("released.json")
OURS = "src/sakaguru"


def released() -> dict[str, str]:
    """Newest migration by capability; ``zero`` for a capability that is newer."""
    return json.loads(FILE.read_text())


def newer(loader) -> list:
    """Migrations that came after the release, in the order in which they run."""
    before = set(behind(loader))
    ours = [key for key in loader.graph.leaf_nodes() if is_ours(loader, key)]
    plan = [key for leaf in ours for key in loader.graph.forwards_plan(leaf)]
    new = [k for k in dict.fromkeys(plan) if k not in before and is_ours(loader, k)]
    return [loader.graph.nodes[key] for key in new]


def behind(loader) -> list[tuple[str, str]]:
    """The migrations of the release and all that they need."""
    nodes = [(app, name) for app, name in released().items()]
    packages = [k for k in loader.graph.leaf_nodes() if not is_ours(loader, k)]
    plan = [loader.graph.forwards_plan(node) for node in nodes + packages]
    return list(dict.fromkeys(key for keys in plan for key in keys))


def is_ours(loader, key: tuple[str, str]) -> bool:
    return type(loader.graph.nodes[key]).__module__.startswith("sakaguru.")


def commit() -> str:
    """The newest commit with that schema: the code of the release before.

    Raises:
        LookupError: this is no clone, or a shallow one that does not reach so far.
    """
    where = f"{OURS}/**/migrations/*.py"
    told = git("log", "--format=%H", "--first-parent", "--", where)
    later = "HEAD"
    for changed in told.split():
        if newest_at(changed) == released():
            return git("rev-parse", later).strip()
        later = f"{changed}^"
    msg = "No commit has the schema of the release before (a shallow clone?)"
    raise LookupError(msg)


def newest_at(revision: str) -> dict[str, str]:
    names = git("ls-tree", "-r", "--name-only", revision, "--", OURS).split()
    found: dict[str, str] = {}
    for path in sorted(n for n in names if "/migrations/0" in n):
        _src, _package, app, _folder, name = path.split("/")
        found[app] = name.removesuffix(".py")
    return found


def git(*words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise LookupError(done.stderr.strip())
    return done.stdout


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sakaguru.config.settings")
    import django
    from django.db.migrations.loader import MigrationLoader

    django.setup()
    loader = MigrationLoader(None)
    leaves = [key for key in loader.graph.leaf_nodes() if is_ours(loader, key)]
    json.dump(dict(sorted(leaves)), sys.stdout, indent=2)


if __name__ == "__main__":
    main()
