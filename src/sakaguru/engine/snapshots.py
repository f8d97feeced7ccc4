"""Name what a published figure was computed from: rule R17. Standard library only."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sakaguru.engine import ENGINE_VERSION, METHOD_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable


def ordered_digest(digests: Iterable[str]) -> str:
    """SHA-256 over the submissions' digests in ascending order, in hex.

    The order of arrival does not matter; a submission more or less does.
    """
    whole = hashlib.sha256()
    for digest in sorted(digests):
        whole.update(bytes.fromhex(digest))
    return whole.hexdigest()


@dataclass(frozen=True)
class Snapshot:
    """What a run was computed from. Equal snapshots give equal figures."""

    instruments: tuple[str, ...]
    """``code@version`` of each."""
    framework: str
    """``code@version``."""
    submissions: int
    digest: str
    """`ordered_digest` of the submissions."""
    settings: str = ""
    """Digest of whatever else decides (population, minimums, regions)."""
    method_version: str = METHOD_VERSION
    engine_version: str = ENGINE_VERSION

    @property
    def name(self) -> str:
        """SHA-256 of the snapshot's canonical form, in hex."""
        text = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def settings_digest(settings: object) -> str:
    """SHA-256 of anything that JSON can hold, whatever the order of its keys."""
    text = json.dumps(settings, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
