"""The chain rule cell by cell, as a tutor writes it, and its compact form in the names that people know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from examsolver.core.derivation import Index, Value
from examsolver.core.formula import Apply, Formula, Num, derivative
from examsolver.core.rule import Partials
from examsolver.families.computing.terms import Term, cell_of, is_large, names_of, put_in, stand_ins
from examsolver.maths.tree import rebuild

MOST = 80
"""Terms of one chain-rule line."""


@dataclass(frozen=True, slots=True)
class Link:
    """One operator on the way from a name to the next: from which input, by which local derivatives."""

    partials: Partials | None
    position: int
    options: tuple[tuple[str, object], ...]
    inputs: tuple[Term, ...]
    output: Term


@dataclass(frozen=True, slots=True)
class Chain:
    """The way from ``by`` to ``via``, the next name up, in the gradient of ``of``.

    ``beyond``: a number through which alone ``via`` acts on ``of``, so that the line may go through it.
    """

    of: Formula
    by: Formula
    via: Formula
    links: tuple[Link, ...]
    beyond: tuple[Term, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names whose values :func:`gradient_cells` takes for this chain."""
        last = self.links[-1]  # the terms of the links before it lie inside its inputs
        terms = (*last.inputs, last.output, *self.beyond)
        return tuple(dict.fromkeys(name for term in terms for name in names_of(term)))


def gradient_cells(
    index: Index, *values: Value, chains: tuple[Chain, ...], names: tuple[str, ...]
) -> tuple[Formula, ...]:
    """``Step.cells`` of a gradient: the chain rule for one cell, then with the local derivatives put in."""
    known = dict(zip(names, values, strict=True))
    ruled: list[Formula] = []
    worked: list[Formula] = []
    for chain in chains:
        terms = _terms(index, chain, known)
        if terms is None:
            return ()
        ruled += [_ruled(chain, index, place, known) for place, _ in terms]
        worked += [_worked(chain, place, local, known) for place, local in terms]
    if len(worked) > MOST:
        return ()
    if not worked:
        return (Num(0),)
    lines = [added(worked)] if any(chain.via == chain.of for chain in chains) else [added(ruled), added(worked)]
    return tuple(tidy(line) for line in lines if not is_large(line))


def _terms(index: Index, chain: Chain, values: Mapping[str, Value]) -> list[tuple[Index, Formula]] | None:
    """The cells of ``via`` that a cell of ``by`` moves, each with its local derivative."""
    here: dict[Index, Formula] = {index: Num(1)}
    for link in chain.links:
        there: dict[Index, Formula] = {}
        for place, factor in here.items():
            for output, local in _moved(place, link, values) or ():
                if local is None:
                    return None
                term = product(local, factor)
                there[output] = there[output] + term if output in there else term
        if link.partials is None or len(there) > MOST:
            return None
        here = there
    return list(here.items())


def moved_cells(index: Index, chain: Chain, values: Mapping[str, Value]) -> list[tuple[Index, Formula]] | None:
    """The cells of ``via`` that a cell of ``by`` moves, each with its local derivative; None where no rule says."""
    return _terms(index, chain, values)


def _moved(place: Index, link: Link, values: Mapping[str, Value]) -> list[tuple[Index, Formula | None]] | None:
    if link.partials is None:
        return None
    terms = (*link.inputs, link.output)
    given = [values[term.name] for term in terms]
    found = link.partials(place, stand_ins(terms), *given, **dict(link.options))
    return [(output, put_in(local, terms, values)) for output, local in found]


def _ruled(chain: Chain, index: Index, place: Index, values: Mapping[str, Value]) -> Formula:
    """dL/dy · dy/dZ₁ · dZ₁/dX₂₁."""
    via, by = _cell(chain.via, place), _cell(chain.by, index)
    names = [chain.of, *(_numbers_beyond(chain, values) if place else ()), via, by]
    line: Formula = derivative(names[0], names[1])
    for over, under in pairwise(names[1:]):
        line = line * derivative(over, under)
    return line


def _numbers_beyond(chain: Chain, values: Mapping[str, Value]) -> list[Formula]:
    """The numbers right above ``via`` that its whole effect runs through."""
    found: list[Formula] = []
    for term in reversed(chain.beyond):
        if getattr(values[term.name], "shape", ()):
            break
        found.insert(0, term.formula)
    return found


def _worked(chain: Chain, place: Index, local: Formula, values: Mapping[str, Value]) -> Formula:
    if chain.via == chain.of:
        return local
    return product(derivative(chain.of, _cell(chain.via, place)), local)


def _cell(symbol: Formula, index: Index) -> Formula:
    return cell_of(index, Term("", symbol), {}) or symbol


def product(one: Formula, other: Formula) -> Formula:
    """A product without factors of 1."""
    if one == Num(1):
        return other
    if other == Num(1):
        return one
    return one * other


def added(terms: list[Formula]) -> Formula:
    """The terms added up."""
    result = terms[0]
    for term in terms[1:]:
        result = result + term
    return result


def tidy(formula: Formula) -> Formula:
    """The formula with the numbers of every product in front, and without factors of 1 and terms of 0."""
    return rebuild(formula, _tidied)


def _tidied(part: Formula) -> Formula:
    match part:
        case Apply("*", (_, _)):
            return _product_tidied(part)
        case Apply("/", (Num(int() | Fraction() as over), Num(int() | Fraction() as under))) if under:
            return Num(Fraction(over) / Fraction(under))
        case Apply("+", (Num(0), other)) | Apply("+", (other, Num(0))) | Apply("-", (other, Num(0))):
            return other
        case Apply("@", (Num(1), other)) | Apply("@", (other, Num(1))):
            return other
        case Apply("^", (other, Num(1))) | Apply("/", (other, Num(1))):
            return other
        case Apply("neg", (Num(value),)):
            return Num(-value)
        case Apply("neg", (Apply("neg", (inner,)),)) | Apply("transpose", (Apply("transpose", (inner,)),)):
            return inner
        case _:
            return part


def _product_tidied(part: Formula) -> Formula:
    """Its exact numbers multiplied, then the other factors in their order."""
    number, rest = Fraction(1), list[Formula]()
    todo = [part]
    while todo:
        match todo.pop():
            case Apply("*", (left, right)):
                todo += [right, left]
            case Apply("neg", (inner,)):
                number = -number
                todo.append(inner)
            case Num(int() | Fraction() as value):
                number *= value
            case factor:
                rest.append(factor)
    if not rest or number == 0:
        return Num(int(number) if number.denominator == 1 else number)
    whole = rest[0]
    for factor in rest[1:]:
        whole = whole * factor
    if number in (1, -1):
        return whole if number == 1 else -whole
    return Num(int(number) if number.denominator == 1 else number) * whole
