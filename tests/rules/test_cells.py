"""The recurrent cells: their equations against a plain transcription, and wrong ideas about whole equations."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest

from examsolver.core.derivation import Derivation, Run, Step
from examsolver.core.formula import Apply, Formula, Num, Sym, apply
from examsolver.maths.tree import children, substitute, walk
from examsolver.rules import CATALOGUE, PROCEDURE_CATALOGUE
from tests.rules.rule_instances import array, worth

BEFORE = {Sym("h", (Sym("t") - 1,)): Sym("h_before"), Sym("c", (Sym("t") - 1,)): Sym("c_before")}


def worked(procedure: str, givens: dict[str, Any], conventions: dict[str, str] | None = None) -> dict[str, Any]:
    """All results of one step."""
    values = dict(givens)
    for equation in PROCEDURE_CATALOGUE.get(procedure).equations(conventions or {}):
        values[equation.name] = worth(substitute(equation.formula, BEFORE), values)
    return values


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def givens(procedure: str, seed: int, hidden: int = 2, size: int = 3) -> dict[str, Any]:
    """Random floats of the shapes that a cell takes."""
    draw = random.Random(seed)
    values: dict[str, Any] = {"x": array(draw, size).astype(float) / 3}
    values["h_before"] = array(draw, hidden).astype(float) / 5
    values["c_before"] = array(draw, hidden).astype(float) / 4
    for name in PROCEDURE_CATALOGUE.get(procedure).inputs:
        if name.startswith("W"):
            values[name] = array(draw, hidden, hidden + size).astype(float) / 8
        elif name.startswith("b"):
            values[name] = array(draw, hidden).astype(float) / 9
        elif name.startswith("U"):
            values[name] = array(draw, hidden, hidden).astype(float) / 7
    return values


@pytest.mark.parametrize("seed", range(5))
def test_an_lstm_agrees_with_a_plain_transcription(seed: int) -> None:
    given = givens("lstm", seed)
    joined = np.concatenate([given["h_before"], given["x"]])
    f, i, o = (sigmoid(given[f"W_{gate}"] @ joined + given[f"b_{gate}"]) for gate in "fio")
    c = f * given["c_before"] + i * np.tanh(given["W_c"] @ joined + given["b_c"])
    found = worked("lstm", given)
    assert np.allclose(found["c"], c) and np.allclose(found["h"], o * np.tanh(c))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("update", ["new", "old"])
def test_a_gru_agrees_with_a_plain_transcription(seed: int, update: str) -> None:
    given = givens("gru", seed)
    h, x = given["h_before"], given["x"]
    z, r = (sigmoid(given[f"W_{gate}"] @ np.concatenate([h, x]) + given[f"b_{gate}"]) for gate in "zr")
    proposed = np.tanh(given["W_c"] @ np.concatenate([r * h, x]) + given["b_c"])
    share = z if update == "new" else 1 - z
    found = worked("gru", given, {"gru update": update})
    assert np.allclose(found["h"], (1 - share) * h + share * proposed)


def test_a_gru_that_resets_after_the_product_has_a_matrix_of_its_own_for_the_state() -> None:
    given = givens("gru", 1)
    given["W_c"] = given["W_c"][:, :3]
    h, x = given["h_before"], given["x"]
    found = worked("gru", given, {"gru reset": "after"})
    expected = np.tanh(given["W_c"] @ x + found["r"] * (given["U_c"] @ h) + given["b_c"])
    assert np.allclose(found["candidate"], expected)


def test_a_simple_recurrent_cell_agrees_with_a_plain_transcription() -> None:
    given = givens("rnn", 3)
    expected = np.tanh(given["W"] @ np.concatenate([given["h_before"], given["x"]]) + given["b"])
    assert np.allclose(worked("rnn", given)["h"], expected)


HAND = {
    "x": [1], "h_before": [0.5], "c_before": [-1],
    "W_f": [[0.5, -0.25]], "W_i": [[1, 0.5]], "W_o": [[-0.5, 1]], "W_c": [[0.25, 0.75]],
    "b_f": [0], "b_i": [0.1], "b_o": [0], "b_c": [-0.2],
}  # fmt: skip


def hand() -> dict[str, Any]:
    return {name: np.array(value, dtype=float) for name, value in HAND.items()}


def test_one_lstm_step_by_hand() -> None:
    found = worked("lstm", hand())
    rounded = {name: round(float(found[name][0]), 4) for name in ("f", "i", "o", "candidate", "c", "h")}
    assert rounded == {"f": 0.5, "i": 0.7503, "o": 0.6792, "candidate": 0.5883, "c": -0.0587, "h": -0.0398}


@pytest.mark.parametrize("procedure", ["rnn", "lstm", "gru"])
def test_equations_use_known_names_only_and_give_every_result(procedure: str) -> None:
    cell = PROCEDURE_CATALOGUE.get(procedure)
    equations = cell.equations({})
    assert tuple(equation.name for equation in equations) == cell.results
    names = {part.name for one in equations for part in walk(one.formula) if isinstance(part, Sym)}
    assert names <= {*cell.inputs, *cell.results, *cell.states, "t"}
    assert set(cell.optional) <= set(cell.inputs)
    assert all(equation.says for equation in equations)


# An equation as a derivation: the outermost operator has its name, the ones inside are hidden steps.


def steps_of(name: str, formula: Formula, ideas: Any = ()) -> list[Step]:
    steps: list[Step] = []

    def visit(part: Formula, own: str | None) -> str:
        if isinstance(part, (Sym, Num)):
            return part.name if isinstance(part, Sym) else "one"
        uses = tuple(visit(arg, None) for arg in children(part))
        here = own or f"{name}#{len(steps) + 1}"
        rule = CATALOGUE.get(part.op if isinstance(part, Apply) else "listing")
        steps.append(Step(here, uses, rule.law, rule=rule.name, site=here, misconceptions=ideas if own else ()))
        return here

    visit(formula, name)
    return steps


def run_of(name: str, ideas: Any, formula: Formula, values: dict[str, Any]) -> Run:
    return Derivation({**values, "one": 1}, tuple(steps_of(name, formula, ideas))).run()


def equation_run(procedure: str, name: str, values: dict[str, Any]) -> Run:
    equation = next(one for one in PROCEDURE_CATALOGUE.get(procedure).equations({}) if one.name == name)
    return run_of(name, equation.misconceptions, substitute(equation.formula, BEFORE), values)


def with_idea(run: Run, name: str, tag: str) -> Any:
    step = run.derivation.step(name)
    idea = next(one for one in step.misconceptions if one.tag == tag)
    return run.again(rewritten=idea.rewrite(run.derivation, step))[name]


STATE = {"f": 0.5, "i": 0.25, "o": 0.75, "c_before": -1.0, "candidate": 0.8, "c": 0.6}


@pytest.mark.parametrize(
    ("name", "tag", "value"),
    [
        ("c", "input-gate-forgotten", 0.5 * -1 + 0.8),
        ("c", "forget-gate-forgotten", -1 + 0.25 * 0.8),
        ("c", "gates-exchanged", 0.25 * -1 + 0.5 * 0.8),
        ("h", "output-gate-forgotten", math.tanh(0.6)),
    ],
)
def test_wrong_ideas_about_the_states_of_an_lstm(name: str, tag: str, value: float) -> None:
    assert with_idea(equation_run("lstm", name, STATE), name, tag) == pytest.approx(value)


def test_wrong_ideas_about_the_gates_of_a_gru() -> None:
    values = {"z": 0.25, "candidate": 0.8, "h_before": 0.4}
    found = with_idea(equation_run("gru", "h", values), "h", "update-gate-forgotten")
    assert found == pytest.approx(0.75 * 0.4 + 0.8)
    values = {"r": np.array([0.5]), "h_before": np.array([2.0]), "x": np.array([1.0])}
    values |= {"W_c": np.array([[1.0, 0.25]]), "b_c": np.array([0.5])}
    found = with_idea(equation_run("gru", "candidate", values), "candidate", "reset-gate-forgotten")
    assert float(found[0]) == pytest.approx(math.tanh(2 + 0.25 + 0.5))


def test_a_forgotten_gate_in_a_step_of_several_is_found_by_its_plain_name() -> None:
    formula = apply("+", apply("*", Sym("f[2]"), Sym("c[1]")), apply("*", Sym("i[2]"), Sym("candidate[2]")))
    equation = next(one for one in PROCEDURE_CATALOGUE.get("lstm").equations({}) if one.name == "c")
    values = {"f[2]": 0.5, "c[1]": -1.0, "i[2]": 0.25, "candidate[2]": 0.8}
    run = run_of("c[2]", equation.misconceptions, formula, values)
    assert with_idea(run, "c[2]", "input-gate-forgotten") == pytest.approx(0.3)


def test_sigmoid_in_place_of_tanh_at_the_output() -> None:
    found = worked("lstm", hand())
    run = run_of("u", (), apply("tanh", Sym("c")), {"c": found["c"]})
    idea = next(one for one in CATALOGUE.get("tanh").misconceptions if one.tag == "sigmoid-in-place-of-tanh")
    again = run.again(rewritten=idea.rewrite(run.derivation, run.derivation.step("u")))
    assert round(float((found["o"] * again["u"])[0]), 4) == 0.3296


def test_joining_in_the_other_order_strikes_every_gate_at_once() -> None:
    rule = CATALOGUE.get("listing")
    joined = [Step(f"{gate}#1", ("h", "x"), rule.law, rule="listing", site=f"{gate}#1") for gate in "fi"]
    derivation = Derivation({"h": np.array([1.0, 2.0]), "x": np.array([3.0])}, tuple(joined))
    rewritten = rule.misconceptions[0].rewrite(derivation, joined[0])
    run = derivation.run().again(rewritten=rewritten)
    assert run["f#1"].tolist() == run["i#1"].tolist() == [3, 1, 2]
