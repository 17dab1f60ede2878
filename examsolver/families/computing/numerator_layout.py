"""Gradients of a number by a matrix in numerator layout: transposed, with their cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from examsolver.core.derivation import Index, Step, Value
from examsolver.core.formula import Apply, Formula

TURNED = "{} with the shape of what it is taken by"
"""The hidden step that has the gradient before it is transposed."""


def transposed(steps: list[Step], names: list[str]) -> list[Step]:
    """The steps of a pass with some of its gradients transposed at last; what uses them takes them untransposed.

    Steps that rest on a transposed gradient lose their formulas, which are written with its name.
    """
    hidden = {name: TURNED.format(name) for name in names}
    found: list[Step] = []
    for step in steps:
        own = _resting_on(step, hidden)
        if step.name not in hidden:
            found.append(own)
            continue
        inner = hidden[step.name]
        found.append(replace(own, name=inner, site=inner if own.site == step.name else own.site, shown=False))
        found.append(_turned(step, inner))
    return found


def _resting_on(step: Step, hidden: Mapping[str, str]) -> Step:
    uses = tuple(hidden.get(name, name) for name in step.uses)
    if uses == step.uses and not set(step.names) & set(hidden):
        return step
    return replace(step, uses=uses, formula=None, cells=None, names=())


def _turned(step: Step, inner: str) -> Step:
    formula = Apply("transpose", (step.formula,)) if step.formula is not None else None
    return replace(
        step,
        uses=(inner,),
        law=turn,
        formula=_plain(formula),
        because=f"{step.because}; in numerator layout the gradient by a matrix is transposed".removeprefix("; "),
        cells=partial(turned_cells, cells=step.cells) if step.cells is not None else None,
        rule="jacobian",
        site=step.name,
        role="jacobian numerator 0 transposed",
        names=step.names or step.uses,
        misconceptions=(),
    )


def _plain(formula: Formula | None) -> Formula | None:
    """Without a transpose of a transpose; a product transposed is the product of the transposed, turned round."""
    match formula:
        case Apply("transpose", (Apply("transpose", (inner,)),)):
            return inner
        case Apply("transpose", (Apply("@", (left, right)),)):
            return Apply(
                "@",
                (
                    _plain(Apply("transpose", (right,))) or right,
                    _plain(Apply("transpose", (left,))) or left,
                ),
            )
        case _:
            return formula


def turn(gradient: Value) -> Value:
    """The gradient, transposed."""
    from examsolver.maths.arrays import as_array, settle

    return settle(as_array(gradient).T.copy())


def turned_cells(index: Index, *values: Value, cells: Callable[..., tuple[Formula, ...]]) -> tuple[Formula, ...]:
    """The cells of the gradient at the turned place."""
    return cells(index[::-1], *values)
