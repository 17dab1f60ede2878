"""Reading what students write: numbers, sizes, yes and no, grids; nothing raises, nothing is slow."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsolver.core.formula import Sym
from examsolver.core.marking import Entry, Feasible
from examsolver.core.problem import Source, Span
from examsolver.core.question import Part
from examsolver.language.answers import read_answer
from tests.effort import effort

HERE = Span(Source("<test>", ""), 0, 0)
SQUARE = np.array([[0, 0], [0, 0]], dtype=object)
CUBE = np.zeros((3, 3))


def part(kind, **options):
    return Part("p", ("p",), kind, HERE, **options)


def number(text, kind="number", **options):
    reading = read_answer(text, part(kind, **options), 0.5)
    assert isinstance(reading.value, Entry), reading.problem
    return reading.value


def cells(text, expected, kind="matrix"):
    reading = read_answer(text, part(kind), expected)
    assert reading.problem is None, reading.problem
    return plain(reading.value)


def plain(grid):
    if isinstance(grid, tuple):
        return tuple(plain(cell) for cell in grid)
    return None if grid is None else grid.value


@pytest.mark.parametrize("text", ["", "  ", "-", "?", "—", "n/a", "\n"])
def test_an_empty_answer_or_a_dash_is_blank(text):
    assert read_answer(text, part("number"), 1).blank


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("48 weights", 48),
        ("≈ 0.75", Fraction(3, 4)),
        ("y = 0.25", Fraction(1, 4)),
        ("= 352 parameters", 352),
        ("3*16*7+16 = 352", 352),
        ("3·16·7 + 16", 352),
        ("(3*3*64+1)*128", 73856),
        (r"\frac{1}{4}", Fraction(1, 4)),
        (r"$-\frac34$", Fraction(-3, 4)),
        ("10/3", Fraction(10, 3)),
        ("½", Fraction(1, 2)),
        ("2½", Fraction(5, 2)),
        ("2^10", 1024),
        ("sqrt(16)", 4),
        ("1,234", 1234),
        ("1 234", 1234),
        ("1'234'567", 1234567),
        ("483_456", 483456),
        ("1,234.5", Fraction(2469, 2)),
        ("1.234,5", Fraction(2469, 2)),
        ("0,25", Fraction(1, 4)),
        ("-3,5", Fraction(-7, 2)),
        ("−3.5", Fraction(-7, 2)),
        ("- 3.5.", Fraction(-7, 2)),
        ("3.00 × 10^-2", Fraction(3, 100)),
        ("2.5·10⁻¹", Fraction(1, 4)),
        ("1e-3", Fraction(1, 1000)),
        ("2.5*10^3", 2500),
        ("28%", Fraction(7, 25)),
        ("28 percent", Fraction(7, 25)),
        ("[0.5]", Fraction(1, 2)),
        ("one quarter", Fraction(1, 4)),
        ("483k", 483000),
        ("≈ 1.5 million", 1500000),
        ("4 GB", 4 * 10**9),
        ("the answer is 48.", 48),
        ("352 (with biases)", 352),
        ("P(A|B)=0.25", Fraction(1, 4)),
        (".5", Fraction(1, 2)),
    ],
)
def test_a_number_is_read_in_every_usual_spelling(text, value):
    assert number(text).value == value


@pytest.mark.parametrize(("text", "value"), [("1O", 10), ("l0", 10), ("O.5", Fraction(1, 2)), ("0.S", Fraction(1, 2))])
def test_letters_that_look_like_digits_are_read_and_noted(text, value):
    reading = read_answer(text, part("number"), 1)
    assert reading.value.value == value
    assert text in reading.notes[0]


@pytest.mark.parametrize(
    "text", ["1/4 or 1/2", "1 0", "abc", "1/0", "∞", "1.5 ± 0.5", "9^9^9", "10^5000", "1e99999", "2*", "5!", "(-1)^0.5"]
)
def test_what_is_not_one_number_is_a_problem_with_a_reason(text):
    reading = read_answer(text, part("number"), 1)
    assert reading.value is None
    assert reading.problem


@pytest.mark.parametrize(
    ("text", "decimals", "significant"),
    [
        ("0.7503", 4, 4),
        ("0.0300", 4, 3),
        ("3.00 × 10^-2", 4, 3),
        ("28.3%", 3, 3),
        ("12.8 million", -5, 3),
        ("7", None, None),
    ],
)
def test_the_digits_shown_are_kept(text, decimals, significant):
    entry = number(text)
    assert (entry.decimals, entry.significant) == (decimals, significant)


def test_a_bare_number_is_taken_in_the_unit_of_the_part():
    assert number("12.8", unit="millions").value == 12_800_000
    assert number("12.8M", unit="millions").value == 12_800_000
    assert number("12845056", unit="millions").value == 12_845_056
    assert number("28", unit="percent").value == Fraction(7, 25)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("6x6", (6, 6)),
        ("6×6", (6, 6)),
        ("6х6", (6, 6)),
        ("6 by 6", (6, 6)),
        ("6-by-6", (6, 6)),
        ("(6, 6)", (6, 6)),
        ("[6,6]", (6, 6)),
        ("6 x 6 x 64", (6, 6, 64)),
        ("6*6*64", (6, 6, 64)),
        (r"$6 \times 6$", (6, 6)),
        ("output: 6x6", (6, 6)),
        ("the output is 6x6", (6, 6)),
        ("(None, 498, 16)", (1, 498, 16)),
        ("(N, 6, 6)", (1, 6, 6)),
        ("torch.Size([32, 64, 28])", (32, 64, 28)),
        ("H=28, W=14", (28, 14)),
        ("10@14x14", (10, 14, 14)),
        ("66", (66,)),
        ("(13-3)/2 + 1 = 6", (6,)),
    ],
)
def test_a_size_is_read_in_every_usual_spelling(text, size):
    assert read_answer(text, part("size"), (6, 6)).value == size


@pytest.mark.parametrize("text", ["3776", "3,776", "(3776,)", "59x64 = 3776", "3 776"])
def test_a_size_of_one_entry_is_read(text):
    assert read_answer(text, part("size"), (3776,)).value == (3776,)


@pytest.mark.parametrize("text", ["6.5", "3.33x3.33", "thirteen"])
def test_a_size_is_made_of_whole_numbers(text):
    assert read_answer(text, part("size"), (6, 6)).problem


@pytest.mark.parametrize(
    ("text", "possible", "size"),
    [
        ("Yes - output 6 by 6 (x64)", True, (6, 6, 64)),
        ("not possible, since 10/3 is not an integer", False, None),
        ("No", False, None),
        ("No (floor would give 4x4)", False, None),
        ("possible → 3×3×64", True, (3, 3, 64)),
        ("6x6", None, (6, 6)),
        ("yes", True, None),
        ("impossible", False, None),
        ("Not impossible", True, None),
        ("It is not valid.", False, None),
        ("doesn't fit", False, None),
        ("10/3 is not an integer", False, None),
        ("stride=2: yes, 6x6", True, (6, 6)),
        ("Yes, (13-3)/2 + 1 = 6, so 6x6", True, (6, 6)),
        ("feasible, 6", True, (6,)),
    ],
)
def test_yes_and_no_are_told_from_their_reasons(text, possible, size):
    assert read_answer(text, part("feasibility"), (True, (6, 6), 64)).value == Feasible(possible, size)


@pytest.mark.parametrize(
    "text",
    [
        "[[1, 2], [-10, 8]]",
        "1 2\n-10 8",
        "1, 2\n-10, 8",
        "[1 2; -10 8]",
        "{{1,2},{-10,8}}",
        "((1, 2), (-10, 8))",
        "[1,2],[-10,8]",
        "| 1 2 |\n| -10 8 |",
        "np.array([[1, 2], [-10, 8]])",
        r"\begin{pmatrix} 1 & 2 \\ -10 & 8 \end{pmatrix}",
        r"$$Z = \begin{bmatrix}1&2\\-10&8\end{bmatrix}$$",
        r"\left[\begin{array}{cc}1&2\\-10&8\end{array}\right]",
        "Z = [[1, 2], [−10, 8]]",
        "[[1, -10], [2, 8]]^T",
        "2 * [[1/2, 1], [-5, 4]]",
        "Z_1 = 1, Z_2 = 2, Z_3 = -10, Z_4 = 8",
        "Z_{11} = 1, Z_{12} = 2, Z_{21} = -10, Z_{22} = 8",
        "Z[1,1] = 1; Z[1,2] = 2; Z[2,1] = -10; Z[2,2] = 8",
        "Z₁₁ = 1\nZ₁₂ = 2\nZ₂₁ = -10\nZ₂₂ = 8",
        "z_00 = 1, z_01 = 2, z_10 = -10, z_11 = 8",
        "dL/dF_1 = 1; dL/dF_2 = 2; dL/dF_3 = -10; dL/dF_4 = 8",
        r"\frac{\partial L}{\partial F_{11}} = 1, \frac{\partial L}{\partial F_{12}} = 2,"
        r" \frac{\partial L}{\partial F_{21}} = -10, \frac{\partial L}{\partial F_{22}} = \frac{16}{2}",
        "dL/dF_1 = dL/dy * dy/dZ_1 * 4 = 1; dL/dF_2 = 2; dL/dF_3 = 5 * F_2 = -10; dL/dF_4 = 8",
    ],
)
def test_a_matrix_is_read_in_every_usual_spelling(text):
    assert cells(text, SQUARE) == ((1, 2), (-10, 8))


def test_a_missing_cell_is_missing_and_not_zero():
    read = cells("[[0.5, 0.5, 0], [-0.25, , ], [, -0.5, 0.25]]", CUBE)
    assert read[1] == (Fraction(-1, 4), None, None)
    assert read[2] == (None, Fraction(-1, 2), Fraction(1, 4))
    assert cells("Z_1 = 1, Z_4 = 8", SQUARE) == ((1, None), (None, 8))


@pytest.mark.parametrize("text", ["[[0,5; 0,25]; [1; 2]]", "[0,5 0,25; 1 2]", "[[0.5, 0.25], [1, 2]]"])
def test_decimal_commas_are_read_where_the_shape_leaves_no_doubt(text):
    assert cells(text, SQUARE) == ((Fraction(1, 2), Fraction(1, 4)), (1, 2))


@pytest.mark.parametrize(
    "text",
    [
        "1 2 3",
        "1, 2, 3",
        "[1, 2, 3]",
        "(1, 2, 3)",
        "[1; 2; 3]",
        "[[1], [2], [3]]",
        "1\n2\n3",
        "[1,2,3]^T",
        "h = [1,2,3]",
    ],
)
def test_a_vector_has_no_orientation(text):
    assert cells(text, np.zeros(3), "vector") == (1, 2, 3)


def test_rows_of_different_lengths_are_a_problem():
    assert "length" in read_answer("[[1, 2], [3]]", part("matrix"), SQUARE).problem


@pytest.mark.parametrize(("text", "values"), [("0 and 1", (0, 1)), ("{0, 1}", (0, 1)), ("none", ()), ("p = 2", (2,))])
def test_a_set_of_numbers_is_read(text, values):
    read = read_answer(text, part("sizes"), (0, 1)).value
    assert tuple(entry.value for entry in read) == values


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1" * 10_001, "characters"),
        ("(" * 61, "nested"),
        ("1" * 401, "digits"),
        ("x" * 500, "letters"),
        ("1+" * 400 + "1", "symbols"),
        ("1+" * 290 + "1", "long"),
        ("-" * 590 + "1", "nested"),
        ("2^4097", "exponent"),
        ("2^4096*" * 100 + "1", "large"),
    ],
)
def test_hostile_text_is_refused_with_the_limit_it_breaks(text, reason):
    assert reason in (read_answer(text, part("number"), 1).problem or "")


KINDS = [
    ("integer", 352),
    ("number", 0.75),
    ("size", (6, 6)),
    ("feasibility", (True, (6, 6), 64)),
    ("vector", np.zeros(3)),
    ("matrix", SQUARE),
    ("gate", Sym("x")),
    ("expression", Sym("x") @ Sym("W")),
    ("sizes", (1, 2)),
    ("name", "A"),
]
PIECES = st.sampled_from(
    [
        *"0123456789()[]{}=+-*/^_,;:.|&\\\n 'xhtzW",
        "σ",
        "⊙",
        "²",
        "₁",
        "½",
        "√",
        "⌊",
        "∂",
        "\\frac",
        "\\hat",
        "\\begin{pmatrix}",
        "\\end{pmatrix}",
        "\\\\",
        "\\left(",
        "h_{t-1}",
        "x_t",
        "W_f",
        "10^",
        "tanh",
        "Z_1 = ",
        "yes",
        "no",
        "[[",
        "]]",
        "where ",
        "sum",
        "\u0303",
        "\x00",
        "😀",
        "9^9",
        "$",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=60)))
def test_nothing_that_can_be_typed_raises(text):
    for kind, expected in KINDS:
        reading = read_answer(text, part(kind), expected)
        assert reading.value is None or reading.problem is None


@pytest.mark.parametrize(
    "text",
    [
        "(1" * 50 + ")" * 50,
        "1 " * 4999,
        "Z_1=1," * 1400,
        ",1" * 5000,
        "\\frac" * 1900,
        "\\hat" * 2400,
        "a=b\n" * 2400,
        "not " * 2400,
        "[1;2]" * 1900,
        "6x" * 4900,
        "| " * 4900,
        "1.2." * 2400,
        "d/d" * 3300,
        "{" * 59 + "}" * 59,
        "=" * 9999,
    ],
)
def test_long_and_odd_texts_are_read_or_refused_quickly(text):
    for kind, expected in KINDS:
        calls = effort(read_answer, text, part(kind), expected)
        assert calls < 1_000_000
