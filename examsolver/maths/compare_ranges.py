"""Inequalities, intervals and unions: what numbers they allow, and of what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from examsolver.core.formula import Apply, Formula, Listing, Sym
from examsolver.core.marking import Comparison
from examsolver.maths.compare_canonical import canonical_text
from examsolver.maths.compare_equations import _names, difference, is_label, proportion
from examsolver.maths.compare_values import compare_values, infinite, number_of
from examsolver.maths.tolerance import Tolerance

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "!=": "!="}
INFINITY = Sym("infinity")
RANGES = frozenset(["chain", "interval", "union", "meet", "in"])


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers between two bounds, which may be formulas."""

    low: Formula
    high: Formula
    with_low: bool
    with_high: bool


@dataclass(frozen=True, slots=True)
class Range:
    """Spans, and what lies in them (None where it goes without saying)."""

    spans: tuple[Span, ...]
    subject: Formula | None = None


def compare_ranges(expected: Formula, given: Formula, tolerance: Tolerance) -> Comparison:
    """Two statements of which numbers are meant."""
    single = _single(expected), _single(given)
    one, other = range_of(expected, given), range_of(given, expected)
    if one is None or other is None:
        if single[0] is not None and single[1] is not None:
            return _inequalities(single[0], single[1])
        return Comparison("different", "it does not say which numbers are meant")
    if one.subject is not None and other.subject is not None and not _same(one.subject, other.subject):
        if single[0] is not None and single[1] is not None:
            return _inequalities(single[0], single[1])
        return Comparison("different", "it is said of something else", "another-name")
    return _spans(one.spans, other.spans, tolerance)


def _same(one: Formula, other: Formula) -> bool:
    return canonical_text(one) == canonical_text(other)


def _single(formula: Formula) -> Apply | None:
    """An inequality of two sides."""
    return formula if isinstance(formula, Apply) and formula.op == "chain" and len(formula.args) == 2 else None


def _signs(formula: Apply) -> tuple[str, ...]:
    signs = dict(formula.options).get("signs")
    return signs if isinstance(signs, tuple) else ()


def _inequalities(expected: Apply, given: Apply) -> Comparison:
    """Sides taken together: −x > −1 is x < 1."""
    one, other = difference(expected), difference(given)
    (sign,), (found,) = _signs(expected), _signs(given)
    told = proportion(one, other, _names(one, other))
    if told is None:
        return Comparison("undecided", "the inequalities could not be compared at enough points")
    if not told or told == "?":
        return Comparison("different", "the inequality has other solutions")
    turned = found if told == "+" else _FLIPPED[found]
    if turned == sign:
        return Comparison("equal")
    says = "the bound itself is counted differently" if turned[0] == sign[0] else "the direction is the other one"
    return Comparison("different", says)


def range_of(formula: Formula, other: Formula) -> Range | None:
    """The range that a formula says; a pair beside a range is an interval."""
    match formula:
        case Apply("interval", (low, high)):
            closed = dict(formula.options).get("closed")
            below, above = closed if isinstance(closed, tuple) else (False, False)
            return Range((Span(low, high, below and not infinite(low), above and not infinite(high)),))
        case Apply("union" | "meet" as op, parts):
            found = [inner for part in parts if (inner := range_of(part, formula)) is not None]
            return _together(op, found) if len(found) == len(parts) else None
        case Apply("in", (subject, where)):
            inside = range_of(where, formula)
            return None if inside is None else _absolute(Range(inside.spans, subject))
        case Apply("tuple", (low, high)) if _is_range(other):
            return Range((Span(low, high, False, False),))
        case Listing((low, high)) if _is_range(other):
            return Range((Span(low, high, True, True),))
        case Apply("chain", (left, right)):
            return _one_sided(left, right, _signs(formula)[0])
        case Apply("chain", (low, subject, high)):
            return _two_sided(low, subject, high, _signs(formula))
    return None


def _together(op: str, found: list[Range]) -> Range | None:
    """Ranges of one subject side by side, or what two half-lines have in common."""
    subjects = {canonical_text(part.subject): part.subject for part in found if part.subject is not None}
    if len(subjects) > 1:
        return None
    spans = tuple(span for part in found for span in part.spans)
    subject = next(iter(subjects.values()), None)
    if op == "union":
        return Range(spans, subject)
    low = next((span for span in spans if infinite(span.high)), None)
    high = next((span for span in spans if infinite(span.low)), None)
    if len(spans) != 2 or low is None or high is None or low is high:
        return None
    return Range((Span(low.low, high.high, low.with_low, high.with_high),), subject)


def _is_range(formula: Formula) -> bool:
    return isinstance(formula, Apply) and formula.op in RANGES


def _one_sided(left: Formula, right: Formula, sign: str) -> Range | None:
    """``x > 1``, where one side is a number and the other a name."""
    if number_of(left) is not None and is_label(right):
        left, right, sign = right, left, _FLIPPED[sign]
    if number_of(right) is None or not is_label(left):
        return None
    if sign == "!=":
        below, above = Span(-INFINITY, right, False, False), Span(right, INFINITY, False, False)
        return _absolute(Range((below, above), left))
    if sign[0] == ">":
        return _absolute(Range((Span(right, INFINITY, sign == ">=", False),), left))
    return _absolute(Range((Span(-INFINITY, right, False, sign == "<="),), left))


def _two_sided(low: Formula, subject: Formula, high: Formula, signs: tuple[str, ...]) -> Range | None:
    if {sign[0] for sign in signs} == {">"}:
        low, high, signs = high, low, (_FLIPPED[signs[1]], _FLIPPED[signs[0]])
    if {sign[0] for sign in signs} != {"<"}:
        return None
    with_low, with_high = signs[0] == "<=" and not infinite(low), signs[1] == "<=" and not infinite(high)
    return _absolute(Range((Span(low, high, with_low, with_high),), subject))


def _absolute(found: Range) -> Range:
    """|z| between two positive bounds is z in two spans."""
    match found.subject:
        case Apply("abs", (subject,)):
            spans = [spread for span in found.spans for spread in _spread(span)]
            return Range(tuple(spans), subject)
    return found


def _spread(span: Span) -> Iterable[Span]:
    low = number_of(span.low)
    if infinite(span.low) or (low is not None and low < 0):
        return (Span(-span.high, span.high, span.with_high, span.with_high),)
    return (
        Span(-span.high, -span.low, span.with_high, span.with_low),
        Span(span.low, span.high, span.with_low, span.with_high),
    )


def _spans(expected: tuple[Span, ...], given: tuple[Span, ...], tolerance: Tolerance) -> Comparison:
    """The same spans in any order."""
    if len(expected) != len(given):
        return Comparison("different", "it is made of another number of intervals")
    left = list(given)
    for span in expected:
        match = next((other for other in left if _alike(span, other, tolerance)), None)
        if match is None:
            return Comparison("different", _amiss(span, left[0], tolerance))
        left.remove(match)
    return Comparison("equal")


def _alike(one: Span, other: Span, tolerance: Tolerance) -> bool:
    return (one.with_low, one.with_high) == (other.with_low, other.with_high) and _bounds(one, other, tolerance)


def _bounds(one: Span, other: Span, tolerance: Tolerance) -> bool:
    low, high = compare_values(one.low, other.low, tolerance), compare_values(one.high, other.high, tolerance)
    return low.verdict == high.verdict == "equal"


def _amiss(one: Span, other: Span, tolerance: Tolerance) -> str:
    if _bounds(one, other, tolerance):
        return "whether the bounds belong to it differs"
    return "the bounds differ"

