"""Cells against plain NumPy transcriptions of their equations."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.families.compute_questions import ask


def sigma(x):
    return 1 / (1 + np.exp(-x))


def lstm(x, h, c, p):
    v = np.concatenate([h, x])
    f, i, o = (sigma(p[f"W_{gate}"] @ v + p[f"b_{gate}"]) for gate in "fio")
    candidate = np.tanh(p["W_c"] @ v + p["b_c"])
    c = f * c + i * candidate
    return {"f": f, "i": i, "o": o, "candidate": candidate, "c": c, "h": o * np.tanh(c)}


def gru(x, h, c, p):
    v = np.concatenate([h, x])
    z, r = (sigma(p[f"W_{gate}"] @ v + p[f"b_{gate}"]) for gate in "zr")
    candidate = np.tanh(p["W_c"] @ np.concatenate([r * h, x]) + p["b_c"])
    return {"z": z, "r": r, "candidate": candidate, "h": (1 - z) * h + z * candidate}


def rnn(x, h, c, p):
    return {"h": np.tanh(p["W"] @ np.concatenate([h, x]) + p["b"])}


CELLS = {"lstm": (lstm, "fioc"), "gru": (gru, "zrc"), "rnn": (rnn, "")}


def parameters(gates: str, draw: random.Random, hidden: int, width: int):
    named = {f"_{gate}": None for gate in gates} or {"": None}
    tenth = [[round(draw.uniform(-1, 1), 1) for _ in range(hidden + width)] for _ in range(hidden * len(named))]
    found = {}
    for place, name in enumerate(named):
        found[f"W{name}"] = np.array(tenth[place * hidden : (place + 1) * hidden])
        found[f"b{name}"] = np.array([round(draw.uniform(-1, 1), 1) for _ in range(hidden)])
    return found


def text_of(value) -> str:
    return str(np.asarray(value).tolist())


@pytest.mark.parametrize("steps", [1, 3])
@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("seed", range(3))
def test_a_cell_computes_what_its_equations_say(name, steps, seed):
    equations, gates = CELLS[name]
    draw = random.Random(seed)
    hidden, width = 2, 3
    known = parameters(gates, draw, hidden, width)
    rows = np.array([[round(draw.uniform(-1, 1), 1) for _ in range(width)] for _ in range(steps)])
    h, c = np.array([0.5, -0.2]), np.array([0.1, 0.3])
    states = "h[0] = [0.5, -0.2]\n" + ("c[0] = [0.1, 0.3]\n" if name == "lstm" else "")
    facts = f"x = {text_of(rows if steps > 1 else rows[0])}\n{states}"
    facts += "".join(f"{key} = {text_of(value)}\n" for key, value in known.items())
    results = []
    for row in rows:
        result = equations(row, h, c, known)
        h, c = result["h"], result.get("c", c)
        results.append(result)
    asked = ask(facts + f"find {', '.join(results[-1])}", f"cell {name}")
    for part in asked.question.parts:
        assert np.allclose(asked[part.steps[0]].astype(float), results[-1][part.id])
    for step, result in enumerate(results, 1):
        assert np.allclose(asked[f"h[{step}]"].astype(float), result["h"])


@pytest.mark.parametrize("name", CELLS)
def test_gradients_of_all_parameters_run_through_two_steps(name):
    _, gates = CELLS[name]
    known = parameters(gates, random.Random(7), 2, 1)
    states = "h[0] = [0.5, -0.2]\n" + ("c[0] = [0.1, 0.3]\n" if name == "lstm" else "")
    facts = f"x = [[0.3], [-0.6]]\n{states}" + "".join(f"{key} = {text_of(value)}\n" for key, value in known.items())
    asked = ask(facts + f"find {', '.join(f'dL/d{key}' for key in known)} where L = sum(h)", f"cell {name}")
    assert all(check.agrees for check in asked.checks())


def test_the_candidate_of_a_gru_may_be_written_as_other_books_write_it() -> None:
    facts = "x = [1]\nh[0] = [0.5]\nW_z = [[1, 2]]\nW_r = [[1, -1]]\nW_c = [[0.5, 2]]\nb_c = [0.25]\n"
    facts += "find h to 4 decimals"
    other = ask(facts.replace("W_c", "W_h").replace("b_c", "b_h"), "cell gru")
    assert other["h[1]"] == ask(facts, "cell gru")["h[1]"]
    assert {"W_h", "b_h"} <= set(other.derivation.step("candidate").names)
