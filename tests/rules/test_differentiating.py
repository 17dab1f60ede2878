"""Derivatives with and without slips."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.maths.evaluate import EXACT, evaluate, symbol_key
from examsolver.maths.symbolic import value_of_slope
from examsolver.rules.differentiating import OUTER, SAYS, SLOPE_SLIPS, derived

z = Sym("z")
SMOOTH = tuple(sorted(set(OUTER) - {"log", "sqrt", "tan"}))


def grown(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        pairs.map(lambda pair: pair[0] + pair[1]),
        pairs.map(lambda pair: pair[0] - pair[1]),
        pairs.map(lambda pair: pair[0] * pair[1]),
        inner.map(lambda one: one / (2 + apply("tanh", z))),
        inner.map(lambda one: -one),
        st.tuples(inner, st.integers(2, 3)).map(lambda pair: apply("^", *pair)),
        st.tuples(st.sampled_from(SMOOTH), inner).map(lambda pair: apply(pair[0], apply("tanh", pair[1]))),
    )


formulas = st.recursive(st.one_of(st.just(z), st.integers(-3, 3).map(Num)), grown, max_leaves=6)


def value(formula: Formula, at: float) -> float:
    return float(evaluate(formula, {symbol_key(z): at}, EXACT))


@settings(max_examples=40, deadline=None)
@given(formulas, st.sampled_from([-0.75, 0.5, 1.25]))
def test_without_a_slip_it_is_the_derivative(formula: Formula, at: float) -> None:
    assert value(derived(formula, "z"), at) == pytest.approx(
        value_of_slope(formula, "z", {"z": at}), rel=1e-9, abs=1e-9
    )


@pytest.mark.parametrize(
    ("formula", "slip", "wrong"),
    [
        (apply("^", z, 3), "exponent-lost", 3 * z),
        (apply("^", z, 3), "power-factor-lost", z**2),
        (apply("^", z, 3), "exponent-not-lowered", 3 * z**3),
        (
            apply("sigmoid", 2 * z),
            "inner-derivative-forgotten",
            apply("sigmoid", 2 * z) * (1 - apply("sigmoid", 2 * z)),
        ),
        (apply("sigmoid", z), "derivative-from-the-input", z * (1 - z)),
        (apply("sigmoid", z), "derivative-forgotten", apply("sigmoid", z)),
        (apply("tanh", z), "square-forgotten", 1 - apply("tanh", z)),
        (apply("tanh", z), "derivative-at-wrong-argument", 1 - apply("tanh", apply("tanh", z)) ** 2),
        (apply("exp", z), "power-rule-on-exponential", z * apply("exp", z - 1)),
        (apply("sqrt", z), "half-lost", 1 / apply("sqrt", z)),
        (z * apply("exp", z), "product-of-derivatives", apply("exp", z)),
        (z * apply("exp", z), "product-rule-first-term-only", apply("exp", z)),
        (z * apply("exp", z), "product-rule-second-term-only", z * apply("exp", z)),
        (z * apply("exp", z), "minus-in-product-rule", apply("exp", z) - z * apply("exp", z)),
        (apply("exp", z) / z, "quotient-of-derivatives", apply("exp", z)),
        (1 / z, "sign-of-reciprocal-lost", 1 / z**2),
        (1 / z, "square-of-denominator-lost", -1 / z),
        (z**2 / (z + 1), "quotient-rule-turned-round", (z**2 - 2 * z * (z + 1)) / (z + 1) ** 2),
        (5 * z, "constant-factor-forgotten-in-gradient", Num(1)),
        (2 - z, "sign-forgotten-in-gradient", Num(1)),
    ],
)
def test_what_a_slip_makes_of_a_rule(formula: Formula, slip: str, wrong: Formula) -> None:
    for at in (0.5, 1.75):
        assert value(derived(formula, "z", slip), at) == pytest.approx(value(wrong, at))
        assert value(derived(formula, "z", slip), at) != pytest.approx(value(derived(formula, "z"), at))


def test_every_slip_has_a_test_above() -> None:
    (mark,) = (mark for mark in test_what_a_slip_makes_of_a_rule.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    assert {case[1] for case in mark.args[1]} == set(SAYS) == {idea.tag for idea in SLOPE_SLIPS}


def test_an_operator_without_a_rule_is_told() -> None:
    with pytest.raises(LawError):
        derived(apply("floor", z), "z")
