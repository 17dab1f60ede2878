"""Penalties on weights: λ Σ|w| (L1) and λ Σw² (L2, by convention with a half), of any number of arrays."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, combine, entrywise, linear, shape_of
from examsolver.rules.absolute_losses import sign_of
from examsolver.rules.arithmetic import add, multiply
from examsolver.rules.loss_reduction import times
from examsolver.rules.naming import entry, total
from examsolver.rules.powers import square_root
from examsolver.rules.rewriting import slip, wrong_idea

Moves = tuple[tuple[Index, Formula], ...]

PENALTY = Convention(
    "l2 penalty",
    (
        Variant("plain", "the L2 penalty is λ Σw²"),
        Variant("half", "the L2 penalty is ½ λ Σw²"),
    ),
)
RATE = Option("rate", "the factor λ; left out, 1", "number", default=1, also=("lambda", "lam", "strength", "weight"))


def _half(l2_penalty: str) -> Fraction:
    if l2_penalty not in ("plain", "half"):
        raise LawError(f"l2 penalty {l2_penalty} is not known", "write convention l2 penalty plain or half")
    return Fraction(1, 2 if l2_penalty == "half" else 1)


def _sum(law: Any, values: tuple[Value, ...]) -> Value:
    found: Value = 0
    for value in values:
        found = add(found, linear(np.sum, as_array(entrywise(law, value))))
    return found


def _square(number: Any) -> Any:
    return number * number


def l1_penalty(*weights: Value, rate: Any = 1) -> Value:
    """λ Σ|w|."""
    return multiply(rate, _sum(abs, weights))


def l2_penalty(*weights: Value, rate: Any = 1, l2_penalty: str = "plain") -> Value:
    """λ Σw², or half of it."""
    return multiply(_half(l2_penalty) * rate, _sum(_square, weights))


def l1_gradient(upstream: Value, *values: Value, position: int, rate: Any = 1) -> Value:
    """λ times the sign of each weight."""
    return multiply(multiply(upstream, rate), entrywise(sign_of, values[position]))


def l2_gradient(upstream: Value, *values: Value, position: int, rate: Any = 1, l2_penalty: str = "plain") -> Value:
    """2 λ w, or λ w."""
    return multiply(multiply(upstream, 2 * _half(l2_penalty) * rate), values[position])


def _entries(names: tuple[Formula, ...], values: tuple[Value, ...]) -> list[Formula]:
    pairs = zip(names, values, strict=True)
    return [entry(name, index) for name, value in pairs for index in np.ndindex(shape_of(value))]


def l1_cells(index: Index, names: tuple[Formula, ...], *weights: Value, rate: Any = 1) -> tuple[Formula, ...]:
    """The sizes of all weights, added up."""
    return (times(rate, total([apply("abs", cell) for cell in _entries(names, weights)])),)


def l2_cells(
    index: Index, names: tuple[Formula, ...], *weights: Value, rate: Any = 1, l2_penalty: str = "plain"
) -> tuple[Formula, ...]:
    """The squares of all weights, added up."""
    return (times(_half(l2_penalty) * rate, total([cell**2 for cell in _entries(names, weights)])),)


def l1_partials(index: Index, names: tuple[Formula, ...], *values: Value, position: int, rate: Any = 1) -> Moves:
    """λ or −λ."""
    return (((), Num(rate * sign_of(as_array(values[position])[index]))),)


def l2_partials(
    index: Index, names: tuple[Formula, ...], *values: Value, position: int, rate: Any = 1, l2_penalty: str = "plain"
) -> Moves:
    """2 λ w, or λ w."""
    return (((), times(2 * _half(l2_penalty) * rate, entry(names[position], index))),)


def _l1_notation(*names: Formula, rate: Any = 1) -> Formula:
    return _with_rate(rate, total([apply("sum", apply("abs", name)) for name in names]))


def _l2_notation(*names: Formula, rate: Any = 1, **options: Any) -> Formula:
    whole = total([apply("sum", name**2) for name in names])
    half = options.get("l2_penalty") == "half"
    return _with_rate(rate, Num(Fraction(1, 2)) * whole if half else whole)


def _with_rate(rate: Any, formula: Formula) -> Formula:
    number = rate.value if isinstance(rate, Num) else rate
    return formula if number == 1 else Num(number) * formula


# Wrong ideas.


def rate_forgotten(law: Any, /, *values: Value, rate: Any = 1, **options: Any) -> Value:
    """A law without its factor λ."""
    return law(*values, rate=1, **options)


def scaled(factor: Fraction, law: Any, /, *values: Value, **options: Any) -> Value:
    """A law times a number."""
    return multiply(factor, law(*values, **options))


def root_taken(*weights: Value, rate: Any = 1, **options: Any) -> Value:
    """The length in place of its square."""
    return multiply(rate, square_root(_sum(_square, weights)))


def sizes_for_squares(*weights: Value, rate: Any = 1, **options: Any) -> Value:
    """The L1 penalty."""
    return l1_penalty(*weights, rate=rate)


def squares_for_sizes(*weights: Value, rate: Any = 1) -> Value:
    """The L2 penalty."""
    return l2_penalty(*weights, rate=rate)


def signs_kept(*weights: Value, rate: Any = 1) -> Value:
    """λ Σw."""
    return multiply(rate, _sum(_same, weights))


def _same(number: Any) -> Any:
    return number


def weights_for_signs(upstream: Value, *values: Value, position: int, rate: Any = 1) -> Value:
    """λ w in place of λ sign(w)."""
    return multiply(multiply(upstream, rate), values[position])


def ones_for_signs(upstream: Value, *values: Value, position: int, rate: Any = 1) -> Value:
    """λ for every weight, its sign forgotten."""
    return multiply(multiply(upstream, rate), combine(abs, entrywise(sign_of, values[position])))


# Oracles.


def _l1_by_loops(*weights: Value, rate: Any = 1) -> Value:
    return rate * sum(max(w, -w) for value in weights for w in np.ravel(value).tolist())


def _l2_by_loops(*weights: Value, rate: Any = 1, l2_penalty: str = "plain") -> Value:
    found = rate * sum(w**2 for value in weights for w in np.ravel(value).tolist())
    return found * Fraction(1, 2) if l2_penalty == "half" else found


FORGOTTEN = "regularisation-factor-forgotten"
FORGOTTEN_SAYS = "The penalty has a factor λ."

RULES = (
    Rule(
        name="l1_penalty",
        summary="L1 penalty: λ times the sum of the sizes of all weights",
        law=l1_penalty,
        inputs=("w...",),
        because="λ times the sum of the sizes of all weights",
        options=(RATE,),
        notation=_l1_notation,
        cells=l1_cells,
        gradients=(
            Gradient(
                l1_gradient,
                "the derivative of λ|w| is λ with the sign of w (0 at 0)",
                partials=l1_partials,
                misconceptions=(
                    slip("weight-in-place-of-sign", "The derivative of |w| is its sign, not w.", weights_for_signs),
                    slip("sign-forgotten-in-gradient", "A negative weight has the derivative −λ.", ones_for_signs),
                    slip(FORGOTTEN, FORGOTTEN_SAYS, partial(rate_forgotten, l1_gradient)),
                ),
                positional=True,
            ),
        ),
        misconceptions=(
            wrong_idea(
                FORGOTTEN, FORGOTTEN_SAYS, partial(rate_forgotten, l1_penalty), partial(rate_forgotten, l1_gradient)
            ),
            slip("squared-in-place-of-absolute", "L1 adds up sizes, not squares.", squares_for_sizes),
            slip("absolute-value-forgotten", "The signs were kept; sizes are added up.", signs_kept),
        ),
        oracle=_l1_by_loops,
        example="question lasso: compute\n  w = [1, -2, 0]\n  R = l1_penalty(w, rate=0.1)\n  find R, dR/dw exactly",
        also=("l1", "lasso", "l1_regularization"),
    ),
    Rule(
        name="l2_penalty",
        summary="L2 penalty (weight decay): λ times the sum of the squares of all weights, by convention halved",
        law=l2_penalty,
        inputs=("w...",),
        because="λ times the sum of the squares of all weights (halved, where that is the convention)",
        options=(RATE,),
        notation=_l2_notation,
        cells=l2_cells,
        gradients=(
            Gradient(
                l2_gradient,
                "the derivative of λw² is 2λw (of ½λw² it is λw)",
                partials=l2_partials,
                misconceptions=(
                    slip(
                        "factor-two-lost",
                        "The derivative of a square has a factor 2.",
                        partial(scaled, Fraction(1, 2), l2_gradient),
                    ),
                    slip(FORGOTTEN, FORGOTTEN_SAYS, partial(rate_forgotten, l2_gradient)),
                ),
                positional=True,
            ),
        ),
        misconceptions=(
            wrong_idea(
                FORGOTTEN, FORGOTTEN_SAYS, partial(rate_forgotten, l2_penalty), partial(rate_forgotten, l2_gradient)
            ),
            slip("absolute-in-place-of-squared", "L2 adds up squares, not sizes.", sizes_for_squares),
            slip("root-taken", "The penalty is the sum of squares; no root is taken.", root_taken),
        ),
        oracle=_l2_by_loops,
        conventions=(PENALTY,),
        example="question ridge: compute\n  w = [1, -2]\n  R = l2_penalty(w, rate=0.1)\n  find R, dR/dw exactly\n"
        "  convention l2 penalty half",
        also=("l2", "ridge", "l2_regularization"),
    ),
)
