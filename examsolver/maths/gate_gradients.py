"""Equations of gradients in a cell held to the truth: dL/dc[t] = dL/dh[t] ⊙ o[t] ⊙ (1 − tanh²(c[t])) + …

A right-hand side becomes a polynomial whose factors are gates, states and gradients at a step, functions of them,
and products under the transposed recurrent weights. A matrix diag(v) acts as v does, entry by entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from examsolver.core.derivation import LawError
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.marking import Comparison
from examsolver.maths.gate_names import LSTM, is_weight, usual_name

GRADIENT = "grad"
"""How the name of a gradient begins: ``gradc``."""
UNDER_WEIGHTS = "W"
MOST_TERMS = 60
MOST_POWER = 4

Factor = tuple[Any, ...]
"""A name and its step, a function with them, or ``W`` and the factors under the weights."""
Monomial = tuple[Factor, ...]
Polynomial = dict[Monomial, Fraction]


@dataclass(slots=True)
class _Sides:
    """Whether weights stand as they must: transposed on the left, or plain on the right of a row."""

    straight: bool = False


def compare_gradient(expected: Formula, given: Formula) -> Comparison:
    """A student's right-hand side against ours: equal, different with what differs where it can be named, undecided."""
    sides = _Sides()
    try:
        truth = _polynomial(_right(expected), _Sides())
        student = _polynomial(_right(given), sides)
    except LawError as error:
        return Comparison("undecided", error.reason)
    if truth == student:
        if sides.straight:
            says = "on the way back a weight matrix stands transposed: Wᵀ times what comes from above"
            return Comparison("different", says, "transpose-forgotten")
        return Comparison("equal")
    return _told(truth, student)


def _right(formula: Formula) -> Formula:
    return formula.args[1] if isinstance(formula, Apply) and formula.op == "=" and len(formula.args) == 2 else formula


def _polynomial(formula: Formula, sides: _Sides) -> Polynomial:
    match formula:
        case Num(value):
            return {(): Fraction(value)} if value else {}
        case Sym("diag", ()):
            return {(): Fraction(1)}
        case Sym():
            return {((_name(formula.name), _step(formula)),): Fraction(1)}
        case Apply("derivative", (_, Sym(name) as by)):
            return {((f"{GRADIENT}{name}", _step(by)),): Fraction(1)}
        case Apply("+" | "-" as op, (left, right)):
            other = _polynomial(right, sides)
            return _added(_polynomial(left, sides), other if op == "+" else _scaled(other, -1))
        case Apply("neg", (inside,)):
            return _scaled(_polynomial(inside, sides), -1)
        case Apply("*" | "@"):
            return _product(formula, sides)
        case Apply("^", (base, Num(int() as power))) if 1 <= power <= MOST_POWER:
            one = _polynomial(base, sides)
            result = one
            for _ in range(power - 1):
                result = _multiplied(result, one)
            return result
        case Apply("diag" | "transpose", (inside,)):
            return _polynomial(inside, sides)
        case Apply("tanh" | "sigmoid" as function, (Sym() as inside,)):
            return {((function, _name(inside.name), _step(inside)),): Fraction(1)}
    raise LawError("it is not made of gates, states and gradients")


def _name(name: str) -> str:
    if name.startswith(GRADIENT):
        return name
    return usual_name(name, LSTM) or name


def _step(symbol: Sym) -> str:
    match symbol.index:
        case () | (Sym("t"),):
            return "t"
        case (Apply("-", (Sym("t"), Num(1))),):
            return "t-1"
        case (Apply("+", (Sym("t"), Num(1))),):
            return "t+1"
    return "other"


def _product(formula: Formula, sides: _Sides) -> Polynomial:
    """Factors in order; a weight acts on all that follows, or on the one before where nothing does."""
    result: Polynomial = {(): Fraction(1)}
    empty, pending = True, False
    for part in reversed(_factors(formula)):
        turned = isinstance(part, Apply) and part.op == "transpose"
        inside = part.args[0] if isinstance(part, Apply) and turned else part
        if isinstance(inside, Sym) and is_weight(inside):
            sides.straight = sides.straight or (turned if empty else not turned)
            pending, result = (True, result) if empty else (pending, _imaged(result))
            continue
        value = _polynomial(part, sides)
        result, empty = _multiplied(value, result), False
    return _imaged(result) if pending and not empty else result


def _factors(formula: Formula) -> list[Formula]:
    todo, found = [formula], []
    while todo:
        here = todo.pop()
        if isinstance(here, Apply) and here.op in ("*", "@") and len(here.args) == 2:
            todo.extend(reversed(here.args))
        else:
            found.append(here)
    return found


def _imaged(polynomial: Polynomial) -> Polynomial:
    return {((UNDER_WEIGHTS, monomial),): count for monomial, count in polynomial.items()}


def _added(one: Polynomial, other: Polynomial) -> Polynomial:
    result = dict(one)
    for monomial, count in other.items():
        result[monomial] = result.get(monomial, Fraction(0)) + count
    return {monomial: count for monomial, count in result.items() if count}


def _scaled(polynomial: Polynomial, by: int) -> Polynomial:
    return {monomial: count * by for monomial, count in polynomial.items()}


def _multiplied(one: Polynomial, other: Polynomial) -> Polynomial:
    if len(one) * len(other) > MOST_TERMS:
        raise LawError("it has too many terms")
    result: Polynomial = {}
    for a, m in one.items():
        for b, n in other.items():
            result = _added(result, {tuple(sorted(a + b, key=repr)): m * n})
    return result


# What differs.


def _told(truth: Polynomial, given: Polynomial) -> Comparison:
    if _moved(truth) == _moved(given):
        says = "the right factors stand there, some of them at another step in time"
        return Comparison("different", says, "derivative-at-the-wrong-step")
    if given == _scaled(truth, -1):
        return Comparison("different", "the sign is wrong", "wrong-sign")
    if _without_slopes(truth) == given:
        return Comparison("different", "the derivative of the activation is missing", "derivative-forgotten")
    missing = {term for term, count in truth.items() if given.get(term) != count}
    extra = {term for term, count in given.items() if truth.get(term) != count}
    if len(missing) == len(extra) == 1 and truth[next(iter(missing))] == given[next(iter(extra))]:
        return _of_a_term(next(iter(missing)), next(iter(extra)))
    if missing and not extra:
        later = all("t+1" in repr(term) for term in missing)
        tag, says = ("later-steps-forgotten", "what comes back from the next step is missing") if later else LOST
        return Comparison("different", says, tag)
    if extra and not missing:
        return Comparison("different", "it has a term too many", "extra-term")
    return Comparison("different", "the formulas differ")


def _of_a_term(truth: Monomial, given: Monomial) -> Comparison:
    """One product in the place of another: a factor that is missing, too many, or another."""
    lost = [factor for factor in truth if factor not in given]
    put = [factor for factor in given if factor not in truth]
    if lost and not put:
        return Comparison("different", f"{_listed(lost)} is missing", "factor-forgotten")
    if put and not lost:
        return Comparison("different", f"{_listed(put)} is too many", "factor-too-many")
    return Comparison("different", f"{_listed(put)} stands where {_listed(lost)} belongs", "wrong-factor")


def _listed(factors: list[Factor]) -> str:
    return " · ".join(map(_said, factors)) or "the product"


def _said(factor: Factor) -> str:
    if factor[0] == UNDER_WEIGHTS:
        return f"W({_listed(list(factor[1]))})"
    *function, name, step = factor
    written = f"dL/d{name.removeprefix(GRADIENT)}" if name.startswith(GRADIENT) else name
    said = f"{written}{STEPS.get(step, '')}"
    return f"{function[0]}({said})" if function else said


STEPS = {"t": "ₜ", "t-1": "ₜ₋₁", "t+1": "ₜ₊₁"}

LOST = ("term-forgotten", "a term is missing")


def _moved(polynomial: Polynomial) -> Mapping[str, Fraction]:
    """The polynomial with all steps in time left out, but those of gradients."""
    found: dict[str, Fraction] = {}
    for monomial, count in polynomial.items():
        said = repr(sorted(_timeless(factor) for factor in monomial))
        found[said] = found.get(said, Fraction(0)) + count
    return found


def _timeless(factor: Factor) -> str:
    if factor[0] == UNDER_WEIGHTS:
        return f"{UNDER_WEIGHTS} {sorted(_timeless(part) for part in factor[1])}"
    return repr(factor) if factor[0].startswith(GRADIENT) else repr(factor[:-1])


def _without_slopes(truth: Polynomial) -> Polynomial:
    """The terms that do not come from 1 − tanh² or 1 − h²: the derivative of the activation taken as 1."""
    return {term: count for term, count in truth.items() if count > 0}
