"""Derivatives of formulas worked out with a slip: the rules of differentiation, and what students make of them.

A slip is made wherever its rule is used. Without a slip the result is the right derivative, not tidied.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

from examsolver.core.derivation import Derivation, LawError, Misconception, Step
from examsolver.core.formula import Apply, Formula, Num, Sym, apply
from examsolver.maths.tree import walk
from examsolver.rules.rewriting import SIGN_SLIP, options_of

Outer = Callable[[Formula], Formula]


def derived(formula: Formula, letter: str, slip: str = "") -> Formula:
    """The derivative of a formula by a letter, with a slip. Raises LawError for an operator it does not know."""
    if Sym(letter) not in walk(formula):
        return Num(0)
    match formula:
        case Sym():
            return Num(1)
        case Apply("neg", (inner,)):
            slope = derived(inner, letter, slip)
            return slope if slip == "sign-forgotten-in-gradient" else -slope
        case Apply("+" | "-" as op, (left, right)):
            plus = op == "+" or slip == "sign-forgotten-in-gradient"
            return added(derived(left, letter, slip), derived(right, letter, slip), plus)
        case Apply("*" | "hadamard", (left, right)):
            return of_product(left, right, letter, slip)
        case Apply("/", (over, under)):
            return of_quotient(over, under, letter, slip)
        case Apply("^", (base, exponent)):
            return of_power(base, exponent, letter, slip)
        case Apply(function, (inner,)) if function in OUTER:
            outer = SLIPPED.get((function, slip), OUTER[function])
            return chained(outer(inner), derived(inner, letter, slip), slip)
    raise LawError("there is no rule for this derivative")


def chained(outer: Formula, inner_slope: Formula, slip: str) -> Formula:
    """The chain rule."""
    return outer if slip == "inner-derivative-forgotten" else product(outer, inner_slope)


def of_product(left: Formula, right: Formula, letter: str, slip: str) -> Formula:
    """The product rule."""
    one, other = derived(left, letter, slip), derived(right, letter, slip)
    if Num(0) in (one, other):
        constant = one == Num(0)
        factor, slope = (left, other) if constant else (right, one)
        return slope if slip == "constant-factor-forgotten-in-gradient" else product(factor, slope)
    match slip:
        case "product-of-derivatives":
            return product(one, other)
        case "product-rule-first-term-only":
            return product(one, right)
        case "product-rule-second-term-only":
            return product(left, other)
        case "minus-in-product-rule":
            return product(one, right) - product(left, other)
    return added(product(one, right), product(left, other))


def of_quotient(over: Formula, under: Formula, letter: str, slip: str) -> Formula:
    """The quotient rule."""
    one, other = derived(over, letter, slip), derived(under, letter, slip)
    if other == Num(0):
        return one if slip == "constant-factor-forgotten-in-gradient" else one / under
    if slip == "quotient-of-derivatives":
        return one / other
    if slip == "sign-of-reciprocal-lost":
        top = added(product(one, under), product(over, other))
    elif slip == "quotient-rule-turned-round":
        top = added(product(over, other), product(one, under), plus=False)
    else:
        top = added(product(one, under), product(over, other), plus=False)
    return top / under if slip == "square-of-denominator-lost" else top / under**2


def of_power(base: Formula, exponent: Formula, letter: str, slip: str) -> Formula:
    """The power rule; for a letter in the exponent, that of the exponential."""
    if Sym(letter) in walk(exponent):
        if Sym(letter) in walk(base):
            raise LawError("there is no rule for this derivative")
        outer = apply("^", base, exponent) * apply("log", base)
        return chained(outer, derived(exponent, letter, slip), slip)
    lowered: Formula = Num(exponent.value - 1) if isinstance(exponent, Num) else exponent - 1
    raised = {
        "exponent-lost": product(exponent, base),
        "power-factor-lost": raised_to(base, lowered),
        "exponent-not-lowered": product(exponent, apply("^", base, exponent)),
    }.get(slip, product(exponent, raised_to(base, lowered)))
    return chained(raised, derived(base, letter, slip), slip)


def raised_to(base: Formula, exponent: Formula) -> Formula:
    """A power, without an exponent of 1."""
    return base if exponent == Num(1) else apply("^", base, exponent)


def product(one: Formula, other: Formula) -> Formula:
    """A product without factors of 1, and 0 where one is 0."""
    if Num(0) in (one, other):
        return Num(0)
    return other if one == Num(1) else one if other == Num(1) else one * other


def added(one: Formula, other: Formula, plus: bool = True) -> Formula:
    """A sum or difference without terms of 0."""
    if other == Num(0):
        return one
    if one == Num(0):
        return other if plus else -other
    return one + other if plus else one - other


# Derivatives of functions by their argument.


def _sigmoid(x: Formula) -> Formula:
    return apply("sigmoid", x) * (1 - apply("sigmoid", x))


def _sigmoid_twice(x: Formula) -> Formula:
    return _sigmoid(apply("sigmoid", x))


def _from_the_input(x: Formula) -> Formula:
    return x * (1 - x)


def _one_minus_tanh(x: Formula) -> Formula:
    return 1 - apply("tanh", x)


def _tanh(x: Formula) -> Formula:
    return 1 - apply("tanh", x) ** 2


def _tanh_twice(x: Formula) -> Formula:
    return _tanh(apply("tanh", x))


def _reciprocal(x: Formula) -> Formula:
    return 1 / x


def _power_rule_on_exponential(x: Formula) -> Formula:
    return x * apply("exp", x - 1)


def _root(x: Formula) -> Formula:
    return 1 / (2 * apply("sqrt", x))


def _root_without_half(x: Formula) -> Formula:
    return 1 / apply("sqrt", x)


def _minus_sin(x: Formula) -> Formula:
    return -apply("sin", x)


def _tan(x: Formula) -> Formula:
    return 1 + apply("tan", x) ** 2


def _bell(x: Formula) -> Formula:
    return 2 / apply("sqrt", Num(math.pi)) * apply("exp", -(x**2))


OUTER: Mapping[str, Outer] = {
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "exp": partial(apply, "exp"),
    "log": _reciprocal,
    "sqrt": _root,
    "sin": partial(apply, "cos"),
    "cos": _minus_sin,
    "tan": _tan,
    "sinh": partial(apply, "cosh"),
    "cosh": partial(apply, "sinh"),
    "erf": _bell,
}

SLIPPED: Mapping[tuple[str, str], Outer] = {
    ("sigmoid", "derivative-at-wrong-argument"): _sigmoid_twice,
    ("sigmoid", "derivative-from-the-input"): _from_the_input,
    ("tanh", "derivative-at-wrong-argument"): _tanh_twice,
    ("tanh", "square-forgotten"): _one_minus_tanh,
    ("exp", "power-rule-on-exponential"): _power_rule_on_exponential,
    ("sqrt", "half-lost"): _root_without_half,
    ("cos", "sign-forgotten-in-gradient"): partial(apply, "sin"),
    **{(name, "derivative-forgotten"): partial(apply, name) for name in ("sigmoid", "tanh", "log", "sqrt")},
}


# The ideas.


def slipped_slope(slip: str, *, formula: Formula, letter: str) -> Formula:
    """The law of a derivative that was worked out with a slip."""
    return derived(formula, letter, slip)


def _slip(tag: str, derivation: Derivation, step: Step) -> Mapping[str, Step]:
    """The derivative with the slip; nothing where its rule is not used."""
    options = options_of(step)
    formula, letter = options["formula"], str(options["letter"])
    if not isinstance(formula, Apply) or derived(formula, letter, tag) == derived(formula, letter):
        return {}
    return {step.name: step.with_law(partial(slipped_slope, tag))}


SAYS: Mapping[str, str] = {
    "inner-derivative-forgotten": "The chain rule multiplies by the derivative of what stands inside.",
    "product-of-derivatives": "The derivative of a product is not the product of the derivatives.",
    "product-rule-first-term-only": "The product rule has a second term: the second factor changes too.",
    "product-rule-second-term-only": "The product rule has a first term: the first factor changes too.",
    "minus-in-product-rule": "The two terms of the product rule are added.",
    "quotient-of-derivatives": "The derivative of a quotient is not the quotient of the derivatives.",
    "quotient-rule-turned-round": "In the quotient rule the derivative of the numerator comes first.",
    "sign-of-reciprocal-lost": "What stands in the denominator comes with a minus sign in the derivative.",
    "square-of-denominator-lost": "The quotient rule has the square of the denominator below.",
    "exponent-lost": "The derivative of a power keeps a power that is one lower: n xⁿ⁻¹.",
    "exponent-not-lowered": "The derivative of a power has an exponent that is one lower: n xⁿ⁻¹.",
    "power-factor-lost": "The derivative of a power has the exponent as a factor: n xⁿ⁻¹.",
    "constant-factor-forgotten-in-gradient": "A constant factor stays in the derivative.",
    "sign-forgotten-in-gradient": "The minus sign stays in the derivative.",
    "derivative-at-wrong-argument": "The derivative of the activation was taken at its output, not at its input.",
    "derivative-from-the-input": "σ(1 − σ) takes the output of the sigmoid; here its input was put in.",
    "derivative-forgotten": "The function itself was written where its derivative belongs.",
    "square-forgotten": "The derivative of tanh is 1 − tanh², not 1 − tanh.",
    "power-rule-on-exponential": "The derivative of e^x is e^x; the power rule does not apply to it.",
    "half-lost": "The derivative of a square root has a factor 1/2.",
}

SLOPE_SLIPS: tuple[Misconception, ...] = tuple(
    Misconception(tag, says, partial(_slip, tag), SIGN_SLIP if "sign" in tag or "minus" in tag else SIGN_SLIP * 0)
    for tag, says in SAYS.items()
)
"""Carried by the step of a derivative that is asked as an equation."""
