"""Flattening a map to a vector."""

from __future__ import annotations

from math import prod

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Step
from examsolver.core.formula import Formula, Sym
from examsolver.core.layer import Layer, Placed, Shape
from examsolver.layers.counting import no_weights, outputs, unlearned
from examsolver.layers.sizes import elements, product
from examsolver.layers.slips import other_law, slip


def flattened(shape: Shape) -> Shape:
    """All numbers in one row."""
    return (elements(shape),)


def channels_forgotten(shape: Shape) -> Shape:
    """The wrong product of the sides only."""
    return (prod(shape[:-1]),)


def side_forgotten(shape: Shape) -> Shape:
    """The wrong product that leaves out a side."""
    return (prod(shape[1:]),)


def depth_kept(shape: Shape) -> Shape:
    """The wrong output of one number a channel."""
    return shape[-1:]


def sign_lost(shape: Shape) -> Shape:
    """The wrong number that the factors make when they are written side by side."""
    return (int("".join(map(str, shape))),)


SLIPS = (
    slip(
        "channels-forgotten-in-flattening",
        "Flattening keeps every channel: multiply by the depth too.",
        other_law(channels_forgotten),
    ),
    slip("side-forgotten-in-flattening", "Flattening multiplies all sides and the depth.", other_law(side_forgotten)),
    slip(
        "flattened-to-the-depth",
        "Flattening keeps every number; only global pooling leaves one a channel.",
        other_law(depth_kept),
    ),
    slip(
        "multiplication-sign-lost",
        "The sides and the depth are multiplied; their digits written side by side are another number.",
        other_law(sign_lost),
    ),
)


def _steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    output = Step(
        f"{placed.name}.output",
        outputs(placed),
        flattened,
        formula=Sym(outputs(placed)[0]),
        numbers=_numbers,
        because="flattening puts all numbers in one row",
        rule=placed.layer.name,
        misconceptions=SLIPS,
        span=placed.span,
    )
    return (output, *unlearned(placed, "flattening only rearranges: there is nothing to learn"))


def _numbers(shape: Shape) -> Formula:
    return product(shape)


def _window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    count = 1
    for side in shapes[0]:
        count = sum(count for _ in range(side))
    return (count,)


def _describe(placed: Placed) -> str:
    return "flattening to a vector"


LAYERS = (
    Layer(
        "flatten",
        "all numbers in one row",
        _steps,
        quantities=("output", "parameters", "trainable"),
        weights=no_weights,
        windows=_window,
        example="input 59x64\nflatten\nfind flatten.output",
        group="sizes",
        describe=_describe,
    ),
)
