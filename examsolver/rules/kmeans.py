"""k-means by hand (Lloyd 1982): distances, assignment, new centroids, until the steps asked for are done."""

from __future__ import annotations

from typing import Any

import numpy as np

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result, Rule
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.arithmetic import quotient
from examsolver.rules.mistaken_equations import Line, with_mistakes
from examsolver.rules.rewriting import slip

MOST = 50
"""Steps that are written out."""


def points_of(values: Value, name: str) -> list[list[Any]]:
    """Points, one a row; numbers are points of one coordinate. Raises LawError."""
    shape = shape_of(values)
    if len(shape) == 1:
        return [[entry] for entry in as_array(values).tolist()]
    if len(shape) != 2:
        raise LawError(f"{name} is {describe(shape)}", "a point a row")
    rows: list[list[Any]] = as_array(values).tolist()
    return rows


def squared_distances(points: Value, centroids: Value) -> Value:
    """Squared Euclidean distance of every point (row) to every centroid (column). Raises LawError."""
    rows, centres = points_of(points, "the points"), points_of(centroids, "the centroids")
    if len(rows[0]) != len(centres[0]):
        raise LawError(f"points have {len(rows[0])} coordinates and centroids {len(centres[0])}")
    table = [[sum((a - b) ** 2 for a, b in zip(row, centre, strict=True)) for centre in centres] for row in rows]
    return settle(np.array(table, dtype=object))


def absolute_distances(points: Value, centroids: Value) -> Value:
    """The wrong idea: absolute differences, summed."""
    rows, centres = points_of(points, "the points"), points_of(centroids, "the centroids")
    table = [[sum(abs(a - b) for a, b in zip(row, centre, strict=True)) for centre in centres] for row in rows]
    return settle(np.array(table, dtype=object))


def _by_expansion(points: Value, centroids: Value) -> Value:
    """Oracle: |x|² − 2 x·c + |c|²."""
    x = np.array(points_of(points, "the points"), dtype=object)
    c = np.array(points_of(centroids, "the centroids"), dtype=object)
    return settle((x * x).sum(1)[:, None] - 2 * x @ c.T + (c * c).sum(1)[None])


def nearest(distances: Value) -> Value:
    """For each row the number of its smallest entry; of equal ones the first. Raises LawError."""
    if len(shape_of(distances)) != 2:
        raise LawError(f"distances are {describe(shape_of(distances))}", "a row a point, a column a centroid")
    rows = as_array(distances).tolist()
    return settle(np.array([row.index(min(row)) + 1 for row in rows], dtype=object))


def farthest(distances: Value) -> Value:
    """The wrong idea: the largest distance."""
    return settle(np.array([row.index(max(row)) + 1 for row in as_array(distances).tolist()], dtype=object))


def _nearest_by_sorting(distances: Value) -> Value:
    """Oracle."""
    places = [sorted(range(len(row)), key=lambda k: (row[k], k))[0] + 1 for row in as_array(distances).tolist()]
    return settle(np.array(places, dtype=object))


def cluster_means(points: Value, assignment: Value, centroids: Value) -> Value:
    """The mean of the points of each cluster; a cluster without points stays where it was. Raises LawError."""
    rows, old = points_of(points, "the points"), points_of(centroids, "the centroids")
    numbers = [int(number) for number in as_array(assignment).tolist()]
    if len(numbers) != len(rows) or not all(1 <= number <= len(old) for number in numbers):
        raise LawError(
            "every point needs a cluster", f"numbers from 1 to {len(old)}, one for each of {len(rows)} points"
        )
    means = [_mean([row for row, n in zip(rows, numbers, strict=True) if n == k + 1], old[k]) for k in range(len(old))]
    found = [mean[0] for mean in means] if len(shape_of(centroids)) == 1 else means
    return settle(np.array(found, dtype=object))


def _mean(rows: list[list[Any]], otherwise: list[Any]) -> list[Any]:
    return [quotient(sum(column), len(rows)) for column in zip(*rows, strict=True)] if rows else otherwise


def divided_by_all(points: Value, assignment: Value, centroids: Value) -> Value:
    """The wrong idea: sums of a cluster divided by the number of all points."""
    count, rows = shape_of(points)[0], as_array(assignment).tolist()
    shares = [quotient(rows.count(k + 1), count) for k in range(shape_of(centroids)[0])]
    means = as_array(cluster_means(points, assignment, centroids))
    scale = np.array(shares, dtype=object)
    return settle(means * (scale if means.ndim == 1 else scale[:, None]))


def _means_by_one_hot(points: Value, assignment: Value, centroids: Value) -> Value:
    """Oracle: a product with the table of memberships."""
    x, count = np.array(points_of(points, "the points"), dtype=object), shape_of(centroids)[0]
    member = np.array([[int(n == k + 1) for n in as_array(assignment).tolist()] for k in range(count)], dtype=object)
    sums, sizes = member @ x, member.sum(1)
    old = np.array(points_of(centroids, "the centroids"), dtype=object)
    means = np.array([[quotient(s, n) if n else o for s, o in zip(row, keep, strict=True)]
                      for row, n, keep in zip(sums, sizes, old, strict=True)], dtype=object)  # fmt: skip
    return settle(means[:, 0] if len(shape_of(centroids)) == 1 else means)


def _at(name: str, turn: int) -> Formula:
    return Sym(name, (Num(turn),))


def equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Distances, assignment and centroids of every step, and the inertia that it leaves."""
    steps = facts.value("steps")
    if not isinstance(steps, int) or not 1 <= steps <= MOST:
        raise LawError("steps must be a whole number", f"at most {MOST} are written out")
    if not facts.has("centroids[0]"):
        raise LawError("centroids are missing", "centroids = [[0, 0], [4, 4]]: where they begin")
    points, lines = Sym("X"), []
    for turn in range(1, steps + 1):
        old = _at("centroids", turn - 1)
        table, cluster = _at("distances", turn), _at("assignment", turn)
        lines += [
            Line(f"distances[{turn}]", apply("squared_distances", points, old), "squared distances: a row a point"),
            Line(f"assignment[{turn}]", apply("nearest", table), "each point goes to the nearest centroid"),
            Line(f"inertia[{turn}]", apply("sum", apply("min", table, axis="row")), "squared distances to the nearest"),
            Line(f"centroids[{turn}]", apply("cluster_means", points, cluster, old), "each centroid moves to the mean"),
        ]
    return with_mistakes(lines)


ASK = "question q: compute\n  "

RULES = (
    Rule(
        name="squared_distances",
        step=True,
        summary="squared distance of every point (row) to every centroid (column)",
        law=squared_distances,
        inputs=("points", "centroids"),
        because="differences, squared and summed",
        misconceptions=(
            slip("absolute-in-place-of-squared", "The distance squares the differences.", absolute_distances),
        ),
        oracle=_by_expansion,
        example=ASK + "D = squared_distances([[0, 0], [3, 4]], [[0, 0], [1, 1]])\n  find D",
    ),
    Rule(
        name="nearest",
        step=True,
        summary="for each row the number of its smallest entry",
        law=nearest,
        inputs=("distances",),
        because="the smallest distance decides; of equal ones the first",
        misconceptions=(slip("farthest-in-place-of-nearest", "A point belongs to the nearest centroid.", farthest),),
        oracle=_nearest_by_sorting,
        example=ASK + "a = nearest([[0, 2], [25, 13]])\n  find a",
    ),
    Rule(
        name="cluster_means",
        step=True,
        summary="the mean of the points of each cluster",
        law=cluster_means,
        inputs=("points", "assignment", "centroids"),
        because="the mean of the points of each cluster",
        misconceptions=(
            slip("divided-by-all-points", "A mean is divided by the points of its own cluster.", divided_by_all),
        ),
        oracle=_means_by_one_hot,
        example=ASK + "C = cluster_means([[0, 0], [3, 4], [5, 4]], [1, 2, 2], [[0, 0], [1, 1]])\n  find C",
    ),
)

ALGORITHMS = (
    Algorithm(
        name="k-means",
        summary="k-means clustering, step by step",
        inputs=(
            Input("X", "points, one a row; a list of numbers in one dimension", also=("x", "points", "data")),
            Input("centroids", "where the centroids begin", also=("C", "centres", "centers", "means"), optional=True),
            Input("steps", "number of steps", "number", 1, also=("iterations", "epochs")),
        ),
        results=(
            Result("assignment", "cluster of each point after every step: assignment[1], …", ("clusters", "labels")),
            Result("centroids", "after every step", ("C", "centres", "centers", "means")),
            Result("distances", "squared distances at every step", ("D",)),
            Result("inertia", "squared distances to the nearest centroid, summed", ("sse", "SSE")),
        ),
        equations=equations,
        states=("centroids",),
        example="question q: compute k-means\n  X = [[0, 0], [0, 2], [4, 4], [6, 4]]\n  centroids = [[0, 0], [4, 4]]\n"
        "  steps = 2\n  find assignment[1], centroids[1], inertia[2]",
        also=("kmeans",),
    ),
)
