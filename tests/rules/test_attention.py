"""Attention: what is said where shapes do not fit, and which mistakes are named."""

from __future__ import annotations

import numpy as np
import pytest

import examsolver
from examsolver.core.marking import Answer, Submission
from examsolver.core.problem import ExamError

ATTENTION = """question q: compute attention
  Q = [[1, 0, 1, 0], [0, 2, 0, 1], [1, 1, 0, 0]]
  K = [[1, 1, 0, 1], [2, 0, 3, 0], [0, 1, 1, 0]]
  V = [[1, 0], [0, 2], [3, 1]]
  {lines}
  find scores, scaled, weights, output to 4 decimals
"""
Q = np.array([[1, 0, 1, 0], [0, 2, 0, 1], [1, 1, 0, 0]], dtype=float)
K = np.array([[1, 1, 0, 1], [2, 0, 3, 0], [0, 1, 1, 0]], dtype=float)
V = np.array([[1, 0], [0, 2], [3, 1]], dtype=float)


def softmax(scores: np.ndarray, axis: int = -1) -> np.ndarray:
    powers = np.exp(scores)
    return powers / powers.sum(axis=axis, keepdims=True)


def verdict(text: str, part: str, answer: object) -> tuple[str, str | None]:
    """How an answer to one part is judged."""
    exam = examsolver.load(text)
    written = str(np.asarray(answer).tolist()) if not isinstance(answer, str) else answer
    submission = Submission("student", (Answer("q", part, written),))
    (report,) = examsolver.grade(exam, (submission,)).reports
    (found,) = [one for one in report.verdicts if one.part == part]
    return found.outcome, found.tag


SCORES = Q @ K.T
CAUSAL = np.tri(3)
SLIPS = [
    ("", "scaled", SCORES * 2, "multiplied-by-the-root"),
    ("", "scaled", SCORES / np.sqrt(3), "scaled-by-sequence-length"),
    ("", "scores", SCORES.T, "queries-and-keys-exchanged"),
    ("", "weights", softmax(SCORES / 2, 0), "softmax-along-the-wrong-axis"),
    ("causal = yes", "weights", softmax(SCORES / 2) * CAUSAL, "mask-after-softmax"),
    ("causal = yes", "weights", softmax(SCORES / 2), "mask-ignored"),
    ("causal = yes", "weights", softmax(SCORES / 2 * CAUSAL), "masked-scores-zero"),
    ("mask = [0, 1, 1]", "weights", softmax(np.where([1, 0, 0], SCORES / 2, -np.inf)), None),
]


@pytest.mark.parametrize(("lines", "part", "answer", "tag"), SLIPS, ids=[str(slip[3]) for slip in SLIPS])
def test_a_mistake_in_attention_is_named(lines: str, part: str, answer: np.ndarray, tag: str | None) -> None:
    outcome, found = verdict(ATTENTION.format(lines=lines), part, np.round(answer, 4))
    if tag is None:
        assert outcome == "other-convention"
    else:
        assert (outcome, found) == ("known-mistake", tag)


HEADS = """question q: compute multi-head-attention
  X = [[1, 2, 0, 1, 3, 1], [0, 1, 3, 1, 1, 2], [2, 1, 1, 0, 0, 1]]
  heads = 3
  find scores[1], scaled[1], q[2]
"""


def test_the_width_of_the_model_in_place_of_that_of_a_head_is_named() -> None:
    X = np.array([[1, 2], [0, 1], [2, 1]])
    assert verdict(HEADS, "scaled[1]", np.round(X @ X.T / np.sqrt(6), 4)) == ("known-mistake", "scaled-by-model-width")


def test_heads_of_every_other_column_are_named() -> None:
    assert verdict(HEADS, "q[2]", [[2, 3], [1, 1], [1, 0]]) == ("known-mistake", "heads-interleaved")


def test_scores_that_are_not_scaled_are_another_convention() -> None:
    assert verdict(ATTENTION.format(lines=""), "weights", np.round(softmax(SCORES), 4))[0] == "other-convention"


def test_right_values_are_right() -> None:
    weights = softmax(SCORES / 2)
    assert verdict(ATTENTION.format(lines=""), "output", np.round(weights @ V, 4))[0] == "correct"


BAD = [
    (
        "compute attention",
        "Q = [[1, 2]]\n  K = [[1, 2, 3], [4, 5, 6]]\n  V = [[1], [2]]\n  find output",
        "queries 1×2, keys 2×3",
    ),
    ("compute attention", "Q = [[1, 2]]\n  K = [[1, 2]]\n  V = [[1], [2], [3]]\n  find output", "keys 1×2, values 3×1"),
    ("compute attention", "Q = [[1, 2]]\n  K = [[1, 2]]\n  find output", "V"),
    (
        "compute attention",
        "Q = [[1, 2]]\n  K = [[1, 2], [3, 4]]\n  V = [[1], [2]]\n  mask = [0, 0]\n  find output",
        "hides all scores",
    ),
    (
        "compute attention",
        "Q = [[1, 2]]\n  K = [[1, 2], [3, 4]]\n  V = [[1], [2]]\n  mask = [1, 0, 1]\n  find output",
        "mask a vector of 3",
    ),
    (
        "compute attention",
        "Q = [[1, 2]]\n  K = [[1, 2], [3, 4]]\n  V = [[1], [2]]\n  mask = [1, 7]\n  find output",
        "not made of 0 and 1",
    ),
    ("compute multi-head-attention", "X = [[1, 2, 3]]\n  heads = 2\n  find output", "cannot be cut into 2 heads"),
    ("compute multi-head-attention", "X = [[1, 2]]\n  find output", "heads is missing"),
    ("compute positional-encoding", "width = 3\n  position = 1\n  find encoding", "even number"),
    ("compute positional-encoding", "width = 4\n  find encoding", "which positions"),
    ("compute rotary", "x = [1, 2]\n  find rotated", "which position"),
    (
        "compute residual-block",
        "x = [1, 2]\n  W_1 = [[1, 2]]\n  W_2 = [[1], [2], [3]]\n  find output",
        "the block gives a vector of 3",
    ),
    (
        "compute feed-forward",
        "x = [1, 2]\n  W_1 = [[1, 2, 3]]\n  W_2 = [[1]]\n  find output",
        "input a vector of 2, W_1 1×3",
    ),
]


@pytest.mark.parametrize(("header", "lines", "said"), BAD)
def test_what_does_not_fit_is_told_with_its_place(header: str, lines: str, said: str) -> None:
    with pytest.raises(ExamError) as caught:
        exam = examsolver.load(f"question q: {header}\n  {lines}\n")
        for question in exam:
            examsolver.solve(question)
    (problem, *_) = caught.value.problems
    assert said in f"{problem.message} {problem.hint}"
    assert problem.span is not None


def test_heads_with_matrices_of_their_own_are_columns_of_the_whole_ones() -> None:
    whole = """question q: compute multi-head-attention
  X = [[1, 0], [0, 2]]
  W_Q = [[1, 0, 0, 1], [0, 1, 1, 0]]
  W_K = [[1, 1, 1, 0], [0, 1, 0, 1]]
  W_V = [[2, 0, 1, 0], [0, 1, 1, 1]]
  heads = 2
  find output"""
    parts = """question q: compute multi-head-attention
  X = [[1, 0], [0, 2]]
  W_Q[1] = [[1, 0], [0, 1]]
  W_K[1] = [[1, 1], [0, 1]]
  W_V[1] = [[2, 0], [0, 1]]
  W_Q[2] = [[0, 1], [1, 0]]
  W_K[2] = [[1, 0], [0, 1]]
  W_V[2] = [[1, 0], [1, 1]]
  find output"""
    one, other = (examsolver.solve(examsolver.load(text).questions[0]).run["output"] for text in (whole, parts))
    assert np.allclose(one.astype(float), other.astype(float))


def test_additive_masks_hide_by_large_negative_numbers() -> None:
    lines = "mask = [0, 0, -1000]\n  convention mask entries added"
    (question,) = examsolver.load(ATTENTION.format(lines=lines))
    weights = examsolver.solve(question).run["weights"]
    seen = softmax(SCORES[:, :2] / 2)
    assert np.allclose(weights.astype(float)[:, :2], seen) and np.allclose(weights.astype(float)[:, 2], 0)


def test_cross_attention_takes_keys_and_values_elsewhere() -> None:
    text = """question q: compute self-attention
  X = [[1, 0], [0, 1]]
  Y = [[1, 1], [2, 0], [0, 3]]
  W_Q = [[1, 0], [0, 1]]
  W_K = [[1, 0], [0, 1]]
  W_V = [[1, 0], [0, 1]]
  find scores, output"""
    run = examsolver.solve(examsolver.load(text).questions[0]).run
    memory = np.array([[1, 1], [2, 0], [0, 3]], dtype=float)
    assert np.allclose(run["output"].astype(float), softmax(memory.T / np.sqrt(2)) @ memory)
