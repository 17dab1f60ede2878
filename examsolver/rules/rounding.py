"""Floor, ceiling, rounding, and clipping between two bounds."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, entrywise, shape_of
from examsolver.rules.arithmetic import multiply
from examsolver.rules.naming import entry
from examsolver.rules.pointwise import loop, pass_on, pointwise_backward, pointwise_cells
from examsolver.rules.rewriting import slip

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]

HALVES = Convention(
    "halves",
    (
        Variant("away", "a half is rounded away from zero: 2.5 becomes 3"),
        Variant("to even", "a half is rounded to the even number: 2.5 becomes 2"),
    ),
)
FLAT = "it is constant between its jumps: the derivative is 0, and taken as 0 at the jumps too"


def floor_of(x: Value) -> Value:
    """The largest whole number that is not above x."""
    return entrywise(_floor, x)


def ceil_of(x: Value) -> Value:
    """The smallest whole number that is not below x."""
    return entrywise(_ceil, x)


def round_of(x: Value, digits: int = 0, halves: str = "away") -> Value:
    """x rounded to so many decimals. Raises LawError for an unknown variant."""
    if halves not in ("away", "to even"):
        raise LawError(f"halves {halves} is not known", "write convention halves away or to even")
    return entrywise(partial(_round, digits, halves == "away"), x)


def cut_off(x: Value, digits: int = 0, halves: str = "away") -> Value:
    """The wrong idea: always down."""
    return entrywise(partial(_cut_off, digits), x)


def _like(x: Any, result: Any) -> Any:
    return float(result) if isinstance(x, float) else result


def _floor(x: Any) -> Any:
    return _like(x, math.floor(x))


def _ceil(x: Any) -> Any:
    return _like(x, math.ceil(x))


def _cut_off(digits: int, x: Any) -> Any:
    scale = Fraction(10) ** digits
    return _like(x, math.floor(Fraction(x) * scale) / scale)


def _round(digits: int, away: bool, x: Any) -> Any:
    scale = Fraction(10) ** digits
    number = Fraction(str(x)) if isinstance(x, float) else Fraction(x)
    size = abs(number * scale)
    whole = math.floor(size + Fraction(1, 2)) if away else round(size)
    return _like(x, (whole if number >= 0 else -whole) / scale)


def flat_slope(*values: Value, **options: object) -> Value:
    """0 everywhere."""
    return entrywise(_nothing, values[0])


def _nothing(x: Any) -> Any:
    return 0


def no_moves(index: Index, names: Names, *values: Value, **options: object) -> Moves:
    """No entry moves anything."""
    return ()


def clip(x: Value, low: Value = None, high: Value = None) -> Value:
    """x, but not below ``low`` and not above ``high``. Raises LawError where low is above high, or none is given."""
    return entrywise(partial(_clip, *_bounds(low, high)), x)


def _bounds(low: Value, high: Value) -> tuple[Any, Any]:
    if low is None and high is None:
        raise LawError("clip has no bounds", "write clip(x, low=-1, high=1)")
    if low is not None and high is not None and low > high:
        raise LawError(f"the lower bound {low} is above the upper bound {high}")
    return low, high


def _clip(low: Any, high: Any, x: Any) -> Any:
    above = low if low is not None and x < low else x
    return high if high is not None and above > high else above


def clip_slope(x: Value, result: Value, low: Value = None, high: Value = None) -> Value:
    """1 between the bounds (and on them), 0 outside."""
    return entrywise(partial(_inside, low, high), x)


def _inside(low: Any, high: Any, x: Any) -> int:
    return int((low is None or x >= low) and (high is None or x <= high))


def clip_cells(index: Index, names: Names, x: Value, low: Value = None, high: Value = None) -> tuple[Formula, ...]:
    """min(max(x, low), high)."""
    cell = entry(names[0], index)
    inner = cell if low is None else apply("max", cell, low)
    return (inner if high is None else apply("min", inner, high),)


def clip_partials(index: Index, names: Names, x: Value, result: Value, low: Value = None, high: Value = None) -> Moves:
    """1 or 0."""
    number = as_array(x)[index] if shape_of(x) else x
    return ((index, Num(_inside(low, high, number))),)


def clip_by_steps(x: Value, low: Value = None, high: Value = None) -> Value:
    """Oracle: the middle of three numbers."""
    lower, upper = -math.inf if low is None else low, math.inf if high is None else high
    return loop(partial(_middle, lower, upper), x)


def _middle(low: Any, high: Any, x: Any) -> Any:
    return sorted((low, x, high))[1]


def whole_clip(x: Value, low: Value = None, high: Value = None) -> Value:
    """The wrong idea: all entries scaled by one factor, as in clipping by norm."""
    bound = high if high is not None else low
    largest = max(abs(number) for number in as_array(x).ravel().tolist())
    return multiply(x, min(Fraction(1), abs(Fraction(bound) / Fraction(largest)))) if largest else x


# Oracles through decimals.


def _exactly(rounding: str, digits: int, x: Any) -> Any:
    number = Fraction(str(x)) if isinstance(x, float) else Fraction(x)
    written = Decimal(number.numerator) / Decimal(number.denominator)
    return Fraction(written.quantize(Decimal(1).scaleb(-digits), rounding=rounding))


def _by_decimals(rounding: str, x: Value) -> Value:
    return loop(partial(_exactly, rounding, 0), x)


def round_by_decimals(x: Value, digits: int = 0, halves: str = "away") -> Value:
    """Oracle."""
    return loop(partial(_exactly, ROUND_HALF_UP if halves == "away" else ROUND_HALF_EVEN, digits), x)


FLAT_GRADIENT = Gradient(
    partial(pointwise_backward, flat_slope, 0),
    FLAT,
    partials=no_moves,
)


def _flat(name: str, says: str, law: Callable[..., Value], oracle: Any, other: Any, also: tuple[str, ...] = ()) -> Rule:
    return Rule(
        name=name,
        summary=f"{says}, entry by entry",
        law=law,
        inputs=("x",),
        because=says,
        cells=partial(pointwise_cells, partial(apply, name)),
        gradients=(FLAT_GRADIENT,),
        misconceptions=other,
        oracle=oracle,
        example=f"question whole: compute\n  x = [2.5, -1.5]\n  y = {name}(x)\n  find y",
        also=also,
    )


UP = slip("rounded-up-in-place-of-down", "The number is rounded down here, to the next whole number below.", ceil_of)
DOWN = slip("rounded-down-in-place-of-up", "The number is rounded up here, to the next whole number above.", floor_of)
PASSED = slip("clip-mask-omitted", "Clipping stops the gradient where the bound was exceeded.", partial(pass_on, 0))

RULES = (
    _flat("floor", "the largest whole number not above", floor_of, partial(_by_decimals, "ROUND_FLOOR"), (UP,)),
    _flat("ceil", "the smallest whole number not below", ceil_of, partial(_by_decimals, "ROUND_CEILING"), (DOWN,)),
    Rule(
        name="round",
        summary="rounded to whole numbers, or to so many decimals, entry by entry",
        law=round_of,
        inputs=("x",),
        because="round to the nearest",
        options=(Option("digits", "decimals that are kept", "integer", 0, ("decimals",), 0),),
        gradients=(FLAT_GRADIENT,),
        misconceptions=(slip("cut-off-in-place-of-rounded", "Rounding goes to the nearest, not down.", cut_off),),
        oracle=round_by_decimals,
        conventions=(HALVES,),
        example="question nearest: compute\n  x = [2.25, -1.5]\n  y = round(x, digits=1)\n  find y",
    ),
    Rule(
        name="clip",
        summary="every entry kept between two bounds",
        law=clip,
        inputs=("x",),
        because="what exceeds a bound is set to the bound",
        options=(
            Option("low", "the lower bound; left out, there is none", "number", None, ("min", "lower")),
            Option("high", "the upper bound; left out, there is none", "number", None, ("max", "upper")),
        ),
        cells=clip_cells,
        gradients=(
            Gradient(
                partial(pointwise_backward, clip_slope, 0),
                "the gradient passes between the bounds (on them too) and stops outside",
                partials=clip_partials,
                misconceptions=(PASSED,),
            ),
        ),
        misconceptions=(
            slip("scaled-in-place-of-clipped", "Each entry is cut by itself; the others keep their value.", whole_clip),
        ),
        oracle=clip_by_steps,
        example="question bounded: compute\n  g = [3, -0.5]\n  c = clip(g, low=-1, high=1)\n  find c",
        also=("clamp",),
    ),
)
