"""Whether two formulas say the same.

A ladder, cheapest rung first: structure; exact evaluation at random points of a prime field for rational
functions; machine numbers at several scales, confirmed with many digits; formulas with matrix products
at random matrices, which do not commute; SymPy in a process of its own. What none can tell is undecided.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from examsolver.core.derivation import LawError
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.marking import Comparison
from examsolver.maths.compare_canonical import canonical_text
from examsolver.maths.compare_matrices import NO_SHAPES, Shapes, compare_matrices
from examsolver.maths.compare_points import (
    CONSTANTS,
    FLOATS,
    HALFWAY,
    Studied,
    compare_numerically,
    compare_rationally,
    study,
)
from examsolver.maths.compare_series import SERIES, bound_indices, bound_names, bounds_shared, cut_short, written_out
from examsolver.maths.compare_symbolically import compare_symbolically
from examsolver.maths.evaluate import compiled, exact, symbol_key
from examsolver.maths.floating import float_at
from examsolver.maths.tree import rebuild, symbols, walk

_SIZES = (3, 6, 8)
"""What names in the bounds of sums are set to, one after the other."""


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A formula as written, and as it is compared."""

    written: Formula
    studied: Studied
    matrices: bool
    series: bool
    text: str

    @classmethod
    def of(cls, formula: Formula) -> Read:
        """A formula, looked through once."""
        ops = {part.op for part in walk(formula) if isinstance(part, Apply)}
        matrices = not ops.isdisjoint(("@", "transpose"))
        bare = spelled(formula)
        return cls(formula, study(bare), matrices, not ops.isdisjoint(SERIES), canonical_text(bare, not matrices))


@lru_cache(maxsize=2048)
def _known(formula: Formula) -> Read:
    """The expected formula, read once."""
    return Read.of(formula)


def compare_formulas(
    expected: Formula, given: Formula, *, strict: bool = False, shapes: Shapes = NO_SHAPES
) -> Comparison:
    """Equal, different (with a point that shows it) or undecided.

    Args:
        strict: a formula that differs in names which may be the writer's own is different, not undecided.
        shapes: which names are matrices or vectors, where that is told.
    """
    one, other = _known(expected), Read.of(given)
    if _is_same(one, other):
        return Comparison("equal")
    told = _on_rungs(one, other, shapes)
    if told.verdict == "undecided" and _is_promising(one, other, told):
        told = compare_symbolically(one.written, other.written, told)
    return told if told.verdict == "equal" else _about_names(told, expected, given, strict)


def _is_same(one: Read, other: Read) -> bool:
    if one.matrices != other.matrices:
        return False
    return one.text == other.text


def _is_promising(one: Read, other: Read, told: Comparison) -> bool:
    """SymPy is slow, so that it is asked only where something speaks for equality already."""
    if one.matrices or other.matrices:
        return False
    if not one.series and not other.series:
        return told.reason == HALFWAY
    left, right = (float_at(compiled(spelled(cut_short(side.written))), FLOATS) for side in (one, other))
    return left is not None and right is not None and abs(left - right) <= 0.1 * abs(left)


def _on_rungs(one: Read, other: Read, shapes: Shapes) -> Comparison:
    if one.matrices or other.matrices:
        return compare_matrices(one.studied.formula, other.studied.formula, shapes)
    if one.series or other.series:
        return _written_out(one.written, other.written)
    return _at_points(one.studied, other.studied)


def _at_points(expected: Studied, given: Studied) -> Comparison:
    told = compare_rationally(expected, given) if expected.rational and given.rational else None
    told = told or compare_numerically(expected, given)
    if told.verdict != "equal" and expected.names | given.names == {"i"}:
        return compare_numerically(study(_with_unit(expected.formula)), study(_with_unit(given.formula)))
    return told


def _with_unit(formula: Formula) -> Formula:
    """The only name is i: it is the imaginary unit."""
    root = Apply("sqrt", (Num(-1),))
    return rebuild(formula, lambda part: root if part == Sym("i") else part)


def _written_out(expected: Formula, given: Formula) -> Comparison:
    """Sums as their terms, for some sizes."""
    expected, given = bounds_shared(expected, given), bounds_shared(given, expected)
    names = bound_names(expected, given)
    told = Comparison("undecided", "a sum that is not written out")
    for size in _SIZES[: len(_SIZES) if names else 1]:
        try:
            one = _known_sum(expected, names, size)
            other = study(spelled(written_out(given, dict.fromkeys(names, size))))
        except LawError as error:
            return Comparison("undecided", error.reason)
        told = _at_points(one, other)
        if told.verdict != "equal":
            return told
    return told


@lru_cache(maxsize=512)
def _known_sum(formula: Formula, names: tuple[str, ...], size: int) -> Studied:
    """The expected sum as its terms, where names have that size. Raises LawError."""
    return study(spelled(written_out(formula, dict.fromkeys(names, size))))


def spelled(formula: Formula) -> Formula:
    """The right side of an equation, every symbol under its one spelling, odd roots as roots."""
    if isinstance(formula, Apply) and formula.op == "=" and len(formula.args) == 2:
        formula = formula.args[1]
    return rebuild(formula, _spelled)


def _spelled(part: Formula) -> Formula:
    if isinstance(part, Sym):
        key = symbol_key(part)
        return part if key == part.name and not part.index else Sym(key)
    if isinstance(part, Apply) and part.op == "^" and (power := _constant(part.args[1])) is not None:
        return _power(part.args[0], power)
    return part


def _constant(formula: Formula) -> Fraction | None:
    """An exponent that is a fraction."""
    if isinstance(formula, Num):
        return Fraction(formula.value) if not isinstance(formula.value, float) else None
    if isinstance(formula, Sym) or any(isinstance(part, Sym) for part in walk(formula)):
        return None
    try:
        value = exact(formula)
    except LawError:
        return None
    return Fraction(value) if not isinstance(value, float) else None


def _power(base: Formula, power: Fraction) -> Formula:
    """With an odd root the power of a negative number is real."""
    if power.denominator == 1 or power.denominator % 2 == 0:
        return Apply("^", (base, Num(int(power) if power.denominator == 1 else power)))
    root = Apply("root", (base, Num(power.denominator)))
    return root if power == 1 else Apply("^", (root, Num(power.numerator)))


def _about_names(told: Comparison, expected: Formula, given: Formula, strict: bool) -> Comparison:
    """A formula that differs in names which may be the student's own is not called wrong, unless strictly."""
    if told.verdict != "different":
        return told
    bound = bound_indices(given)
    known = {symbol_key(symbol) for symbol in symbols(expected)}
    found = dict.fromkeys(symbol_key(symbol) for symbol in symbols(given))
    extra = [key for key in found if key not in known | bound | CONSTANTS]
    if not extra:
        return told
    listed = ", ".join(extra)
    folded = {name.casefold() for name in known}
    if any(name.casefold() in folded for name in extra):
        return Comparison("different", f"capital and small letters differ: {listed}", "another-name")
    says = f"it uses {listed}, which the expected formula does not"
    if strict:
        return Comparison("different", says, "another-name", counterexample=told.counterexample)
    return Comparison("undecided", says)
