"""Gate equations: what may differ in notation, and every difference that counts, by its tag."""

from __future__ import annotations

import pytest

from examsolver.core.formula import Listing, Sym, apply
from examsolver.core.problem import Source, Span
from examsolver.core.question import Part
from examsolver.language.answers import read_answer
from examsolver.maths.compare import compare
from examsolver.maths.compare_gates import compare_gate
from examsolver.maths.gate_names import gate_names

HERE = Span(Source("<test>", ""), 0, 0)
t = Sym("t")
H, C, X = Sym("h", (t - 1,)), Sym("c", (t - 1,)), Sym("x")


def weighted(letter, state=H):
    return Sym(f"W_{letter}") @ Listing((state, X)) + Sym(f"b_{letter}")


LSTM = {
    **{gate: apply("sigmoid", weighted(gate)) for gate in "fio"},
    "candidate": apply("tanh", weighted("c")),
    "c": Sym("f") * C + Sym("i") * Sym("candidate"),
    "h": Sym("o") * apply("tanh", "c"),
}
GRU = {
    **{gate: apply("sigmoid", weighted(gate)) for gate in "zr"},
    "candidate": apply("tanh", weighted("c", Sym("r") * H)),
    "h": (1 - Sym("z")) * H + Sym("z") * Sym("candidate"),
}


def marked(cell, answers):
    """Comparisons by gate, names taken from the left sides of all answers."""
    parts = {gate: Part(gate, (gate,), "gate", HERE) for gate in answers}
    readings = {gate: read_answer(text, parts[gate], cell[gate]) for gate, text in answers.items()}
    assert not [reading.problem for reading in readings.values() if reading.problem]
    names = gate_names(readings)
    return {gate: compare(cell[gate], reading, parts[gate], names=names) for gate, reading in readings.items()}


def tag_of(cell, gate, text):
    found = marked(cell, {gate: text})[gate]
    return found.verdict if found.verdict != "different" else found.tag


def test_only_the_output_gate_of_the_first_script_is_at_fault():
    found = marked(
        LSTM,
        {
            "f": "ft = σ(W_f · [x_t, h_{t-1}] + b_f)",
            "i": "it = σ(W_i · [x_t, h_{t-1}] + b_i)",
            "o": "ot = σ(W_o · [c_t, h_{t-1}] + b_o)",
            "candidate": r"C_t' = \tanh(W_c \cdot [x_t, h_{t-1}] + b_c)",
            "c": "c_t = ft * c_{t-1} + it * C_t'",
            "h": "h_t = o_t * tanh(c_t)",
        },
    )
    assert [gate for gate, comparison in found.items() if comparison.verdict != "equal"] == ["o"]
    assert found["o"].tag == "wrong-input"
    assert found["o"].reason == "it reads cₜ in place of xₜ"


def test_gates_without_their_activation_are_told_so():
    found = marked(
        LSTM,
        {
            "f": "$$f_t = (W_f[h_{t-1}, x_t] + b_f)$$",
            "i": "$$i_t = (W_i[h_{t-1}, x_t] + b_i)$$",
            "o": "$$o_t = (W_o[h_{t-1}, x_t] + b_o)$$",
            "candidate": r"$$\hat{C}_t = \tanh(W_c[h_{t-1}, x_t] + b_c)$$",
            "c": r"$$C_t = f_t C_{t-1} + i_t \hat{C}_t$$",
        },
    )
    assert {gate: comparison.tag for gate, comparison in found.items()} == {
        "f": "activation-missing",
        "i": "activation-missing",
        "o": "activation-missing",
        "candidate": None,
        "c": None,
    }
    assert found["c"].verdict == found["candidate"].verdict == "equal"


def test_states_made_of_anything_else_are_wrong_and_say_what_stands_there():
    found = marked(
        LSTM,
        {
            "c": "$$c_t = f_t * c_{t-1} + i_t * W_c * h_{t-1}$$",
            "h": r"$$h_t = o_t * \tanh(W_h * h_{t-1} + U_h * h_{t-1} + b_h)$$",
        },
    )
    assert (found["c"].tag, found["h"].tag) == ("wrong-input", "wrong-input")
    assert "W·hₜ₋₁ stands where the candidate belongs" in found["c"].reason
    assert "stands where cₜ belongs" in found["h"].reason


def test_a_wrong_mixture_is_told_with_all_that_is_wrong():
    text = r"$$h_t = \tanh(W_h * h_{t-1} + U_h * h_{t-1} + b_h) * (1 - r_t) + r_t * h_{t-1}$$"
    found = marked(GRU, {"h": text})["h"]
    assert found.verdict == "different"
    assert found.tag is None
    assert "rₜ stands where zₜ belongs" in found.reason
    assert "stands where the candidate belongs" in found.reason


def test_split_weights_and_an_own_name_for_the_candidate_are_right():
    answers = {
        gate: f"{gate}_t = sigmoid(W_{{x{gate}}} x_t + W_{{h{gate}}} h_{{t-1}} + b_{gate})" for gate in "fio"
    } | {
        "candidate": "g_t = tanh(W_{xg} x_t + W_{hg} h_{t-1} + b_g)",
        "c": "c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t",
        "h": "h_t = o_t ⊙ tanh(c_t)",
    }
    assert {comparison.verdict for comparison in marked(LSTM, answers).values()} == {"equal"}


def test_names_are_the_students_own():
    answers = {
        "candidate": "q_t = tanh(W_q x_t + U_q h_{t-1} + b_q)",
        "c": "s_t = f_t s_{t-1} + i_t q_t",
        "h": "h_t = o_t tanh(s_t)",
    }
    assert {comparison.verdict for comparison in marked(LSTM, answers).values()} == {"equal"}
    assert marked(LSTM, {"c": "c_t = f_t c_{t-1} + i_t q_t"})["c"].verdict == "different"


def test_a_candidate_in_small_and_a_state_in_capitals_are_kept_apart():
    answers = {"candidate": "c_t = tanh(W_c [h_{t-1}, x_t] + b_c)", "c": "C_t = f_t C_{t-1} + i_t c_t"}
    assert {comparison.verdict for comparison in marked(LSTM, answers).values()} == {"equal"}


@pytest.mark.parametrize(
    "text",
    [
        r"f_t = \sigma(W_f \cdot [h_{t-1}, x_t] + b_f)",
        r"$f_t=\sigma\left(W_f[h_{t-1},x_t]+b_f\right)$",
        r"\begin{aligned} f_t &= \sigma(W_f [h_{t-1}, x_t] + b_f) \end{aligned}",
        "f_t = σ(W_f x_t + U_f h_{t-1} + b_f)",
        "f_t = σ(b_f + U_f h_{t-1} + W_f x_t)",
        "f^{(t)} = σ(W_f x^{(t)} + U_f h^{(t-1)} + b_f)",
        "sigmoid(W_f*[h_(t-1),x_t]+b_f)",
        "f = σ(W x + U h + b)",
        "ft = σ(Wfxt + Ufht-1 + bf)",
        "f_t = σ(h_{t-1} W_f + x_t U_f + b_f)",
        "f_t = σ(W_f^T [h_{t-1}; x_t] + b_f)",
        "f_t = 1/(1 + e^{-(W_f [h_{t-1}, x_t] + b_f)})",
        "f_t = σ(W_{if} x_t + b_{if} + W_{hf} h_{t-1} + b_{hf})",
        "f_t = σ(W_f·concat(h_{t-1}, x_t) + b_f)",
        "a = W_f x_t + U_f h_{t-1} + b_f\nf_t = σ(a)",
        "Forget gate: f_t = σ(W_f [h_{t-1}, x_t] + b_f)",
    ],
)
def test_notation_is_free(text):
    assert tag_of(LSTM, "f", text) == "equal"


@pytest.mark.parametrize(
    ("gate", "text", "tag"),
    [
        ("f", "f_t = tanh(W_f·[h_{t-1}, x_t] + b_f)", "wrong-activation"),
        ("f", "f_t = W_f·[h_{t-1}, x_t] + b_f", "activation-missing"),
        ("f", "f_t = σ(W_f·[h_{t-1}, x_t])", "bias-left-out"),
        ("f", "f_t = σ(W_f·[h_t, x_t] + b_f)", "previous-state"),
        ("f", "f_t = σ(W_f·[h_{t-1}, x_{t-1}] + b_f)", "previous-state"),
        ("f", "f_t = σ(W_i·[h_{t-1}, x_t] + b_f)", "weight-of-another-gate"),
        ("f", "f_t = σ(W_{xi} x_t + W_{hi} h_{t-1} + b_i)", "weight-of-another-gate"),
        ("f", "i_t = σ(W_f·[h_{t-1}, x_t] + b_f)", "another-gate"),
        ("f", "f_t = σ(W_f·[h_{t-1}, x_t] - b_f)", "wrong-sign"),
        ("f", "f_t = σ(W_f x_t + b_f)", "input-missing"),
        ("f", "f_t = σ(W_f [h_{t-1}, x_t, c_{t-1}] + b_f)", "extra-term"),
        ("f", "f_t = σ(W_f [h_{t-1}, c_{t-1}] + b_f)", "wrong-input"),
        ("c", "c_t = i_t ⊙ c_{t-1} + f_t ⊙ c̃_t", "gates-swapped"),
        ("c", "c_t = f_t ⊙ c_{t-1} - i_t ⊙ c̃_t", "wrong-sign"),
        ("c", "c_t = f_t ⊙ c_t + i_t ⊙ c̃_t", "previous-state"),
        ("c", "c_t = f_t ⊙ c_{t-1} + c̃_t", "factor-missing"),
        ("c", "c_t = f_t ⊙ c_{t-1}", "term-missing"),
        ("c", "c_t = tanh(f_t ⊙ c_{t-1} + i_t ⊙ c̃_t)", "extra-activation"),
        ("h", "h_t = o_t ⊙ c_t", "activation-missing"),
        ("h", "h_t = o_t ⊙ σ(c_t)", "wrong-activation"),
        ("h", "h_t = o_t ⊙ tanh(c_{t-1})", "previous-state"),
        ("h", "h_t = f_t ⊙ tanh(c_t)", "wrong-input"),
        ("f", "f_t = x_t / h_{t-1}", "undecided"),
    ],
)
def test_a_single_difference_has_its_tag(gate, text, tag):
    assert tag_of(LSTM, gate, text) == tag


@pytest.mark.parametrize(
    ("gate", "text", "tag"),
    [
        ("h", "h_t = (1-z_t)⊙h_{t-1} + z_t⊙h̃_t", "equal"),
        ("h", "h_t = h_{t-1} + z_t (n_t - h_{t-1})", "equal"),
        ("h", "h_t = (1 - u_t) h_{t-1} + u_t c̃_t", "equal"),
        ("h", "h_t = z_t⊙h_{t-1} + (1−z_t)⊙h̃_t", "mirrored-update"),
        ("h", "h_t = (1-r_t)⊙h_{t-1} + r_t⊙h̃_t", "wrong-gate"),
        ("candidate", "h̃_t = tanh(W x_t + U (r_t∘h_{t-1}) + b)", "equal"),
        ("candidate", "h̃_t = tanh(W·[r_t ⊙ h_{t-1}, x_t] + b_h)", "equal"),
        ("candidate", "n_t = tanh(W_n x_t + r_t ⊙ (U_n h_{t-1} + b_n))", "reset-after"),
        ("candidate", "n_t = tanh(W_n x_t + (U_n h_{t-1}) ⊙ r_t + b_n)", "reset-after"),
        ("z", "z_t = σ(W_z [h_{t-1}, x_t])", "bias-left-out"),
        ("z", "z_t = σ(W_r [h_{t-1}, x_t] + b_r)", "weight-of-another-gate"),
    ],
)
def test_a_gru_has_its_conventions_and_its_slips(gate, text, tag):
    assert tag_of(GRU, gate, text) == tag


def test_several_differences_are_all_named_and_none_is_the_tag():
    found = marked(LSTM, {"f": "f_t = tanh(W_i x_t + b_f)"})["f"]
    assert found.tag is None
    for piece in ("tanh stands where σ belongs", "hₜ₋₁ is not read", "W_i belongs to the input gate"):
        assert piece in found.reason


def test_another_value_of_the_cell_may_be_put_in():
    text = "o_t tanh(f_t c_{t-1} + i_t g_t)"
    given = read_answer(text, Part("h", ("h",), "gate", HERE), LSTM["h"]).value
    assert compare_gate(LSTM["h"], given, "h").verdict == "different"
    assert compare_gate(LSTM["h"], given, "h", others=LSTM).verdict == "equal"


def test_every_model_equation_equals_itself():
    for cell in (LSTM, GRU):
        for gate, formula in cell.items():
            assert compare_gate(formula, formula, gate).verdict == "equal"


@pytest.mark.parametrize(
    "text",
    [
        "σ_g(W_f x_t + U_f h_{t-1} + b_f)",
        "σ(W_f [h_{t-1} | x_t] + b_f)",
        "σ(W_f [h_{t-1}; x_t; 1])",
        "σ(W_f · hstack((h_{t-1}, x_t)) + b_f)",
        "σ(W_f · hstack(h_{t-1}, x_t) + b_f)",
        "f_t = σ(W_f [h_{t-1}, x_t] + b_f) decides what to forget",
        "f_t = σ(W_f [h_{t-1}, x_t] + b_f) (see above)",
        "f_t = σ(net_f), net_f = W_f [h_{t-1}, x_t] + b_f",
        "f_t = σ(W_f x_t + b_1 + U_f h_{t-1} + b_2)",
    ],
)
def test_a_forget_gate_is_right_in_the_spellings_of_a_class(text):
    assert tag_of(LSTM, "f", text) == "equal"


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("ct = ft∘ct-1 + it∘c̃t", "c"),
        ("c_t = f_t ⊗ c_{t-1} ⊕ i_t ⊗ c̃_t", "c"),
        ("h_t = o_t ∗ tanh(C_t)", "h"),
        ("h_t = tanh(c_t) x o_t", "h"),
        (r"h_t = o_t \circ \sigma_h(c_t)", "h"),
    ],
)
def test_a_state_is_right_in_the_spellings_of_a_class(text, gate):
    assert tag_of(LSTM, gate, text) == "equal"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("σ(W_f (h_{t-1} + x_t) + b_f)", "inputs-added"),
        ("σ((x_t + h_{t-1}) W_f + b_f)", "inputs-added"),
        ("σ(W_f [h_{t-1}, x_t] + U_f h_{t-1} + b_f)", "input-read-twice"),
    ],
)
def test_vectors_that_are_added_or_read_twice_are_named(text, tag):
    assert tag_of(LSTM, "f", text) == tag
