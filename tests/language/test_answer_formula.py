"""Formulas as students write them, in plain text, Unicode and LaTeX."""

from __future__ import annotations

import pytest

from examsolver.core.formula import Apply, Listing, Num, Sym, apply, derivative
from examsolver.core.problem import Source, Span
from examsolver.core.question import Part
from examsolver.language.answer_formula import parse_answer
from examsolver.language.answer_names import Vocabulary
from examsolver.language.answer_plain import plain
from examsolver.language.answers import read_answer

HERE = Span(Source("<test>", ""), 0, 0)
GATE = Vocabulary(gate=True)
t = Sym("t")
h, x, z = Sym("h", (t - 1,)), Sym("x", (t,)), Sym("z")


def parsed(text, words=GATE):
    return parse_answer(plain(text), words)


@pytest.mark.parametrize(
    "text",
    [
        "h_{t-1}",
        "h_t-1",
        "h_(t-1)",
        "h[t-1]",
        "h^{(t-1)}",
        "h^(t-1)",
        "hₜ₋₁",
        "ht-1",
        "h_{prev}",
        r"\mathbf{h}_{t-1}",
        "h^{<t-1>}",
        "h(t-1)",
    ],
)
def test_the_state_before_is_known_in_every_spelling(text):
    assert parsed(text) == h


@pytest.mark.parametrize("text", ["x_t", "x_{t}", "xₜ", "xt", "x[t]", "x^{(t)}", r"\mathbf{x}_t", "x(t)"])
def test_the_input_now_is_known_in_every_spelling(text):
    assert parsed(text) == x


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (r"\hat{C}_t", "C_hat"),
        (r"\hat C_t", "C_hat"),
        ("Ĉ_t", "C_hat"),
        (r"\tilde{c}_t", "c_tilde"),
        ("c̃_t", "c_tilde"),
        ("~c_t", "c_tilde"),
        ("c~_t", "c_tilde"),
        ("C_t'", "C'"),
        ("C'_t", "C'"),
    ],
)
def test_an_accent_makes_another_name(text, name):
    assert parsed(text) == Sym(name, (t,))


@pytest.mark.parametrize("text", ["W_{xf}", "W_xf", "W_{x,f}", "Wxf"])
def test_subscripts_live_in_names(text):
    assert parsed(text) == Sym("W_xf")


@pytest.mark.parametrize(
    "text",
    [
        "σ(W_f h_{t-1} + U_f x_t + b_f)",
        r"\sigma\left(W_f h_{t-1} + U_f x_t + b_f\right)",
        "sigmoid(W_f*h_{t-1}+U_f*x_t+b_f)",
        "σ(W_f · h_{t-1} + U_f · x_t + b_f)",
        "σ(W_fh_{t-1} + U_fx_t + b_f)",
        "σ(Wfht-1+Ufxt+bf)",
    ],
)
def test_juxtaposition_and_every_sign_are_a_product(text):
    inside = Sym("W_f") * h + Sym("U_f") * x + Sym("b_f")
    assert parsed(text) == apply("sigmoid", inside)


def test_a_bracket_behind_a_weight_is_a_product_and_behind_a_state_an_index():
    assert parsed("W[h, x]") == Sym("W") * Listing((Sym("h"), Sym("x")))
    assert parsed("X[1, 2]") == Sym("X", (Num(1), Num(2)))


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("2z(1-z)", Num(2) * z * (1 - z)),
        ("z σ(2z)", z * apply("sigmoid", 2 * z)),
        ("zσ(2z)", z * apply("sigmoid", 2 * z)),
        ("-z^2", -(z**2)),
        ("z²", z**2),
        ("tanh²(z)", apply("tanh", z) ** 2),
        (r"1-\tanh^2 z", 1 - apply("tanh", z) ** 2),
        (r"-\ln z", -apply("log", z)),
        (r"\frac{1}{1+e^{-z}}", 1 / (1 + apply("exp", -z))),
        ("|z|", apply("abs", z)),
        ("⌊z/2⌋", apply("floor", z / 2)),
        ("√z", apply("sqrt", z)),
        ("σ'(z)", apply("sigmoid", z) * (1 - apply("sigmoid", z))),
        ("dL/dz", derivative("L", "z")),
        (r"\frac{\partial L}{\partial z}", derivative("L", "z")),
    ],
)
def test_formulas_of_numbers_are_read(text, formula):
    assert parsed(text, Vocabulary()) == formula


def test_matrices_keep_their_order_and_transposes():
    words = Vocabulary(frozenset("QKV"), matrix=True)
    product = Sym("Q") @ apply("transpose", "K")
    for text in ("QK^T", "Q K^⊤", r"Q \cdot K^\top", "QKᵀ", "Q K.T", "QK'"):
        assert parsed(text, words) == product, text


def test_a_name_of_the_question_is_one_name():
    assert parsed("lr z", Vocabulary(frozenset({"lr", "z"}))) == Sym("lr") * z
    assert parsed("lr", Vocabulary()) == Sym("l") * Sym("r")


def test_the_left_side_is_kept_and_earlier_lines_are_put_in():
    part = Part("f", ("f",), "gate", HERE)
    reading = read_answer("a_t = W_f x_t + b_f; f_t = σ(a_t)", part, apply("sigmoid", x))
    assert reading.left == Sym("f", (t,))
    assert reading.value == apply("sigmoid", Sym("W_f") * x + Sym("b_f"))
    assert reading.shown == "fₜ = σ(W_f·xₜ + b_f)"


def test_what_where_says_is_put_in():
    part = Part("d", ("d",), "expression", HERE)
    s = apply("sigmoid", "x")
    assert read_answer("s(1-s) where s = σ(x)", part, s * (1 - s)).value == s * (1 - s)


def test_the_transpose_is_not_mistaken_for_a_power():
    assert isinstance(parsed("W^T x_t"), Apply)
    assert parsed("W^T x_t") == apply("transpose", "W") * x
