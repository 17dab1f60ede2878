"""Random instances of the operators of attention and of positions."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from tests.rules import rule_instances as made


def Instance(*inputs: Any, **options: Any) -> Any:
    return made.Instance(inputs, options)


def masked(draw: random.Random) -> Any:
    from examsolver.maths.arrays import array_of

    axis, meaning = draw.choice([None, "row", "column"]), draw.choice(["visible", "visible", "hidden"])
    seen = 1 if meaning == "visible" else 0
    rows = [[draw.randint(0, 1) for _ in range(3)] for _ in range(3)]
    for place in range(3):
        rows[place][place] = seen
    vector = draw.random() < 0.3
    mask = array_of([seen, 1 - seen, seen] if vector else rows)
    options = {} if axis is None else {"axis": axis}
    return Instance(made.array(draw, 3, 3), mask, **options, mask_entries=meaning)


def length(draw: random.Random) -> Any:
    return Instance(draw.randint(2, 5), **draw.choice([{}, {"mask_entries": "hidden"}]))


def position(draw: random.Random) -> Any:
    from examsolver.maths.arrays import array_of

    place = draw.choice([Fraction(draw.randint(1, 9)), array_of([1, 2, 5])])
    return Instance(place, width=draw.choice([2, 4, 6]), **draw.choice([{}, {"base": 100}]))


def turns(draw: random.Random) -> Any:
    shape = draw.choice([(3,), (2, 2)])
    return Instance(made.array(draw, *shape), made.array(draw, *shape))


def quarter(draw: random.Random) -> Any:
    shape = draw.choice([(4,), (2, 6)])
    return Instance(made.array(draw, *shape), **draw.choice([{}, {"rotary_pairs": "halves"}]))


INSTANCES = {
    "masked_softmax": masked,
    "causal_mask": length,
    "position_angles": position,
    "interleave": turns,
    "quarter_turn": quarter,
}
INEXACT = {"masked_softmax", "position_angles"}
