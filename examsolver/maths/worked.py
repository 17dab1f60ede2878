"""One step as a tutor writes it: name = law = law with numbers put in = value, and its cells.

Everything that is shown anywhere comes from here, as formulas; the printers make text of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, product

from examsolver.core.derivation import Derivation, Index, Run, Step, Undefined, Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym
from examsolver.core.question import Form
from examsolver.maths.lines import Line, lines_of
from examsolver.maths.naming import name_formula
from examsolver.maths.numerals import decimal_places
from examsolver.maths.show import as_formula
from examsolver.maths.size import depth, elided, nodes
from examsolver.maths.tree import cell, rebuild, step_name, walk

__all__ = ["CellLines", "Line", "Worked", "name_formula", "put_in", "worked"]

SCREEN = 150
"""Nodes of a formula that still fit on a screen when numbers are put in."""
DEEPEST = 80
"""Nesting that is still walked."""
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
        return lines_of(self.name, self.law, *self.chain, self.substituted, self.value)


def worked(step: Step, run: Run, form: Form | None = None, limit: int = CELLS) -> Worked:
    """A step with the values of its run; ``form`` are the digits that a part asks of it."""
    value = run[step.name]
    law = None if step.formula is None or too_big(step.formula) else step.formula
    made = Worked(name_formula(step.name), law, None, _shown(value, form), because=sentence(step.because))
    if isinstance(value, Undefined):
        return made
    cells, folded = _cells(step, run, value, form, limit if _axes(value) else 1)
    if cells and not _axes(value):
        return replace(made, chain=cells[0].chain, substituted=cells[0].numbers)
    substituted = _new(_numbers(step, run, law), law, made.value)
    return replace(made, substituted=substituted, cells=cells, folded=folded)


def sentence(text: str) -> str:
    """A reason as a sentence: a capital first, unless it begins with a letter of mathematics, and a full stop."""
    if not text:
        return ""
    plain_word = text[1:2].isalpha() and text[:1].islower() and text.split()[0].rstrip(",;:").isalpha()
    begun = text[0].upper() + text[1:] if plain_word else text
    return begun if begun[-1] in ".!?…" else f"{begun}."


def _shown(value: Value, form: Form | None) -> Formula:
    return _digits(elided(as_formula(value), LONGEST), form)


def _axes(value: Value) -> tuple[int, ...]:
    """The shape of an array; empty for a number."""
    return tuple(getattr(value, "shape", ()))


def too_big(formula: Formula) -> bool:
    """Whether a formula is too large or too deep to be worked on."""
    return nodes(formula, 40 * SCREEN) >= 40 * SCREEN or depth(formula, DEEPEST) >= DEEPEST


# Putting numbers in


def _numbers(step: Step, run: Run, law: Formula | None) -> Formula | None:
    """The law with numbers put in: what the step says itself, else the values of what it uses."""
    if step.numbers is not None:
        return _decimals(step.numbers(*(run[name] for name in step.uses)))
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


def put_in(formula: Formula, values: Mapping[str, Value], known: frozenset[str] | None = None) -> Formula | None:
    """The formula with the values of its names and cells; None where it is then too large for a screen."""
    if too_big(formula):
        return None
    budget = SCREEN

    def change(part: Formula) -> Formula:
        nonlocal budget
        value = _value_of(part, values, known)
        if value is None or budget <= 0:
            return part
        put = as_formula(value)
        budget -= nodes(put, SCREEN + 1)
        return put

    done = _outermost(formula, change)
    return None if budget <= 0 or nodes(done, 2 * SCREEN) >= 2 * SCREEN else _decimals(done)


def _outermost(formula: Formula, change: Callable[[Formula], Formula]) -> Formula:
    """The formula with parts changed, outermost first; what was changed is not looked into."""
    changed = change(formula)
    if changed is not formula:
        return changed
    match formula:
        case Apply(args=args):
            return replace(formula, args=tuple(_outermost(arg, change) for arg in args))
        case Listing(items=items):
            return Listing(tuple(_outermost(item, change) for item in items))
        case _:
            return formula


def _value_of(part: Formula, values: Mapping[str, Value], known: frozenset[str] | None) -> Value | None:
    """The value that a name, a gradient or a cell of either stands for; None where there is none."""
    name = step_name(part)
    if name is not None and name in values and (known is None or name in known):
        return _usable(values[name])
    match part:
        case Sym(owner, index) if index:
            return _entry(values.get(owner), index)
        case Apply("derivative", (of, Sym(by, index))) if index:
            owner_name = step_name(Apply("derivative", (of, Sym(by))))
            return None if owner_name is None else _entry(values.get(owner_name), index)
        case _:
            return None


def _usable(value: Value) -> Value | None:
    return None if isinstance(value, (Undefined, Num, Sym, Apply, Listing, str)) else value


def _entry(value: Value, index: tuple[Formula, ...]) -> Value | None:
    """One entry of an array; None where it has none there."""
    places = [part.value - 1 for part in index if isinstance(part, Num) and isinstance(part.value, int)]
    shape = getattr(value, "shape", ())
    if not shape or len(places) != len(index) or len(places) != len(shape):
        return None
    inside = all(0 <= place < extent for place, extent in zip(places, shape, strict=True))
    return _plain(value[tuple(places)]) if inside else None


def _plain(entry: Value) -> Value:
    return entry.item() if hasattr(entry, "item") else entry


def _new(substituted: Formula | None, law: Formula | None, value: Formula) -> Formula | None:
    """The line with numbers, unless it repeats the law or the value."""
    return None if substituted is None or substituted in (law, value) else substituted


# Digits


def _decimals(formula: Formula) -> Formula:
    """Fractions as decimals where all of them end soon: a tutor writes 0.25·(−3) but 1/3·2 + 1/2."""
    fractions = [part.value for part in walk(formula) if isinstance(part, Num) and isinstance(part.value, Fraction)]
    places = [decimal_places(value) for value in fractions]
    if not fractions or any(needed is None or needed > 4 for needed in places):
        return formula
    return rebuild(formula, _as_decimal)


def _as_decimal(part: Formula) -> Formula:
    ends = isinstance(part, Num) and isinstance(part.value, Fraction) and part.value.denominator != 1
    return Apply("decimal", (part,)) if ends else part


def _digits(value: Formula, form: Form | None) -> Formula:
    """A value with the digits asked for, where those are more than the usual four."""
    if form is None or form.style != "decimals" or form.digits <= 4:
        return _decimals(value)
    return rebuild(value, lambda part: _with_places(part, form.digits))


def _with_places(part: Formula, places: int) -> Formula:
    if isinstance(part, Num) and isinstance(part.value, float):
        return Apply("decimal", (part,), (("places", places),))
    return part


# Cells


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
    lines = (_cell(step, run, inputs, index, value, form) for index in indices)
    return tuple(line for line in lines if line is not None), max(0, total - limit)


def _cell(step: Step, run: Run, inputs: list[Value], index: Index, value: Value, form: Form | None) -> CellLines | None:
    assert step.cells is not None
    chain = tuple(formula for formula in step.cells(index, *inputs) if not too_big(formula))
    if not chain:
        return None
    shown = _digits(as_formula(_plain(value[index] if index else value)), form)
    numbers = put_in(chain[-1], run.values)
    return CellLines(index, _cell_name(step.name, index), chain, _new(numbers, chain[-1], shown), shown)


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
