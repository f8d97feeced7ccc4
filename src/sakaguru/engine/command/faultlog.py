"""Collect every fault of the input, told with file, row and column."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class FaultLog:
    """Faults in the order of files, then rows, then columns as found."""

    lines: list[tuple[int, int, int, str]] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    once: set[tuple[str, int, str]] = field(default_factory=set)

    def add(self, file: str, row: int, column: str, what: str) -> None:
        """A fault in a table; rows as a spreadsheet counts them, columns by name."""
        self._keep(file, row, f"{file}:{row}:{column}: {what}")

    def add_once(self, file: str, row: int, column: str, what: str) -> None:
        """The same, unless it was told before."""
        if (file, row, what) not in self.once:
            self.once.add((file, row, what))
            self.add(file, row, column, what)

    def add_text(self, file: str, what: str) -> None:
        """A fault of a whole file or of a JSON document."""
        self._keep(file, 0, f"{file}: {what}")

    def _keep(self, file: str, row: int, line: str) -> None:
        place = self.files.setdefault(file, len(self.files))
        self.lines.append((place, row, len(self.lines), line))

    def __bool__(self) -> bool:
        return bool(self.lines)

    def sorted_lines(self) -> list[str]:
        return [line for *_, line in sorted(self.lines)]
