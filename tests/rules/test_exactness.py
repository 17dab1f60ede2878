"""Exact where mathematics is, floats where it is not, and no value where there is none."""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.derivation import LawError, Step, Undefined, evaluate
from examsolver.core.formula import Num, Sym, apply
from examsolver.maths.arrays import array_of, combine
from examsolver.rules import CATALOGUE
from examsolver.rules.naming import FOLD, folded, total
from examsolver.rules.powers import exact_root


def law(word: str, *inputs: Any, **options: Any) -> Any:
    return CATALOGUE.get(word).law(*inputs, **options)


@pytest.mark.parametrize(
    ("word", "inputs", "value"),
    [
        ("exp", (0,), 1),
        ("log", (1,), 0),
        ("sigmoid", (0,), Fraction(1, 2)),
        ("tanh", (0,), 0),
        ("sqrt", (4,), 2),
        ("sqrt", (Fraction(9, 16),), Fraction(3, 4)),
        ("^", (Fraction(2, 3), 3), Fraction(8, 27)),
        ("^", (2, -2), Fraction(1, 4)),
        ("^", (8, Fraction(2, 3)), 4),
        ("^", (Fraction(1, 4), Fraction(-1, 2)), 2),
        ("^", (0, 0), 1),
        ("^", (-2, 3), -8),
        ("/", (1, 3), Fraction(1, 3)),
        ("mean", (array_of([1, 2]),), Fraction(3, 2)),
        ("cross_entropy", (array_of([1, 0]), array_of([1, 0])), 0),
        ("mse", (array_of([1, 2]), array_of([0, 4])), Fraction(5, 2)),
        ("max", (array_of([[1, 5], [3, 4]]),), 5),
        ("relu", (-3,), 0),
    ],
)
def test_these_values_are_exact(word: str, inputs: Any, value: Any) -> None:
    found = law(word, *inputs)
    assert found == value and not isinstance(found, float)


def test_equal_entries_have_an_exact_softmax() -> None:
    assert law("softmax", array_of([[2, 2], [0, 0]])).tolist() == [[Fraction(1, 2)] * 2] * 2


@pytest.mark.parametrize(("word", "inputs"), [("exp", (1,)), ("sqrt", (2,)), ("^", (2, Fraction(1, 2))), ("log", (2,))])
def test_irrational_values_are_floats(word: str, inputs: Any) -> None:
    assert isinstance(law(word, *inputs), float)


@settings(max_examples=40)
@given(st.fractions(min_value=0, max_value=50, max_denominator=90), st.integers(2, 5))
def test_a_root_of_a_perfect_power_is_exact(base: Fraction, degree: int) -> None:
    assert exact_root(base**degree, degree) == base
    assert base in (0, 1) or exact_root(base**degree * 2, degree) is None


@pytest.mark.parametrize(
    ("word", "inputs", "reason"),
    [
        ("log", (0,), "zero"),
        ("log", (array_of([1, -1]),), "negative"),
        ("sqrt", (-1,), "negative"),
        ("^", (-8, Fraction(1, 3)), "negative"),
        ("@", (2, array_of([1, 2])), r"write|needs"),
        ("@", (array_of([[1, 2]]), array_of([1, 2, 3])), "do not fit"),
        ("softmax", (3,), "vector"),
        ("maxpool", (array_of([[1, 2], [3, 4]]),), "size"),
        ("gap", (3,), "feature map"),
        ("cross_entropy", (array_of([0, 1]), array_of([1, 0])), "zero"),
        ("concat", (array_of([[1, 2]]), array_of([1])), "do not fit"),
        ("sum", ("x",), "expected a number"),
    ],
)
def test_what_has_no_value_says_why(word: str, inputs: Any, reason: str) -> None:
    with pytest.raises(LawError, match=reason):
        law(word, *inputs)


@pytest.mark.parametrize(
    ("word", "inputs", "options"),
    [
        ("index", (array_of([1, 2]),), {"at": (3,)}),
        ("index", (array_of([1, 2]),), {"at": (0,)}),
        ("index", (array_of([1, 2]),), {"at": (1, 1)}),
        ("index", (array_of([1, 2]),), {"at": (Fraction(1, 2),)}),
        ("index", (array_of([1, 2]),), {"at": (Sym("t"),)}),
        ("index", (array_of([1, 2, 3]),), {"at": (apply("..", 2, 1),)}),
        ("reshape", (array_of([1, 2]),), {"size": (2, 2)}),
        ("reshape", (array_of([1, 2]),), {"size": (0,)}),
        ("maxpool", (array_of([1, 2]),), {"size": 3}),
        ("maxpool", (array_of([1, 2]),), {"size": 2, "stride": 0}),
        ("avgpool", (array_of([1, 2]),), {"size": (1, 1, 1)}),
        ("concat", (array_of([1, 2]),), {"axis": 2}),
        ("sum", (array_of([1, 2]),), {"axis": "row"}),
        ("max", (array_of([1, 2]),), {"axis": "diagonal"}),
        ("listing", (array_of([1, 2]), array_of([1])), {"rows": True}),
        ("mse", (array_of([1, 2]), array_of([1, 1])), {"mse": "half-hearted"}),
    ],
)
def test_options_that_make_no_sense_have_no_value(word: str, inputs: Any, options: Any) -> None:
    with pytest.raises(LawError):
        law(word, *inputs, **options)


@pytest.mark.parametrize(
    ("word", "inputs"),
    [
        ("/", (1, 0)),
        ("/", (np.array([1.0]), 0.0)),
        ("^", (0, -1)),
        ("^", (0.0, -1)),
        ("exp", (10_000,)),
        ("^", (10, 10**9)),
        ("^", (10.0, 10**9)),
        ("*", (10**3000, 10**3000)),
        ("log", (Fraction(0),)),
    ],
)
def test_division_by_zero_and_huge_numbers_are_undefined_not_fatal(word: str, inputs: Any) -> None:
    names = tuple("ab"[: len(inputs)])
    found = evaluate(Step("c", names, CATALOGUE.get(word).law), dict(zip(names, inputs, strict=True)))
    assert isinstance(found, Undefined)


def test_a_long_chain_of_exact_steps_goes_on_in_floats_where_numbers_become_too_long() -> None:
    value: Any = Fraction(2, 3)
    for _ in range(16):
        value = combine(operator.mul, value, value)
    assert value == 0.0 and isinstance(value, float)


@pytest.mark.parametrize(
    ("word", "inputs", "options", "gradient"),
    [
        ("relu", (array_of([0, 1, -1]),), {}, [0, 1, 0]),
        ("relu", (array_of([0, 1, -1]),), {"relu_at_zero": "one"}, [1, 1, 0]),
        ("relu", (array_of([0, 1, -1]),), {"relu_at_zero": "half"}, [Fraction(1, 2), 1, 0]),
        ("max", (array_of([2, 1, 2]),), {"position": 0}, [1, 0, 0]),
        ("max", (array_of([2, 1, 2]),), {"position": 0, "max_tie": "all"}, [1, 0, 1]),
        ("max", (array_of([2, 1, 2]),), {"position": 0, "max_tie": "split"}, [Fraction(1, 2), 0, Fraction(1, 2)]),
        ("max", (array_of([0, 1]), 0), {"position": 0}, [1, 1]),
        ("max", (array_of([0, 1]), 0), {"position": 1}, 0),
        ("max", (array_of([0, 1]), 0), {"position": 1, "max_tie": "all"}, 1),
        ("maxpool", (array_of([3, 3]),), {"size": 2}, [1, 0]),
        ("maxpool", (array_of([3, 3]),), {"size": 2, "max_tie": "split"}, [Fraction(1, 2)] * 2),
        ("cross_entropy", (array_of([[Fraction(1, 2)], [1]]), array_of([[1], [1]])), {}, [[-1], [Fraction(-1, 2)]]),
        ("cross_entropy", (array_of([[1], [1]]), array_of([[1], [1]])), {"loss_reduction": "sum"}, [[-1], [-1]]),
        ("mse", (array_of([3, 1]), array_of([1, 1])), {}, [2, 0]),
        ("mse", (array_of([3, 1]), array_of([1, 1])), {"mse": "half"}, [2, 0]),
        ("mse", (array_of([3, 1]), array_of([1, 1])), {"mse": "half mean"}, [1, 0]),
    ],
)
def test_conventions_decide_what_sources_differ_on(word: str, inputs: Any, options: Any, gradient: Any) -> None:
    rule = CATALOGUE.get(word)
    forward = {name: value for name, value in options.items() if name != "position"}
    place = min(options.get("position", 0), len(rule.gradients) - 1)
    found = rule.gradients[place].law(1, *inputs, rule.law(*inputs, **forward), **options)
    assert (found.tolist() if hasattr(found, "tolist") else found) == gradient


def test_the_gradient_at_a_target_of_zero_needs_no_logarithm() -> None:
    rule = CATALOGUE.get("cross_entropy")
    p, t = array_of([0, 1]), array_of([0, 1])
    assert rule.gradients[0].law(1, p, t, rule.law(p, t)).tolist() == [0, -1]


def test_sums_of_very_many_terms_are_written_with_dots() -> None:
    terms = [Num(number) for number in range(FOLD + 1)]
    assert list(folded(terms)) == [*terms[:3], Sym("…"), terms[-1]]
    assert total([]) == Num(0) and total(terms[:2]) == terms[0] + terms[1]
