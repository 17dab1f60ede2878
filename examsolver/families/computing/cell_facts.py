"""What a cell may know of the facts of its question, and in which order it reads its input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.rule import Fitting, Procedure
from examsolver.families.computing.body import Cell

SEQUENCE = "x"
"""The input that a cell reads at every step."""

MASK = "mask"
"""Ones for steps that count, zeros for those that leave the state as it was."""

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CellFacts:
    """The shapes of the facts; ``x`` as it is at one step."""

    shapes: Mapping[str, Shape | None]

    def has(self, name: str) -> bool:
        """Whether the question has that name."""
        return name in self.shapes

    def shape(self, name: str) -> Shape:
        """The shape of a fact. Raises LawError where it is not known."""
        found = self.shapes.get(name)
        if found is None:
            raise LawError(f"the shape of {name} is not known")
        return found

    def value(self, name: str) -> Value:
        """A cell is written down before there are values."""
        raise LawError(f"the value of {name} is not known")


def facts_at_a_step(cell: Cell, conventions: Conventions) -> CellFacts:
    """The facts as one step of the cell sees them."""
    shapes = dict(cell.shapes)
    if cell.order == "named":
        shapes[SEQUENCE] = next(shapes[name] for name in shapes if name.startswith(f"{SEQUENCE}["))
    last = f"[{cell.count + 1}]"
    for name in [name for name in shapes if name.endswith(last)]:
        shapes.setdefault(f"{name.removesuffix(last)}[0]", shapes[name])
    whole = shapes.get(SEQUENCE)
    if whole is not None:
        shapes[SEQUENCE] = _of_a_step(whole, cell, conventions)
    return CellFacts(shapes)


def _of_a_step(whole: Shape, cell: Cell, conventions: Conventions) -> Shape:
    if cell.order == "batch":
        return (whole[_axes(cell, conventions)[0]], *whole[2:])
    return whole[1:] if cell.order in ("rows", "numbers") else whole


def _axes(cell: Cell, conventions: Conventions) -> tuple[int, int]:
    """The axes of samples and of steps in a batch: the state has a row a sample; a convention where both would fit."""
    from examsolver.rules.cell_conventions import BATCH

    shapes = dict(cell.shapes)
    whole, state = shapes.get(SEQUENCE) or (), shapes.get("h[0]") or ()
    if len(state) == 2 and whole[0] != whole[1] and state[0] in whole[:2]:
        return (0, 1) if state[0] == whole[0] else (1, 0)
    return (0, 1) if BATCH.chosen(conventions).name == "first" else (1, 0)


Order = Literal["whole", "rows", "named", "numbers", "batch"]


def orders(shapes: Mapping[str, Shape | None]) -> Iterator[tuple[Order, int]]:
    """The ways in which x can be read, with the number of steps of each, likeliest first."""
    whole, state = shapes.get(SEQUENCE), shapes.get("h[0]")
    single = [name for name in shapes if name.startswith(f"{SEQUENCE}[")]
    if whole is None:
        yield ("named", len(single)) if single else ("whole", 1)
    elif len(whole) == 3:
        steps_first = state is not None and len(state) == 2 and state[0] == whole[1] != whole[0]
        yield "batch", whole[0] if steps_first else whole[1]
    elif len(whole) == 2 and (state is None or len(state) < 2):
        yield "rows", whole[0]
    else:
        yield "whole", 1
        if len(whole) == 1:
            yield "numbers", whole[0]


def settled(cell: Cell, procedure: Procedure) -> Cell:
    """The cell with the first way of reading x under which all shapes fit; the likeliest where none does."""
    found = orders(dict(cell.shapes))
    ways = [replace(cell, order=order, count=count, each=order != "whole") for order, count in found]
    return next((way for way in ways if not _misfits(way, procedure)), ways[0])


def _misfits(cell: Cell, procedure: Procedure) -> bool:
    found = fitting_of(cell, procedure, {})
    return bool(found and found.misfits)


def fitting_of(cell: Cell, procedure: Procedure, conventions: Conventions) -> Fitting | None:
    """The equations for the facts at hand; None for a procedure that has only one form, or without numbers."""
    if procedure.fitted is None or not cell.numbers:
        return None
    return procedure.fitted(facts_at_a_step(cell, conventions), conventions)


def input_at(cell: Cell, step: int, conventions: Conventions) -> Formula:
    """``x``, ``x[2]`` or ``x[1..3,2]``: the input of a step."""
    place = read_at(cell, step, conventions)
    if cell.order == "named":
        return Sym(SEQUENCE, (Num(place),))
    if cell.order == "batch":
        samples, _ = _axes(cell, conventions)
        every = Apply("..", (Num(1), Num((dict(cell.shapes)[SEQUENCE] or (1, 1))[samples])))
        at = (every, Num(place)) if samples == 0 else (Num(place), every)
        return Apply("index", (Sym(SEQUENCE), *at))
    return Apply("index", (Sym(SEQUENCE), Num(place))) if cell.each else Sym(SEQUENCE)


def read_at(cell: Cell, step: int, conventions: Conventions) -> int:
    """Which row of x a step reads: its own, or from the last to the first."""
    from examsolver.rules.cell_conventions import DIRECTION

    backward = DIRECTION.chosen(conventions).name == "backward"
    return cell.count + 1 - step if backward else step


def mask_at(cell: Cell, step: int, conventions: Conventions) -> Formula:
    """The mask of a step: a number, or a column with an entry a sample."""
    place, found = Num(read_at(cell, step, conventions)), dict(cell.shapes).get(MASK)
    if found is None or not found or not cell.each:
        return Sym(MASK)
    if len(found) == 2:
        every = Apply("..", (Num(1), Num(found[0])))
        return Apply("index", (Sym(MASK), every, Apply("..", (place, place))))
    return Apply("index", (Sym(MASK), place))
