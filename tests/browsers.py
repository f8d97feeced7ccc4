"""Where Chromium is; run as a program: make sure that there is one for the journeys."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """Program of a Chromium: named by CHROMIUM, on the PATH, or Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return named
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return playwrights_own()


def playwrights_own() -> str | None:
    # Late: asked for only where no Chromium is installed.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return str(path) if path.exists() else None


def fetch() -> None:
    """Try Playwright's download, then Debian's package; each may be refused."""
    print("No Chromium here: trying Playwright's download ...", flush=True)
    quietly([sys.executable, "-m", "playwright", "install", "chromium"])
    if chromium() or not shutil.which("apt-get") or os.geteuid() != 0:
        return
    print("Not to be had; trying Debian's package ...", flush=True)
    quietly(["apt-get", "update", "-qq"])
    quietly(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])


def quietly(command: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(
        command,
        check=False,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=900,
    )


def main() -> int:
    if os.environ.get("JOURNEYS") == "0":
        return 0
    if not chromium():
        fetch()
    if found := chromium():
        print(f"Journeys run in {found}.")
        return 0
    print(
        "No Chromium can be had here: install chromium or google-chrome, or name one "
        "with CHROMIUM=/path. `make test JOURNEYS=0` tests without the journeys.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
