"""One step as a tutor writes it: name = law = law with numbers put in = value, and its cells.

Everything that is shown anywhere comes from here, as formulas; the printers make text of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice, product

from examsolver.core.derivation import Derivation, Index, Run, Step, Undefined, Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym
from examsolver.core.question import Form
from examsolver.maths.digits import decimals, typed, with_digits
from examsolver.maths.elementwise import all_arrays, arrays_in, with_hadamard
from examsolver.maths.insertion import plain_entry, put_in, too_big
from examsolver.maths.lines import Line, conditions, lines_of
from examsolver.maths.naming import entries_apart, name_formula
from examsolver.maths.show import as_formula
from examsolver.maths.size import elided
from examsolver.maths.tree import cell

__all__ = ["CellLines", "Line", "Worked", "name_formula", "sentence", "worked"]

_ENTRIES = re.compile(r" (?:(?:to |of )?every entry|entry by entry)\b")
YES, NO = Sym("yes"), Sym("no")
LONGEST = 10
"""Rows or columns of a value that are shown."""
CELLS = 12
"""Cells that are worked out before the rest are folded."""


@dataclass(frozen=True, slots=True)
class CellLines:
    """One cell of a step: ``dL/dX₂₁ = dL/dy · … = 1/4·(−3) + 1/4·2 = −1/4``.

    ``index`` counts from 0. ``chain`` are ever more explicit formulas; ``numbers`` the last of them
    with numbers put in, None where that adds nothing.
    """

    index: Index
    name: Formula
    chain: tuple[Formula, ...]
    numbers: Formula | None
    value: Formula

    @property
    def lines(self) -> tuple[Line, ...]:
        """The same as lines for the ``…_lines`` printers."""
        return lines_of(self.name, *self.chain, self.numbers, self.value)


@dataclass(frozen=True, slots=True)
class Worked:
    """A step, worked.

    Attributes:
        name: the left-hand side. law: the right-hand side in names, None where there is none.
        chain: ever more explicit laws, of a step that is a single number.
        substituted: the last of these with numbers put in; None where that adds nothing or fills a screen.
        value: the result; a float in it is approximate.
        cells: at most ``limit`` cells of an array; ``folded`` counts those left out.
        because: one sentence of reason, plain text, capital and full stop included.
    """

    name: Formula
    law: Formula | None
    substituted: Formula | None
    value: Formula
    cells: tuple[CellLines, ...] = ()
    folded: int = 0
    because: str = ""
    chain: tuple[Formula, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """``name = law = numbers = value``, as lines for the ``…_lines`` printers."""
        if self.value in (YES, NO):
            return conditions(lines_of(self.name, self.law, self.substituted, self.value))
        if is_condition(self.law) and self.law is not None:
            return (Line(self.law, Apply("=", (self.name, self.value)), "⇒"),)
        return lines_of(self.name, self.law, *self.chain, self.substituted, self.value)


def worked(step: Step, run: Run, form: Form | None = None, limit: int = CELLS) -> Worked:
    """A step with the values of its run; ``form`` are the digits that a part asks of it."""
    equation = stated(step, run)
    if equation is not None:
        return replace(equation, because=sentence(step.because))
    return _said(_worked(step, run, form, limit), step, run)


def _worked(step: Step, run: Run, form: Form | None, limit: int) -> Worked:
    value = run[step.name]
    law = _law(step, run)
    shown = _solutions(value) if is_condition(law) and isinstance(value, tuple) else _shown(value, form)
    made = Worked(name_formula(step.name), law, None, shown, because=sentence(step.because))
    if isinstance(value, (Num, Sym, Apply, Listing)) and step.formula is None and not too_big(value):
        return replace(made, value=with_hadamard(value, all_arrays))
    if isinstance(value, Undefined):
        return made
    cells, folded = _cells(step, run, value, form, limit if _axes(value) else 1)
    if cells and not _axes(value):
        return replace(made, chain=cells[0].chain, substituted=cells[0].numbers)
    substituted = _new(_numbers(step, run, law), law, made.value)
    return replace(made, substituted=substituted, cells=cells, folded=folded)


def stated(step: Step, run: Run) -> Worked | None:
    """A step whose value is an equation of a cell, as it says it itself: with times. None for any other."""
    if step.formula is not None or step.numbers is None or not isinstance(run[step.name], (Num, Sym, Apply, Listing)):
        return None
    match step.numbers(*(run[name] for name in step.uses)):
        case Apply("=", (left, right)):
            return Worked(left, None, None, with_hadamard(right, all_arrays))
        case _:
            return None


def _said(made: Worked, step: Step, run: Run) -> Worked:
    """The same with entries of a step set apart (h₂,₁), and a reason that does not speak of entries of a number."""
    because = made.because if _axes(run[step.name]) else _ENTRIES.sub("", made.because)
    cells = tuple(
        replace(
            line,
            name=entries_apart(line.name, run.values),
            chain=tuple(entries_apart(part, run.values) for part in line.chain),
        )
        for line in made.cells
    )
    chain = tuple(entries_apart(part, run.values) for part in made.chain)
    law = None if made.law is None else entries_apart(made.law, run.values)
    return replace(made, name=entries_apart(made.name, run.values), law=law, chain=chain, cells=cells, because=because)


def is_condition(law: Formula | None) -> bool:
    """Whether a law says what must hold, rather than what a step is."""
    return isinstance(law, Apply) and law.op in ("=", "<", ">", "<=", ">=")


def _solutions(values: tuple[Value, ...]) -> Formula:
    """All values that meet a condition."""
    each = tuple(Apply("", tuple(map(Num, one))) if isinstance(one, tuple) else as_formula(one) for one in values)
    return each[0] if len(each) == 1 else Listing(each)


def _law(step: Step, run: Run) -> Formula | None:
    if step.formula is None or too_big(step.formula):
        return None
    return typed(with_hadamard(step.formula, arrays_in(run.values)), run.derivation.givens)


def sentence(text: str) -> str:
    """A reason as a sentence: a capital first, unless it begins with a letter of mathematics, and a full stop."""
    words = text.split()
    if not words:
        return ""
    first = words[0].rstrip(",;:")
    begun = (
        text[0].upper() + text[1:] if first == "a" or (len(first) > 1 and first.isalpha() and first.islower()) else text
    )
    return begun if begun[-1] in ".!?…" else f"{begun}."


def _shown(value: Value, form: Form | None) -> Formula:
    return with_digits(elided(as_formula(value), LONGEST), form)


def _axes(value: Value) -> tuple[int, ...]:
    """The shape of an array; empty for a number."""
    return tuple(getattr(value, "shape", ()))


# Numbers and cells


def _numbers(step: Step, run: Run, law: Formula | None) -> Formula | None:
    """The law with numbers put in: what the step says itself, else the values of what it uses."""
    if step.numbers is not None:
        return decimals(step.numbers(*(run[name] for name in step.uses)))
    if law is None:
        return None
    return put_in(law, run.values, _known(step, run.derivation))


def _known(step: Step, derivation: Derivation) -> frozenset[str]:
    """The names that a step's formula may be written in: those it says, else what it uses, through hidden steps."""
    if step.names:
        return frozenset(step.names)
    known: set[str] = set()
    todo = list(step.uses)
    while todo:
        name = todo.pop()
        if name in known:
            continue
        known.add(name)
        if name in derivation and not derivation.step(name).shown:
            todo.extend(derivation.step(name).uses)
    return frozenset(known)


def _new(substituted: Formula | None, law: Formula | None, value: Formula) -> Formula | None:
    """The line with numbers, unless it repeats the law or the value."""
    return None if substituted is None or substituted in (law, value) else substituted


def _cells(step: Step, run: Run, value: Value, form: Form | None, limit: int) -> tuple[tuple[CellLines, ...], int]:
    """The first cells of a step that explains its cells, and how many more there are."""
    if step.cells is None:
        return (), 0
    shape = _axes(value)
    inputs = [run[name] for name in step.names or step.uses]
    total = 1
    for extent in shape:
        total *= extent
    indices = islice(product(*(range(extent) for extent in shape)), limit)
    found = (_cell(step, run, inputs, index, value, form) for index in indices)
    cells = tuple(line for line in found if line is not None)
    telling = any(len(cell.lines) > 1 for cell in cells)
    return (cells, max(0, total - limit)) if telling else ((), 0)


def _cell(step: Step, run: Run, inputs: list[Value], index: Index, value: Value, form: Form | None) -> CellLines | None:
    assert step.cells is not None
    givens = run.derivation.givens
    chain = tuple(typed(formula, givens) for formula in step.cells(index, *inputs) if not too_big(formula))
    if not chain:
        return None
    shown = with_digits(as_formula(plain_entry(value[index] if index else value)), form)
    numbers = put_in(chain[-1], run.values)
    name = _partial_name(step, index) or _cell_name(step.name, index)
    return CellLines(index, name, chain, _new(numbers, chain[-1], shown), shown)


def _partial_name(step: Step, index: Index) -> Formula | None:
    """``∂y₁/∂x₂`` for an entry of a table of derivatives, whose role says the layout and the axes of y."""
    word, _, rest = step.role.partition(" ")
    whole = name_formula(step.name)
    if word != "jacobian" or not isinstance(whole, Apply) or whole.op != "derivative":
        return None
    layout, axes, *turned = rest.split()
    index = index[::-1] if turned else index
    cut = int(axes) if layout == "numerator" else len(index) - int(axes)
    first, second = index[:cut], index[cut:]
    of, by = (first, second) if layout == "numerator" else (second, first)
    over, under = whole.args
    return Apply("derivative", (_part(over, of), _part(under, by)))


def _part(whole: Formula, index: Index) -> Formula:
    return Sym(whole.name, (*whole.index, *cell("", *index).index)) if isinstance(whole, Sym) else whole


def _cell_name(name: str, index: Index) -> Formula:
    """``Z₁₁`` for a cell of Z, ``dL/dX₂₁`` for one of dL/dX; a cell of ``h[2]`` carries both indices."""
    whole = name_formula(name)
    match whole:
        case Sym(body, places):
            return Sym(body, (*places, *cell("", *index).index))
        case Apply("derivative", (of, Sym(by, places))):
            return Apply("derivative", (of, Sym(by, (*places, *cell("", *index).index))))
        case _:
            return whole
