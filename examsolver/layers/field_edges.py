"""How much of an input a field covers: all places of a map together, and the part of one field inside the edges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from examsolver.core.derivation import Value
from examsolver.core.formula import Formula, Num, apply, lift
from examsolver.core.layer import Shape
from examsolver.layers.field_laws import at_axis, joined, sides_of
from examsolver.layers.sizes import times


@dataclass(frozen=True, slots=True)
class Field:
    """A field axis by axis: its size, how far apart neighbouring ones are, and the middle of the first.

    ``start`` is None where it rests on sizes.
    """

    size: Shape
    jump: tuple[Fraction, ...]
    start: tuple[Fraction, ...] | None

    def along(self, axis: int) -> tuple[int, Fraction, Fraction | None]:
        """Size, jump and start on one axis."""
        start = None if self.start is None else at_axis(self.start, axis)
        return at_axis(self.size, axis), at_axis(self.jump, axis), start


def spanned(*, first: Shape, last: Shape) -> Value:
    """From the first input to the last."""
    return joined(tuple(end - begin + 1 for begin, end in zip(first, last, strict=True)))


def spanned_numbers(*, first: Shape, last: Shape) -> Formula:
    """3 - (-2) + 1, on each axis where they differ."""
    sides = (Num(end) - begin + 1 for begin, end in zip(first, last, strict=True))
    shown = tuple(dict.fromkeys(sides))
    return shown[0] if len(shown) == 1 else times(*shown)


def input_sides(shape: Shape) -> Shape:
    """The sides of an input; a vector is one row of places."""
    return shape[:-1] or shape


def covered(shape: Shape, places: Shape, *, field: Field | None) -> Value:
    """How much of each side of the input all places of a map see together; all of it where that is not known."""
    sides, counts = input_sides(shape), input_sides(places)
    if field is None or len(sides) != len(counts):
        return joined(sides)
    return joined(tuple(_together(n, counts[axis], *field.along(axis)) for axis, n in enumerate(sides)))


def _together(n: int, count: int, size: int, jump: Fraction, start: Fraction | None) -> int:
    reach = size + (count - 1) * jump
    if start is None:
        return min(n, ceil(reach))
    low = start - Fraction(size - 1, 2)
    return max(0, min(n - 1, floor(low + reach - 1)) - max(0, ceil(low)) + 1)


def covered_numbers(shape: Shape, places: Shape, *, field: Field | None) -> Formula:
    """min(32, 7 + (13 - 1) · 2)."""
    whole, sides, counts = covered(shape, places, field=field), input_sides(shape), input_sides(places)
    if isinstance(whole, tuple) or field is None or len(sides) != len(counts):
        return times(*map(lift, sides_of(whole)))
    size, jump, _ = field.along(0)
    if whole != min(sides[0], size + (counts[0] - 1) * jump):
        return Num(whole)
    return apply("min", Num(sides[0]), Num(size) + (Num(counts[0]) - 1) * lift(jump))


def inside(shape: Shape, places: Shape, *, field: Field) -> Value:
    """The largest part of a field that lies in the input."""
    sides, counts = input_sides(shape), input_sides(places)
    counted = counts if len(counts) == len(sides) else (0,) * len(sides)
    return joined(tuple(_most(n, counted[axis], *field.along(axis)) for axis, n in enumerate(sides)))


def _most(n: int, count: int, size: int, jump: Fraction, start: Fraction | None) -> int:
    if start is None or not count:
        return min(n, size)
    low = start - Fraction(size - 1, 2)
    return max(_overlap(low + place * jump, size, n) for place in _candidates(low, size, jump, n, count))


def _candidates(low: Fraction, size: int, jump: Fraction, n: int, count: int) -> Iterable[int]:
    """Places whose fields lie most inside: where they begin at the edge, or end at the other."""
    near = [floor(-low / jump), floor((n - low - size) / jump)]
    places = {place + more for place in near for more in (0, 1)} | {0, count - 1}
    return [place for place in places if 0 <= place < count]


def _overlap(low: Fraction, size: int, n: int) -> int:
    return max(0, int(min(Fraction(n), low + size) - max(Fraction(0), low)))


def inside_numbers(shape: Shape, places: Shape, *, field: Field) -> Formula:
    """min(32, 35)."""
    value, side = inside(shape, places, field=field), input_sides(shape)[0]
    if isinstance(value, tuple) or value != min(side, field.size[0]):
        return times(*map(lift, sides_of(value)))
    return apply("min", Num(side), Num(field.size[0]))
