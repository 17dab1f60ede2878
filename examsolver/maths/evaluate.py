"""The numeric value of a formula, in one of several arithmetics.

An arithmetic is a table from operator to function and a way to take numbers in: exact fractions
(with floats where mathematics has no fraction), a prime field, floats, many digits, matrices.
Iterative, because a text can make a formula deep.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from examsolver.core.derivation import LawError
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, Text
from examsolver.maths.tree import children

EXPONENT = 4096
BITS = 14_000
FACTORIAL = 1_000
PRIME = (1 << 61) - 1


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Numbers taken in by ``number``; ``operations`` by operator; ``otherwise(op, args)`` for the rest, if anything."""

    number: Callable[[Any], Any]
    operations: Mapping[str, Callable[..., Any]]
    otherwise: Callable[..., Any] | None = None


Instruction = tuple[int, Any]
Program = tuple[Instruction, ...]
_NUMBER, _SYMBOL = -1, -2


def evaluate(formula: Formula, values: Mapping[str, Any], arithmetic: Arithmetic) -> Any:
    """The value of a formula where its symbols (by :func:`symbol_key`) have the values given.

    Raises:
        LawError: a symbol without value, an operator that the arithmetic lacks, no value there.
        ZeroDivisionError, OverflowError, ValueError: from the arithmetic itself.
    """
    return run(compiled(formula), values, arithmetic)


def compiled(formula: Formula) -> Program:
    """The formula in postfix order, to be run at many points."""
    todo: list[tuple[Formula, bool]] = [(formula, False)]
    program: list[Instruction] = []
    while todo:
        here, ready = todo.pop()
        if isinstance(here, Num):
            program.append((_NUMBER, here.value))
        elif isinstance(here, Sym):
            program.append((_SYMBOL, symbol_key(here)))
        elif ready:
            program.append((len(children(here)), here.op if isinstance(here, Apply) else "listing"))
        else:
            todo.append((here, True))
            todo.extend((child, False) for child in reversed(children(here)))
    return tuple(program)


def run(program: Program, values: Mapping[str, Any], arithmetic: Arithmetic) -> Any:
    """The value of a program; raises as :func:`evaluate`."""
    stack: list[Any] = []
    operations, number = arithmetic.operations, arithmetic.number
    for count, what in program:
        if count == _SYMBOL:
            if what not in values:
                raise LawError(f"{what[:40]} has no value")
            stack.append(values[what])
        elif count == _NUMBER:
            stack.append(number(what))
        elif count == 2 and what in operations:
            right = stack.pop()
            stack[-1] = operations[what](stack[-1], right)
        else:
            args = stack[len(stack) - count :]
            del stack[len(stack) - count :]
            stack.append(_applied(what, args, arithmetic))
    return stack[0]


def _applied(op: str, args: list[Any], arithmetic: Arithmetic) -> Any:
    law = arithmetic.operations.get(op)
    if law is not None:
        return law(*args)
    if arithmetic.otherwise is None:
        raise LawError(f"{op} is not worked out here")
    return arithmetic.otherwise(op, *args)


def symbol_key(symbol: Sym) -> str:
    """One spelling for ``x_1``, ``x[1]`` and ``x1``; ``h[t-1]`` keeps its step."""
    index = ",".join(index_text(part) for part in symbol.index)
    name = symbol.name.replace("_", "")
    return f"{name}[{index}]" if index and not index.isdigit() else name + index


def index_text(index: Formula) -> str:
    """The text of an index: ``1``, ``t``, ``t-1``."""
    match index:
        case Num(value) | Text(value):
            return str(value)
        case Sym(name):
            return name
        case Apply(("-" | "+") as op, (left, right)):
            return f"{index_text(left)}{op}{index_text(right)}"
        case Listing(items) | Apply(_, items):
            return ",".join(index_text(item) for item in items)


def exact(formula: Formula) -> int | Fraction | float:
    """The value of a formula without symbols: a fraction where there is one, else a float.

    Raises:
        LawError: it has symbols, or no value, or one too large to write.
    """
    try:
        value = evaluate(formula, {"pi": math.pi, "e": math.e}, EXACT)
    except ZeroDivisionError:
        raise LawError("division by zero") from None
    except (OverflowError, ValueError, TypeError):
        raise LawError("it has no value, or one too large") from None
    if isinstance(value, float) and not math.isfinite(value):
        raise LawError("it has no finite value")
    return value  # type: ignore[no-any-return]


def exact_power(base: Any, exponent: Any) -> Any:
    """A power in fractions where it is one, within limits that a text cannot blow up."""
    if abs(exponent) > EXPONENT:
        raise LawError(f"an exponent beyond {EXPONENT}")
    whole = isinstance(exponent, int) or (isinstance(exponent, Fraction) and exponent.denominator == 1)
    if not whole or isinstance(base, float):
        return _real(float(base) ** float(exponent))
    if bits(base) * abs(int(exponent)) > BITS:
        raise LawError("a number too large to work with")
    return Fraction(base) ** int(exponent)


def _real(value: Any) -> float:
    if isinstance(value, complex):
        raise ValueError("no real value")
    return float(value)


def bits(value: Any) -> int:
    """How many bits it takes to write a fraction."""
    exact = Fraction(value)
    return max(exact.numerator.bit_length(), exact.denominator.bit_length()) - 1


@dataclass(frozen=True, slots=True)
class _Bounded:
    """An exact operation whose result may not grow beyond what can be written."""

    law: Callable[..., Any]

    def __call__(self, *args: Any) -> Any:
        value = self.law(*args)
        if not isinstance(value, float) and bits(value) > BITS:
            raise LawError("a number too large to work with")
        return value


def _divide(over: Any, under: Any) -> Any:
    if isinstance(over, float) or isinstance(under, float):
        return over / under
    return Fraction(over) / Fraction(under)


def _root(value: Any) -> Any:
    if not isinstance(value, float) and value >= 0:
        value = Fraction(value)
        over, under = math.isqrt(value.numerator), math.isqrt(value.denominator)
        if over * over == value.numerator and under * under == value.denominator:
            return Fraction(over, under)
    return math.sqrt(value)


def _factorial(value: Any) -> int:
    if isinstance(value, float) or value < 0 or Fraction(value).denominator != 1 or value > FACTORIAL:
        raise LawError("a factorial of this is not worked out")
    return math.factorial(int(value))


def _binomial(above: Any, below: Any) -> int:
    for value in (above, below):
        if isinstance(value, float) or value < 0 or Fraction(value).denominator != 1 or value > FACTORIAL:
            raise LawError("a binomial of these is not worked out")
    return math.comb(int(above), int(below))


def sigmoid(value: float) -> float:
    """σ without overflow."""
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    grown = math.exp(value)
    return grown / (1 + grown)


def _log_base(value: Any, base: Any) -> float:
    return math.log(value) / math.log(base)


def _softplus(value: float) -> float:
    return math.log1p(math.exp(-abs(value))) + max(value, 0)


_REAL: Mapping[str, Callable[..., Any]] = {
    "exp": math.exp, "log": math.log, "log2": math.log2, "log10": math.log10, "log_base": _log_base, "sigmoid": sigmoid,
    "tanh": math.tanh, "sinh": math.sinh, "cosh": math.cosh, "sin": math.sin, "cos": math.cos, "tan": math.tan,
    "softplus": _softplus, "erf": math.erf, "asin": math.asin, "acos": math.acos, "atan": math.atan,
}  # fmt: skip


def _relu(value: Any) -> Any:
    return value if value > 0 else 0 * value


def _plus(left: Any, right: Any) -> Any:
    return left + right


def _minus(left: Any, right: Any) -> Any:
    return left - right


def _times(left: Any, right: Any) -> Any:
    return left * right


def _negative(value: Any) -> Any:
    return -value


_ORDER: Mapping[str, Callable[..., Any]] = {
    "max": max, "min": min, "abs": abs, "floor": math.floor, "ceil": math.ceil, "relu": _relu, "neg": _negative,
}  # fmt: skip
_RING: Mapping[str, Callable[..., Any]] = {"+": _plus, "-": _minus, "*": _times, "@": _times}

EXACT = Arithmetic(
    lambda value: value,
    {
        **_REAL, **_ORDER, "+": _Bounded(_plus), "-": _Bounded(_minus), "*": _Bounded(_times), "@": _Bounded(_times),
        "/": _Bounded(_divide), "^": exact_power, "sqrt": _root, "factorial": _factorial, "binomial": _binomial,
    },
)  # fmt: skip


def _residue(value: Any) -> int:
    if isinstance(value, float):
        raise LawError("a rounded number has no residue")
    exact = Fraction(value)
    return exact.numerator * _inverse(exact.denominator) % PRIME


def _inverse(value: int) -> int:
    if value % PRIME == 0:
        raise ZeroDivisionError
    return pow(value, -1, PRIME)


def _modular_power(base: int, exponent: int) -> int:
    """An exponent beyond half the field was negative."""
    return pow(base, exponent, PRIME) if exponent <= PRIME // 2 else _inverse(pow(base, PRIME - exponent, PRIME))


MODULAR = Arithmetic(
    _residue,
    {
        "+": lambda left, right: (left + right) % PRIME,
        "-": lambda left, right: (left - right) % PRIME,
        "*": lambda left, right: left * right % PRIME,
        "/": lambda over, under: over * _inverse(under) % PRIME,
        "neg": lambda value: -value % PRIME,
        "^": _modular_power,
    },
)
"""Rational functions at points of a prime field; exponents must be whole numbers."""
