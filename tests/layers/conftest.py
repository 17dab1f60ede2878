"""Layers placed by hand, and formulas worked out by a second, simple evaluator."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from examsolver.core.derivation import derivation_of
from examsolver.core.formula import Apply, Listing, Num
from examsolver.core.layer import Placed
from examsolver.layers import CATALOGUE


def placed(word, *shapes, **settings):
    """A layer under the name ``layer`` that reads ``in1``, ``in2`` … of these shapes."""
    layer = CATALOGUE.get(word)
    known = {option.name: option.default for option in layer.options}
    assert set(settings) <= set(known), f"{word} has no option {set(settings) - set(known)}"
    sources = tuple(f"in{number}" for number in range(1, len(shapes) + 1))
    return Placed("layer", layer, sources, known | settings)


def run(word, *shapes, conventions=None, **settings):
    """The run of one layer's steps."""
    place = placed(word, *shapes, **settings)
    givens = {f"in{number}.output": shape for number, shape in enumerate(shapes, start=1)}
    return derivation_of(givens, place.layer.steps(place, conventions or {})).run()


def slipped(run, quantity, tag):
    """What a quantity becomes under a misconception of its step; None where it does not apply."""
    step = run.derivation.step(f"layer.{quantity}")
    slip = next(slip for slip in step.misconceptions if slip.tag == tag)
    steps = slip.rewrite(run.derivation, step)
    return run.again(rewritten=steps)[f"layer.{quantity}"] if steps else None


OPERATORS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: Fraction(a) / b,
    "mod": lambda a, b: a % b,
    "=": lambda a, b: a == b,
    ">=": lambda a, b: a >= b,
    "floor": math.floor,
    "ceil": math.ceil,
    "sum": sum,
    "max": max,
    "times": lambda *sides: math.prod(sides),
}


def evaluated(formula):
    """A formula of numbers, worked out; sizes joined by × as their product."""
    match formula:
        case Num(value):
            return value
        case Listing(items):
            return [evaluated(item) for item in items]
        case Apply(op, args):
            return OPERATORS[op](*(evaluated(arg) for arg in args))
    raise AssertionError(f"a letter is left: {formula}")


def check_numbers(run):
    """The line with numbers put in must give the value of every step that has one."""
    for step in run.derivation.steps:
        value = run[step.name]
        if step.numbers is not None and isinstance(value, (int, tuple)):
            expected = math.prod(value) if isinstance(value, tuple) else value
            inputs = [run[name] for name in step.names or step.uses]
            assert evaluated(step.numbers(*inputs)) == expected, step.name


@pytest.fixture(name="run_layer")
def _run_layer():
    return run


@pytest.fixture(name="slipped")
def _slipped():
    return slipped


@pytest.fixture(name="check_numbers")
def _check_numbers():
    return check_numbers


@pytest.fixture(name="placed")
def _placed():
    return placed
