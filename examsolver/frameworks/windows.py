"""What a framework must be told of a window: the padding before and after each axis, from sizes that are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from examsolver.core.derivation import Value
from examsolver.core.layer import Shape

ENDS = {1: (("left", "right"),), 2: (("top", "bottom"), ("left", "right"))}
ENDS[3] = (("front", "back"), *ENDS[2])
Pads = tuple[tuple[int, int], ...]


def sides_of(value: Value, axes: int, default: int = 1) -> Shape:
    """A size for every axis."""
    if value is None:
        value = default
    return tuple(value) if isinstance(value, tuple) else (value,) * axes


def pads_of(settings: Mapping[str, Value], before: Shape, after: Shape) -> Pads:
    """The padding that makes the window of these settings turn the sides ``before`` into ``after``."""
    axes = len(before)
    kernel = sides_of(settings["kernel"], axes)
    stride = kernel if settings.get("stride") is None else sides_of(settings["stride"], axes)
    dilation = sides_of(settings.get("dilation"), axes)
    told = _told(settings, axes)
    return tuple(
        _pad(pads, (size - 1) * step + reach - side, step)
        for pads, side, size, step, reach in zip(
            told, before, after, stride, (d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)), strict=True
        )
    )


def _told(settings: Mapping[str, Value], axes: int) -> Pads:
    own = (0,) * axes if settings.get("same") else sides_of(settings.get("padding"), axes, 0)
    ends = ENDS[axes]
    extra = [tuple(int(settings.get(end) or 0) for end in pair) for pair in ends]
    return tuple((pad + one, pad + other) for pad, (one, other) in zip(own, extra, strict=True))


def _pad(told: tuple[int, int], needed: int, stride: int) -> tuple[int, int]:
    """What is told where it gives the size, else what gives it: half of it before, the rest after."""
    spare = sum(told) - needed
    if 0 <= spare < stride:
        return told
    total = max(needed, 0)
    return (told[0], total - told[0]) if 0 < told[0] <= total and spare < 0 else (total // 2, total - total // 2)


def even(pads: Pads) -> Value:
    """Padding that is the same before and after: a number or one for each axis; None where it is not."""
    if any(one != other for one, other in pads):
        return None
    sides = tuple(one for one, _ in pads)
    return sides[0] if len(set(sides)) == 1 else sides


def flat_reversed(pads: Pads) -> Iterator[int]:
    """As PyTorch writes padding: the last axis first."""
    for pair in reversed(pads):
        yield from pair
