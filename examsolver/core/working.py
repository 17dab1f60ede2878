"""Working that students hand in: lines of claims, and what is said of each line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from examsolver.core.formula import Formula

WORKING = "working"
"""The name under which the working of a whole question is handed in, as if it were a part of it."""

LineOutcome = Literal["confirmed", "broken", "unreadable", "unmatched"]


@dataclass(frozen=True, slots=True)
class Side:
    """What stands on one side of an equals sign.

    Attributes:
        text: as it can be read again. shown: as it can be quoted.
        formula: what was understood; None where nothing was, and ``problem`` then says why.
        decimals: of a number alone, the digits after the point. significant: its digits that count.
        alone: it is a number and nothing else. size: it, read as sides joined by ``×``, where it may be one.
    """

    text: str
    shown: str
    formula: Formula | None = None
    problem: str = ""
    alone: bool = False
    decimals: int | None = None
    significant: int = 0
    size: Formula | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of working, ``name = expression = value``. ``problem``: why none of it was looked at."""

    text: str
    sides: tuple[Side, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of one line of working.

    Attributes:
        text: the line, as it can be shown. about: the step or cell that it is about, empty where none is known.
        message: a sentence for the student; empty where all is said by ``confirmed``.
        quote: the claim that breaks, ``left = right``.
    """

    text: str
    outcome: LineOutcome
    about: str = ""
    message: str = ""
    quote: str = ""


ReadWorking = Callable[[str, frozenset[str]], tuple[Statement, ...]]
"""``read_working(text, names)``: the lines of a text, none where it holds no working.

``names`` are those of the question (``a.scores``, ``best-epoch``), its operators as ``count(``, and ``"`` where it has
texts."""
