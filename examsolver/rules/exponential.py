"""Exponential and natural logarithm, entry by entry."""

from __future__ import annotations

import math
import operator
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.derivation import Derivation, Index, LawError, Misconception, Step, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import combine, entrywise
from examsolver.rules.arithmetic import divide
from examsolver.rules.pointwise import (
    loop,
    pass_on,
    pointwise_backward,
    pointwise_cells,
    pointwise_gradient,
    pointwise_partials,
)
from examsolver.rules.rewriting import only_where, options_of, slip

WRONG_BASE = "wrong-log-base"
TOO_SMALL = "take the scores themselves: softmax_cross_entropy(z, t), bce_with_logits(z, t) or log_softmax(z)"
BASES = (2, 10)
"""Bases that students use for natural logarithms."""
LONGEST_POWER = 1000
"""Exponents up to which a logarithm is looked at for being a whole number."""


def exponential(x: Value) -> Value:
    """e^x; exactly 1 at 0."""
    return entrywise(_exp, x)


def logarithm(x: Value, base: Any = None) -> Value:
    """The natural logarithm, or to a base; exactly 0 at 1. Raises LawError for zero and below."""
    return entrywise(log_of if base is None else partial(log_to_base, base), x)


def _exp(x: Any) -> Any:
    return 1 if x == 0 and not isinstance(x, float) else math.exp(x)


def log_of(x: Any) -> Any:
    """The natural logarithm of a number. Raises LawError for zero and below."""
    if x <= 0:
        if x == 0 and isinstance(x, float):
            raise LawError("the logarithm of a number that is zero, or too small for floating point", TOO_SMALL)
        what = "zero" if x == 0 else "a negative number"
        raise LawError(f"the logarithm of {what}", "a logarithm needs a positive number")
    return 0 if x == 1 and not isinstance(x, float) else math.log(x)


def log_to_base(base: Any, x: Any) -> Any:
    """The logarithm of a number to a base, exact for whole powers of it. Raises LawError for zero and below, and for
    a base that is none."""
    if base <= 0 or base == 1:
        raise LawError(f"{base} is no base of a logarithm", "a base is positive and not 1")
    value = log_of(x) / math.log(base)
    nearest = round(value)
    if not isinstance(x, float) and not isinstance(base, float) and abs(nearest) <= LONGEST_POWER:
        return nearest if Fraction(base) ** nearest == x else value
    return value


def log_in_base(wrong: int | None, x: Value, base: Any = None) -> Value:
    """The logarithm in another base than the one asked."""
    return logarithm(x, wrong)


def _exp_slope(x: Value, e: Value) -> Value:
    return e


def _log_slope(x: Value, log: Value, base: Any = None) -> Value:
    slope = divide(1, x)
    return slope if base is None else entrywise(partial(_over, math.log(base)), slope)


def _natural_slope(x: Value, log: Value, base: Any = None) -> Value:
    return divide(1, x)


def _over(divisor: float, number: Any) -> float:
    return float(number) / divisor


def _exp_symbol(x: Formula, e: Formula) -> Formula:
    return e


def _log_symbol(x: Formula, log: Formula) -> Formula:
    return 1 / x


def _log_formula(upstream: Formula, x: Formula, log: Formula, base: Any = None) -> Formula:
    return upstream * _base_symbol(base, x)


def _base_symbol(base: Any, x: Formula) -> Formula:
    return 1 / x if base is None else 1 / (x * apply("log", base))


def _log_partials(index: Index, names: tuple[Formula, ...], x: Value, log: Value, base: Any = None) -> Any:
    return pointwise_partials(partial(_second_to_first, base), 0, index, names, x, log)


def _second_to_first(base: Any, x: Formula, log: Formula) -> Formula:
    return _base_symbol(base, x)


def log_formula(x: Formula, base: Any = None) -> Formula:
    """A logarithm as it is written: ln x, log2(x), log10(x), or ln x/ln b."""
    base = _number(base)
    if base is None:
        return apply("log", x)
    return apply(f"log{base}", x) if base in BASES else apply("log", x) / apply("log", base)


def natural_formula(x: Formula, base: Any = None) -> Formula:
    """A logarithm in natural ones: ln x/ln b."""
    return apply("log", x) if base is None else apply("log", x) / apply("log", _number(base))


def _number(base: Any) -> Any:
    return base.value if isinstance(base, Num) else base


def _log_cells(index: Index, names: tuple[Formula, ...], x: Value, base: Any = None) -> tuple[Formula, ...]:
    return pointwise_cells(partial(log_formula, base=base), index, names, x)


def base_slip(base: int, law: Any) -> Misconception:
    """A logarithm taken in another base than the natural one."""
    said = f"The logarithm was taken in base {base}; log is natural."
    return only_where(_is_natural, slip(WRONG_BASE, said, law))


def natural_slip(law: Any) -> Misconception:
    """A natural logarithm where another base is asked."""
    return only_where(_has_base, slip(WRONG_BASE, "The natural logarithm was taken; another base is asked.", law))


def _has_base(derivation: Derivation, step: Step) -> bool:
    return options_of(step).get("base") is not None


def _is_natural(derivation: Derivation, step: Step) -> bool:
    return options_of(step).get("base") is None


def power_rule_on_exponential(x: Value, e: Value) -> Value:
    """x e^x, as where e^x is differentiated like a power."""
    return combine(operator.mul, x, e)


def _decimal(x: Any) -> Decimal:
    number = Fraction(x)
    return Decimal(number.numerator) / Decimal(number.denominator)


def _exp_by_decimals(x: Any) -> float:
    return float(_decimal(x).exp())


def _log_by_decimals(base: Any, x: Any) -> float:
    return float(_decimal(x).ln() / (1 if base is None else _decimal(base).ln()))


def _log_by_loop(x: Value, base: Any = None) -> Value:
    return loop(partial(_log_by_decimals, base), x)


BASE = Option("base", "the base of the logarithm; left out, e (natural)", "number")


FORGOTTEN = slip(
    "derivative-forgotten", "The gradient was passed on without the local derivative.", partial(pass_on, 0)
)
NOT_NATURAL = only_where(
    _has_base,
    slip(
        "factor-of-the-base-forgotten",
        "The derivative of a logarithm to a base has the natural logarithm of the base below.",
        partial(pointwise_backward, _natural_slope, 0),
    ),
)


def _fixed(base: int | None, law: Any, *values: Value) -> Value:
    return law(*values, base=base)


def _log_rule(base: int, said: str, *also: str) -> Rule:
    word = f"log{base}"
    return Rule(
        name=word,
        summary=f"{said}, entry by entry",
        law=partial(_fixed, base, logarithm),
        inputs=("x",),
        because=f"take the {said} of every entry",
        cells=partial(pointwise_cells, partial(apply, word)),
        definition=partial(natural_formula, base=base),
        gradients=(
            pointwise_gradient(
                0,
                partial(_fixed, base, _log_slope),
                partial(_second_to_first, base),
                f"the derivative of {word} x is 1/(x ln {base})",
                (
                    slip(
                        "factor-of-the-base-forgotten",
                        "The derivative of a logarithm to a base has the natural logarithm of the base below.",
                        partial(pointwise_backward, _log_slope, 0),
                    ),
                    FORGOTTEN,
                ),
            ),
        ),
        misconceptions=(
            slip(
                WRONG_BASE, "The natural logarithm was taken; another base is asked.", partial(_fixed, None, logarithm)
            ),
            slip(
                WRONG_BASE,
                f"The logarithm was taken in base {12 - base}; base {base} is asked.",
                partial(_fixed, 12 - base, logarithm),
            ),
        ),
        oracle=partial(loop, partial(_log_by_decimals, base)),
        example=f"question logs: compute\n  x = [1, {base**3}]\n  y = {word}(x)\n  find y",
        also=also,
    )


RULES = (
    Rule(
        name="exp",
        summary="e^x, entry by entry",
        law=exponential,
        inputs=("x",),
        because="apply the exponential to every entry",
        cells=partial(pointwise_cells, partial(apply, "exp")),
        gradients=(
            pointwise_gradient(
                0,
                _exp_slope,
                _exp_symbol,
                "the exponential is its own derivative",
                (
                    slip(
                        "power-rule-on-exponential",
                        "The derivative of e^x is e^x; the power rule does not apply to it.",
                        partial(pointwise_backward, power_rule_on_exponential, 0),
                    ),
                    FORGOTTEN,
                ),
            ),
        ),
        oracle=partial(loop, _exp_by_decimals),
        example="question growth: compute\n  x = [0, 1]\n  y = exp(x)\n  find y to 4 decimals",
    ),
    Rule(
        name="log",
        summary="natural logarithm (or to a base), entry by entry",
        law=logarithm,
        inputs=("x",),
        because="take the logarithm of every entry",
        options=(BASE,),
        notation=log_formula,
        definition=natural_formula,
        cells=_log_cells,
        gradients=(
            Gradient(
                partial(pointwise_backward, _log_slope, 0),
                "the derivative of ln x is 1/x (of the logarithm to a base b, 1/(x ln b))",
                _log_formula,
                _log_partials,
                (FORGOTTEN, NOT_NATURAL),
            ),
        ),
        misconceptions=(
            *(base_slip(base, partial(log_in_base, base)) for base in BASES),
            natural_slip(partial(log_in_base, None)),
        ),
        oracle=_log_by_loop,
        example="question logs: compute\n  x = [1, 2]\n  y = log(x)\n  find y to 4 decimals",
        also=("ln",),
    ),
    _log_rule(2, "binary logarithm", "lb", "ld"),
    _log_rule(10, "decimal logarithm", "lg"),
)
