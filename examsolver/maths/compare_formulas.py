"""Whether two formulas say the same.

A ladder, cheapest rung first: structure; exact evaluation at random points of a prime field for rational
functions; machine numbers at several scales, confirmed with many digits; formulas with matrix products
at random matrices, which do not commute; SymPy in a process of its own. What none can tell is undecided.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from examsolver.core.derivation import LawError
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.marking import Comparison
from examsolver.maths.compare_canonical import canonical_text
from examsolver.maths.compare_matrices import NO_SHAPES, Shapes, compare_matrices
from examsolver.maths.compare_points import CONSTANTS, compare_numerically, compare_rationally
from examsolver.maths.compare_series import bound_indices, bound_names, bounds_shared, has_series, written_out
from examsolver.maths.compare_symbolically import compare_symbolically
from examsolver.maths.evaluate import exact, symbol_key
from examsolver.maths.tree import rebuild, symbols, walk

_RATIONAL = frozenset(["+", "-", "*", "/", "neg", "^"])
_SIZES = (3, 6, 8)
"""What names in the bounds of sums are set to, one after the other."""


def compare_formulas(
    expected: Formula, given: Formula, *, strict: bool = False, shapes: Shapes = NO_SHAPES
) -> Comparison:
    """Equal, different (with a point that shows it) or undecided.

    Args:
        strict: a formula that differs in names which may be the writer's own is different, not undecided.
        shapes: which names are matrices or vectors, where that is told.
    """
    if has_series(expected) or has_series(given):
        told = _written_out(expected, given)
        told = compare_symbolically(expected, given, told) if told.verdict == "undecided" else told
        return told if told.verdict == "equal" else _about_names(told, expected, given, strict)
    expected, given = _bare(expected), _bare(given)
    commute = not (_has(expected, "@", "transpose") or _has(given, "@", "transpose"))
    if expected == given or _structure(expected, commute) == canonical_text(given, commute):
        return Comparison("equal")
    told = _on_rungs(expected, given, commute, shapes)
    return told if told.verdict == "equal" else _about_names(told, expected, given, strict)


@lru_cache(maxsize=2048)
def _structure(formula: Formula, commute: bool) -> str:
    return canonical_text(formula, commute)


def _on_rungs(expected: Formula, given: Formula, commute: bool, shapes: Shapes) -> Comparison:
    if not commute:
        return compare_matrices(expected, given, shapes)
    told = _at_points(expected, given)
    return compare_symbolically(expected, given, told) if told.verdict == "undecided" else told


def _at_points(expected: Formula, given: Formula) -> Comparison:
    names = _names(expected, given)
    told = compare_rationally(expected, given, names) if _is_rational(expected) and _is_rational(given) else None
    told = told or compare_numerically(expected, given, names)
    if told.verdict == "different" and set(names) == {"i"}:
        return compare_numerically(*(_with_unit(formula) for formula in (expected, given)), ())
    return told


def _with_unit(formula: Formula) -> Formula:
    """The only name is i: it is the imaginary unit."""
    root = Apply("sqrt", (Num(-1),))
    return rebuild(formula, lambda part: root if part == Sym("i") else part)


def _written_out(expected: Formula, given: Formula) -> Comparison:
    """Sums as their terms, for two sizes."""
    expected, given = bounds_shared(expected, given), bounds_shared(given, expected)
    names = bound_names(expected, given)
    told = Comparison("undecided", "a sum that is not written out")
    for size in _SIZES[: len(_SIZES) if names else 1]:
        sizes = dict.fromkeys(names, size)
        try:
            told = _at_points(*(_bare(written_out(formula, sizes)) for formula in (expected, given)))
        except LawError as error:
            return Comparison("undecided", error.reason)
        if told.verdict != "equal":
            return told
    return told


@lru_cache(maxsize=2048)
def _bare(formula: Formula) -> Formula:
    """The right side of an equation, every symbol under its one spelling, odd roots as roots."""
    if isinstance(formula, Apply) and formula.op == "=" and len(formula.args) == 2:
        formula = formula.args[1]
    return rebuild(formula, _spelled)


def _spelled(part: Formula) -> Formula:
    if isinstance(part, Sym):
        return Sym(symbol_key(part))
    if isinstance(part, Apply) and part.op == "^" and (power := _constant(part.args[1])) is not None:
        return _power(part.args[0], power)
    return part


def _constant(formula: Formula) -> Fraction | None:
    """An exponent that is a fraction."""
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


def _names(expected: Formula, given: Formula) -> tuple[str, ...]:
    found = {symbol.name for symbol in (*_symbols(expected), *symbols(given))}
    return tuple(sorted(found - CONSTANTS))


@lru_cache(maxsize=2048)
def _symbols(formula: Formula) -> tuple[Sym, ...]:
    return symbols(formula)


def _about_names(told: Comparison, expected: Formula, given: Formula, strict: bool) -> Comparison:
    """A formula that differs in names which may be the student's own is not called wrong, unless strictly."""
    bound = bound_indices(given)
    known = {symbol_key(symbol) for symbol in symbols(expected)}
    extra = [key for symbol in symbols(given) if (key := symbol_key(symbol)) not in known | bound | CONSTANTS]
    if told.verdict != "different" or not extra:
        return told
    listed = ", ".join(extra)
    folded = {name.casefold() for name in known}
    if any(name.casefold() in folded for name in extra):
        return Comparison("different", f"capital and small letters differ: {listed}", "another-name")
    says = f"it uses {listed}, which the expected formula does not"
    if strict:
        return Comparison("different", says, "another-name", counterexample=told.counterexample)
    return Comparison("undecided", says)


def _has(formula: Formula, *ops: str) -> bool:
    return any(isinstance(part, Apply) and part.op in ops for part in walk(formula))


@lru_cache(maxsize=2048)
def _is_rational(formula: Formula) -> bool:
    """Only + − * / and whole powers of symbols and exact numbers."""
    for part in walk(formula):
        if isinstance(part, Num) and isinstance(part.value, float):
            return False
        if isinstance(part, Apply) and (part.op not in _RATIONAL or (part.op == "^" and not _whole(part.args[1]))):
            return False
        if not isinstance(part, (Num, Sym, Apply)):
            return False
    return True


def _whole(power: Formula) -> bool:
    return isinstance(power, Num) and isinstance(power.value, int)
