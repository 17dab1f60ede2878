"""What questions of the family ask and what comes out."""

from __future__ import annotations

import pickle
from fractions import Fraction

import numpy as np
import pytest

from examsolver.core.formula import Apply, Formula
from examsolver.core.problem import ExamError
from examsolver.core.question import Find
from examsolver.families.compute import COMPUTE
from examsolver.maths.plain import plain
from tests.families.compute_questions import HOMEWORK, LETTERS, LSTM_FACTS, STEP, UNROLLED, ask, exact


def test_the_homework_is_exact_to_the_last_fraction():
    asked = ask(HOMEWORK)
    half, quarter = Fraction(1, 2), Fraction(1, 4)
    assert exact(asked["Z"]) == [[1, 2], [-10, 8]]
    assert exact(asked["y"]) == quarter
    assert exact(asked["dL/dX"]) == [[half, half, 0], [-quarter, 0, quarter], [-3 * quarter, -half, quarter]]
    assert exact(asked["dL/dF"]) == [[Fraction(5, 2), Fraction(7, 4)], [Fraction(5, 4), -1]]


def test_its_parts_have_the_ids_and_kinds_that_were_asked_for():
    parts = ask(HOMEWORK).question.parts
    assert [(part.id, part.kind, part.steps) for part in parts] == [
        ("Z", "matrix", ("Z",)),
        ("y", "number", ("y",)),
        ("dL/dX", "matrix", ("dL/dX",)),
        ("dL/dF", "matrix", ("dL/dF",)),
    ]


def test_a_training_step_uses_a_gradient_as_a_value():
    asked = ask(STEP)
    w, x, t = np.array([[0.4, 0.45], [0.5, 0.55]]), np.array([0.6, 0.6]), np.array([0.01, 0.99])
    o = 1 / (1 + np.exp(-(w @ x + 0.6)))
    slope = np.outer((o - t) * o * (1 - o), x)
    assert np.allclose(asked["o"], o)
    assert asked["E"] == pytest.approx(((t - o) ** 2).sum() / 2)
    assert np.allclose(asked["W_new"], w - 0.5 * slope)


def test_a_statement_of_several_operators_shows_one_step_in_known_names():
    asked = ask(STEP)
    shown = [step for step in asked.derivation.steps if step.shown]
    assert [step.name for step in shown] == ["o", "E", "dE/do", "dE/dW", "W_new"]
    assert plain(asked.derivation.step("dE/do").formula) == "-(t - o)"
    assert not any("#" in plain(step.formula) for step in shown)


def test_its_cells_are_written_in_names_that_people_know():
    asked = ask(STEP)
    step = asked.derivation.step("o")
    cells = step.cells((1,), *(asked[name] for name in step.names))
    assert [plain(line) for line in cells] == ["sigmoid(W[2,1] * x[1] + W[2,2] * x[2] + 3/5)"]


def test_an_unrolled_loop_gives_every_step_and_the_shared_gradient():
    asked = ask(UNROLLED)
    w, u = np.array([[0.5, -0.5], [0, 1]]), np.full((2, 2), 0.1)
    rows, h = np.array([[1, 0], [0, 1], [1, 1]]), [np.zeros(2)]
    for row in rows:
        h.append(np.tanh(w @ row + u @ h[-1]))
    delta, total = np.ones(2), np.zeros((2, 2))
    for step in (3, 2, 1):
        delta = delta * (1 - h[step] ** 2)
        total += np.outer(delta, h[step - 1])
        delta = u.T @ delta
    assert [part.id for part in asked.question.parts] == ["h[1]", "h[2]", "h[3]", "dL/dU"]
    assert all(np.allclose(asked[f"h[{step}]"], h[step]) for step in (1, 2, 3))
    assert np.allclose(asked["dL/dU"], total)


def test_a_plain_name_is_the_last_step():
    asked = ask("h[0] = 1\nfor t in 1..4:\n  h[t] = 2 * h[t-1]\ng = h + 1\nfind h, g")
    part = asked.question.parts[0]
    assert (part.id, part.steps, part.names) == ("h", ("h[4]",), ("h[4]",))
    assert asked["g"] == 17


def test_a_derivative_by_a_letter_is_a_formula_and_has_values_at_points():
    asked = ask(LETTERS)
    kinds = [(part.id, part.kind) for part in asked.question.parts]
    assert kinds[0] == ("dphi/dz", "expression")
    assert [id for id, _ in kinds[1:]] == ["dphi/dz z=-1", "dphi/dz z=0", "dphi/dz z=1"]
    assert isinstance(asked["dphi/dz"], Apply)
    sigma = [1 / (1 + np.exp(-2 * z)) for z in (-1, 0, 1)]
    slopes = [s + 2 * z * s * (1 - s) for z, s in zip((-1, 0, 1), sigma, strict=True)]
    assert [asked[f"dphi/dz z={z}"] for z in (-1, 0, 1)] == pytest.approx(slopes)


def test_a_formula_on_the_find_line_is_asked_at_values_and_not_told():
    asked = ask("w = 2\ns = 1/4\nfind bound = (w*s)^n at n = 1, 2, 3 exactly")
    assert [part.id for part in asked.question.parts] == ["bound n=1", "bound n=2", "bound n=3"]
    assert [asked[part.id] for part in asked.question.parts] == [Fraction(1, 2), Fraction(1, 4), Fraction(1, 8)]
    told = " ".join(line if isinstance(line, str) else plain(line) for line in COMPUTE.prompt(asked.question.body))
    assert told == "w = 2 s = 1/4"


def test_a_slope_without_an_equation_is_worked_out_as_a_gradient():
    asked = ask("w = [1, 2]\nx as number\nL = sum(relu(w * x - 1)^2)\nfind dL/dx at x = 1, 2")
    assert [asked[f"dL/dx x={x}"] for x in (1, 2)] == [4, 14]


def test_a_gradient_is_asked_at_values_of_another_letter():
    asked = ask("z = 3\nn as number\na = z^n\nb = a + z\nfind db/dz at n = 2, 3")
    assert [asked[f"db/dz n={n}"] for n in (2, 3)] == [7, 28]


def test_the_equations_of_a_cell_need_no_numbers():
    asked = ask("find equations f, c, h", "cell lstm")
    assert [(part.id, part.kind) for part in asked.question.parts] == [("f", "gate"), ("c", "gate"), ("h", "gate")]
    assert plain(asked["f"]) == "sigmoid(W_f [h[t-1], x] + b_f)"


def test_one_step_of_a_cell_is_known_by_plain_names():
    asked = ask(LSTM_FACTS + "find f, i, o, candidate, c, h to 4 decimals", "cell lstm")
    assert [part.id for part in asked.question.parts] == ["f", "i", "o", "candidate", "c", "h"]
    assert [round(float(asked[part.steps[0]][0]), 4) for part in asked.question.parts] == [
        0.5, 0.7503, 0.6792, 0.5883, -0.0587, -0.0398,
    ]  # fmt: skip


def test_values_and_equations_of_a_cell_can_be_asked_together():
    asked = ask(LSTM_FACTS + "find f\nfind dL/dW_f where L = sum(h)", "cell lstm")
    assert asked["dL/dW_f"].shape == (1, 2)


def test_a_cell_without_its_biases_leaves_them_out():
    lines = "x = [1]\nh[0] = [0.5]\nW = [[0.5, -0.25]]\nfind h"
    assert float(ask(lines, "cell rnn")["h[1]"][0]) == pytest.approx(np.tanh(0.25 - 0.25))


def test_rows_of_x_are_steps_of_a_cell():
    lines = "x = [[1], [2], [3]]\nh[0] = [0]\nW = [[0.5, -0.25]]\nfind h[1..3], h"
    asked = ask(lines, "cell rnn")
    h = 0.0
    for step, x in enumerate((1, 2, 3), 1):
        h = np.tanh(0.5 * h - 0.25 * x)
        assert float(asked[f"h[{step}]"][0]) == pytest.approx(h)
    assert asked.question.parts[-1].steps == ("h[3]",)


def test_other_conventions_have_the_same_steps():
    lines = "x = [1]\nh[0] = [0.5]\nW_z = [[0.5, 1]]\nW_r = [[1, 0.5]]\nW_c = [[0.25, 0.75]]\nfind h"
    body = ask(lines, "cell gru").question.body
    usual, mirrored = (COMPUTE.derive(body, {"gru update": name}) for name in ("new", "old"))
    shown = [[step.name for step in derivation.steps if step.shown] for derivation in (usual, mirrored)]
    assert shown[0] == shown[1]
    assert not np.allclose(usual.run()["h[1]"], mirrored.run()["h[1]"])


def test_quotients_of_names_that_begin_with_d_are_divisions():
    assert ask("dL = 6\ndX = 4\nq = dL/dX\nfind q")["q"] == Fraction(3, 2)


def test_a_transpose_is_written_with_a_raised_t():
    assert exact(ask("W = [[1, 2], [3, 4]]\nV = W^T\nfind V")["V"]) == [[1, 3], [2, 4]]


def test_lists_of_names_are_joined_and_lists_of_lists_are_rows():
    asked = ask("a = [1, 2]\nb = 3\nv = [a, b]\nM = [[b, 1], [b * b, 2]]\nfind v, M")
    assert exact(asked["v"]) == [1, 2, 3]
    assert exact(asked["M"]) == [[3, 1], [9, 2]]


def test_data_by_shape_is_filled_row_by_row():
    asked = ask("A = 0..5 as 2x3\nB = -0.4 to 0.6 in 3 steps as 3\nC = A @ B\nfind C exactly")
    assert exact(asked["C"]) == [Fraction(13, 10), Fraction(11, 5)]


def test_entries_and_their_gradients_can_be_asked():
    asked = ask("X = [[1, 2], [3, 4]]\nL = sum(X[1] * X[2]) + X[2,1]\nfind X[1,2], dL/dX, dL/dX[2], dL/dX[2,1]")
    assert asked["X[1,2]"] == 2
    assert exact(asked["dL/dX"]) == [[3, 4], [2, 2]]
    assert exact(asked["dL/dX[2]"]) == [2, 2]
    assert asked["dL/dX[2,1]"] == 2


@pytest.mark.parametrize("lines", [HOMEWORK, STEP, UNROLLED, LETTERS])
def test_a_derivation_pickles_and_computes_the_same(lines):
    asked = ask(lines)
    again = pickle.loads(pickle.dumps(asked.derivation)).run()
    assert all(np.array_equal(again[step.name], asked[step.name]) for step in asked.derivation.steps)


@pytest.mark.parametrize("lines", [HOMEWORK, STEP, UNROLLED, LETTERS])
def test_every_answer_is_held_to_an_oracle_and_agrees(lines):
    checks = ask(lines).checks()
    assert len(checks) >= 3
    assert all(check.agrees for check in checks), [check for check in checks if not check.agrees]


def test_the_prompt_tells_loops_as_loops_and_data_with_its_numbers():
    told = COMPUTE.prompt(ask(UNROLLED).question.body)
    texts = [line if isinstance(line, str) else plain(line) for line in told]
    assert texts[3:] == [
        "U = [[1/10, 1/10], [1/10, 1/10]]",
        "For t from 1 to 3:",
        "h[t] = tanh(W x[t] + U h[t-1])",
        "L = sum(h[3])",
    ]


def test_pictures_show_the_graph_and_the_first_window():
    asked = ask(HOMEWORK)
    graph, window = COMPUTE.pictures(asked.question.body, asked.run)
    assert [(node.name, node.caption, node.reads) for node in graph.facts.nodes] == [
        ("X", "3×3", ()),
        ("F", "2×2", ()),
        ("Z", "2×2", ("X", "F")),
        ("y", "1/4", ("Z",)),
        ("L", "1/4", ("y",)),
    ]
    assert window.facts.output == (("1", "2"), ("-10", "8"))
    assert window.facts.size == (2, 2)


def test_a_padded_window_shows_its_zeros():
    asked = ask("X = [[1, 2], [3, 4]]\nF = [[1, 0], [0, 1]]\nZ = conv(X, F, padding=1)\nfind Z")
    (window,) = COMPUTE.pictures(asked.question.body, asked.run)
    assert window.facts.input == (("0",) * 4, ("0", "1", "2", "0"), ("0", "3", "4", "0"), ("0",) * 4)


def test_a_find_that_asks_for_something_unknown_is_a_located_problem():
    asked = ask(HOMEWORK)
    thing = asked.question.parts[0]
    from examsolver.core.formula import Sym
    from examsolver.core.question import Thing

    find = Find((Thing(Sym("Zz"), thing.span),), thing.span)
    with pytest.raises(ExamError) as raised:
        COMPUTE.parts(asked.question.body, find, asked.run)
    assert "did you mean 'Z'?" in str(raised.value)


def test_bodies_of_the_same_text_are_equal():
    assert ask(STEP).question.body == ask("\n" + STEP).question.body
    assert isinstance(ask(STEP).question.body.statements[0].formula, Formula)


def test_the_conventions_of_rules_and_cells_are_known_once():
    topics = [convention.topic for convention in COMPUTE.conventions()]
    assert {"gru update", "loss reduction"} <= set(topics)
    assert len(topics) == len(set(topics))


def test_other_spellings_of_functions_are_read() -> None:
    asked = ask("X = 1..16 as 4x4\nP = maxpool(X, 2)\nA = avgpool(X, 2, 1)\nq = ln(1)\nfind P, A, q")
    assert exact(asked["P"]) == [[6, 8], [14, 16]] and asked["A"].shape == (3, 3) and asked["q"] == 0


def test_a_matrix_is_flattened_and_its_gradient_has_the_old_shape() -> None:
    asked = ask("X = [[1, 2], [3, 4]]\nv = flatten(X)\nL = sum(v * [1, 2, 3, 4])\nfind v, dL/dX")
    assert exact(asked["v"]) == [1, 2, 3, 4] and exact(asked["dL/dX"]) == [[1, 2], [3, 4]]
    assert all(check.agrees for check in asked.checks())


def test_absolute_values_and_lengths_have_gradients() -> None:
    asked = ask("x = [-3, 4]\nn = norm(x)\na = sum(abs(x))\nfind n, a, dn/dx, da/dx")
    assert asked["n"] == 5 and asked["a"] == 7
    assert exact(asked["dn/dx"]) == [Fraction(-3, 5), Fraction(4, 5)] and exact(asked["da/dx"]) == [-1, 1]
    assert all(check.agrees for check in asked.checks())


def test_a_convolution_of_whole_numbers_stays_exact_with_padding() -> None:
    asked = ask("X = [[1, 2], [3, 4]]\nF = [[1, 0], [0, 1]]\nZ = conv(X, F, padding=1)\nfind Z")
    assert exact(asked["Z"]) == [[1, 2, 0], [3, 5, 2], [0, 3, 4]]


def test_a_filter_larger_than_its_input_fits_where_padding_keeps_the_size() -> None:
    asked = ask("X = [[1, 2], [3, 4]]\nF = 1 as 5x5\nZ = conv(X, F, same=yes)\nfind Z")
    assert exact(asked["Z"]) == [[10, 10], [10, 10]]
