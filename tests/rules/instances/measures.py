"""Random instances of the operators behind measures: counts, thresholds, boxes, clusters, eigenvalues."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from examsolver.maths.arrays import array_of
from tests.rules import rule_instances as made


def Instance(*inputs: Any, **options: Any) -> Any:
    return made.Instance(inputs, options)


def listed(draw: random.Random, count: int, most: int, least: int = 0) -> Any:
    return array_of([draw.randint(least, most) for _ in range(count)])


def ratio(draw: random.Random) -> Any:
    shape = draw.choice([(), (3,)])
    return Instance(made.array(draw, *shape), made.array(draw, *shape))


def labels(draw: random.Random) -> Any:
    return Instance(listed(draw, 6, 3, 1), listed(draw, 6, 3, 1), confusion_rows=draw.choice(["true", "predicted"]))


def scores(draw: random.Random) -> Any:
    return Instance(listed(draw, 5, 4))


def levels(draw: random.Random) -> Any:
    return Instance(listed(draw, 5, 4), listed(draw, 3, 4))


def curve(draw: random.Random) -> Any:
    steps = sorted(Fraction(draw.randint(0, 8), 8) for _ in range(3))
    heights = sorted(Fraction(draw.randint(0, 8), 8) for _ in range(3))
    return Instance(array_of(steps), array_of(heights))


def groups(draw: random.Random) -> Any:
    return Instance(listed(draw, 3, 20, 1), listed(draw, 3, 20, 1))


def box(draw: random.Random) -> list[int]:
    left, top = draw.randint(0, 4), draw.randint(0, 4)
    return [left, top, left + draw.randint(1, 4), top + draw.randint(1, 4)]


def boxes(draw: random.Random) -> Any:
    parts = [array_of([box(draw) for _ in range(count)]) for count in (3, 2)]
    return Instance(*parts, box_sides=draw.choice(["continuous", "inclusive"]))


def suppression(draw: random.Random) -> Any:
    from examsolver.rules.boxes import iou_matrix

    found = array_of([[0, 0, 6, 6], *([*corner, *(side + 5 for side in corner)] for corner in corners(draw))])
    order = draw.sample(range(1, 5), 4)
    return Instance(array_of(order), iou_matrix(found, found), Fraction(draw.randint(1, 6), 10))


def corners(draw: random.Random) -> list[list[int]]:
    return [[draw.randint(0, 4), draw.randint(0, 2)] for _ in range(3)]


def matching(draw: random.Random) -> Any:
    table = [[Fraction(draw.randint(0, 10), 10) for _ in range(2)] for _ in range(4)]
    return Instance(array_of(draw.sample(range(1, 5), 4)), array_of(table), Fraction(1, 2))


def precisions(draw: random.Random) -> Any:
    hits, found, precision, recall = [draw.randint(0, 1) for _ in range(5)], 0, [], []
    for rank, hit in enumerate(hits, start=1):
        found += hit
        precision.append(Fraction(found, rank))
        recall.append(Fraction(found, 5))
    kind = draw.choice(["all points", "eleven points", "all points", "none"])
    return Instance(array_of(precision), array_of(recall), precision_interpolation=kind)


def clusters(draw: random.Random) -> Any:
    return Instance(made.array(draw, 4, 2), made.array(draw, 2, 2))


def distances(draw: random.Random) -> Any:
    return Instance(array_of([[abs(draw.randint(0, 9)) for _ in range(3)] for _ in range(4)]))


def memberships(draw: random.Random) -> Any:
    points, centres = ((4, 2), (2, 2)) if draw.random() < 0.6 else ((4,), (2,))
    return Instance(made.array(draw, *points), listed(draw, 4, 2, 1), made.array(draw, *centres))


def symmetric(draw: random.Random) -> Any:
    a, b, c, d, e, f = made.numbers(draw, 6)
    return Instance(array_of([[a, b, c], [b, d, e], [c, e, f]] if draw.random() < 0.5 else [[a, b], [b, c]]))


def ranked(draw: random.Random) -> Any:
    base = draw.choice(["one", "zero"])
    first = int(base == "one")
    return Instance(made.array(draw, 4, 4), listed(draw, 4, 3 + first, first), draw.randint(2, 3), index_base=base)


INSTANCES = {
    "ratio": ratio, "count_matrix": labels, "thresholds": scores, "by_score": scores, "reached": levels,
    "trapezoid": curve, "ordered_pairs": groups, "iou_matrix": boxes, "suppress": suppression, "match_boxes": matching,
    "interpolated_ap": precisions, "squared_distances": clusters, "nearest": distances, "cluster_means": memberships,
    "eigenvalues": symmetric, "eigenvectors": symmetric, "top_k_hits": ranked,
}  # fmt: skip
INEXACT = ("eigenvalues", "eigenvectors")
