"""Principal components by hand (Pearson 1901): centre, covariance, eigenvalues, explained share, scores."""

from __future__ import annotations

from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result, Rule
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.rewriting import slip

COVARIANCE = Convention(
    "covariance",
    (
        Variant("n - 1", "the covariance divides by the number of examples less one"),
        Variant("n", "the covariance divides by the number of examples"),
    ),
)
CLOSE = 1e-9


def symmetric(matrix: Value) -> Any:
    """A symmetric matrix as floats. Raises LawError for any other."""
    shape = shape_of(matrix)
    if len(shape) != 2 or shape[0] != shape[1]:
        raise LawError(f"eigenvalues are asked of {describe(shape)}", "a square matrix, such as a covariance")
    table = as_array(matrix).astype(float)
    if not np.allclose(table, table.T, rtol=CLOSE, atol=CLOSE):
        raise LawError("this matrix is not symmetric", "its eigenvalues need not be real: a covariance is symmetric")
    return table


def eigenvalues(matrix: Value) -> Value:
    """Eigenvalues of a symmetric matrix, the largest first. Raises LawError."""
    return settle(np.linalg.eigvalsh(symmetric(matrix))[::-1])


def smallest_first(matrix: Value) -> Value:
    """The wrong idea: the smallest first."""
    return settle(np.linalg.eigvalsh(symmetric(matrix)))


def eigenvectors(matrix: Value) -> Value:
    """Unit eigenvectors as columns, in the order of the eigenvalues; the largest entry of each is positive."""
    columns = np.linalg.eigh(symmetric(matrix))[1][:, ::-1]
    largest = np.abs(np.round(columns, 9)).argmax(axis=0)
    return settle(columns * np.sign(columns[largest, np.arange(columns.shape[1])]))


def as_rows(matrix: Value) -> Value:
    """The wrong idea: eigenvectors as rows."""
    return settle(as_array(eigenvectors(matrix)).T)


def _jacobi(matrix: Value) -> tuple[Any, Any]:
    """Jacobi's rotations (1846): an oracle for eigenvalues and eigenvectors."""
    table = symmetric(matrix).copy()
    vectors = np.eye(len(table))
    for _ in range(60 * len(table) ** 2):
        off = np.abs(np.triu(table, 1))
        p, q = np.unravel_index(int(off.argmax()), off.shape)
        if off[p, q] < 1e-14:
            break
        angle = 0.5 * np.arctan2(2 * table[p, q], table[q, q] - table[p, p])
        turn = np.eye(len(table))
        turn[p, p] = turn[q, q] = np.cos(angle)
        turn[p, q], turn[q, p] = np.sin(angle), -np.sin(angle)
        table, vectors = turn.T @ table @ turn, vectors @ turn
    order = np.argsort(-np.diag(table), kind="stable")
    return np.diag(table)[order], vectors[:, order]


def _values_by_rotation(matrix: Value) -> Value:
    return settle(_jacobi(matrix)[0])


def _vectors_by_rotation(matrix: Value) -> Value:
    columns = _jacobi(matrix)[1]
    largest = np.abs(np.round(columns, 9)).argmax(axis=0)
    return settle(columns * np.sign(columns[largest, np.arange(columns.shape[1])]))


def equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """From the data to the scores on the principal components."""
    shape = facts.shape("X")
    if len(shape) != 2 or shape[0] < 2:
        raise LawError(f"X is {describe(shape)}", "an example a row, two or more of them")
    less = 1 if COVARIANCE.chosen(conventions).name == "n - 1" else 0
    centred = Sym("centred")
    spread = apply("transpose", centred) @ centred
    uncentred = Mistake(
        "data-not-centred", "The mean is subtracted before the covariance is taken.",
        apply("transpose", Sym("X")) @ Sym("X") / Num(shape[0] - less),
    )  # fmt: skip
    return with_mistakes(
        (
            Line("mean", apply("mean", Sym("X"), axis="column"), "the mean of every column"),
            Line("centred", Sym("X") - Sym("mean"), "the mean is subtracted from every row"),
            Line(
                "covariance", spread / Num(shape[0] - less), "products of the centred columns, averaged", (uncentred,)
            ),
            Line(
                "eigenvalues", apply("eigenvalues", Sym("covariance")), "variances along the components, largest first"
            ),
            Line("components", apply("eigenvectors", Sym("covariance")), "unit eigenvectors, one a column"),
            Line("explained", Sym("eigenvalues") / apply("sum", Sym("eigenvalues")), "share of the variance of each"),
            Line("scores", centred @ Sym("components"), "coordinates of the examples on the components"),
        )
    )


ASK = "question q: compute\n  "

RULES = (
    Rule(
        name="eigenvalues",
        summary="eigenvalues of a symmetric matrix, the largest first",
        law=eigenvalues,
        inputs=("A",),
        because="roots of det(A − λ I) = 0, the largest first",
        misconceptions=(slip("smallest-eigenvalue-first", "The largest eigenvalue comes first.", smallest_first),),
        oracle=_values_by_rotation,
        example=ASK + "v = eigenvalues([[2, 1], [1, 2]])\n  find v to 4 decimals",
    ),
    Rule(
        name="eigenvectors",
        summary="unit eigenvectors of a symmetric matrix as columns, the largest eigenvalue first",
        law=eigenvectors,
        inputs=("A",),
        because="solutions of (A − λ I) v = 0 of length 1; the largest entry is made positive",
        misconceptions=(slip("eigenvectors-as-rows", "Each eigenvector is a column.", as_rows),),
        oracle=_vectors_by_rotation,
        example=ASK + "V = eigenvectors([[3, 1], [1, 1]])\n  find V to 4 decimals",
    ),
)

ALGORITHMS = (
    Algorithm(
        name="pca",
        summary="principal component analysis",
        inputs=(Input("X", "examples, one a row", also=("x", "data")),),
        results=(
            Result("components", "unit eigenvectors, one a column", ("eigenvectors", "principal-components")),
            Result("eigenvalues", "variances along the components, largest first"),
            Result("explained", "share of the variance of each component", ("explained-variance-ratio",)),
            Result("covariance", "covariance of the columns"),
            Result("mean", "mean of every column"),
            Result("centred", "data less the mean", ("centered",)),
            Result("scores", "coordinates on the components", ("projection", "projections")),
        ),
        equations=equations,
        conventions=(COVARIANCE,),
        example="question q: compute pca\n  X = [[2, 0], [0, 1], [4, 2], [2, 5]]\n"
        "  find mean, covariance, eigenvalues, explained to 4 decimals",
        also=("principal-component-analysis",),
    ),
)
