"""What came out when a question was read."""

from __future__ import annotations

from dataclasses import dataclass

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Run


@dataclass(frozen=True, slots=True)
class Tried:
    """A run, and what it was made of: reading a question means to work it out once, to see that it has an answer."""

    body: object
    conventions: Conventions
    run: Run

    def fits(self, body: object, conventions: Conventions) -> bool:
        """Whether it was made of these very things: a copy of a question under other conventions needs its own."""
        return self.body is body and self.conventions is conventions
