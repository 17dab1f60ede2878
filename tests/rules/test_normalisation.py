"""Normalisation, dropout and initialisation as questions: what marking calls the slips, and what cannot be computed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import examsolver
from examsolver.core.marking import Answer, Submission, Verdict
from examsolver.core.problem import ExamError

X = np.array([[1.0, 4.0], [3.0, 9.0], [8.0, -2.0]])
BATCH = "question q: compute batch-norm\n  x = [[1, 4], [3, 9], [8, -2]]\n  gamma = [2, 3]\n  beta = [1, -1]\n"
BATCH += "  epsilon = 0.5\n"
BACK = "question q: compute batch-norm\n  x = [1, 3, 8, 2]\n  gamma = 2\n  beta = 1\n  g = [1, -2, 3, 5]\n"
BACK += "  L = sum(g * output)\n  find dL/dx to 4 decimals\n"


def verdict(question: str, part: str, answer: Any) -> Verdict:
    """What marking says of one answer, given to six digits."""
    exam = examsolver.load(question)
    numbers = np.round(np.asarray(answer, dtype=float), 6).tolist()
    (report,) = examsolver.grade(exam, (Submission("s", (Answer("q", part, str(numbers)),)),)).reports
    return next(one for one in report.verdicts if one.part == part)


def standard(x: Any, axis: int | None = 0, epsilon: float = 0.5, ddof: int = 0) -> Any:
    keep = axis is not None
    variance = x.var(axis=axis, ddof=ddof, keepdims=keep)
    return (x - x.mean(axis=axis, keepdims=keep)) / np.sqrt(variance + epsilon)


@pytest.mark.parametrize(
    ("tag", "normalised"),
    [
        ("epsilon-forgotten", standard(X, epsilon=0)),
        ("epsilon-outside-the-root", (X - X.mean(0)) / (X.std(0) + 0.5)),
        ("not-divided-by-the-deviation", X - X.mean(0)),
        ("mean-not-subtracted", X / np.sqrt(X.var(0) + 0.5)),
        ("variance-in-place-of-its-root", (X - X.mean(0)) / (X.var(0) + 0.5)),
        ("other-divisor-of-the-variance", standard(X, ddof=1)),
        ("statistics-over-everything", standard(X, axis=None)),
        ("statistics-along-the-wrong-axis", standard(X, axis=1)),
    ],
)
def test_slips_of_the_statistics(tag: str, normalised: Any) -> None:
    assert verdict(BATCH + "  find normalised to 4 decimals\n", "normalised", normalised).tag == tag


@pytest.mark.parametrize(
    ("tag", "output"),
    [
        ("scale-and-shift-exchanged", standard(X) * [1, -1] + [2, 3]),
        ("shift-forgotten", standard(X) * [2, 3]),
        ("scale-forgotten", standard(X) + np.array([1, -1])),
        ("shifted-before-scaling", (standard(X) + np.array([1, -1])) * [2, 3]),
    ],
)
def test_slips_of_scale_and_shift(tag: str, output: Any) -> None:
    assert verdict(BATCH + "  find output to 4 decimals\n", "output", output).tag == tag


def backward(*, mean: bool, variance: bool) -> Any:
    """dL/dx with the parts of mean and variance, or without."""
    x, g = np.array([1.0, 3, 8, 2]), 2 * np.array([1.0, -2, 3, 5])
    sigma, hat = x.std(), (x - x.mean()) / x.std()
    return (g - mean * g.mean() - variance * hat * (g * hat).mean()) / sigma


@pytest.mark.parametrize(
    ("tag", "mean", "variance"),
    [
        (None, True, True),
        ("statistics-treated-as-constants", False, False),
        ("variance-treated-as-a-constant", True, False),
        ("mean-treated-as-a-constant", False, True),
    ],
)
def test_statistics_that_do_not_move_in_the_backward_pass(tag: str | None, mean: bool, variance: bool) -> None:
    found = verdict(BACK, "dL/dx", backward(mean=mean, variance=variance))
    assert named(found, tag)


def named(found: Verdict, tag: str | None) -> bool:
    """Whether marking gives the tag, or tells its idea among those that give the very same answer."""
    told = {
        "statistics-treated-as-constants": "Mean and variance depend on the entries",
        "mean-treated-as-a-constant": "The mean depends on the entries",
        "variance-treated-as-a-constant": "The variance depends on the entries",
    }
    return found.tag == tag or (tag in told and told[tag] in found.message)


@pytest.mark.parametrize(
    ("tag", "mean", "variance"),
    [
        (None, True, True),
        ("statistics-treated-as-constants", False, False),
        ("variance-treated-as-a-constant", True, False),
        ("mean-treated-as-a-constant", False, True),
    ],
)
def test_the_same_in_the_closed_formula(tag: str | None, mean: bool, variance: bool) -> None:
    question = "question q: compute batch-norm-backward\n  x = [1, 3, 8, 2]\n  gamma = 2\n  g = [1, -2, 3, 5]\n"
    answer = backward(mean=mean, variance=variance)
    assert verdict(question + "  find dx to 4 decimals\n", "dx", answer).tag == tag


def test_slips_of_rms_and_l2_normalisation() -> None:
    x = np.array([[1.0, 4, 2], [3, 9, -5]])
    given = f"  x = {x.tolist()}\n"
    rms = np.sqrt((x**2).mean(1, keepdims=True))
    found = verdict(
        f"question q: compute rms-norm\n{given}  find output to 4 decimals\n",
        "output",
        (x - x.mean(1, keepdims=True)) / rms,
    )
    assert found.tag == "mean-subtracted"
    found = verdict(f"question q: compute rms-norm\n{given}  find rms to 4 decimals\n", "rms", x.std(1))
    assert found.tag == "centred-variance-used"
    unit = x / abs(x).sum(1, keepdims=True)
    found = verdict(f"question q: compute l2-normalise\n{given}  find output to 4 decimals\n", "output", unit)
    assert found.tag == "absolute-values-added"


def test_scaling_at_test_time_too() -> None:
    question = "question q: compute dropout-test\n  x = [1, 3]\n  rate = 0.2\n  find output\n"
    assert verdict(question, "output", [1.25, 3.75]).tag == "scaled-at-test-time-too"
    assert verdict(question, "output", [0.8, 2.4]).outcome == "other-convention"


@pytest.mark.parametrize(
    ("tag", "factor"),
    [
        ("mask-not-scaled", 1),
        ("rate-and-keep-exchanged", 1 / 0.3),
        ("multiplied-by-keep", 0.7),
        ("multiplied-by-the-rate", 0.3),
    ],
)
def test_slips_of_dropout(tag: str, factor: float) -> None:
    question = "question q: compute dropout\n  x = [1, 2, 3]\n  mask = [1, 0, 1]\n  rate = 0.3\n"
    found = verdict(question + "  find output to 4 decimals\n", "output", np.array([1, 0, 3]) * factor)
    assert tag == found.tag or (tag == "mask-not-scaled" and found.outcome == "other-convention")


@pytest.mark.parametrize(
    ("rule", "part", "tag", "answer"),
    [
        ("he(fan_in=40, fan_out=10)", "std", "root-forgotten", 0.05),
        ("he(fan_in=40, fan_out=10)", "variance", "fan-in-and-fan-out-exchanged", 0.2),
        ("he(fan_in=40, fan_out=10)", "variance", "factor-two-forgotten", 0.025),
        ("he(fan_in=40, fan_out=10)", "variance", "xavier-in-place-of-the-initialisation-asked", 0.04),
        ("he(fan_in=40, fan_out=10)", "limit", "deviation-in-place-of-limit", math.sqrt(0.05)),
        ("xavier(fan_in=40, fan_out=10)", "variance", "he-in-place-of-the-initialisation-asked", 0.05),
        ("lecun(kernel=3, channels_in=4)", "fan_in", "kernel-area-forgotten", 4),
    ],
)
def test_slips_of_initialisations(rule: str, part: str, tag: str, answer: float) -> None:
    question = f"question q: compute\n  w = {rule}\n  find w.{part}\n"
    assert verdict(question, f"w.{part}", answer).tag == tag


def test_the_other_reading_of_momentum_is_another_convention() -> None:
    question = "question q: compute running-statistics\n  mean = 5\n  variance = 4\n  momentum = 0.9\n"
    assert verdict(question + "  find running_mean\n", "running_mean", 4.5).outcome == "other-convention"
    unbiased = question + "  size = 5\n  find running_variance\n"
    assert verdict(unbiased, "running_variance", 0.9 + 0.1 * 5).outcome == "other-convention"


def test_the_parts_of_the_gradient_add_up_to_zero_over_a_batch() -> None:
    run = examsolver.solve(examsolver.load(BACK).question("q")).run
    assert float(sum(run["dL/dx"])) == pytest.approx(0, abs=1e-12)


def test_group_norm_of_one_group_is_layer_norm_and_of_all_groups_instance_norm() -> None:
    text = "question q: compute\n  x = [[[1, 5, 2, 4], [3, 3, 7, 1]]]\n  a = group_norm(x, groups=4)\n"
    text += "  b = instance_norm(x)\n  c = group_norm(x, groups=1)\n  d = layer_norm(flatten(x))\n  find a, b, c, d\n"
    run = examsolver.solve(examsolver.load(text).question("q")).run
    assert same(run["a.output"], run["b.output"])
    assert same(run["c.output"], run["d.output"])


def same(one: Any, other: Any) -> bool:
    return np.allclose(np.asarray(one, dtype=float).ravel(), np.asarray(other, dtype=float).ravel())


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("compute batch-norm", "x = [2, 2, 2]", "find output"), ("variance is zero", "epsilon")),
        (("compute batch-norm", "x = [[1, 2], [3, 5]]", "gamma = [1, 2, 3]", "find output"), ("vector of 3", "2×2")),
        (("compute group-norm", "x = [1, 2, 3]", "groups = 2", "find output"), ("3 channels", "divide")),
        (("compute dropout", "x = [1, 2]", "mask = [1, 2]", "rate = 0.5", "find output"), ("0 and 1", "keeps")),
        (("compute dropout", "x = [1, 2]", "mask = [1, 0]", "rate = 1", "find output"), ("below 1", "share")),
        (
            ("compute dropout", "x = [1, 2]", "mask = [1, 0, 1]", "rate = 0.5", "find output"),
            ("vector of 2", "vector of 3"),
        ),
        (("compute dropout", "x = [1, 2]", "mask = [1, 0]", "find output"), ("rate", "keep")),
        (("compute he", "fan_out = 3", "find std"), ("fan in is missing", "kernel")),
        (("compute", "v = variance([3], correction=1)", "find v"), ("variance", "more entries")),
        (("compute l2-normalise", "x = [0, 0]", "find output"), ("zero", "epsilon")),
        (("compute batch-norm-inference", "x = [1, 2]", "mean = [1, 2, 3]", "variance = 1", "find output"), ("3", "2")),
    ],
)
def test_what_cannot_be_computed_says_why(lines: Sequence[str], told: tuple[str, str]) -> None:
    with pytest.raises(ExamError) as caught:
        exam = examsolver.load(f"question q: {lines[0]}\n  " + "\n  ".join(lines[1:]) + "\n")
        examsolver.solve(exam.question("q"))
    said = " ".join(f"{problem.message} {problem.hint}" for problem in caught.value.problems)
    assert all(word in said for word in told), said
