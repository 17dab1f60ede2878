"""The cells once more, number by number in plain Python: what their equations are held to."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym
from examsolver.core.rule import Procedure
from examsolver.families.computing.functions import rule_of

STATE, INPUT = 2, 3
"""How many numbers the states and the inputs have that equations are tried on."""

PEEPHOLES = ("p_f", "p_i", "p_o")

Vector = list[float]
Numbers = Mapping[str, Any]


def transcribed(procedure: Procedure, conventions: Conventions) -> tuple[Numbers, Numbers] | None:
    """Random facts of a cell, and what its plain transcription makes of them; None for a cell that has none."""
    cell = CELLS.get(procedure.name)
    if cell is None:
        return None
    draw = random.Random(procedure.name)
    facts = {name: _drawn(name, draw, conventions) for name in (*procedure.inputs, *procedure.optional, *PEEPHOLES)}
    facts.update((f"{name} before", _vector(STATE, draw)) for name in procedure.states)
    return facts, cell(facts, conventions)


def variants_of(procedure: Procedure) -> Iterator[dict[str, str]]:
    """Every choice of the conventions that a cell knows."""
    topics = procedure.conventions
    for chosen in product(*(topic.variants for topic in topics)):
        yield {topic.topic: variant.name for topic, variant in zip(topics, chosen, strict=True)}


def worth(formula: Formula, numbers: Numbers) -> Value:
    """The value of an equation's right side, by the laws of the rules."""
    import numpy as np

    match formula:
        case Num(value):
            return value
        case Sym(name, index):
            return np.array(numbers[f"{name} before" if index else name])
        case Listing(items):
            return np.concatenate([worth(item, numbers) for item in items])
        case Apply(op, args):
            rule = rule_of(op)
            if rule is None:
                raise KeyError(op)
            return rule.law(*(worth(arg, numbers) for arg in args))


def _drawn(name: str, draw: random.Random, conventions: Conventions) -> Any:
    if name == "x":
        return _vector(INPUT, draw)
    if name.startswith(("b", "p")):
        return _vector(STATE, draw)
    apart = conventions.get("gru reset") == "after"
    columns = STATE if name == "U_c" else INPUT if name == "W_c" and apart else STATE + INPUT
    return [_vector(columns, draw) for _ in range(STATE)]


def _vector(length: int, draw: random.Random) -> Vector:
    return [draw.uniform(-1, 1) for _ in range(length)]


# The cells.


def _weighted(rows: list[Vector], vector: Vector, bias: Vector) -> Vector:
    return [
        added + math.fsum(weight * entry for weight, entry in zip(row, vector, strict=True))
        for row, added in zip(rows, bias, strict=True)
    ]


def _squashed(vector: Vector) -> Vector:
    return [1 / (1 + math.exp(-entry)) for entry in vector]


def _bent(vector: Vector) -> Vector:
    return [(math.exp(2 * entry) - 1) / (math.exp(2 * entry) + 1) for entry in vector]


def _lstm(facts: Numbers, conventions: Conventions) -> Numbers:
    joined, old = facts["h before"] + facts["x"], facts["c before"]
    seen = conventions.get("lstm peepholes") == "diagonal"
    coupled = {"forget": "i", "input": "f"}.get(conventions.get("lstm coupling", ""))

    def gate(letter: str, cell: Vector) -> Vector:
        total = _weighted(facts[f"W_{letter}"], joined, facts[f"b_{letter}"])
        peeped = [entry * weight for entry, weight in zip(cell, facts[f"p_{letter}"], strict=True)]
        return _squashed([one + two * seen for one, two in zip(total, peeped, strict=True)])

    f, i = ([] if letter == coupled else gate(letter, old) for letter in "fi")
    f, i = f or [1 - entry for entry in i], i or [1 - entry for entry in f]
    candidate = _bent(_weighted(facts["W_c"], joined, facts["b_c"]))
    c = [f[place] * old[place] + i[place] * candidate[place] for place in range(STATE)]
    o = gate("o", c)
    h = [o[place] * _bent(c)[place] for place in range(STATE)]
    return {"f": f, "i": i, "o": o, "candidate": candidate, "c": c, "h": h}


def _gru(facts: Numbers, conventions: Conventions) -> Numbers:
    old, x, nothing = facts["h before"], facts["x"], [0.0] * STATE
    z, r = (_squashed(_weighted(facts[f"W_{gate}"], old + x, facts[f"b_{gate}"])) for gate in "zr")
    if conventions.get("gru reset") == "after":
        inner = _weighted(facts["U_c"], old, nothing)
        outer = _weighted(facts["W_c"], x, facts["b_c"])
        candidate = _bent([outer[place] + r[place] * inner[place] for place in range(STATE)])
    else:
        reset = [r[place] * old[place] for place in range(STATE)]
        candidate = _bent(_weighted(facts["W_c"], reset + x, facts["b_c"]))
    kept = z if conventions.get("gru update") == "old" else [1 - entry for entry in z]
    h = [kept[place] * old[place] + (1 - kept[place]) * candidate[place] for place in range(STATE)]
    return {"z": z, "r": r, "candidate": candidate, "h": h}


def _rnn(facts: Numbers, conventions: Conventions) -> Numbers:
    total = _weighted(facts["W"], facts["h before"] + facts["x"], facts["b"])
    return {"h": SHAPES[conventions.get("rnn activation", "tanh")](total)}


def _cut_off(vector: Vector) -> Vector:
    return [max(entry, 0.0) for entry in vector]


def _stepped(vector: Vector) -> Vector:
    return [float(entry > 0) for entry in vector]


SHAPES: Mapping[str, Callable[[Vector], Vector]] = {
    "tanh": _bent, "relu": _cut_off, "sigmoid": _squashed, "step": _stepped, "linear": list,
}  # fmt: skip

CELLS: Mapping[str, Callable[[Numbers, Conventions], Numbers]] = {"lstm": _lstm, "gru": _gru, "rnn": _rnn}
