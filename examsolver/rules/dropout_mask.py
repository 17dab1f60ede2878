"""The mask of dropout from random numbers between 0 and 1."""

from __future__ import annotations

from functools import partial
from typing import Any

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.rule import Option, Rule
from examsolver.maths.arrays import entrywise
from examsolver.rules.pointwise import loop
from examsolver.rules.rewriting import slip

DRAW = Convention(
    "dropout draw",
    (
        Variant("below", "a unit is kept where its random number is below the share that is kept, 1 − p"),
        Variant("above", "a unit is dropped where its random number is below the rate p"),
    ),
    quiet=True,
)


def drawn_mask(random: Value, keep: Value, draw: str = "below") -> Value:
    """1 where a unit is kept. Raises LawError for numbers that are not between 0 and 1."""
    if draw not in ("below", "above"):
        raise LawError(f"the draw {draw} is not known", "write draw=below or draw=above")
    return entrywise(partial(_kept, draw), random, keep)


def _kept(draw: str, random: Any, keep: Any) -> int:
    if not 0 <= random <= 1:
        raise LawError("random numbers of dropout are between 0 and 1", "give one for each unit")
    return int(random < keep if draw == "below" else random >= 1 - keep)


def other_side(random: Value, keep: Value, draw: str = "below") -> Value:
    """What is kept and what is dropped exchanged."""
    return entrywise(_turned, drawn_mask(random, keep, draw))


def _turned(kept: Any) -> int:
    return 1 - int(kept)


def by_rate(random: Value, keep: Value, draw: str = "below") -> Value:
    """The rate in the place of the share that is kept."""
    return drawn_mask(random, entrywise(_rest, keep), draw)


def _rest(keep: Any) -> Any:
    return 1 - keep


def by_cases(random: Value, keep: Value, draw: str = "below") -> Value:
    """Number by number: an oracle."""
    return loop(partial(_case, draw), random, keep)


def _case(draw: str, random: Any, keep: Any) -> int:
    if draw == "below":
        return 1 if keep - random > 0 else 0
    return 0 if random + keep - 1 < 0 else 1


RULES = (
    Rule(
        name="drawn_mask",
        step=True,
        summary="dropout mask from random numbers: 1 where the number is below the share that is kept",
        law=drawn_mask,
        inputs=("random", "keep"),
        because="compare each random number with the share that is kept",
        options=(
            Option("draw", "below: kept below the share that is kept; above: kept from the rate on", "word", "below"),
        ),
        misconceptions=(
            slip("mask-turned-round", "A mask of 1 keeps a unit, 0 drops it.", other_side),
            slip("rate-and-keep-exchanged", "Compare with the share that is kept, 1 − p, not with p.", by_rate),
        ),
        oracle=by_cases,
        example="question draw: compute\n  u = [0.1, 0.9, 0.4]\n  m = drawn_mask(u, 0.5)\n  find m",
    ),
)
