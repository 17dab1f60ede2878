"""The step ``output`` of layers that change the size alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from examsolver.core.derivation import Misconception, Step, Value
from examsolver.core.formula import Formula, Sym
from examsolver.core.layer import Placed, Shape
from examsolver.layers.counting import outputs
from examsolver.layers.sizes import times


def shaped(
    placed: Placed,
    law: Callable[..., Shape],
    because: str,
    *,
    formula: Formula | None = None,
    numbers: Callable[..., Formula] | None = None,
    slips: tuple[Misconception, ...] = (),
    **options: Value,
) -> Step:
    """The output by a law of the shapes that it reads; without a formula it is only said."""
    uses = outputs(placed)
    return Step(
        f"{placed.name}.output",
        uses,
        partial(law, **options) if options else law,
        formula=Sym(uses[0]) if formula is None else formula,
        numbers=partial(_result, law=law, **options) if numbers is None else partial(numbers, **options),
        because=because,
        rule=placed.layer.name,
        misconceptions=slips,
        span=placed.span,
    )


def _result(*shapes: Shape, law: Callable[..., Shape], **options: Value) -> Formula:
    return times(*law(*shapes, **options))
