"""Formulas through SymPy and back: derivatives by a letter, brought into a form that a tutor would write.

SymPy objects are built by constructors from our own tree; no text reaches its parsers. SymPy is
imported inside the functions, because it is slow to load.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from examsolver.core.derivation import LawError
from examsolver.core.formula import Apply, Formula, Num, Sym, apply
from examsolver.maths.tree import symbols, walk

LARGEST = 400
"""Operations of an expression that is still brought into other forms to find the shortest."""
PLAINER = 0.8
"""How much shorter another form must be to be worth it."""
BITS = 20_000
"""The longest number that is worked on."""
EXPONENT = 4096
"""The largest whole exponent that is worked on."""

_UNARY = ("exp", "log", "sqrt", "tanh", "sinh", "cosh", "sin", "cos", "tan", "erf")


@cache
def _sigmoid() -> Any:
    """σ as a function that SymPy knows how to differentiate."""
    import sympy

    class sigmoid(sympy.Function):  # type: ignore[misc]
        nargs = 1

        def fdiff(self, argindex: int = 1) -> Any:
            return self * (1 - self)

        def _eval_evalf(self, precision: int) -> Any:
            return (1 / (1 + sympy.exp(-self.args[0])))._eval_evalf(precision)

    return sigmoid


def to_sympy(formula: Formula, names: Mapping[Sym, Any]) -> Any:
    """The SymPy expression of a formula whose symbols are ``names``.

    Raises:
        LawError: an operator without a derivative in closed form here, or a number too large.
    """
    import sympy

    match formula:
        case Num(value):
            return sympy.Float(value) if isinstance(value, float) else _rational(value)
        case Sym():
            return names[formula]
        case Apply(op, args):
            inner = [to_sympy(arg, names) for arg in args]
            made = _operations().get((op, len(inner)))
            if made is None:
                raise LawError(f"{op} has no derivative as an equation here", "ask for its value at points")
            return made(*inner)
    raise LawError("a list has no derivative as an equation here", "ask for its value at points")


def _rational(value: int | Fraction) -> Any:
    import sympy

    exact = Fraction(value)
    return sympy.Rational(exact.numerator, exact.denominator)


def _plus(left: Any, right: Any) -> Any:
    return left + right


def _minus(left: Any, right: Any) -> Any:
    return left - right


def _times(left: Any, right: Any) -> Any:
    return left * right


def _negative(value: Any) -> Any:
    return -value


def _over(left: Any, right: Any) -> Any:
    if right.is_zero:
        raise ZeroDivisionError
    return left / right


def _power(base: Any, exponent: Any) -> Any:
    if exponent.is_number and abs(exponent) > EXPONENT:
        raise LawError(f"an exponent beyond {EXPONENT}")
    if base.is_Rational and exponent.is_Rational:
        bits = max(int(base.p).bit_length(), int(base.q).bit_length())
        if bits * abs(exponent) > BITS:
            raise LawError("a number too large to work with")
    return base**exponent


_ARITHMETIC: Mapping[str, Callable[..., Any]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "hadamard": _times,
    "/": _over,
    "^": _power,
    "neg": _negative,
}


@cache
def _operations() -> Mapping[tuple[str, int], Callable[..., Any]]:
    import sympy

    table: dict[tuple[str, int], Callable[..., Any]] = {(name, 1): getattr(sympy, name) for name in _UNARY}
    table.update({(name, 2): law for name, law in _ARITHMETIC.items() if name != "neg"})
    table[("neg", 1)] = _ARITHMETIC["neg"]
    table[("sigmoid", 1)] = _sigmoid()
    return table


def from_sympy(expression: Any, names: Mapping[Any, Sym]) -> Formula:
    """The formula of a SymPy expression; the inverse of :func:`to_sympy` for what differentiation gives."""
    if expression.is_Symbol:
        return names[expression]
    if expression.is_Rational:
        return Num(Fraction(int(expression.p), int(expression.q)) if expression.q != 1 else int(expression.p))
    if expression.is_Float:
        return Num(float(expression))
    if expression.is_Add:
        ordered = expression.as_ordered_terms()
        if not any(term.is_polynomial() for term in ordered if not term.is_number):
            ordered.sort(key=lambda term: not term.is_number)
        return _sum([from_sympy(term, names) for term in ordered])
    if expression.is_Mul:
        return _product(expression, names)
    if expression.is_Pow:
        base, exponent = expression.as_base_exp()
        return _raised(base, exponent, names)
    if expression.is_Function and len(expression.args) == 1:
        return apply(type(expression).__name__, from_sympy(expression.args[0], names))
    return _constant(expression)


def _constant(expression: Any) -> Formula:
    import sympy

    if expression == sympy.E:
        return apply("exp", 1)
    if expression.is_number and expression.is_finite:
        return Num(float(expression))
    raise LawError("the derivative has no finite form", "ask for its value at points")


def _sum(terms: list[Formula]) -> Formula:
    """Terms with their signs, one that is added first where there is one."""
    ordered = sorted(terms, key=lambda term: _negated(term) is not None)
    result = ordered[0]
    for term in ordered[1:]:
        without = _negated(term)
        result = result + term if without is None else result - without
    return result


def _negated(term: Formula) -> Formula | None:
    """What is taken away, of a term with a minus sign."""
    match term:
        case Num(value) if value < 0:
            return Num(-value)
        case Apply("neg", (inner,)):
            return inner
        case _:
            return None


def _product(expression: Any, names: Mapping[Any, Sym]) -> Formula:
    sign, positive = (-1, -expression) if expression.could_extract_minus_sign() else (1, expression)
    if not positive.is_Mul:
        return -from_sympy(positive, names) if sign < 0 else from_sympy(positive, names)
    over, under = _split(positive)
    top = _factors(over, names)
    if under != 1:
        top = top / _factors(under, names)
    return -top if sign < 0 else top


def _split(expression: Any) -> tuple[Any, Any]:
    """What stands above and below the line; e^(−x) stays above, where it was written."""
    import sympy

    over, under = [], []
    for factor in expression.as_ordered_factors():
        base, exponent = factor.as_base_exp()
        if factor.is_Rational:
            over.append(sympy.Integer(factor.p))
            under.append(sympy.Integer(factor.q))
        elif base != sympy.E and exponent.could_extract_minus_sign():
            under.append(base**-exponent)
        else:
            over.append(factor)
    return sympy.Mul(*over), sympy.Mul(*under)


def _factors(expression: Any, names: Mapping[Any, Sym]) -> Formula:
    """Numbers first, then letters and powers, functions, and sums last."""
    if not expression.is_Mul:
        return from_sympy(expression, names)
    factors = sorted(expression.as_ordered_factors(), key=_place)
    result = from_sympy(factors[0], names)
    for factor in factors[1:]:
        result = result * from_sympy(factor, names)
    return result


def _place(factor: Any) -> int:
    base = factor.as_base_exp()[0]
    return 0 if factor.is_number else 1 if base.is_Symbol else 2 if base.is_Function else 3


def _raised(base: Any, exponent: Any, names: Mapping[Any, Sym]) -> Formula:
    import sympy

    if base == sympy.E:
        return apply("exp", from_sympy(exponent, names))
    if exponent == sympy.Rational(1, 2):
        return apply("sqrt", from_sympy(base, names))
    if exponent.could_extract_minus_sign():
        return 1 / from_sympy(base**-exponent, names)
    return apply("^", from_sympy(base, names), from_sympy(exponent, names))


def differentiate(formula: Formula, letter: str) -> Formula:
    """The derivative of a formula by one of its letters, in the shortest of a few equal forms.

    Raises:
        LawError: an operator without a derivative in closed form here.
    """
    import sympy

    known = _letters(formula)
    by = known.get(Sym(letter))
    if by is None:
        return Num(0)
    slope = sympy.diff(to_sympy(formula, known), by)
    return from_sympy(_shortest(slope), {symbol: name for name, symbol in known.items()})


def _letters(formula: Formula) -> dict[Sym, Any]:
    """A SymPy symbol for every symbol; named so that their order in sums is that of their names."""
    import sympy

    return {
        name: sympy.Symbol(f"{name.name}{''.join(str(part) for part in name.index)}_{place}", real=True)
        for place, name in enumerate(symbols(formula))
    }


def _shortest(expression: Any) -> Any:
    import sympy

    if expression.count_ops() > LARGEST:
        return expression
    forms = [expression, sympy.factor_terms(expression), sympy.cancel(sympy.together(expression))]
    rest = [form for form in forms if not form.has(sympy.nan, sympy.zoo)]
    best = min(rest or forms, key=sympy.count_ops)
    return best if best.count_ops() < PLAINER * expression.count_ops() else expression


def value_of_slope(formula: Formula, letter: str, at: Mapping[str, int | Fraction | float], digits: int = 30) -> float:
    """The derivative at a point to many digits, by SymPy: an oracle.

    Raises:
        LawError: as :func:`differentiate`, or where it has no real value.
    """
    import sympy

    known = _letters(formula)
    by = known.get(Sym(letter))
    if by is None:
        return 0.0
    put = {symbol: to_sympy(Num(at[name.name]), {}) for name, symbol in known.items()}
    value = sympy.diff(to_sympy(formula, known), by).subs(put).evalf(digits)
    if not value.is_real or not value.is_finite:
        raise LawError("there is no real value here")
    return float(value)


def is_differentiable(formula: Formula) -> bool:
    """Whether a formula has only operators that :func:`differentiate` knows. Does not load SymPy."""
    known = {*_UNARY, *_ARITHMETIC, "sigmoid"}
    return all(isinstance(part, (Num, Sym)) or (isinstance(part, Apply) and part.op in known) for part in walk(formula))
