"""How matrices and vectors, and the equations of a cell, judge a given text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from examsolver.core.formula import Apply, Formula, Listing, Sym
from examsolver.core.marking import Comparison
from examsolver.language.answer_cells import as_shape, read_grid, shape_of
from examsolver.language.answer_equation import read_equation
from examsolver.language.answer_labels import labels_in, read_labelled
from examsolver.language.answer_limits import Unreadable
from examsolver.language.answer_names import Vocabulary
from examsolver.language.answer_shown import show_equation, show_reading
from examsolver.maths.compare_cells import cells_of, compare_cells, shape_of_cells
from examsolver.maths.compare_gates import compare_gate, names_another
from examsolver.maths.compare_values import as_number
from examsolver.maths.gate_names import LSTM, Cell, bare, cell_of, is_bias, is_weight, usual_name
from examsolver.maths.tree import symbols
from examsolver.verbs.lanes import Formulas, Judging, Settings

_WORKED = re.compile(r"[\])}]\s*[-+*·×@/]\s*[\[({]|[\])}]\s*\n?\s*=")


@dataclass(frozen=True, slots=True)
class Grids(Judging):
    """A vector or matrix: as a structure of formulas, and where it is of numbers cell by cell."""

    formulas: Formulas
    cells: Any
    settings: Settings

    @classmethod
    def of(cls, text: str, settings: Settings) -> Grids:
        """Raises Unreadable."""
        try:
            formulas = Formulas.of(text, settings)
        except Unreadable:
            grid, _ = read_grid(text, ())
            formulas = Formulas.of(show_reading(grid), settings)
        if settings.kind == "vector":
            formulas = replace(formulas, terms=replace(formulas.terms, ordered=True))
        return cls(formulas, _numbers(formulas.expected), settings)

    def read_and_compare(self, text: str) -> Comparison:
        told: Comparison | None = None
        try:
            told = self.formulas.read_and_compare(text)
        except Unreadable:
            if self.cells is None:
                raise
        if self.cells is None or _WORKED.search(text) or (told is not None and told.verdict != "different"):
            return told or Comparison("undecided", "it could not be read")
        try:
            again = self._by_cells(text)
        except Unreadable:
            if told is None:
                raise
            return told
        return again if again.verdict == "equal" or told is None else told

    def _by_cells(self, text: str) -> Comparison:
        shape = shape_of_cells(self.cells) or ()
        labels = labels_in(text)
        grid, notes = read_labelled(text, labels, shape) if labels else read_grid(text, shape)
        if shape_of(grid) is None:
            raise Unreadable("its rows differ in length")
        grid = as_shape(grid, shape)
        width = self.settings.tolerance.width
        slack = tuple(width(cell) or Fraction(0) for cell in cells_of(self.cells))
        told = compare_cells(self.cells, grid, None, slack)
        return replace(told, reason="; ".join(filter(None, (told.reason, *notes))), read_as=show_reading(grid))


def _numbers(formula: Formula) -> Any:
    """Nested tuples of fractions, where every cell is a number."""
    items = formula.items if isinstance(formula, Listing) else None
    if isinstance(formula, Apply) and formula.op in ("tuple", "list"):
        items = formula.args
    if items is None:
        return as_number(formula)
    cells = tuple(_numbers(item) for item in items)
    return None if any(cell is None for cell in cells) else cells


@dataclass(frozen=True, slots=True)
class Gates(Judging):
    """An equation of an LSTM, GRU or plain recurrent cell."""

    expected: Formula
    gate: str
    cell: Cell
    known: frozenset[tuple[str, bool]]
    names: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, text: str, settings: Settings) -> Gates:
        """Raises Unreadable."""
        left, right = read_equation(text, _WORDS)
        gate = _gate_of(left, right)
        if gate is None:
            raise Unreadable("no gate stands on the left")
        known = frozenset(_spelling(symbol) for symbol in (*symbols(right), left) if isinstance(symbol, Sym))
        return cls(right, gate, cell_of(right, gate), known, settings.names)

    def read_and_compare(self, text: str) -> Comparison:
        left, right = read_equation(text, _WORDS)
        shown = show_equation(left, right)
        own = {name: usual_name(meant, self.cell) or meant for name, meant in self.names}
        another = names_another(left, self.gate, self.expected, own)
        if another is not None:
            return Comparison("different", another, "another-gate", read_as=shown)
        if foreign := [symbol.name for symbol in symbols(right) if self._is_foreign(symbol, own)]:
            says = f"it uses {', '.join(dict.fromkeys(foreign))}, of which nothing is told"
            return Comparison("different", says, "another-name", read_as=shown)
        told = compare_gate(self.expected, right, self.gate, own)
        return replace(told, read_as=shown)

    def _is_foreign(self, symbol: Sym, own: dict[str, str]) -> bool:
        """A state by a name that is not in the expected equation, and is not told to mean one."""
        if symbol.name in own or is_weight(symbol) or is_bias(symbol) or symbol.name == "t":
            return False
        return usual_name(symbol.name, self.cell) == "candidate" and _spelling(symbol) not in self.known


_WORDS = Vocabulary(frozenset({"candidate"}), gate=True)


def _spelling(symbol: Sym) -> tuple[str, bool]:
    base, accented = bare(symbol.name)
    return base.casefold(), accented


def _gate_of(left: Formula | None, right: Formula) -> str | None:
    """Which value of a cell stands on the left."""
    if not isinstance(left, Sym):
        return None
    base, accented = bare(left.name)
    if accented or base in ("g", "n", "k"):
        return "candidate"
    name = base.casefold()
    return usual_name(left.name, cell_of(right, name)) or usual_name(left.name, LSTM)
