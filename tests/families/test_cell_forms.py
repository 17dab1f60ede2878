"""The same cell written in the ways of books and frameworks; shapes that do not fit; single steps of a gradient."""

from __future__ import annotations

import numpy as np
import pytest

from examsolver.core.question import Solution
from examsolver.rendering.folding import LONG
from examsolver.rendering.view import step_views
from tests.families.compute_questions import ask, problems_of

START = "x = [1, -1]\nh[0] = [0.5, 0.25]\n"
W_X = "[[1, 2], [0, 1]]"
W_H = "[[0.5, 0], [1, -1]]"


def states(facts: str, cell: str, name: str = "h") -> np.ndarray:
    return np.asarray(ask(f"{facts}\nfind {name}", f"cell {cell}")[f"{name}[1]"], dtype=float)


def column(*rows: str) -> str:
    return "\n".join(rows)


EXPECTED = np.tanh(np.array([1.0 - 2.0 + 0.25, -1.0 + 0.5 - 0.25]))

SAME_RNN = {
    "apart": f"W_xh = {W_X}\nW_hh = {W_H}",
    "pytorch": f"W_ih = {W_X}\nW_hh = {W_H}\nb_ih = [0.1, -0.2]\nb_hh = [-0.1, 0.2]",
    "joined, state first": "W = [[0.5, 0, 1, 2], [1, -1, 0, 1]]",
    "joined, input first": "convention cell input input-first\nW = [[1, 2, 0.5, 0], [0, 1, 1, -1]]",
    "joined with a column for a 1": "W = [[0.5, 0, 1, 2, 0], [1, -1, 0, 1, 0]]",
    "joined, on the right": "W = [[0.5, 1], [0, -1], [1, 0], [2, 1]]",
    "W on the state": f"W = {W_H}\nU = {W_X}",
    "U on the state": f"convention rnn matrices u-state\nW = {W_X}\nU = {W_H}",
    "square and on the right": "convention cell product right\nW_x = [[1, 0], [2, 1]]\nW_h = [[0.5, 1], [0, -1]]",
    "keras": "convention cell product right\nkernel = [[1, 0], [2, 1]]\n"
    "recurrent_kernel = [[0.5, 1], [0, -1]]\nbias = [0, 0]",
}


@pytest.mark.parametrize("form", SAME_RNN.values(), ids=SAME_RNN)
def test_a_simple_cell_may_be_written_in_many_ways(form: str) -> None:
    assert np.allclose(states(START + form, "rnn"), EXPECTED)


def test_shapes_tell_which_of_two_matrices_acts_on_the_input() -> None:
    facts = "x = [1, -1, 2]\nh[0] = [0.5, 0.25]\n"
    one = states(facts + f"U = [[1, 2, 0], [0, 1, 1]]\nW = {W_H}", "rnn")
    other = states(facts + f"W = [[1, 2, 0], [0, 1, 1]]\nU = {W_H}", "rnn")
    assert np.allclose(one, other)


GATED = {
    "lstm": ("ifoc", {"i": "i", "f": "f", "o": "o", "c": "c"}),
    "gru": ("zrc", {"z": "z", "r": "r", "c": "h"}),
}


def blocks(count: int) -> list[tuple[list[list[int]], list[list[int]], list[int]]]:
    draw = np.random.default_rng(3)
    return [
        (draw.integers(-3, 4, (2, 2)).tolist(), draw.integers(-3, 4, (2, 2)).tolist(), [place, -1])
        for place in range(count)
    ]


@pytest.mark.parametrize("reset", ["before", "after"])
@pytest.mark.parametrize("cell", GATED)
def test_gates_apart_joined_and_stacked_are_the_same(cell: str, reset: str) -> None:
    order, endings = GATED[cell]
    start = START + ("c[0] = [1, -1]\n" if cell == "lstm" else f"convention gru reset {reset}\n")
    found = dict(zip(order, blocks(len(order)), strict=True))
    two = [f"W_x{endings[g]} = {x}\nW_h{endings[g]} = {h}\nb_{endings[g]} = {b}" for g, (x, h, b) in found.items()]
    u = [f"W_{g} = {x}\nU_{g} = {h}\nb_{g} = {b}" for g, (x, h, b) in found.items()]
    joined = [f"W_{g} = {np.hstack([h, x]).tolist()}\nb_{g} = {b}" for g, (x, h, b) in found.items()]
    stacked = [
        f"W_ih = {[row for x, _, _ in found.values() for row in x]}",
        f"W_hh = {[row for _, h, _ in found.values() for row in h]}",
        f"b = {[entry for _, _, b in found.values() for entry in b]}",
    ]
    if cell == "lstm":
        stacked.append("convention lstm gate order ifoc")
    first, *others = (states(start + column(*form), cell) for form in (two, u, joined, stacked))
    assert all(np.allclose(first, other) for other in others)


def test_a_masked_step_leaves_the_state_as_it_was() -> None:
    facts = "x = [[1], [2], [3]]\nh[0] = [0.5]\nW = [[0.5, 1]]\nmask = [1, 0, 1]\nfind h[1], h[2], h[3]"
    masked = ask(facts, "cell rnn")
    short = ask("x = [[1], [3]]\nh[0] = [0.5]\nW = [[0.5, 1]]\nfind h[1], h[2]", "cell rnn")
    assert masked["h[2]"] == masked["h[1]"] == short["h[1]"]
    assert masked["h[3]"] == short["h[2]"]


@pytest.mark.parametrize(
    ("facts", "line", "said"),
    [
        ("W = [[1, 2, 3]]", 4, "W is 1×3, which does not fit [h, x] with 4 entries"),
        (f"W_xh = [[1, 2, 3], [1, 2, 3]]\nW_hh = {W_H}", 4, "W_xh is 2×3, which does not fit x with 2 entries"),
        (f"W_xh = {W_X}\nW_hh = [[1]]", 5, "W_hh is 1×1, which does not fit h with 2 entries"),
        (f"W_xh = {W_X}\nW_hh = {W_H}\nW_hy = [[1, 2, 3]]", 6, "W_hy is 1×3"),
    ],
)
def test_a_shape_that_does_not_fit_is_told_at_the_line_of_its_fact(facts: str, line: int, said: str) -> None:
    (problem,) = problems_of(f"{START}{facts}\nfind h", "cell rnn")
    assert problem.span.line == line and said in str(problem)


def test_the_terms_of_a_gradient_add_up() -> None:
    facts = f"x = [[1, 0], [0, 1], [1, 1]]\nh[0] = [1, 0]\nW_xh = {W_X}\nW_hh = {W_H}\nL = sum(h)\n"
    asked = ask(f"{facts}find dL/dW_xh at t = 1, 2, 3\nfind dL/dW_xh", "cell rnn")
    total = sum(np.asarray(asked[f"dL/dW_xh t={step}"], dtype=float) for step in (1, 2, 3))
    assert np.allclose(total, np.asarray(asked["dL/dW_xh"], dtype=float))


def test_a_step_at_which_nothing_comes_back_is_told() -> None:
    facts = f"x = [[1, 0], [0, 1]]\nh[0] = [1, 0]\nW_xh = {W_X}\nW_hh = {W_H}\nL = sum(h)\n"
    (problem,) = problems_of(f"{facts}find dL/dW_xh at t = 7", "cell rnn")
    assert "at step 7" in problem.message


def test_of_a_long_sequence_only_the_ends_are_shown_and_what_is_asked() -> None:
    lines = "h[0] = 0\nx = 1..50 as 50\nfor t in 1..50:\n  h[t] = tanh(x[t] / 50 + h[t-1] / 2)\nfind h[20], h[50]"
    asked = ask(lines)
    views = step_views(Solution(asked.question, asked.derivation, asked.run))
    names = [view.name for view in views if view.name.startswith("h")]
    assert names == ["h[1]", "h[2]", "h[20]", "h[49]", "h[50]"]
    told = {view.name: view.worked.because for view in views}
    assert told["h[20]"].startswith("Steps 3 to 19 go the same way.") and len(names) < LONG
