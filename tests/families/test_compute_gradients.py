"""Reverse mode: against central differences, in symbols, and what students make of shared names."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.maths.plain import plain
from tests.families.compute_questions import HOMEWORK, LSTM_FACTS, UNROLLED, ask, exact


def lines_of(asked, name, *index):
    step = asked.derivation.step(name)
    values = [asked[used] for used in step.names or step.uses]
    return [plain(line) for line in step.cells(index, *values)]


def test_the_chain_rule_is_written_as_a_tutor_writes_it():
    asked = ask(HOMEWORK)
    assert lines_of(asked, "dL/dX", 0, 1) == [
        "dL/dy * dy/dZ[1,1] * dZ[1,1]/dX[1,2] + dL/dy * dy/dZ[1,2] * dZ[1,2]/dX[1,2]",
        "dL/dZ[1,1] * F[1,2] + dL/dZ[1,2] * F[1,1]",
    ]


def test_hidden_operators_are_passed_through_to_the_next_name():
    asked = ask("w = [1, 2]\nx = [3, 4]\nt = 1\no = sigmoid(w @ x)\nE = (o - t)^2\nfind dE/dw")
    assert lines_of(asked, "dE/dw", 1) == ["dE/do * do/dw[2]", "dE/do * o * (1 - o) * x[2]"]
    assert plain(asked.derivation.step("dE/do").formula) == "2 * (o - t)"


def test_a_name_used_twice_adds_its_contributions():
    asked = ask("x = 3\ny = x * x + 2 * x\nfind dy/dx")
    assert asked["dy/dx"] == 8
    step = asked.derivation.step("dy/dx")
    assert step.rule == "contributions"
    assert sorted(asked[name] for name in step.uses) == [2, 3, 3]


@pytest.mark.parametrize("kept", [0, 1])
def test_overwriting_a_contribution_keeps_one_of_them(kept):
    asked = ask("x = 3\ny = x^2\nz = 5 * x\nL = y + z\nfind dL/dx")
    step = asked.derivation.step("dL/dx")
    wrong = step.misconceptions[kept]
    assert wrong.tag == "contributions-overwritten"
    rerun = asked.run.again(rewritten=wrong.rewrite(asked.derivation, step))
    assert rerun["dL/dx"] == (6, 5)[kept]


def test_the_gradient_of_shared_weights_at_the_last_step_only_is_a_known_slip():
    asked = ask(UNROLLED)
    step = asked.derivation.step("dL/dU")
    slips = {slip.tag: slip for slip in step.misconceptions}
    rerun = asked.run.again(rewritten=slips["last-step-only"].rewrite(asked.derivation, step))
    delta = 1 - asked["h[3]"] ** 2
    assert np.allclose(rerun["dL/dU"], np.outer(delta, asked["h[2]"]))


def test_a_forgotten_average_repeats_itself_in_the_gradients():
    asked = ask(HOMEWORK)
    step = asked.derivation.step("y")
    slip = next(slip for slip in step.misconceptions if "averag" in slip.tag)
    rerun = asked.run.again(rewritten=slip.rewrite(asked.derivation, step))
    assert rerun["y"] == 1
    assert exact(rerun["dL/dF"]) == [[10, 7], [5, -4]]


def test_gradients_run_through_a_cell():
    asked = ask(LSTM_FACTS + "find dL/dW_f, dL/dx, dL/dh[0] where L = sum(h)", "cell lstm")
    assert all(check.agrees for check in asked.checks())


def test_pinned_values_flow_into_later_gradients():
    asked = ask(HOMEWORK)
    rerun = asked.run.again(pinned={"dL/dZ": asked["dL/dZ"] * 4}, targets=("dL/dF",))
    assert exact(rerun["dL/dF"]) == [[10, 7], [5, -4]]


SCALARS = (
    "{a} + {b}",
    "{a} * {b}",
    "{a} - 2 * {b}",
    "tanh({a})",
    "sigmoid({a} * {b})",
    "{a}^2 / (1 + {b}^2)",
    "exp(-{a}^2)",
)


def chained(seed: int, count: int) -> str:
    """Statements of numbers that use earlier ones at random, so that many names are shared."""
    draw = random.Random(seed)
    names = ["a", "b"]
    lines = [f"a = {draw.randint(-9, 9)}/10", f"b = {draw.randint(1, 9)}/10"]
    for place in range(count):
        one, other = draw.choice(names), draw.choice(names[-3:])
        lines.append(f"n{place} = {draw.choice(SCALARS).format(a=one, b=other)}")
        names.append(f"n{place}")
    return "\n".join([*lines, f"L = {names[-1]} + a * b", "find dL/da, dL/db"])


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(1, 8))
def test_gradients_of_random_graphs_agree_with_central_differences(seed, count):
    checks = [check for check in ask(chained(seed, count)).checks() if check.method == "central differences"]
    assert len(checks) >= 2
    assert all(check.agrees for check in checks)


ARRAYS = {
    "matrix products": "A = [[1, -2], [0.5, 3]]\nx = [0.2, -0.4]\nh = tanh(A @ x)\nL = h @ (A @ h)\nfind dL/dA, dL/dx",
    "softmax and cross-entropy": "S = [[1, 2], [0.5, -1]]\nT = [[1, 0], [0, 1]]\nP = softmax(S, each row)\n"
    "L = cross_entropy(P, T)\nfind dL/dS",
    "pooling of a convolution": "X = 1..16 as 4x4\nF = [[1, 0.5], [-0.3, -1]]\nZ = conv(X, F)\nR = relu(Z + 9)\n"
    "L = sum(avgpool(R, size=2)) + mean(maxpool(X, size=2)^2)\nfind dL/dX, dL/dF",
    "lists, rows and reshaping": "a = [1, 2]\nB = [[3, 4], [5, 6]]\nv = concat(a, B[2])\nM = reshape(v, size=2x2)\n"
    "L = sum((M @ B)^2) + max(v)\nfind dL/da, dL/dB",
    "numbers against arrays": "W = [[1, 2], [3, 4]]\nb = 0.5\nc = [1, -1]\nL = mean((W * b + c)^2 / (1 + b))\n"
    "find dL/dW, dL/db, dL/dc",
}


@pytest.mark.parametrize("lines", ARRAYS.values(), ids=ARRAYS.keys())
def test_gradients_through_arrays_agree_with_central_differences(lines):
    asked = ask(lines)
    checks = asked.checks()
    assert sum(check.method == "central differences" for check in checks) >= 1
    assert all(check.agrees for check in checks), [check for check in checks if not check.agrees]


@pytest.mark.parametrize("lines", [*ARRAYS.values(), UNROLLED], ids=[*ARRAYS, "a loop"])
def test_chain_rule_lines_come_to_the_value_of_the_cell(lines):
    """The last line of a cell, worked out with the values of its names, is the cell of the gradient."""
    from examsolver.maths.worked import worked

    asked = ask(lines)
    for part in asked.question.parts:
        step = asked.derivation.step(part.steps[0])
        for cell in worked(step, asked.run, limit=4).cells:
            numbers = cell.value if cell.numbers is None else cell.numbers
            assert _number(numbers) == pytest.approx(_number(cell.value), rel=1e-6, abs=1e-9)


def _number(formula) -> float:
    from examsolver.maths.evaluate import EXACT, Arithmetic, evaluate

    decimal = {**EXACT.operations, "decimal": lambda value, *rest: value}
    return float(evaluate(formula, {}, Arithmetic(EXACT.number, decimal)))


def test_a_check_that_fails_says_where():
    asked = ask("x = [1, 2]\nL = sum(x^2)\nfind dL/dx")
    step = asked.derivation.step("dL/dx")
    wrong = asked.run.again(rewritten={"dL/dx": step.with_law(_of_ones)})
    checks = asked.question.family.verify(asked.question.body, wrong)
    failed = [check for check in checks if not check.agrees]
    assert [(check.subject, check.detail) for check in failed] == [("dL/dx", "differs at (0,)")]


def _of_ones(upstream, *values, **options):
    return np.ones(2)
