"""An answer against the truth, by what the part asks for. It says equal, different or undecided, and why."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from examsolver.core.derivation import Undefined, Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym
from examsolver.core.marking import Comparison, Entry, Feasible, Reading
from examsolver.core.question import Part
from examsolver.maths.compare_cells import cells_of, compare_cells
from examsolver.maths.compare_formulas import compare_formulas
from examsolver.maths.compare_gates import NO_NAMES, compare_gate, names_another
from examsolver.maths.compare_numbers import number_is_right
from examsolver.maths.compare_sizes import compare_feasible, compare_sizes, size_is_right
from examsolver.maths.compare_texts import compare_choice, compare_name, compare_names, compare_pairs, compare_yes_no
from examsolver.maths.gate_gradients import compare_gradient
from examsolver.maths.units import size_of

_FORMULAS = (Num, Sym, Apply, Listing)
MOST_EXTRA = 100


def compare(
    expected: Value,
    reading: Reading,
    part: Part,
    slack: Any = None,
    *,
    names: Mapping[str, str] = NO_NAMES,
    others: Mapping[str, Formula] = NO_NAMES,  # type: ignore[assignment]
    depth: int | None = None,
) -> Comparison:
    """Whether what was read is the expected value.

    Args:
        slack: what honest carrying of rounded values can have moved it: one number, or one a cell.
        names, others: for gates, see :func:`~examsolver.maths.compare_gates.compare_gate`.
        depth: the known depth, which may be added to a size.

    A blank or unreadable answer is different. A value that is undefined equals nothing.
    """
    if reading.value is None:
        return Comparison("different", reading.problem or "nothing was written")
    if isinstance(expected, Undefined):
        return Comparison("different", f"there is no value: {expected.reason}")
    match part.kind:
        case "integer" | "number":
            return _number(expected, reading.value, part, slack)
        case "size" if isinstance(expected, int) and _all_sides(reading.value, expected):
            return Comparison("equal")
        case "size":
            return compare_sizes(*_depth_apart(expected, depth), given=reading.value, first=True)
        case "feasibility":
            return compare_feasible(expected, _as_feasible(reading.value), depth, first=True)
        case "vector" | "matrix":
            return compare_cells(expected, reading.value, part.form, slack)
        case "gate":
            return _gate(expected, reading, part, names, others)
        case "expression":
            return _expression(expected, reading.value)
        case "sizes":
            return _all_of(expected, reading.value)
        case "yes-no":
            return compare_yes_no(expected, reading.value)
        case "name":
            return compare_name(expected, reading.value)
        case "names":
            return compare_names(expected, reading.value, part.form)
        case "pairs":
            return compare_pairs(expected, reading.value, part.form)
        case "choice":
            return compare_choice(expected, reading.value)


def _all_sides(given: object, side: int) -> bool:
    """Whether a size has the one side that is asked on every axis: 7x7 for 7."""
    return isinstance(given, tuple) and 1 < len(given) <= 3 and set(given) == {side}


def _number(expected: Value, given: object, part: Part, slack: Any) -> Comparison:
    truth = next(cells_of(expected), None)
    if not isinstance(given, Entry):
        return Comparison("different", "a number is asked")
    counted = part.unit is not None
    whole = part.kind == "integer" and (not isinstance(truth, float) or truth.is_integer())
    unit = size_of(part.unit)
    if number_is_right(truth, given, part.form, slack or 0, whole=whole, counted=counted, unit=unit):
        return Comparison("equal")
    turned = Entry(-given.value, given.decimals, given.significant)
    if number_is_right(truth, turned, part.form, slack or 0, unit=unit):
        return Comparison("different", "the sign is wrong", "wrong-sign")
    return Comparison("different", "it is another number")


def _depth_apart(expected: Value, depth: int | None) -> tuple[Value, int | None]:
    """A size and its depth, where the truth is a size with the known depth beside it."""
    if isinstance(expected, tuple) and len(expected) == 2 and isinstance(expected[0], tuple):
        return expected[0], expected[1] if depth is None else depth
    return expected, depth


def _as_feasible(value: object) -> Feasible:
    if isinstance(value, Feasible):
        return value
    return Feasible(None, value if isinstance(value, tuple) else None)


def _gate(
    expected: Value, reading: Reading, part: Part, names: Mapping[str, str], others: Mapping[str, Formula]
) -> Comparison:
    if not isinstance(expected, _FORMULAS) or not isinstance(reading.value, _FORMULAS):
        return Comparison("undecided", "an equation is asked")
    if part.id.startswith("dL/d"):
        return compare_gradient(expected, reading.value)
    gate = part.id.split("[")[0]
    another = names_another(reading.left, gate, expected, names)
    told = compare_gate(expected, reading.value, gate, names, others)
    if another is None or told.verdict == "undecided":
        return told
    reason = "; ".join(filter(None, (another, told.reason)))
    return Comparison("different", reason, "another-gate" if told.verdict == "equal" else None)


def _expression(expected: Value, given: object) -> Comparison:
    if not isinstance(given, _FORMULAS):
        return Comparison("undecided", "a formula is asked")
    if isinstance(expected, (int, float, Fraction)):
        expected = Num(expected)
    if not isinstance(expected, _FORMULAS):
        return Comparison("undecided", "a formula is asked")
    return compare_formulas(expected, given)


def _all_of(expected: Value, given: object) -> Comparison:
    """Every solution and no other, in any order."""
    wanted = list(expected) if isinstance(expected, (tuple, list)) else [expected]
    found = list(dict.fromkeys(given)) if isinstance(given, tuple) else [given]
    if len(found) > len(wanted) + MOST_EXTRA:
        return Comparison("different", "something is given that is no solution", "extra-solution")
    right = tuple(any(_is_one(value, item) for item in found) for value in wanted)
    extra = [item for item in found if not any(_is_one(value, item) for value in wanted)]
    if all(right) and not extra:
        return Comparison("equal", cells=right)
    if extra:
        cells = (*right, *(False,) * len(extra))
        return Comparison("different", "something is given that is no solution", "extra-solution", cells=cells)
    return Comparison("different", "a solution is missing", "solution-missing", cells=right)


def _is_one(value: Value, item: object) -> bool:
    if isinstance(item, Entry):
        return not isinstance(value, tuple) and number_is_right(value, item)
    if isinstance(item, tuple):
        return size_is_right(value if isinstance(value, tuple) else (value,), item)
    return False
