"""Options that are checked by computation: ``choose such that gap(Z) = 1/4`` and the lines under it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from examsolver.core.formula import Formula

if TYPE_CHECKING:
    from examsolver.core.problem import Span
    from examsolver.core.question import Line


class Letters(tuple[str, ...]):
    """The letters of the right options, in order: the value of a part of kind ``choice``."""

    __slots__ = ()

    def __str__(self) -> str:
        if len(self) < 2:
            return "".join(self) or "none"
        return f"{', '.join(self[:-1])} and {self[-1]}"


@dataclass(frozen=True, slots=True)
class Offer:
    """One option: lines of its own, or a value that something may have. ``text`` is how it was written."""

    letter: str
    text: str
    span: Span = field(compare=False)
    lines: tuple[Line, ...] = ()
    value: Formula | None = None


@dataclass(frozen=True, slots=True)
class Choose:
    """What a ``choose`` line says besides what must hold (which its find says).

    ``count``: ``one`` or ``all`` where it says how many are right. ``none``: it may be that none is.
    """

    offers: tuple[Offer, ...]
    count: Literal["", "one", "all"] = ""
    none: bool = False
