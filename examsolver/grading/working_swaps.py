"""The one symbol, or the one number, whose exchange makes a broken claim hold: named only where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from examsolver.core.derivation import Value
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.grading.working_names import Place, unravelled
from examsolver.grading.working_rounding import same
from examsolver.grading.working_values import Evaluator, Garbled, Opaque
from examsolver.maths.tree import children, symbols, walk
from examsolver.maths.unicode import unicode_text

TRIED = 400
"""Exchanges that are tried for one claim."""
LEAVES = 80

Leaf = tuple[Formula, int]


@dataclass(frozen=True, slots=True)
class Swap:
    """What stands in a claim, and what belongs there."""

    stands: str
    belongs: str

    @property
    def words(self) -> str:
        """``X₃₂ stands where X₃₃ belongs``."""
        return f"{self.stands} stands where {self.belongs} belongs"


def find_swap(
    evaluator: Evaluator, wrong: Formula, beside: Formula | None, wanted: Value, law: Formula | None
) -> Swap | None:
    """The exchange of one symbol of ``wrong`` by another cell of the same value that gives ``wanted``.

    ``beside`` is the side that the numbers stand on, ``law`` the true formula: of several exchanges, those that
    they tell apart. None where none is left, or more than one.
    """
    fitting = list(_exchanges(evaluator, wrong, wanted))
    for tells in (_as_beside(evaluator, wrong, beside), _as_law(evaluator, law)):
        if len({swap for _, _, swap in fitting}) > 1 and tells is not None:
            fitting = [found for found in fitting if tells(found[0], found[1])]
    swaps = {swap for _, _, swap in fitting}
    return swaps.pop() if len(swaps) == 1 else None


def _exchanges(evaluator: Evaluator, wrong: Formula, wanted: Value) -> Iterator[tuple[Place, Place, Swap]]:
    tried = 0
    for symbol in symbols(wrong):
        place = _place(evaluator, symbol)
        if place is None or place.index is None:
            continue
        for other in _cells_beside(evaluator, place):
            tried += 1
            if tried > TRIED:
                return
            if _gives(evaluator, wrong, symbol, other, wanted):
                yield place, other, Swap(shown_place(place), shown_place(other))


def _gives(evaluator: Evaluator, wrong: Formula, symbol: Sym, other: Place, wanted: Value) -> bool:
    """Whether a side comes to what is wanted with one occurrence of a symbol exchanged."""
    by = cell_symbol(other)
    count = sum(part == symbol for part in walk(wrong))
    for nth in range(min(count, 8)):
        try:
            if same(evaluator.inserted(_exchanged(wrong, symbol, by, [nth])).value(), wanted):
                return True
        except (Opaque, Garbled):
            continue
    return False


def _exchanged(formula: Formula, symbol: Sym, by: Formula, left: list[int]) -> Formula:
    """The formula with the n-th occurrence of a symbol exchanged; ``left`` counts down."""
    if formula == symbol:
        left[0] -= 1
        return by if left[0] == -1 else formula
    match formula:
        case Apply(op, args, options):
            return Apply(op, tuple(_exchanged(arg, symbol, by, left) for arg in args), options)
        case _:
            return formula


def _place(evaluator: Evaluator, symbol: Sym) -> Place | None:
    found = evaluator.lexicon.find(symbol)
    return found if isinstance(found, Place) else None


def _cells_beside(evaluator: Evaluator, place: Place) -> Iterator[Place]:
    """The other cells of the same value."""
    value = evaluator.run.values.get(place.name)
    shape = tuple(getattr(value, "shape", ()))
    for flat in range(min(getattr(value, "size", 0), TRIED)):
        index = unravelled(flat, shape)
        if index != place.index:
            yield Place(place.name, index)


def _as_law(evaluator: Evaluator, law: Formula | None) -> Callable[[Place, Place], bool] | None:
    """What belongs there stands in the true formula."""
    if law is None:
        return None
    known = {_place(evaluator, symbol) for symbol in symbols(law)}
    return lambda stands, belongs: belongs in known


def _as_beside(evaluator: Evaluator, wrong: Formula, beside: Formula | None) -> Callable[[Place, Place], bool] | None:
    """The numbers of the other side say which symbol was meant otherwise, and what its value was taken to be."""
    if beside is None or any(isinstance(part, Sym) for part in walk(beside)):
        return None
    written, numbers = _leaves(wrong), _leaves(beside)
    count = min(len(written), len(numbers))
    if not count or count > LEAVES:
        return None
    differ = []
    for (here, sign), (there, other) in zip(written[-count:], numbers[-count:], strict=True):
        value = _leaf_value(evaluator, here)
        if value is None or not isinstance(there, Num):
            return None
        if not same(sign * value, other * there.value):
            differ.append((here, other * there.value * sign))
    if len(differ) != 1:
        return None
    symbol, meant = differ[0]
    place = _place(evaluator, symbol) if isinstance(symbol, Sym) else None
    return lambda stands, belongs: stands == place and same(evaluator.at(belongs), meant)


def _leaf_value(evaluator: Evaluator, leaf: Formula) -> Value:
    if isinstance(leaf, Num):
        return leaf.value
    try:
        value = evaluator.symbol(leaf) if isinstance(leaf, Sym) else None
    except Garbled:
        return None
    return value if not hasattr(value, "dtype") and not isinstance(value, (tuple, str)) else None


def _leaves(formula: Formula) -> list[Leaf]:
    """Numbers and symbols from left to right, with the signs that stand before them."""
    found: list[Leaf] = []
    todo: list[tuple[Formula, int]] = [(formula, 1)]
    while todo:
        here, sign = todo.pop()
        match here:
            case Num() | Sym():
                found.append((here, sign))
            case Apply("neg", (inside,)):
                todo.append((inside, -sign))
            case Apply("-", (left, right)):
                todo += [(right, -sign if isinstance(right, (Num, Sym)) else sign), (left, sign)]
            case _:
                inner = list(children(here))
                todo += [(part, sign if place == 0 else 1) for place, part in reversed(list(enumerate(inner)))]
    return found


def cell_symbol(place: Place) -> Formula:
    """``X₃₃`` as a formula."""
    from examsolver.maths.naming import name_formula

    whole = name_formula(place.name)
    index = tuple(Num(at + 1) for at in place.index or ())
    match whole:
        case Sym(name, before):
            return Sym(name, (*before, *index))
        case Apply("derivative", (of, Sym(by, before))):
            return Apply("derivative", (of, Sym(by, (*before, *index))))
        case _:
            return whole


def shown_place(place: Place) -> str:
    """``X₃₃``, ``dL/dF₂₁``, ``conv.parameters``."""
    return unicode_text(cell_symbol(place))
