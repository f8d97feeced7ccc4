"""How the engine says that its input is wrong: all faults at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class InputFaults(ValueError):
    """What is wrong with an input, one sentence per fault, in the order found."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))
