"""Random small inputs for every rule of the catalogue, and what tests of rules share."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import array_of
from examsolver.rules import CATALOGUE
from tests.rules.instances import all_instances


@dataclass(frozen=True)
class Instance:
    """Inputs and options of one call of a rule."""

    inputs: tuple[Any, ...]
    options: Mapping[str, Any] = field(default_factory=dict)

    def in_floats(self) -> Instance:
        return Instance(tuple(as_floats(value) for value in self.inputs), self.options)


def as_floats(value: Any) -> Any:
    return value.astype(float) if isinstance(value, np.ndarray) else float(value)


def numbers(draw: random.Random, count: int, *, positive: bool = False) -> list[Fraction]:
    """Distinct fractions, none of them 0."""
    pool = [Fraction(top, 6) for top in range(-40 if not positive else 1, 41) if top]
    return draw.sample(pool, count)


def array(draw: random.Random, *shape: int, positive: bool = False) -> Any:
    """An exact array of distinct entries; a number for no shape."""
    entries = numbers(draw, int(np.prod(shape, dtype=int)), positive=positive)
    if not shape:
        return entries[0]
    for side in reversed(shape[1:]):
        entries = [entries[at : at + side] for at in range(0, len(entries), side)]
    return array_of(entries)


def one(draw: random.Random, *, positive: bool = False) -> Instance:
    shape = draw.choice([(), (3,), (2, 3)])
    return Instance((array(draw, *shape, positive=positive),))


def two(draw: random.Random) -> Instance:
    shapes = draw.choice([((), ()), ((3,), ()), ((2, 3), (3,)), ((2, 3), (2, 3)), ((2, 1), (2, 3)), ((), (2, 2))])
    return Instance(tuple(array(draw, *shape) for shape in shapes))


def powers(draw: random.Random) -> Instance:
    return Instance((array(draw, 2, 2, positive=True), draw.choice([2, 3, -1, Fraction(5, 2), array_of([2, 3])])))


def product(draw: random.Random) -> Instance:
    mixed = [((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 2)), ((3,), (3,))]
    shapes = draw.choice([*mixed, ((2, 2), (2,)), ((2,), (2, 2))])
    return Instance(tuple(array(draw, *shape) for shape in shapes))


def matrix(draw: random.Random) -> Instance:
    return Instance((array(draw, *draw.choice([(2, 3), (2, 2), (3,), (2, 2, 3)])),))


def reduction(draw: random.Random) -> Instance:
    if draw.random() < 0.5:
        return matrix(draw)
    return Instance((array(draw, 2, 3),), {"axis": draw.choice(["row", "column"])})


def extreme(draw: random.Random) -> Instance:
    if draw.random() < 0.5:
        return reduction(draw)
    shapes = draw.choice([((), (4,)), ((2, 3), (2, 3)), ((2, 3), (3,), ())])
    every = iter(numbers(draw, 15))
    options = {"max_tie": draw.choice(["first", "all", "split"])}
    return Instance(tuple(_filled(shape, every) for shape in shapes), options)


def _filled(shape: tuple[int, ...], entries: Any) -> Any:
    return array_of(_nested(shape, entries))


def _nested(shape: tuple[int, ...], entries: Any) -> Any:
    return [_nested(shape[1:], entries) for _ in range(shape[0])] if shape else next(entries)


def convolution(draw: random.Random) -> Instance:
    plain = [((5,), (2,)), ((4, 5), (2, 3)), ((3, 3), (2, 2))]
    channels = [((5, 2), (3, 2, 2)), ((3, 3, 2), (2, 2, 2)), ((3, 4, 2), (2, 2, 2, 2))]
    shapes = draw.choice(plain + channels)
    options = draw.choice([{}, {"stride": 2}, {"padding": 1}, {"stride": 2, "padding": 1}, {"same": True}])
    return Instance(tuple(array(draw, *shape) for shape in shapes), options)


def pooling(draw: random.Random) -> Instance:
    shape, options = draw.choice(
        [
            ((4,), {"size": 2}),
            ((5, 5), {"size": 3, "stride": 1}),
            ((4, 4), {"size": 2}),
            ((4, 3), {"size": (2, 3)}),
            ((4, 5), {"size": 3, "stride": 2}),
            ((4, 4, 2), {"size": 2}),
            ((4, 2), {"size": (2,)}),
        ]
    )
    return Instance((array(draw, *shape),), options)


def maps(draw: random.Random) -> Instance:
    return Instance((array(draw, *draw.choice([(4,), (2, 2), (3, 2, 2)])),))


def lines(draw: random.Random) -> Instance:
    shape = draw.choice([(3,), (2, 3), (2, 2)])
    options = draw.choice([{}, {"axis": "row"}, {"axis": "column"}]) if len(shape) == 2 else {}
    return Instance((array(draw, *shape),), options)


def chances(draw: random.Random) -> Instance:
    shape = draw.choice([(3,), (2, 3)])
    options = {"loss_reduction": draw.choice(["mean", "sum"])}
    return Instance((array(draw, *shape, positive=True), array(draw, *shape, positive=True)), options)


def errors(draw: random.Random) -> Instance:
    shape = draw.choice([(3,), (2, 3), ()])
    options = {"mse": draw.choice(["mean", "half", "half mean"])}
    return Instance((array(draw, *shape), array(draw, *shape)), options)


def joined(draw: random.Random) -> Instance:
    shapes, options = draw.choice(
        [(((2,), (3,)), {}), (((), (2,)), {}), (((2, 1), (2, 3)), {}), (((1, 2), (3, 2)), {"axis": 1}), (((), ()), {})]
    )
    return Instance(tuple(array(draw, *shape) for shape in shapes), options)


def listed(draw: random.Random) -> Instance:
    shapes, options = draw.choice([(((2,), (3,)), {}), (((), (), ()), {}), (((3,), (3,)), {"rows": True})])
    return Instance(tuple(array(draw, *shape) for shape in shapes), options)


def indexed(draw: random.Random) -> Instance:
    at = draw.choice([(2,), (1, 3), ((1, 2),), (2, (2, 3)), (Num(2), Apply("..", (Num(1), Num(2)))), ((2, 3), (1, 2))])
    return Instance((array(draw, 3, 4),), {"at": at})


def reshaped(draw: random.Random) -> Instance:
    return Instance((array(draw, 2, 3),), draw.choice([{}, {"size": (3, 2)}, {"size": 6}, {"size": (1, 3, 2)}]))


positive = partial(one, positive=True)

INSTANCES: Mapping[str, Callable[[random.Random], Instance]] = {
    "+": two, "-": two, "*": two, "/": two, "^": powers, "neg": one, "@": product, "transpose": matrix,
    "sum": reduction, "mean": reduction, "exp": one, "log": positive, "sqrt": positive, "max": extreme, "min": extreme,
    "conv": convolution, "gap": maps, "maxpool": pooling, "avgpool": pooling, "relu": one, "sigmoid": one, "tanh": one,
    "softmax": lines, "cross_entropy": chances, "mse": errors, "concat": joined, "listing": listed, "index": indexed,
    "reshape": reshaped, "flatten": matrix, "abs": one, "norm": matrix,
}  # fmt: skip


def instances(rule: Rule, seeds: int) -> list[Instance]:
    """Instances of a rule; a rule that has no generator here is not tested, and that is an error."""
    make = {**INSTANCES, **all_instances()}[rule.name]
    return [make(random.Random(f"{rule.name} {seed}")) for seed in range(seeds)]


def gradient_of(rule: Rule, position: int) -> Gradient | None:
    return rule.gradients[min(position, len(rule.gradients) - 1)]


def gradient_options(gradient: Gradient, position: int, options: Mapping[str, Any]) -> dict[str, Any]:
    return {**options, "position": position} if gradient.positional else dict(options)


def worth(formula: Formula, values: Mapping[str, Any]) -> Any:
    """The value of a formula, operators by the laws of the catalogue, names and cells from ``values``."""
    match formula:
        case Num(value):
            return value
        case Sym(name, index):
            found = values[name]
            return found[tuple(int(place.value) - 1 for place in index)] if index else found
        case Listing(items):
            return CATALOGUE.get("listing").law(*(worth(item, values) for item in items))
        case Apply(op, args, options):
            return CATALOGUE.get(op).law(*(worth(arg, values) for arg in args), **dict(options))
    raise AssertionError(formula)
