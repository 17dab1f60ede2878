"""Functions of numbers applied entry by entry, by cases and with options: forward, backward and written out.

Where :mod:`examsolver.rules.pointwise` has one formula for every entry, here the formula may depend on the numbers
(which side of a kink an entry lies on) and on options.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from examsolver.core.derivation import Index, Misconception, Value
from examsolver.core.formula import Formula, Num
from examsolver.core.rule import Gradient
from examsolver.maths.arrays import as_array, combine, entrywise, shape_of, undo_broadcast
from examsolver.rules.naming import aligned, entry, moved
from examsolver.rules.pointwise import loop

Cells = tuple[Formula, ...]
Numbers = tuple[Any, ...]
Law = Callable[..., Any]
Written = Callable[..., Formula]


@dataclass(frozen=True, slots=True)
class Entrywise:
    """A function of numbers with its derivatives, as numbers and as formulas.

    Attributes:
        value: ``value(*numbers, **options)``.
        written: ``written(cells, numbers, **options)``: the formula of one entry; ``numbers`` tell the case.
        slopes: by input, ``slope(*numbers, **options)``; None where there is no derivative.
        slopes_written: by input, ``written(cells, numbers, **options)``; left out, the slope is written as a number.
    """

    value: Law
    written: Written
    slopes: tuple[Law | None, ...]
    slopes_written: tuple[Written | None, ...] = ()

    def slope_formula(self, position: int, cells: Cells, numbers: Numbers, /, **options: object) -> Formula:
        """The derivative of one entry by one of its inputs, as a formula."""
        written = self.slopes_written[position] if self.slopes_written else None
        if written is not None:
            return written(cells, numbers, **options)
        slope = self.slopes[position]
        assert slope is not None
        return Num(slope(*numbers, **options))


def apply_to_entries(function: Entrywise, /, *inputs: Value, **options: object) -> Value:
    """The function of every entry of the broadcast inputs."""
    return entrywise(partial(function.value, **options), *inputs)


def entry_cells(function: Entrywise, index: Index, names: Cells, /, *inputs: Value, **options: object) -> Cells:
    """``Rule.cells``: the formula of the case that one entry falls under."""
    return (function.written(*at_cell(index, names, inputs), **options),)


def at_cell(index: Index, names: Cells, values: tuple[Value, ...]) -> tuple[Cells, Numbers]:
    """The cells of broadcast values that go into one cell of the result, and their numbers."""
    places = [aligned(index, shape_of(value)) for value in values]
    cells = tuple(entry(name, place) for name, place in zip(names, places, strict=True))
    numbers = tuple(as_array(value)[place] for value, place in zip(values, places, strict=True))
    return cells, numbers


def entry_gradient(
    function: Entrywise, position: int, because: str, misconceptions: tuple[Misconception, ...] = ()
) -> Gradient:
    """The gradient for one input."""
    slope = function.slopes[position]
    assert slope is not None
    return Gradient(
        law=partial(backward, slope, position),
        because=because,
        partials=partial(entry_partials, function, position),
        misconceptions=misconceptions,
    )


def backward(slope: Law, position: int, upstream: Value, /, *values: Value, **options: object) -> Value:
    """What arrives from above times the local derivative; ``slope`` is of numbers."""
    inputs = values[:-1]
    local = entrywise(partial(slope, **options), *inputs)
    return undo_broadcast(combine(operator.mul, upstream, local), shape_of(inputs[position]))


def entry_partials(
    function: Entrywise, position: int, index: Index, names: Cells, /, *values: Value, **options: object
) -> tuple[tuple[Index, Formula], ...]:
    """``Gradient.partials``: the entries of the result that one input entry moves."""
    inputs = values[:-1]
    found = []
    for place in moved(index, shape_of(inputs[position]), shape_of(values[-1])):
        cells, numbers = at_cell(place, names[:-1], inputs)
        output = entry(names[-1], place)
        found.append((place, function.slope_formula(position, (*cells, output), numbers, **options)))
    return tuple(found)


def one_by_one(function: Law, /, *inputs: Value, **options: object) -> Value:
    """An entrywise law by an explicit loop, with options: an oracle."""
    return loop(partial(function, **options), *inputs)
