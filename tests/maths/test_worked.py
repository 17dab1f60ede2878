"""Steps as a tutor writes them."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from examsolver.core.derivation import Index, LawError, Run, Step, Value, derivation_of
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, apply, derivative
from examsolver.core.question import Form
from examsolver.maths.naming import name_formula
from examsolver.maths.tree import cell
from examsolver.maths.unicode import unicode_text
from examsolver.maths.worked import worked

X, F = Sym("X"), Sym("F")
DLDZ = derivative("L", "Z")


def array(rows: list[list[object]]) -> np.ndarray:
    made = np.empty((len(rows), len(rows[0])), dtype=object)
    made[:] = [[Fraction(entry) for entry in row] for row in rows]
    return made


def windows(x: Value, f: Value) -> Value:
    sums = [[sum((x[i : i + 2, j : j + 2] * f).ravel()) for j in range(2)] for i in range(2)]
    return array(sums)


def window_cells(index: Index, x: Value, f: Value) -> tuple[Formula, ...]:
    terms = [cell("X", index[0] + i, index[1] + j) * cell("F", i, j) for i in range(2) for j in range(2)]
    return (terms[0] + terms[1] + terms[2] + terms[3],)


def quarter(z: Value) -> Value:
    return sum(z.ravel().tolist(), Fraction(0)) / 4


def mean_cells(index: Index, z: Value) -> tuple[Formula, ...]:
    return (Num(Fraction(1, 4)) * (cell("Z", 0, 0) + cell("Z", 0, 1) + cell("Z", 1, 0) + cell("Z", 1, 1)),)


def quarters(z: Value) -> Value:
    return array([["1/4"] * 2] * 2)


def first_only(upstream: Value, f: Value) -> Value:
    return upstream * f


def chain_cells(index: Index, upstream: Value, f: Value) -> tuple[Formula, ...]:
    up = Apply("derivative", (Sym("L"), cell("Z", *index)))
    ruled = derivative("L", "y") * derivative("y", cell("Z", *index)) * derivative(cell("Z", *index), cell("X", *index))
    return (ruled, up * cell("F", *index))


def logistic(y: Value) -> Value:
    return 1 / (1 + math.exp(-y))


def twice(size: Value) -> Value:
    return size[0] * size[1]


def twice_numbers(size: Value) -> Formula:
    return Num(size[0]) * Num(size[1])


def fails(y: Value) -> Value:
    raise LawError("log of a number that is not positive")


def run_of(*steps: Step, **givens: Value) -> Run:
    return derivation_of(
        {"X": array([[3, 4, 5], [2, 1, -3], [4, -2, 0]]), "F": array([[2, 0], [-3, 1]]), **givens}, steps
    ).run()


CONV = Step("Z", ("X", "F"), windows, apply("star", X, F), "each output is a window, summed", cells=window_cells)
MEAN = Step("y", ("Z",), quarter, apply("gap", "Z"), cells=mean_cells)
UPSTREAM = Step("dL/dZ", ("Z",), quarters, DLDZ)
GRADIENT = Step("dL/dX", ("dL/dZ", "F"), first_only, apply("full", DLDZ, F), cells=chain_cells)
SQUASHED = Step("s", ("y",), logistic, apply("sigmoid", "y"))


def text(step: Step, *steps: Step, **givens: Value) -> list[str]:
    done = worked(step, run_of(*steps, step, **givens))
    return [f"{line.sign} {unicode_text(line.right)}" for line in done.lines]


def test_an_array_step_shows_law_numbers_and_value() -> None:
    assert text(CONV) == [
        "= X ⋆ F",
        "= [[3, 4, 5], [2, 1, −3], [4, −2, 0]] ⋆ [[2, 0], [−3, 1]]",
        "= [[1, 2], [−10, 8]]",
    ]


def test_its_cells_are_worked_out_one_by_one() -> None:
    cells = worked(CONV, run_of(CONV)).cells
    assert [unicode_text(cell.name) for cell in cells] == ["Z₁₁", "Z₁₂", "Z₂₁", "Z₂₂"]
    assert [unicode_text(line.right) for line in cells[0].lines] == [
        "X₁₁·F₁₁ + X₁₂·F₁₂ + X₂₁·F₂₁ + X₂₂·F₂₂",
        "3·2 + 4·0 + 2·(−3) + 1·1",
        "1",
    ]


def test_many_cells_are_folded() -> None:
    done = worked(CONV, run_of(CONV), limit=3)
    assert (len(done.cells), done.folded) == (3, 1)


def test_a_number_goes_through_its_cell_formula() -> None:
    assert text(MEAN, CONV) == ["= gap(Z)", "= 1/4·(Z₁₁ + Z₁₂ + Z₂₁ + Z₂₂)", "= 0.25·(1 + 2 − 10 + 8)", "= 0.25"]


def test_a_gradient_cell_goes_by_the_chain_rule_to_the_entries_of_the_gradient_above() -> None:
    done = worked(GRADIENT, run_of(CONV, UPSTREAM, GRADIENT))
    assert unicode_text(done.cells[2].name) == "dL/dX₂₁"
    assert [unicode_text(line.right) for line in done.cells[2].lines] == [
        "dL/dy · dy/dZ₂₁ · dZ₂₁/dX₂₁",
        "dL/dZ₂₁ · F₂₁",
        "0.25·(−3)",
        "−0.75",
    ]


def test_a_derivative_that_is_no_step_stays_in_symbols() -> None:
    alone = worked(GRADIENT, run_of(CONV, UPSTREAM, GRADIENT)).cells[0].chain[0]
    assert unicode_text(alone) == "dL/dy · dy/dZ₁₁ · dZ₁₁/dX₁₁"


def test_a_float_is_approximate_and_its_symbolic_form_is_kept() -> None:
    assert text(SQUASHED, CONV, MEAN) == ["= σ(y)", "= σ(0.25)", "≈ 0.5622"]


def test_digits_beyond_four_are_shown_where_they_are_asked_for() -> None:
    done = worked(SQUASHED, run_of(CONV, MEAN, SQUASHED), Form("decimals", 6))
    assert unicode_text(done.value) == "0.562177"


def test_a_step_that_knows_its_numbers_is_believed() -> None:
    step = Step("pixels", ("size",), twice, Sym("h") * Sym("w"), numbers=twice_numbers)
    assert text(step, size=(5, 7)) == ["= h·w", "= 5·7", "= 35"]


def test_thirds_stay_fractions() -> None:
    step = Step("y", ("a", "b"), sum_of, Sym("a") + Sym("b"))
    assert text(step, a=Fraction(1, 3), b=Fraction(1, 2)) == ["= a + b", "= 1/3 + 1/2", "= 5/6"]


def sum_of(a: Value, b: Value) -> Value:
    return a + b


def test_numbers_are_seen_through_hidden_steps() -> None:
    hidden = Step("y#1", ("a", "b"), sum_of, Sym("a") + Sym("b"), shown=False)
    step = Step("y", ("y#1", "b"), sum_of, Sym("a") + Sym("b") + Sym("b"))
    assert text(step, hidden, a=1, b=2)[1] == "= 1 + 2 + 2"


def vector(*entries: object) -> np.ndarray:
    made = np.empty(len(entries), dtype=object)
    made[:] = [Fraction(entry) for entry in entries]
    return made


def first_of(*values: Value) -> Value:
    return values[0]


def test_a_product_of_arrays_is_entry_by_entry_and_one_of_numbers_is_not() -> None:
    law = Sym("o") * Sym("c") + Sym("k") * Sym("o")
    step = Step("h", ("o", "c", "k"), first_of, law)
    assert text(step, o=vector(1, 2), c=vector(3, 4), k=5)[:2] == ["= o ⊙ c + k·o", "= [1, 2] ⊙ [3, 4] + 5·[1, 2]"]


def test_vectors_that_are_joined_become_one_vector_of_numbers() -> None:
    step = Step("u", ("W", "h", "x"), first_of, Sym("W") @ Listing((Sym("h"), Sym("x"))))
    shown = text(step, W=array([[1, 2, 3]]), h=vector("1/2"), x=vector(1, -1))
    assert shown[1] == "= [[1, 2, 3]] · [0.5, 1, −1]"


def divides(n: Value) -> Value:
    return n % 3 == 0


def small_roots(n: Value) -> Value:
    return (1, 2)


def test_a_condition_is_equivalent_to_its_law() -> None:
    step = Step("fits", ("n",), divides, Apply("=", (apply("mod", "n", 3), Num(0))))
    assert text(step, n=10) == ["⇔ n mod 3 = 0", "⇔ 10 mod 3 = 0", "⇔ no"]


def test_all_solutions_of_a_condition_are_listed() -> None:
    (line,) = worked(
        Step("p", ("n",), small_roots, Apply("=", (Sym("p") * 2, Sym("n")))),
        run_of(Step("p", ("n",), small_roots), n=1),
    ).lines
    assert (unicode_text(line.right), line.sign) == ("p = [1, 2]", "⇒")


def test_the_equation_of_a_cell_is_its_value_with_entry_by_entry_products() -> None:
    step = Step("c", (), gate_of)
    assert text(step) == ["= f ⊙ cₜ₋₁ + i ⊙ candidate"]


def gate_of() -> Value:
    return Sym("f") * Sym("c", (Sym("t") - 1,)) + Sym("i") * Sym("candidate")


def test_a_cell_of_a_named_step_of_time_is_found() -> None:
    step = Step("y", ("h[0]",), first_of, cells=state_cells)
    done = worked(step, run_of(step, **{"h[0]": vector(3, 4)}))
    assert [unicode_text(line.right) for line in done.cells[1].lines] == ["h₀,₂ + 1", "4 + 1", "4"]


def state_cells(index: Index, h: Value) -> tuple[Formula, ...]:
    return (Sym("h", (Num(0), Num(index[0] + 1))) + 1,)


def test_what_has_no_value_says_why() -> None:
    assert (
        text(Step("p", ("y",), fails, apply("log", "y")), CONV, MEAN)[-1]
        == "= undefined (log of a number that is not positive)"
    )


def test_a_reason_is_a_sentence() -> None:
    assert worked(CONV, run_of(CONV)).because == "Each output is a window, summed."


def test_a_large_matrix_is_shown_by_its_corners() -> None:
    step = Step("big", ("X",), hundred, apply("grow", X))
    shown = unicode_text(worked(step, run_of(step)).value)
    assert "…" in shown
    assert len(shown) < 800


def hundred(x: Value) -> Value:
    return np.ones((100, 100), dtype=object)


def test_a_law_nested_ten_thousand_times_is_left_out_without_recursion() -> None:
    law: Formula = Sym("a")
    for _ in range(10_000):
        law = apply("sigmoid", law)
    done = worked(Step("y", ("a", "b"), sum_of, law), run_of(Step("y", ("a", "b"), sum_of, law), a=1, b=2))
    assert done.law is None
    assert done.value == Num(3)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dL/dX", "dL/dX"),
        ("dL/dh[2]", "dL/dh₂"),
        ("h[2]", "h₂"),
        ("h[t-1]", "hₜ₋₁"),
        ("conv.parameters", "parameters of conv"),
        ("conv1d_1.output", "output of conv1d_1"),
        ("total.parameters", "total parameters"),
        ("stride=2.output", "output at stride 2"),
        ("stride=2", "stride 2"),
        ("dL/dX via Z", "dL/dX via Z"),
        ("dphi/dz z=-1", "dφ/dz at z = −1"),
        ("bound n=0.5", "bound at n = 1/2"),
        ("stops-at", "stops-at"),
        ("W_f", "W_f"),
        ("x[", "x["),
    ],
)
def test_a_step_name_becomes_a_left_hand_side(name: str, text: str) -> None:
    assert unicode_text(name_formula(name)) == text
