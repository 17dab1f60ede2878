"""Array operators: what is said where they have no value, and what their conventions change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import examsolver
from examsolver.core.derivation import LawError
from examsolver.maths.arrays import array_of
from examsolver.rules import CATALOGUE

A = array_of([[1, 2, 3], [4, 5, 6]])
V = array_of([1, 2, 3])

BAD: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    ("split", (A,), {"parts": 2}, "3 entries cannot be cut into 2"),
    ("split", (A,), {"parts": (1, 1)}, "do not fill 3"),
    ("split", (A,), {"parts": 3, "part": 4}, "no part 4"),
    ("permute", (A,), {"order": (1, 1)}, "no order"),
    ("stack", (A, V), {}, "2×3 and a vector of 3"),
    ("pad", (A,), {"width": (1, 1, 1)}, "2×3"),
    ("diag", (array_of([[[1]]]),), {}, "1×1×1"),
    ("take", (A, array_of([3])), {}, "no entry 3 among 2"),
    ("take", (A, array_of([0])), {}, "no entry 0"),
    ("gather", (A, array_of([1, 1, 1])), {}, "2×3 and indices a vector of 3"),
    ("embedding", (V, 1), {}, "a vector of 3"),
    ("one_hot", (array_of([1, 5]),), {"classes": 3}, "no entry 5"),
    ("argmax", (3,), {}, "a number"),
    ("range", (3, 1), {}, "nothing from 3 to 1"),
    ("zeros", (0,), {}, "no array"),
    ("clip", (V,), {}, "no bounds"),
    ("clip", (V,), {"low": 2, "high": 1}, "above"),
    ("trace", (A,), {}, "2×3"),
    ("det", (A,), {}, "2×3"),
    ("inverse", (array_of([[1, 2], [2, 4]]),), {}, "no inverse"),
    ("dot", (A, V), {}, "2×3 and a vector of 3"),
    ("outer", (A, V), {}, "2×3"),
    ("einsum", ("ij,jk->ik", A, A), {}, "j runs to 3 in one array and to 2 in another"),
    ("einsum", ("ijk->i", A), {}, "2×3"),
    ("einsum", ("ij->k", A), {}, "'k'"),
    ("einsum", ("i...->i", A), {}, "no specification"),
    ("einsum", ("ij,ij", A), {}, "2 arrays, 1"),
    ("cumsum", (3,), {}, "a number"),
    ("causal_mask", (0,), {}, "length 0"),
    ("masked_softmax", (A, array_of([1, 0])), {}, "scores 2×3, mask a vector of 2"),
    ("interleave", (A, V), {}, "2×3 and a vector of 3"),
    ("quarter_turn", (V,), {}, "even"),
    ("position_angles", (1,), {"width": 5}, "even"),
]


@pytest.mark.parametrize(("name", "inputs", "options", "said"), BAD, ids=[f"{one[0]} {one[3]}" for one in BAD])
def test_what_has_no_value_says_why(name: str, inputs: tuple[Any, ...], options: dict[str, Any], said: str) -> None:
    with pytest.raises(LawError) as caught:
        CATALOGUE.get(name).law(*inputs, **options)
    assert said in f"{caught.value.reason} {caught.value.hint}"


def solved(lines: str, asked: str) -> Any:
    (question,) = examsolver.load("question q: compute\n" + "\n".join(f"  {line}" for line in lines.split("; ")))
    return examsolver.solve(question).run[asked]


def test_tokens_may_count_from_zero() -> None:
    lines = (
        "convention index base zero; E = [[1, 2], [3, 4]]; X = embedding(E, [0, 1]); k = argmax(X, each row); find X, k"
    )
    assert np.array_equal(solved(lines, "X"), array_of([[1, 2], [3, 4]]))
    assert np.array_equal(solved(lines, "k"), array_of([1, 1]))


def test_halves_may_go_to_the_even_number() -> None:
    assert np.array_equal(solved("x = [0.5, 1.5, 2.5]; y = round(x); find y", "y"), array_of([1, 2, 3]))
    even = solved("convention halves to even; x = [0.5, 1.5, 2.5]; y = round(x); find y", "y")
    assert np.array_equal(even, array_of([0, 2, 2]))


def test_settings_may_stand_behind_the_inputs_with_a_sign() -> None:
    assert np.array_equal(solved("x = [-3, 0.5, 3]; y = clip(x, -1, 1); find y", "y"), array_of([-1, 1 / 2, 1]))


def test_large_determinants_are_quick_and_exact() -> None:
    size = 12
    matrix = array_of([[1 if i == j else 1 / (i + j + 2) for j in range(size)] for i in range(size)])
    value = CATALOGUE.get("det").law(matrix)
    assert float(value) == pytest.approx(float(np.linalg.det(matrix.astype(float))))


def test_a_slice_of_a_given_array_carries_its_gradient() -> None:
    lines = "w = [1, 2, 3, 4]; s = sum(w[2..3] * [5, 7]); find s, ds/dw"
    assert np.array_equal(solved(lines, "ds/dw"), array_of([0, 5, 7, 0]))
