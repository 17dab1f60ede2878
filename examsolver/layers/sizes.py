"""Sizes as text, products of sizes, and sizes spread over axes."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Apply, Formula, Num, lift
from examsolver.core.layer import Placed, Shape

AXES = {1: "length", 2: "height x width", 3: "depth x height x width"}


class Missing(LawError):
    """A setting that the question leaves out and that is needed to go on."""


def size_text(size: Iterable[int]) -> str:
    """``13x13x64``; a single number stays one."""
    return "x".join(str(side) for side in size) or "1"


def extent_text(size: Shape) -> str:
    """How large something is, in words: ``length 3``, ``size 3x3``."""
    return f"{'length' if len(size) == 1 else 'size'} {size_text(size)}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """``2, 3 and 4``."""
    said = list(words)
    return f"{', '.join(said[:-1])} {last} {said[-1]}" if len(said) > 1 else "".join(said)


def elements(size: Shape) -> int:
    """How many numbers a tensor of that size holds."""
    return prod(size)


def needed(placed: Placed, option: str, says: str, hint: str) -> Value:
    """A setting that must be there; raises :class:`Missing`."""
    value = placed.settings.get(option)
    if value is None:
        raise Missing(f"{placed.name} does not say its {says}", hint)
    return value


def per_axis(value: Value, axes: int, what: str) -> Shape:
    """``3`` or ``3x5`` as one number an axis; LawError where the axes do not match."""
    if isinstance(value, int):
        return (value,) * axes
    if len(value) != axes:
        form = f"write one number or {size_text([3] * axes)}"
        raise LawError(f"{what} {size_text(value)} has {len(value)} sides, this layer has {axes}", form)
    return tuple(value)


def split_map(shape: Shape, axes: int, reader: str) -> tuple[Shape, int]:
    """The sides and the depth of a feature map; LawError where it is no map of so many axes."""
    if len(shape) == axes + 1:
        return shape[:-1], shape[-1]
    reads = f"{reader} reads {AXES[axes]} x channels, but its input is {size_text(shape)}"
    if len(shape) == axes:
        raise LawError(reads, f"write the channels too, e.g. {size_text((*shape, 3))}")
    other = {2: "1d", 3: "", 4: "3d"}.get(len(shape))
    raise LawError(reads, None if other is None else f"{reader.rstrip('123d')}{other} reads an input like this")


def times(*factors: Formula | int) -> Formula:
    """Sizes joined: 6 × 6 × 64; one alone stays as it is."""
    lifted = tuple(lift(factor) for factor in factors)
    return lifted[0] if len(lifted) == 1 else Apply("times", lifted)


def product(factors: Iterable[Formula | int]) -> Formula:
    """Factors multiplied from the left; 1 where there are none."""
    lifted = [lift(factor) for factor in factors]
    result: Formula = lifted[0] if lifted else Num(1)
    for factor in lifted[1:]:
        result = result * factor
    return result


def total(terms: Iterable[Formula | int]) -> Formula:
    """Terms added from the left; 0 where there are none."""
    lifted = [lift(term) for term in terms]
    result: Formula = lifted[0] if lifted else Num(0)
    for term in lifted[1:]:
        result = result + term
    return result


def grouped(terms: Iterable[int]) -> Formula:
    """Numbers added from the left, equal ones taken together: 448 + 6 · 2304 + 170."""
    times_each: dict[int, int] = {}
    for term in terms:
        times_each[term] = times_each.get(term, 0) + 1
    return total(Num(times) * Num(term) if times > 1 else term for term, times in times_each.items())
