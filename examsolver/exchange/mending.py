"""What was repaired in a file, told once for each kind of wound and not once for each cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from examsolver.core.problem import Problem, Span

SHOWN = 8
"""How many row numbers are listed."""


@dataclass(slots=True)
class Mending:
    """Repairs by what was done: where first, and in which rows."""

    first: dict[str, Span] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, says: str, number: int, place: Callable[[], Span]) -> None:
        """One repair more; its place is looked for only where it is the first of its kind."""
        if says not in self.first:
            self.first[says] = place()
        self.counts[says] = self.counts.get(says, 0) + 1
        rows = self.rows.setdefault(says, [])
        if len(rows) < SHOWN and number not in rows:
            rows.append(number)

    def problems(self) -> tuple[Problem, ...]:
        """One for each kind."""
        return tuple(
            Problem(f"{says}: {_rows(self.rows[says], self.counts[says])}", self.first[says], "check these rows")
            for says in self.first
        )


def _rows(rows: list[int], count: int) -> str:
    listed = ("row " if len(rows) == 1 else "rows ") + ", ".join(map(str, rows))
    if count <= len(rows):
        return listed
    return f"{listed}{' …' if len(rows) == SHOWN else ''} ({count} cells)"
