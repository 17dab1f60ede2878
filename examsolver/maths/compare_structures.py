"""Answers of any shape against each other: values, named values, lists, sets, tuples, matrices, statements.

Both are formulas as :mod:`~examsolver.language.answer_structure` makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym
from examsolver.core.marking import Comparison
from examsolver.maths.compare_canonical import canonical_text
from examsolver.maths.compare_equations import compare_equations, is_label
from examsolver.maths.compare_matrices import Shapes
from examsolver.maths.compare_ranges import RANGES, compare_ranges
from examsolver.maths.compare_values import as_number, compare_values
from examsolver.maths.listings import gathered, rows
from examsolver.maths.tolerance import STRICT, Tolerance
from examsolver.maths.tree import rebuild

MOST = 200
_EQUAL = Comparison("equal")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a comparison goes by. ``ordered``: lists have an order; ``brackets``: their kind tells intervals apart."""

    tolerance: Tolerance = STRICT
    shapes: Shapes = field(default_factory=dict)
    ordered: bool = False
    brackets: bool = False
    inside: bool = False


PLAIN = Terms()


def compare_structures(expected: Formula, given: Formula, terms: Terms = PLAIN) -> Comparison:
    """Equal, different or undecided, with the reason."""
    expected, given = _told(gathered(expected)), _told(gathered(given))
    if _op(expected) in RANGES or _op(given) in RANGES:
        return compare_ranges(_unlabelled(expected), _unlabelled(given), terms.tolerance)
    if _op(expected) == "<-" or _op(given) == "<-":
        return _updates(expected, given, terms)
    if _op(expected) == "=" or _op(given) == "=":
        return _equations(expected, given, terms)
    if _is_several(expected) or _is_several(given):
        return _several(expected, given, terms)
    return _ratios(expected, given, terms) or compare_values(expected, given, terms.tolerance, terms.shapes)


def _op(formula: Formula) -> str:
    return formula.op if isinstance(formula, Apply) else ""


def _told(formula: Formula) -> Formula:
    """``(x, y) = (2, 3)`` as two named values."""
    match formula:
        case Apply("=", (Apply("tuple", names), (Apply("tuple", cells) | Listing(cells)))) if len(names) == len(cells):
            return Apply("list", tuple(Apply("=", pair) for pair in zip(names, cells, strict=True)))
    return formula


def _unlabelled(formula: Formula) -> Formula:
    """``D = (0, 1)`` beside an interval: what is named."""
    match formula:
        case Apply("=", (label, value)) if is_label(label):
            return value
    return formula


def _ratios(expected: Formula, given: Formula, terms: Terms) -> Comparison | None:
    """11:21, and times of day, number by number or in proportion."""
    match expected, given:
        case Apply("ratio", (a, b)), Apply("ratio", (c, d)):
            alike = compare_values(a, c, terms.tolerance), compare_values(b, d, terms.tolerance)
            if all(told.verdict == "equal" for told in alike):
                return _EQUAL
            if Num(0) in (a, b, c, d):
                return Comparison("different", "it is another ratio")
            return compare_values(Apply("/", (a, b)), Apply("/", (c, d)), terms.tolerance)
    return None


def _equations(expected: Formula, given: Formula, terms: Terms) -> Comparison:
    """An equation against another, or a named value against a bare one."""
    match expected, given:
        case Apply("=", (left, right)), Apply("=", (other, value)):
            return _two_equations(expected, given, (left, right), (other, value), terms)
        case Apply("=", (left, right)), _ if is_label(left):
            return compare_structures(right, given, terms)
        case _, Apply("=", (left, right)) if is_label(left):
            return compare_structures(expected, right, terms)
        case _, Apply("=", (left, right)):
            return _identity(expected, left, right, terms)
    return Comparison("different", "an equation is asked")


def _identity(expected: Formula, left: Formula, right: Formula, terms: Terms) -> Comparison:
    """``2·3 = 6`` beside 6: both sides are the value. ``6 = x``: the name stands on the right."""
    if is_label(right) and not isinstance(expected, Sym):
        return compare_structures(expected, left, terms)
    told = compare_structures(expected, right, terms)
    if told.verdict == "equal" and compare_structures(expected, left, terms).verdict != "equal":
        return Comparison("different", "it is an equation whose sides differ")
    return told


def _two_equations(
    expected: Apply, given: Apply, one: tuple[Formula, Formula], other: tuple[Formula, Formula], terms: Terms
) -> Comparison:
    if is_label(one[0]) and _text(one[0]) == _text(other[0]):
        told = compare_structures(one[1], other[1], terms)
        if told.verdict == "equal" or _is_several(one[1]) or _is_several(other[1]):
            return told
        again = compare_equations(expected, given)
        return again if again.verdict == "equal" else told
    if _is_several(one[1]) or _is_several(other[1]):
        return Comparison("different", "it is said of something else", "another-name")
    return compare_equations(expected, given)


def _text(formula: Formula) -> str:
    return canonical_text(formula)


def _updates(expected: Formula, given: Formula, terms: Terms) -> Comparison:
    """``w ← w − η∇L(w)``, also as ``w_(t+1) = w_t − …``: steps of time fall away."""
    match _timeless(expected), _timeless(given):
        case Apply("=" | "<-", (left, right)), Apply("=" | "<-", (other, value)):
            if _text(left) != _text(other):
                return Comparison("different", "another value is updated", "another-name")
            return compare_structures(right, value, terms)
        case Apply(), value:
            return compare_structures(expected.args[1] if isinstance(expected, Apply) else expected, value, terms)
    return Comparison("different", "an update is asked")


def _timeless(formula: Formula) -> Formula:
    return rebuild(formula, lambda part: Sym(part.name) if isinstance(part, Sym) and _is_step(part.index) else part)


def _is_step(index: tuple[Formula, ...]) -> bool:
    match index:
        case (Sym("t"),) | (Apply("+" | "-", (Sym("t"), Num(1))),):
            return True
    return False


def _is_several(formula: Formula) -> bool:
    return isinstance(formula, Listing) or _op(formula) in ("list", "set", "tuple")


def _several(expected: Formula, given: Formula, terms: Terms) -> Comparison:
    """Lists, sets, tuples, matrices; named values by their names."""
    named, other = _by_name(expected), _by_name(given)
    if named is not None and other is not None:
        return _named(named, other, terms)
    one, two = _values(expected), _values(given)
    if not terms.ordered and len(_distinct(one)) == len(one):
        two = _distinct(two) if _op(given) == "list" else two
    if max(len(one), len(two)) > MOST:
        return Comparison("undecided", "more values than are compared")
    if _is_ordered(expected, given, terms) or named is not None:
        told = _in_order(one, two, terms)
        if told.verdict == "equal" and _maybe_intervals(expected, given, terms):
            verdict: Literal["different", "undecided"] = "different" if terms.brackets else "undecided"
            return Comparison(verdict, "the same pair in other brackets, which is another interval")
        return told
    return _in_any_order(one, two, terms, repeats=_op(expected) != "set" and _op(given) != "set")


def _maybe_intervals(expected: Formula, given: Formula, terms: Terms) -> bool:
    """``[0, 1]`` beside ``(0, 1)``: the same pair, but not the same interval. Two counts are a size."""
    brackets = {type(side) is Listing for side in (expected, given)}
    pairs = [_values(side) for side in (expected, given) if isinstance(side, Listing) or _op(side) == "tuple"]
    if terms.ordered or terms.inside or len(brackets) < 2 or len(pairs) < 2:
        return False
    low, high = map(as_number, pairs[0]) if len(pairs[0]) == 2 else (None, None)
    if low is None or high is None or low >= high:
        return False
    return terms.brackets or low <= 0 or low.denominator > 1 or high.denominator > 1


def _is_ordered(expected: Formula, given: Formula, terms: Terms) -> bool:
    """A tuple, a vector and a matrix have an order; a set has none, nor have answers side by side."""
    if terms.ordered or isinstance(expected, Listing) or _op(expected) == "tuple":
        return True
    return _op(expected) not in ("set", "list", "pm", "/")


def _by_name(formula: Formula) -> Mapping[str, Formula] | None:
    """Values by their names, where every one has its own."""
    if _op(formula) != "list" or not isinstance(formula, Apply):
        return None
    if not all(_op(item) == "=" for item in formula.args):
        return None
    found = {_text(item.args[0]): item.args[1] for item in formula.args if isinstance(item, Apply)}
    return found if len(found) == len(formula.args) else None


def _named(expected: Mapping[str, Formula], given: Mapping[str, Formula], terms: Terms) -> Comparison:
    missing = [name for name in expected if name not in given]
    if missing or len(given) != len(expected):
        listed = ", ".join(missing) or "a value that is not asked"
        return Comparison("different", f"the names differ: {listed}", "another-name")
    return _all(tuple(compare_structures(value, given[name], terms) for name, value in expected.items()))


def _values(formula: Formula) -> tuple[Formula, ...]:
    """The members, without names; ``p = 5, q = 2; p = 7, q = 2`` as two pairs; ± as two values."""
    if not _is_several(formula):
        return _both(formula)
    items = formula.items if isinstance(formula, Listing) else formula.args  # type: ignore[union-attr]
    names = [_text(item.args[0]) if isinstance(item, Apply) and item.op == "=" else "" for item in items]
    bare = tuple(item.args[1] if name else item for item, name in zip(items, names, strict=True))
    distinct = list(dict.fromkeys(names))
    if len(distinct) > 1 and "" not in distinct and names == distinct * (len(names) // len(distinct)):
        width = len(distinct)
        if len(names) > width:
            return tuple(Apply("tuple", bare[at : at + width]) for at in range(0, len(bare), width))
    return tuple(value for item in bare for value in _both(item)) if _op(formula) == "list" else bare


def _distinct(values: tuple[Formula, ...]) -> tuple[Formula, ...]:
    """The values, each once as it is written: who names a solution twice names no other."""
    return tuple({_text(value): value for value in values}.values())


def _both(formula: Formula) -> tuple[Formula, ...]:
    """The two values of ±."""
    match formula:
        case Apply("pm", (middle, width)):
            return (middle + width, middle - width)
        case Apply("/", (Apply("pm", (middle, width)), under)):
            return ((middle + width) / under, (middle - width) / under)
    return (formula,)


def _in_order(expected: tuple[Formula, ...], given: tuple[Formula, ...], terms: Terms) -> Comparison:
    expected, given = _as_column(expected, given), _as_column(given, expected)
    if len(expected) != len(given):
        return Comparison("different", f"it has {len(given)} entries where {len(expected)} are asked", "wrong-shape")
    within = replace(terms, inside=True)
    return _all(tuple(compare_structures(one, other, within) for one, other in zip(expected, given, strict=True)))


def _as_column(cells: tuple[Formula, ...], other: tuple[Formula, ...]) -> tuple[Formula, ...]:
    """A column beside a vector: a vector has no orientation."""
    if any(isinstance(cell, Listing) for cell in other):
        return cells
    if cells and all(isinstance(cell, Listing) and len(cell.items) == 1 for cell in cells):
        return tuple(cell.items[0] for cell in cells if isinstance(cell, Listing))
    if len(cells) == 1 and isinstance(cells[0], Listing) and len(other) > 1 and rows(cells[0]) is None:
        return cells[0].items
    return cells


def _in_any_order(
    expected: tuple[Formula, ...], given: tuple[Formula, ...], terms: Terms, *, repeats: bool
) -> Comparison:
    if repeats and len(expected) != len(given):
        return Comparison("different", f"it has {len(given)} values where {len(expected)} are asked")
    unsure = False
    left = list(given)
    for value in expected:
        told = [compare_structures(value, item, terms).verdict for item in left]
        if "equal" in told:
            if repeats:
                del left[told.index("equal")]
        elif "undecided" in told:
            unsure = True
        else:
            return Comparison("different", "a value is missing", "solution-missing")
    if unsure:
        return Comparison("undecided", "not all values could be compared")
    if not repeats and any(_is_foreign(item, expected, terms) for item in given):
        return Comparison("different", "something is given that does not belong to it", "extra-solution")
    return _EQUAL


def _is_foreign(item: Formula, expected: tuple[Formula, ...], terms: Terms) -> bool:
    return all(compare_structures(value, item, terms).verdict != "equal" for value in expected)


def _all(told: tuple[Comparison, ...]) -> Comparison:
    """Equal where all are; the first that differs says why."""
    cells = tuple(one.verdict == "equal" for one in told)
    worst = next((one for one in told if one.verdict == "different"), None)
    worst = worst or next((one for one in told if one.verdict == "undecided"), None)
    if worst is None:
        return Comparison("equal", cells=cells)
    return Comparison(worst.verdict, worst.reason, worst.tag, cells, worst.counterexample)
