"""No address of a registry and no path of a machine in the files that are committed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements*.lock", "package-lock.json", ".npmrc", "pyproject.toml")
REGISTRY = re.compile(
    r"--(?:extra-)?index-url|--find-links|--trusted-host|\"resolved\"|_authToken"
    r"|^registry\s*=|(?:pythonhosted|pypi|npmjs)\.(?:org|com)",
    re.MULTILINE,
)
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/")


def committed() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def faults() -> list[str]:
    found = []
    for path in committed():
        if path == Path(__file__).resolve() or path.stat().st_size > 5_000_000:
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        name = path.relative_to(ROOT).as_posix()
        patterns = [MACHINE]
        if any(path.match(lock) for lock in LOCKS):
            patterns.append(REGISTRY)
        for pattern in patterns:
            found += [f"{name}: {hit[0]}" for hit in pattern.finditer(text)]
    return found


if __name__ == "__main__":
    said = faults()
    print("\n".join(said) or "No registry's address and no machine's path.")
    sys.exit(bool(said))
