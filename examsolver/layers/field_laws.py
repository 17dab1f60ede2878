"""Laws of receptive fields: field, jump and start from those of the sources, right and as students get them wrong.

A value is one number, or one for each axis where they differ. Source: Araujo and others, Computing receptive fields of
convolutional neural networks (2019).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, TypeVar

from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Listing, lift
from examsolver.core.layer import Shape
from examsolver.layers.field_kinds import Kind
from examsolver.layers.sizes import times

Sides = tuple[Any, ...]
T = TypeVar("T")


def at_axis(values: Sequence[T], axis: int) -> T:
    """What holds on one axis; a single value holds on every one."""
    return values[axis] if len(values) > 1 else values[0]


def sides_of(value: Value) -> Sides:
    """A value as one number an axis; a single one stands for every axis."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def joined(values: Sides) -> Value:
    """One number where all axes are alike, else one an axis."""
    plain = tuple(int(value) if isinstance(value, Fraction) and value.denominator == 1 else value for value in values)
    return plain[0] if len(set(plain)) == 1 else plain


def on_axes(law: Callable[..., Value], *values: Value) -> Value:
    """A law applied axis by axis."""
    columns = [sides_of(value) for value in values]
    axes = max(map(len, columns))
    spread = [column * axes if len(column) == 1 else column for column in columns]
    return joined(tuple(law(*row) for row in zip(*spread, strict=True)))


# --- laws -------------------------------------------------------------------------------------------------------------


def one() -> int:
    """An input sees itself, and its neighbours are one apart."""
    return 1


def first_at(*, at: Value) -> Value:
    """Where the middle of the first input lies."""
    return at


def _grown(field: Value, jump: Value, reach: Value) -> Value:
    return field + (reach - 1) * jump


def seen(*fields_and_jumps: Value, reach: Value) -> Value:
    """r + (k - 1) · j of the source that sees most."""
    pairs = zip(fields_and_jumps[::2], fields_and_jumps[1::2], strict=True)
    return widest(*(on_axes(_grown, field, jump, reach) for field, jump in pairs))


def widest(*fields: Value) -> Value:
    """The largest field of the sources."""
    return on_axes(max, *fields) if len(fields) > 1 else fields[0]


def seen_without_jump(*fields_and_jumps: Value, reach: Value) -> Value:
    """The wrong r + k - 1 that forgets earlier strides."""
    return seen(*(1 if place % 2 else value for place, value in enumerate(fields_and_jumps)), reach=reach)


def seen_with_own(*fields_and_jumps: Value, reach: Value, stride: Value) -> Value:
    """The wrong sum that takes this layer's own stride too."""
    own = (on_axes(_product, value, stride) if place % 2 else value for place, value in enumerate(fields_and_jumps))
    return seen(*own, reach=reach)


def seen_windows(*fields_and_jumps: Value, reach: Value) -> Value:
    """The wrong field of the layer's own window alone."""
    return reach


def squared(*fields_and_jumps: Value, reach: Value) -> Value:
    """The wrong area in place of the side."""
    return on_axes(_product, seen(*fields_and_jumps, reach=reach), seen(*fields_and_jumps, reach=reach))


def _product(left: Value, right: Value) -> Value:
    return left * right


def seen_numbers(*fields_and_jumps: Value, reach: Value) -> Formula:
    """The law with numbers put in."""
    best = seen(*fields_and_jumps, reach=reach)
    pairs = list(zip(fields_and_jumps[::2], fields_and_jumps[1::2], strict=True))
    field, jump = next((pair for pair in pairs if seen(*pair, reach=reach) == best), pairs[0])
    return each_axis(_seen_axis, field, jump, reach)


def _seen_axis(field: Value, jump: Value, reach: Value) -> Formula:
    return lift(field) + (lift(reach) - 1) * lift(jump)


def each_axis(shown: Callable[..., Formula], *values: Value) -> Formula:
    """A law with numbers put in, axis by axis where they differ: (1 + (5 - 1) · 1) × (1 + (3 - 1) · 1)."""
    columns = [sides_of(value) for value in values]
    axes = max(map(len, columns))
    rows = zip(*(column * axes if len(column) == 1 else column for column in columns), strict=True)
    return times(*(shown(*row) for row in rows))


def listed(value: Value) -> Formula:
    """A value axis by axis: 7 × 3."""
    return times(*(lift(side) for side in sides_of(value)))


def jumped(*jumps: Value, stride: Value) -> Value:
    """The jump of the sources times the stride; LawError where branches come with different jumps."""
    if len(set(jumps)) > 1:
        told = " and ".join(map(str, sorted(set(jumps), key=str)))
        raise LawError(f"branches come with jumps of {told}", "equal strides fit")
    return on_axes(_product, jumps[0], stride)


def jumped_numbers(*jumps: Value, stride: Value) -> Formula:
    """The law with numbers put in."""
    return each_axis(_jumped_axis, jumps[0], stride)


def _jumped_axis(jump: Value, stride: Value) -> Formula:
    if isinstance(stride, Fraction):
        return lift(jump) / stride.denominator
    return lift(jump) if stride == 1 else lift(jump) * stride


def started(start: Value, jump: Value, *shapes: Shape, kind: Kind) -> Value:
    """start + ((k - 1)/2 - p) · j."""
    reach, before = kind.reach_and_before(shapes)
    return _point(on_axes(_shifted, start, jump, joined(reach), joined(before)))


def _point(value: Value) -> Value:
    """A place, with a coordinate for each axis: a list, which a size is not."""
    return list(value) if isinstance(value, tuple) else value


def _shifted(start: Value, jump: Value, reach: Value, before: Value) -> Value:
    return start + (Fraction(reach - 1, 2) - before) * jump


def started_without_jump(start: Value, jump: Value, *shapes: Shape, kind: Kind) -> Value:
    """The wrong start that forgets how far apart the places are."""
    return started(start, 1, *shapes, kind=kind)


def started_unpadded(start: Value, jump: Value, *shapes: Shape, kind: Kind) -> Value:
    """The wrong start that forgets the padding."""
    reach, _ = kind.reach_and_before(shapes)
    return _point(on_axes(_shifted, start, jump, joined(reach), 0))


def started_numbers(start: Value, jump: Value, *shapes: Shape, kind: Kind) -> Formula:
    """The law with numbers put in."""
    reach, before = (joined(value) for value in kind.reach_and_before(shapes))
    columns = [sides_of(value) for value in (start, jump, reach, before)]
    axes = max(map(len, columns))
    rows = list(zip(*(column * axes if len(column) == 1 else column for column in columns), strict=True))
    sides = tuple(_started_axis(*row) for row in rows)
    return sides[0] if axes == 1 else Listing(sides)


def _started_axis(start: Value, jump: Value, reach: Value, before: Value) -> Formula:
    return lift(start) + ((lift(reach) - 1) / 2 - lift(before)) * lift(jump)


def same_start(*starts: Value) -> Value:
    """The start of the sources; LawError where they begin at different places."""
    if len(set(map(sides_of, starts))) > 1:
        raise LawError("the fields of the branches have their middles at different places", "ask it of one branch")
    return starts[0]


def unseen(*_: Value, name: str, why: str = "has none") -> Value:
    """What rearranges or joins the whole map has no receptive field of this kind."""
    raise LawError(f"the receptive field is followed through windows, and {name} {why}", "ask for it before that layer")


def area(field: Value, shape: Shape) -> int:
    """The product of the sides of a field."""
    axes = max(1, len(shape) - 1)
    sides = sides_of(field)
    result = 1
    for side in sides * axes if len(sides) == 1 else sides:
        result *= side
    return result


def side_alone(field: Value, shape: Shape) -> int:
    """The wrong area of a single side."""
    return int(sides_of(field)[0])


def area_numbers(field: Value, shape: Shape) -> Formula:
    """The law with numbers put in."""
    sides = sides_of(field)
    return listed(sides * max(1, len(shape) - 1) if len(sides) == 1 else sides)


def jump_of_one(*jumps: Value, stride: Value) -> Value:
    """The wrong jump of the layer's own stride alone."""
    return stride


def widest_numbers(*fields: Value) -> Formula:
    """The largest with numbers put in."""
    return listed(widest(*fields))
