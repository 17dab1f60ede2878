"""What stands behind a name inside a statement, and its cells in symbols.

``E = 1/2 * sum((t - o)^2)`` is a tree of terms: every operator is a term with a value of its own
(a hidden step), and a cell of the whole is found by pushing its index down to the names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from examsolver.core.derivation import Index, Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, derivative
from examsolver.maths.tree import rebuild, step_name, walk

LARGEST = 250
"""Parts of a formula of one cell, beyond which it is not written out."""

Cells = Callable[..., tuple[Formula, ...]]


@dataclass(frozen=True, slots=True)
class Term:
    """A named value, a number, or an operator on other terms.

    ``name`` is the step or given that has its value, ``formula`` what it is written as. A named value and a
    number have no ``inputs``; ``cells`` and ``options`` are those of the rule of an operator. ``because``: what
    the functions in it do, where it is more than arithmetic.
    """

    name: str
    formula: Formula
    cells: Cells | None = None
    options: tuple[tuple[str, object], ...] = ()
    inputs: tuple[Term, ...] = ()
    because: str = ""


def names_of(term: Term) -> Iterator[str]:
    """The names of a term and of all terms in it."""
    todo = [term]
    while todo:
        here = todo.pop()
        yield here.name
        if "#" in here.name and isinstance(here.formula, Sym):
            yield step_name(here.formula) or here.name
        todo.extend(reversed(here.inputs))


def is_simple(term: Term) -> bool:
    """Whether an operator acts on names and numbers alone."""
    return not any(part.inputs for part in term.inputs)


def forward_cells(index: Index, *values: Value, term: Term, names: tuple[str, ...]) -> tuple[Formula, ...]:
    """``Step.cells`` of a statement: the cell at ``index`` in the names that people know."""
    known = dict(zip(names, values, strict=True))
    lines = (put_in(line, term.inputs, known) for line in _rule_lines(index, term, known))
    fitting = tuple(line for line in lines if line is not None and not is_large(line))
    return fitting if is_simple(term) else fitting[-1:]


def _rule_lines(index: Index, term: Term, values: Mapping[str, Value]) -> tuple[Formula, ...]:
    if term.cells is None:
        return ()
    inputs = [values[part.name] for part in term.inputs]
    return term.cells(index, stand_ins(term.inputs), *inputs, **dict(term.options))


def is_large(formula: Formula) -> bool:
    """Whether a formula has more parts than anybody would read."""
    return any(count > LARGEST for count, _ in enumerate(walk(formula)))


def cell_of(index: Index, term: Term, values: Mapping[str, Value]) -> Formula | None:
    """One cell of a term's value, its index pushed down to the names; None where a rule cannot say."""
    if not term.inputs:
        return _leaf(index, term)
    lines = _rule_lines(index, term, values)
    return put_in(lines[-1], term.inputs, values) if lines else None


def _leaf(index: Index, term: Term) -> Formula:
    here = term.formula
    if not index or isinstance(here, Num):
        return here
    places = tuple(Num(place + 1) for place in index)
    match here:
        case Sym(name, own):
            return Sym(name, (*own, *places))
        case Apply("derivative", (of, Sym(name, own))):
            return derivative(of, Sym(name, (*own, *places)))
    for place in index:
        if not isinstance(here, Listing) or place >= len(here.items):
            return Apply("index", (term.formula, *places))
        here = here.items[place]
    return here


def stand_ins(inputs: tuple[Term, ...]) -> tuple[Formula, ...]:
    """Names under which a rule writes its cells: plain ones and numbers as they are, others by their place."""
    return tuple(part.formula if _is_plain(part) else Sym(f"\0{place}") for place, part in enumerate(inputs))


def _is_plain(term: Term) -> bool:
    here = term.formula
    return not term.inputs and (isinstance(here, Num) or (isinstance(here, Sym) and not here.index))


def put_in(formula: Formula, inputs: tuple[Term, ...], values: Mapping[str, Value]) -> Formula | None:
    """A rule's formula with its stand-ins replaced by the cells they stand for."""
    missing: list[str] = []

    def replaced(part: Formula) -> Formula:
        if not isinstance(part, Sym) or not part.name.startswith("\0"):
            return part
        term = inputs[int(part.name[1:])]
        index = tuple(int(place.value) - 1 for place in part.index if isinstance(place, Num))
        found = cell_of(index, term, values) if index or not _has_axes(values[term.name]) else None
        if found is None:
            missing.append(term.name)
        return found or part

    result = rebuild(formula, replaced)
    return None if missing else result


def _has_axes(value: Value) -> bool:
    return bool(getattr(value, "shape", ()))
