"""What students read of a ``compute`` solution: reasons, order, signs, and no line twice."""

from __future__ import annotations

import pytest

from examsolver.core.formula import Sym
from examsolver.core.question import Solution
from examsolver.maths.unicode import unicode_text
from examsolver.maths.worked import worked
from examsolver.rendering.json_solutions import solutions_record
from examsolver.rendering.solutions import render_solutions
from examsolver.rendering.view import question_view
from tests.families.compute_questions import Asked, ask

NET = """
x = [1, 2]
W1 = [[0.5, 1], [1, 0.5]]
b1 = [0.5, -2]
W2 = [[1, 2]]
eta = 0.5
h = relu(W1 @ x + b1)
y = W2 @ h
L = 1/2 * sum((y - 1)^2)
W1new = W1 - eta * dL/dW1
find dL/dW2, dL/db1, W1new
"""

TIMES = """
w = 0.5
u = 1
x = [1, 0]
h[0] = 0
for t in 1..2:
  h[t] = tanh(w * h[t-1] + u * x[t])
L = (h[2] - 1/2)^2
find dL/dh[1], L
"""

LOGISTIC = """
z as number
y = 1/(1 + exp(-z))
find dy/dz as equation
find dy/dz at z = 0 exactly
"""

GRU = """
find equations z, h
"""


def view(asked: Asked):
    return question_view(Solution(asked.question, asked.derivation, asked.run), checks=True)


def lines(asked: Asked, name: str) -> list[str]:
    return [unicode_text(line.right) for line in worked(asked.derivation.step(name), asked.run).lines]


def because(asked: Asked, name: str) -> str:
    return worked(asked.derivation.step(name), asked.run).because


def text(asked: Asked) -> str:
    return render_solutions([Solution(asked.question, asked.derivation, asked.run)])


def test_a_gradient_through_several_operators_says_what_its_formula_does() -> None:
    net = ask(NET)
    assert "ReLU passes the gradient on" in because(net, "dL/db1")
    assert "ReLU" in because(net, "dL/dW1") and "times the right factor" in because(net, "dL/dW1")
    assert because(ask(TIMES), "dL/dh[2]") == "The derivative of xⁿ is n xⁿ⁻¹."


def test_a_step_of_learning_is_called_one_and_a_difference_is_not() -> None:
    assert because(ask(NET), "W1new") == "A step against the gradient."
    assert because(ask("a = 1\nb = 2 * a\nc = b - a\nfind c"), "c") == "Subtract the second from the first."


def test_of_a_number_no_entries_are_spoken() -> None:
    assert because(ask(TIMES), "h[1]") == "Apply tanh."
    assert because(ask("x = [1, 2]\nh = tanh(x)\nfind h to 4 decimals"), "h") == "Apply tanh to every entry."


def test_gradients_come_in_the_order_in_which_they_are_asked() -> None:
    names = [step.name for step in view(ask(NET)).steps]
    assert names.index("L") < names.index("dL/dW2") < names.index("dL/db1") < names.index("W1new")
    turned = [step.name for step in view(ask(NET.replace("dL/dW2, dL/db1", "dL/db1, dL/dW2"))).steps]
    assert turned.index("dL/db1") < turned.index("dL/dW2")


def test_no_line_of_a_chain_comes_twice() -> None:
    assert lines(ask("k = 3\na = 1/k\nfind a"), "a") == ["1/k", "1/3"]
    written = lines(ask(TIMES), "dL/dh[1]")
    assert len(written) == len(set(written)) and written[0] == "dL/dh₂ · dh₂/dh₁"


def test_half_is_written_as_the_author_wrote_it() -> None:
    assert lines(ask("a = 3\nb = 0.5 * a\nfind b"), "b")[0] == "0.5·a"
    assert lines(ask("a = 3\nb = 1/2 * a\nfind b"), "b")[0] == "1/2·a"


def test_an_entry_of_a_step_is_told_from_an_entry_of_a_matrix() -> None:
    asked = ask("x = [[1, 2], [3, 4]]\nh[0] = [0, 1]\nfor t in 1..2:\n  h[t] = x[t] + h[t-1]\nfind h[2]")
    shown = text(asked)
    assert "h₂,₁ = x₂₁ + h₁,₁" in shown and "h₂₁" not in shown


def test_exact_values_stand_beside_rounded_answers_only() -> None:
    parts = {part.id: part for part in view(ask("a = 3\nb = a/4\nc = a/7\nfind b\nfind c to 4 decimals")).parts}
    assert (parts["b"].answer, parts["b"].exact) == ("0.75", None)
    assert (parts["c"].answer, parts["c"].exact) == ("0.4286", "3/7")


def test_json_keeps_the_exact_value() -> None:
    asked = ask("a = 1\nb = a/4\nfind b")
    record = solutions_record([Solution(asked.question, asked.derivation, asked.run)])
    assert record["questions"][0]["parts"][0]["exact"] == "1/4"


def test_an_answer_in_millions_has_its_unit_where_people_read_and_none_in_json() -> None:
    asked = ask("a = 138357544\nb = 2 * a\nfind b in millions")
    record = solutions_record([Solution(asked.question, asked.derivation, asked.run)])
    assert view(asked).parts[0].answer == "276.715088 millions"
    assert record["questions"][0]["parts"][0]["answer"] == "276.715088"


def test_the_derivative_of_the_logistic_function_stays_as_it_is_written() -> None:
    asked = ask(LOGISTIC)
    assert view(asked).parts[0].answer == "exp(-z)/(1 + exp(-z))^2"
    assert because(asked, "dy/dz") == "Differentiate by z: quotient rule and chain rule."
    assert view(asked).parts[1].answer == "0.25"
    assert all(check.agrees for check in asked.checks()) and asked.checks()


def test_equations_of_a_cell_have_times_where_people_read_and_none_in_json() -> None:
    asked = ask("find equations c, f", "cell lstm")
    record = solutions_record([Solution(asked.question, asked.derivation, asked.run)])
    assert "cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ candidateₜ" in text(asked)
    assert view(asked).parts[0].answer == "c[t] = f[t] * c[t-1] + i[t] * candidate[t]"
    assert record["questions"][0]["parts"][1]["answer"] == "f = sigmoid(W_f [h, x] + b_f)"


@pytest.mark.parametrize("update", ["new", "old"])
def test_the_reason_of_the_update_gate_follows_the_convention(update: str) -> None:
    asked = ask(f"convention gru update {update}\n{GRU}", "cell gru")
    says = {"new": "how much of the state is new", "old": "how much of the old state stays"}
    assert says[update] in because(asked, "z")


@pytest.mark.parametrize("convention", ["gru update new", "gru update old", "gru reset after"])
def test_equations_of_a_gru_are_checked(convention: str) -> None:
    checks = ask(f"convention {convention}\nfind equations z, r, candidate, h", "cell gru").checks()
    assert [check.subject for check in checks] == ["z", "r", "candidate", "h"]
    assert all(check.agrees for check in checks)


@pytest.mark.parametrize("cell", ["lstm", "rnn"])
def test_equations_of_other_cells_are_checked(cell: str) -> None:
    names = {"lstm": "f, i, o, candidate, c, h", "rnn": "h"}[cell]
    checks = ask(f"find equations {names}", f"cell {cell}").checks()
    assert len(checks) == names.count(",") + 1 and all(check.agrees for check in checks)


def test_a_wrong_equation_does_not_pass_its_check(monkeypatch: pytest.MonkeyPatch) -> None:
    from examsolver.families.computing import verification

    monkeypatch.setattr(verification, "worth", lambda formula, numbers: [0.0, 0.0])
    assert not any(check.agrees for check in ask("find equations f, c", "cell lstm").checks())


def test_a_gradient_in_the_picture_comes_from_what_is_differentiated() -> None:
    asked = ask(NET)
    graph = next(p for p in asked.question.family.pictures(asked.question.body, asked.run) if p.kind == "graph")
    node = next(node for node in graph.facts.nodes if node.name == "dL/dW1")
    names = [node.name for node in graph.facts.nodes]
    assert node.reads == ("L",) and node.note == "gradient"
    assert names.index("L") < names.index("dL/dW1") < names.index("W1new")


def test_an_index_that_is_a_name_is_left_alone() -> None:
    from examsolver.maths.naming import entries_apart

    assert entries_apart(Sym("h", (Sym("t"),)), {"h[1]"}) == Sym("h", (Sym("t"),))
