"""Rows of one role on disk, so that answers may be larger than memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

GATHER = 1 << 26
"""Bytes that are put in order at once."""


class Spool:
    """Packed rows, written as they come, read back in any order."""

    def __init__(self, folder: Path, role: str, width: int) -> None:
        self.folder, self.role, self.width = folder, role, width
        self.rows = 0
        self.path = folder / f"{role}.rows"
        self.stream = self.path.open("wb")

    def append(self, body: NDArray[np.uint8]) -> None:
        self.stream.write(np.ascontiguousarray(body).data)
        self.rows += len(body)

    def close(self) -> None:
        self.stream.close()

    def in_order(self, order: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The rows of ``order``, as a file mapped to memory."""
        self.close()
        raw = _mapped(self.path, self.rows, self.width)
        if np.array_equal(order, np.arange(self.rows)):
            return raw
        path = self.folder / f"{self.role}.sorted"
        step = max(1, GATHER // max(self.width, 1))
        with path.open("wb") as stream:
            for start in range(0, len(order), step):
                stream.write(raw[order[start : start + step]].data)
        self.path.unlink()
        return _mapped(path, len(order), self.width)


def _mapped(path: Path, rows: int, width: int) -> NDArray[np.uint8]:
    if rows * width == 0:
        return np.zeros((rows, width), np.uint8)
    return np.memmap(path, np.uint8, "r", shape=(rows, width))
