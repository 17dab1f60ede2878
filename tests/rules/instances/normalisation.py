"""Instances of statistics of groups, standardising, and scaling and shifting."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import tests.rules.rule_instances as shared
from examsolver.rules.entry_groups import groups_of

CASES: tuple[tuple[tuple[int, ...], dict[str, Any]], ...] = (
    ((), {}),
    ((4,), {}),
    ((2, 3), {}),
    ((2, 2), {"axis": "row"}),
    ((3, 3), {"axis": "column"}),
    ((3, 3), {"axis": "channel"}),
    ((3, 3), {"axis": "row"}),
    ((2, 3), {"axis": "row"}),
    ((3, 2), {"axis": "channel"}),
    ((2, 2, 2), {"axis": "map"}),
    ((2, 2, 2), {"axis": "map", "channels": "first"}),
    ((2, 1, 2, 2), {"axis": "channel", "channels": "first"}),
    ((2, 2, 1, 2), {"axis": "sample"}),
    ((2, 4), {"axis": "group", "groups": 2}),
    ((6,), {"axis": "group", "groups": 3}),
    ((1, 2, 4), {"axis": "group", "groups": 2}),
    ((4, 1, 2), {"axis": "group", "groups": 2, "channels": "first"}),
)


def grouped(draw: random.Random) -> shared.Instance:
    shape, options = draw.choice(CASES)
    return shared.Instance((shared.array(draw, *shape),), options)


def about(draw: random.Random) -> shared.Instance:
    shape, options = draw.choice([case for case in CASES if case[0]])
    x = shared.array(draw, *shape)
    settings = {**options, **draw.choice([{}, {}, {"correction": 1}])}
    return shared.Instance((x, shared.array(draw, *groups_of(x, **options).result)), settings)


def standard(draw: random.Random) -> shared.Instance:
    shape, options = draw.choice(CASES)
    x = shared.array(draw, *shape)
    result = groups_of(x, **options).result
    mean, variance = shared.array(draw, *result), shared.array(draw, *result, positive=True)
    return shared.Instance((x, mean, variance, draw.choice([Fraction(1, 2), Fraction(1, 3)])), options)


def affine(draw: random.Random) -> shared.Instance:
    x, gamma, beta, options = draw.choice(
        [
            ((), (), (), {}),
            ((3,), (), (), {}),
            ((2, 3), (3,), (3,), {}),
            ((2, 3), (2,), (2,), {"along": 1}),
            ((2, 2, 3), (2,), (2,), {"along": 2}),
            ((2, 3), (2, 3), (2, 3), {}),
            ((2, 3), (3,), (), {}),
            ((2, 2, 2), (2, 2), (2, 2), {}),
        ]
    )
    return shared.Instance(tuple(shared.array(draw, *shape) for shape in (x, gamma, beta)), options)


def divided(draw: random.Random) -> shared.Instance:
    shape, options = draw.choice(CASES)
    x = shared.array(draw, *shape)
    return shared.Instance((x, shared.array(draw, *groups_of(x, **options).result, positive=True)), options)


def several(draw: random.Random) -> shared.Instance:
    shape, options = draw.choice([case for case in CASES if case[0]])
    more = draw.choice([{}, {"correction": 1}, {"variance": "sample"}, {"variance": "population"}])
    return shared.Instance((shared.array(draw, *shape),), {**options, **more})


def near(draw: random.Random) -> shared.Instance:
    shape = draw.choice([(5,), (6,), (2, 4), (1, 2, 4)])
    options: dict[str, Any] = {"size": draw.choice([3, 3, 2, 1])}
    if draw.random() < 0.2:
        shape, options = (4, 1, 2), {"size": 3, "channels": "first"}
    return shared.Instance((shared.array(draw, *shape),), options)


INSTANCES: Mapping[str, Callable[[random.Random], shared.Instance]] = {
    "group_mean": grouped,
    "mean_square": grouped,
    "variance_about": about,
    "standardise": standard,
    "scale_shift": affine,
    "lengths": grouped,
    "neighbour_squares": near,
    "variance": several,
    "std": several,
    "over_group": divided,
}
INEXACT = ("standardise", "lengths", "std")
