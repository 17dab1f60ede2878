"""What holds of every rule in the catalogue."""

from __future__ import annotations

import operator
import pickle
import random
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest

from examsolver.core.derivation import Derivation, Misconception, Step, Undefined
from examsolver.core.formula import Formula, Sym
from examsolver.core.rule import Rule
from examsolver.maths.arrays import as_array, combine, settle, shape_of
from examsolver.rules import CATALOGUE, PROCEDURE_CATALOGUE
from tests.rules.instances import all_of
from tests.rules.rule_instances import Instance, as_floats, gradient_of, gradient_options, instances, worth

RULES = tuple(rule for rule in CATALOGUE.entries if rule.name not in all_of("WORDS"))
WORDS = tuple(rule for rule in CATALOGUE.entries if rule.name in all_of("WORDS"))
SEEDS = 12
INEXACT = {"norm", "exp", "log", "sigmoid", "tanh", "softmax", "cross_entropy", "sqrt", "^", *all_of("INEXACT")}

each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])


def names_of(instance: Instance) -> tuple[Formula, ...]:
    return tuple(Sym(letter) for letter in "abcdef"[: len(instance.inputs)])


def known(instance: Instance, output: Any) -> dict[str, Any]:
    return {**dict(zip("abcdef", instance.inputs, strict=False)), "out": output}


def close(one: Any, other: Any) -> bool:
    return shape_of(one) == shape_of(other) and np.allclose(
        as_array(one).astype(float), as_array(other).astype(float), rtol=1e-9, atol=1e-12
    )


def weights(shape: tuple[int, ...], seed: str) -> Any:
    """A random upstream gradient."""
    draw = random.Random(seed)
    entries = [Fraction(draw.randint(-9, 9) or 1, 4) for _ in range(int(np.prod(shape, dtype=int)))]
    return settle(np.array(entries, dtype=object).reshape(shape))


def proper(value: Any) -> bool:
    """A Python number, an array of Fractions or an array of floats."""
    if not isinstance(value, np.ndarray):
        return type(value) in (int, Fraction, float)
    if value.ndim == 0:
        return False
    return value.dtype == float or all(type(entry) is Fraction for entry in value.flat)


@each_rule
def test_the_law_agrees_with_the_oracle(rule: Rule) -> None:
    assert rule.oracle is not None
    for instance in instances(rule, SEEDS):
        value = rule.law(*instance.inputs, **instance.options)
        assert proper(value)
        assert close(value, rule.oracle(*instance.inputs, **instance.options))
        floating = instance.in_floats()
        assert close(rule.law(*floating.inputs, **instance.options), value)


@pytest.mark.parametrize("rule", WORDS, ids=[rule.name for rule in WORDS])
def test_the_law_of_a_rule_on_words_agrees_with_the_oracle(rule: Rule) -> None:
    assert rule.oracle is not None
    for instance in instances(rule, SEEDS):
        value = rule.law(*instance.inputs, **instance.options)
        expected = rule.oracle(*instance.inputs, **instance.options)
        assert close(value, expected) if isinstance(value, (np.ndarray, float)) else value == expected
    assert pickle.loads(pickle.dumps(rule)).name == rule.name
    assert rule.summary and rule.because and rule.example


@each_rule
def test_exact_inputs_give_exact_results_where_mathematics_allows(rule: Rule) -> None:
    if rule.name in INEXACT:
        pytest.skip("has irrational values")
    for instance in instances(rule, SEEDS):
        value = as_array(rule.law(*instance.inputs, **instance.options))
        assert not any(isinstance(entry, float) for entry in value.flat)


@each_rule
def test_gradients_agree_with_central_differences(rule: Rule) -> None:
    for instance in instances(rule, SEEDS):
        floating = instance.in_floats()
        output = rule.law(*floating.inputs, **instance.options)
        upstream = as_floats(weights(shape_of(output), rule.name))
        for position in differentiable(rule, instance):
            gradient = gradient_of(rule, position)
            options = gradient_options(gradient, position, instance.options)
            found = gradient.law(upstream, *floating.inputs, output, **options)
            assert proper(found) and shape_of(found) == shape_of(instance.inputs[position])
            expected = differences(rule, floating, upstream, position)
            assert np.allclose(as_array(found).astype(float), expected, rtol=1e-5, atol=1e-6)


def differentiable(rule: Rule, instance: Instance) -> list[int]:
    return [place for place in range(len(instance.inputs)) if rule.gradients and gradient_of(rule, place) is not None]


def differences(rule: Rule, instance: Instance, upstream: Any, position: int) -> Any:
    def loss(moved: Any) -> float:
        inputs = list(instance.inputs)
        inputs[position] = moved if shape_of(instance.inputs[position]) else float(moved)
        return float(np.sum(upstream * np.asarray(rule.law(*inputs, **instance.options), dtype=float)))

    here, step = np.asarray(instance.inputs[position], dtype=float), 1e-5
    result = np.empty(here.shape)
    for index in np.ndindex(here.shape):
        nudge = np.zeros(here.shape)
        nudge[index] = step
        result[index] = (loss(here + nudge) - loss(here - nudge)) / (2 * step)
    return result


@each_rule
def test_partials_times_upstream_add_up_to_the_gradient(rule: Rule) -> None:
    for instance in instances(rule, SEEDS):
        output = rule.law(*instance.inputs, **instance.options)
        upstream = weights(shape_of(output), rule.name)
        for position in differentiable(rule, instance):
            gradient = gradient_of(rule, position)
            if gradient.partials is None:
                continue
            options = gradient_options(gradient, position, instance.options)
            found = as_array(gradient.law(upstream, *instance.inputs, output, **options))
            for index in np.ndindex(found.shape):
                values = known(instance, output)
                names = (*names_of(instance), Sym("out"))
                moves = gradient.partials(index, names, *instance.inputs, output, **options)
                total = sum(as_array(upstream)[place] * worth(local, values) for place, local in moves)
                assert float(total) == pytest.approx(float(found[index]), rel=1e-9, abs=1e-12)


@each_rule
def test_a_cell_in_symbols_has_the_value_of_the_law(rule: Rule) -> None:
    if rule.cells is None:
        pytest.skip("its cells are not written out")
    for instance in instances(rule, SEEDS):
        output = rule.law(*instance.inputs, **instance.options)
        for index in np.ndindex(shape_of(output)):
            lines = rule.cells(index, names_of(instance), *instance.inputs, **instance.options)
            for line in lines:
                value = worth(line, known(instance, output))
                assert float(value) == pytest.approx(float(as_array(output)[index]), rel=1e-9, abs=1e-12)
            assert lines


@each_rule
def test_formulas_of_gradients_take_the_names_of_the_inputs(rule: Rule) -> None:
    instance = instances(rule, 1)[0]
    for position in differentiable(rule, instance):
        gradient = gradient_of(rule, position)
        if gradient.formula is not None:
            options = gradient_options(gradient, position, instance.options)
            assert gradient.formula(Sym("g"), *names_of(instance), Sym("out"), **options) is not None
    if rule.notation is not None:
        assert rule.notation(*names_of(instance), **instance.options) is not None


def derivation_of(rule: Rule, instance: Instance) -> Derivation:
    """The rule's step on inputs of which the first is computed, and the gradient steps of its site."""
    letters = "abcdef"[: len(instance.inputs)]
    givens = {"a0": instance.inputs[0], **dict(zip(letters[1:], instance.inputs[1:], strict=True))}
    law = partial(rule.law, **instance.options)
    steps = [
        Step("a", ("a0",), settle),
        Step("out", tuple(letters), law, site="out", rule=rule.name, misconceptions=rule.misconceptions),
        Step("g", ("out",), partial(upstream_of, rule.name)),
    ]
    for position in differentiable(rule, instance):
        gradient = gradient_of(rule, position)
        options = gradient_options(gradient, position, instance.options)
        steps.append(
            Step(
                f"g{position}",
                ("g", *letters, "out"),
                partial(gradient.law, **options),
                site="out",
                role=f"backward {position}",
                misconceptions=gradient.misconceptions,
            )
        )
    return Derivation(givens, tuple(steps))


def upstream_of(seed: str, output: Any) -> Any:
    return weights(shape_of(output), seed)


IN_CONTEXT = {
    "another-matrix-used",
    "constant-factor-forgotten",
    "derivative-at-the-wrong-step",
    "entrywise-in-place-of-matrix-product",
    "learning-rate-forgotten",
    "learning-rate-in-place-of-step",
    "matrix-product-in-place-of-entrywise",
    "power-inside-the-product",
    "relative-to-the-other",
    "term-forgotten",
    "updated-weights-in-backward-pass",
    *all_of("IN_CONTEXT"),
}
"""What strikes only beside other steps, or on certain shapes: made in tests/rules/test_slips_in_context.py."""

MISCONCEPTIONS = [
    (rule, misconception)
    for rule in RULES
    for misconception in dict.fromkeys(
        (*rule.misconceptions, *(wrong for gradient in rule.gradients if gradient for wrong in gradient.misconceptions))
    )
    if misconception.tag not in IN_CONTEXT
]


@pytest.mark.parametrize(
    ("rule", "misconception"), MISCONCEPTIONS, ids=[f"{rule.name} {wrong.tag}" for rule, wrong in MISCONCEPTIONS]
)
def test_a_misconception_gives_other_values_on_generic_input(rule: Rule, misconception: Misconception) -> None:
    outcomes = [outcome(derivation_of(rule, instance), misconception) for instance in instances(rule, 40)]
    assert outcomes.count("another value") >= 3, outcomes


@each_rule
def test_a_misconception_has_a_tag_without_numbers_and_a_sentence(rule: Rule) -> None:
    ideas = [
        *rule.misconceptions,
        *(idea for gradient in rule.gradients if gradient for idea in gradient.misconceptions),
    ]
    for misconception in ideas:
        assert misconception.says.endswith(".") and misconception.tag == misconception.tag.lower()
        assert not any(character.isdigit() for character in misconception.tag)


def outcome(derivation: Derivation, misconception: Misconception) -> str:
    run = derivation.run()
    carriers = [step for step in derivation.steps if misconception in step.misconceptions]
    if not carriers:
        return "no carrier"
    rewritten = misconception.rewrite(derivation, carriers[0])
    again = run.again(rewritten=rewritten)
    changed = [step.name for step in derivation.steps if not same(run[step.name], again[step.name])]
    if any(isinstance(again[name], Undefined) for name in changed):
        return "undefined"
    assert all(proper(again[name]) for name in changed)
    return "another value" if changed else "the same"


def same(one: Any, other: Any) -> bool:
    if isinstance(one, Undefined) or isinstance(other, Undefined):
        return isinstance(one, Undefined) and isinstance(other, Undefined)
    return close(one, other)


@each_rule
def test_a_rule_pickles_and_tells_what_it_is(rule: Rule) -> None:
    assert pickle.loads(pickle.dumps(rule)).name == rule.name
    assert rule.summary and rule.because and rule.example
    derivation = derivation_of(rule, instances(rule, 1)[0])
    assert len(pickle.loads(pickle.dumps(derivation)).steps) == len(derivation.steps)


@each_rule
def test_results_and_gradients_do_not_share_memory_with_inputs(rule: Rule) -> None:
    for instance in instances(rule, 3):
        value = rule.law(*instance.inputs, **instance.options)
        for given in instance.inputs:
            if isinstance(given, np.ndarray) and isinstance(value, np.ndarray):
                assert not np.shares_memory(given, value)


def test_every_word_of_the_language_is_there() -> None:
    wanted = "+ - * / ^ neg @ transpose sum mean exp log sqrt max conv gap maxpool avgpool relu sigmoid tanh softmax"
    wanted += " cross_entropy mse concat listing reshape index"
    assert set(wanted.split()) <= set(CATALOGUE.words)
    assert {"rnn", "lstm", "gru"} <= set(PROCEDURE_CATALOGUE.words)


def test_shapes_that_do_not_fit_are_named_in_the_message() -> None:
    one, other = weights((2, 3), "one"), weights((2, 2), "other")
    for word in ("+", "*", "@", "mse", "cross_entropy", "max"):
        with pytest.raises(ArithmeticError) as caught:
            CATALOGUE.get(word).law(one, other)
        assert "2×3" in str(caught.value) and "2×2" in str(caught.value)
    assert shape_of(combine(operator.add, one, 1)) == (2, 3)
