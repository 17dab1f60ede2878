"""Answers as a class really writes them: never right by accident, never wrong for the way they are written."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from examsolver.core.marking import Feasible
from examsolver.core.problem import Source, Span
from examsolver.core.question import Form, Part
from examsolver.language.answers import read_answer
from examsolver.maths.compare import compare
from tests.language.test_answers import cells

HERE = Span(Source("<test>", ""), 0, 0)
Z = np.array([[1, 2], [-10, 8]], dtype=object)
PAIR = np.array([0.0, 0.0])
KINDS = {"number": Fraction(1, 4), "integer": 208, "size": (9, 9), "feasibility": (True, (6, 6)), "matrix": Z}


def part(kind, **options):
    return Part("p", ("p",), kind, HERE, **options)


def verdict(text, kind, truth, **options):
    asked = part(kind, **options)
    return compare(truth, read_answer(text, asked, truth), asked).verdict


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text",
    ["I do not know", "I don’t know.", "no idea", "not sure", "I can't do this", "I did not have time",
     "I have no time left", "Not answered", "no clue, sorry", "idk", "keine Ahnung", "Ich weiß es nicht"],
)  # fmt: skip
def test_who_says_that_nothing_is_known_has_left_it_blank(text, kind):
    assert read_answer(text, part(kind), KINDS[kind]).blank


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("not 9x9", "size"),
        ("less than 9x9", "size"),
        ("< 9x9", "size"),
        ("10x10 or 9x9", "size"),
        ("10x10 9x9", "size"),
        ("9x9, 10x10", "size"),
        ("I think it is 9x9 but it could be 10x10", "size"),
        ("yes or no", "feasibility"),
        ("no, yes", "feasibility"),
        ("No, it fits", "feasibility"),
        ("no problem", "feasibility"),
        ("maybe not", "feasibility"),
        ("maybe", "feasibility"),
        ("there is no reason why not", "feasibility"),
        ("It is not true that it does not fit", "feasibility"),
        ("yes but not 6x6", "feasibility"),
        ("not 6x6", "feasibility"),
        ("yes, 5x5 or 6x6", "feasibility"),
        ("not 0.25", "number"),
        ("at least 0.25", "number"),
        ("more than 208", "integer"),
        ("0.24 = 0.25", "number"),
        ("0.25 = 0.24", "number"),
        ("not [[1, 2], [-10, 8]]", "matrix"),
    ],
)
def test_what_is_denied_hedged_or_said_twice_is_left_to_a_human(text, kind):
    reading = read_answer(text, part(kind), KINDS[kind])
    assert reading.value is None
    assert reading.problem


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No, 10/3 is not an integer", False),
        ("No, only with padding it would fit", False),
        ("no. With floor it would be 4x4.", False),
        ("not possible", False),
        ("no remainder, so it fits", True),
        ("Yes, no remainder", True),
        ("yes, it does not leave a remainder", True),
    ],
)
def test_a_clear_yes_or_no_stays_one(text, said):
    assert read_answer(text, part("feasibility"), (True, (6, 6))).value == Feasible(said)


@pytest.mark.parametrize(
    "text",
    ["No problem, 6x6", "5x5, no wait 6x6", "not 5x5 but 6x6", "yes, 6x6 (not 5x5)", "yes, 64@6x6"],
)  # fmt: skip
def test_the_size_that_is_meant_is_taken(text):
    assert verdict(text, "feasibility", (True, (6, 6), 64)) == "equal"


@pytest.mark.parametrize(
    "text",
    ["9x9 since the padded input is 22x22", "9x9 (input 20x20)", "9x9, not 10x10", "9x9 (10x10 with ceil)", "[9 9]",
     "9 9", "9.0x9.0", "9x9 since 17/2 = 8.5 -> 8, 8+1 = 9", "the padded input is 22x22, so output 9x9", "**9x9**",
     "input 20x20, output 9x9", "9x9 or 9 x 9"],
)  # fmt: skip
def test_what_explains_a_size_is_no_part_of_it(text):
    assert read_answer(text, part("size"), (9, 9)).value == (9, 9)


@pytest.mark.parametrize(
    "text",
    ["24x24, 8 channels", "24x24 with 8 channels", "8 maps of size 24x24", "8@24x24", "8 @ 24x24", "24x24 (8)",
     "(24x24)x8", "24^2 x 8", "(28-5+1) x (28-5+1) x 8", "24x24x8 since filters are 5x5x1", "8x24x24",
     "torch.Size([1, 8, 24, 24])", "24 x 24 x 8 feature maps"],
)  # fmt: skip
def test_a_depth_is_understood_wherever_it_stands(text):
    assert verdict(text, "size", (24, 24, 8)) == "equal"


@pytest.mark.parametrize("text", ["24x24, 7 channels", "7@24x24", "24 x 24 x 7 filters", "24x8x24", "7x24x24"])
def test_a_wrong_depth_stays_wrong(text):
    assert verdict(text, "size", (24, 24, 8)) == "different"


def test_channels_first_is_told_and_never_guessed_where_the_depth_is_a_side():
    asked = part("size")
    told = compare((24, 24, 8), read_answer("8x24x24", asked, (24, 24, 8)), asked)
    assert "channels first" in told.reason
    assert verdict("8x6x8", "size", (6, 8, 8)) == "different"


@pytest.mark.parametrize("text", ["498 steps, 16 channels", "498 (16 filters)", "(500-3+1, 16)"])
def test_a_length_and_its_depth_are_a_size(text):
    assert read_answer(text, part("size"), (498, 16)).value == (498, 16)


@pytest.mark.parametrize("text", ["5*5*16", "400x1", "1x1x400", "(400, 1)"])
def test_a_size_of_one_entry_may_be_worked_out_or_have_entries_of_one(text):
    assert verdict(text, "size", (400,)) == "equal"


@pytest.mark.parametrize(
    "text",
    ["208 (= 26*8)", "208!", '"208"', "**208**", "***208***", "`208`", "conv1: 208", "conv_1 has 208 parameters",
     "weights: 200, biases: 8, total: 208", "200 weights and 8 biases", "208 (trainable), 0 non-trainable",
     "208, because 5*5*8+8", "208 since 26*8 = 208"],
)  # fmt: skip
def test_a_count_is_found_among_its_words(text):
    assert verdict(text, "integer", 208) == "equal"


@pytest.mark.parametrize("text", ["none", "no parameters", "pooling has no parameters", "no", "Nothing.", "O", "0"])
def test_nothing_is_a_count_of_zero(text):
    assert verdict(text, "integer", 0) == "equal"
    assert verdict(text, "integer", 208) == "different"


@pytest.mark.parametrize(
    "text",
    ["19/3", "19/3 ≈ 6.33", "8/3 + 11/3 = 19/3 ≈ 6.33", "19 / 3 = 6.3333", "19/3 = 6.333...", "6 1/3", "19:3",
     "6.(3)", r"6.\overline{3}", "19/3 ≈ 6.3"],
)  # fmt: skip
def test_the_exact_value_counts_and_not_its_rounding(text):
    assert verdict(text, "number", Fraction(19, 3), form=Form("exactly", 0)) == "equal"


@pytest.mark.parametrize("text", ["19/3 = 6.34", "6.33", "20/3 ≈ 6.33"])
def test_a_rounding_alone_or_of_something_else_is_not_exact(text):
    assert verdict(text, "number", Fraction(19, 3), form=Form("exactly", 0)) == "different"


@pytest.mark.parametrize(
    "text",
    ["[[1, 2],\n [-10, 8]]", "array([[  1.,   2.],\n       [-10.,   8.]])", "[1, 2],\n[-10, 8]",
     "Z =\n[[1, 2],\n [-10, 8]]",
     "[\n[1, 2],\n[-10, 8],\n]", "⎡1 2⎤\n⎣-10 8⎦", r"1 & 2 \\ -10 & 8", "| 1 | 2 |\n|---|---|\n| -10 | 8 |",
     "row 1: 1, 2; row 2: -10, 8", "[[1, 2], [-10, 8]] (2x2)", "2x2: [[1, 2], [-10, 8]]",
     "Z[0][0] = 1, Z[0][1] = 2, Z[1][0] = -10, Z[1][1] = 8", "Z = [[1, 2], [-10, 8]] because F = [[2, 0], [-3, 1]]",
     "[[1, 2], [-10, 8]] (see above)", "[[2, 4], [-20, 16]]/2", "the result of 3 sums: [[1, 2], [-10, 8]]"],
)  # fmt: skip
def test_a_matrix_is_read_in_every_layout(text):
    assert cells(text, Z) == ((1, 2), (-10, 8))


@pytest.mark.parametrize(
    "text",
    [r"\frac{1}{3}(8, 11)", "1/3 (8, 11)", "(8, 11)/3", "[8, 11]/3", "[2 2/3, 3 2/3]", "[8/3 ≈ 2.67, 11/3 ≈ 3.67]",
     "h_1 = 8/3 ≈ 2.67, h_2 = 11/3 ≈ 3.67", "8/3 and 11/3", "<8/3, 11/3>", "[8/3,\n11/3]",
     "8/3 = 8/3, 22/6 = 11/3"],
)  # fmt: skip
def test_a_vector_is_read_with_its_factor_or_its_gloss(text):
    assert cells(text, PAIR, "vector") == (Fraction(8, 3), Fraction(11, 3))


@pytest.mark.parametrize(
    "text",
    ["[[", "<", "|---|", "&", "1/3 (", "@", "8@", "(28-", "not not not", "[1 1/0, 2]", "(1, 2)/0", "total total",
     "x x x " * 50, "not sure " * 300, "1 or " * 400, "(a (b " * 40, "[[1,\n" * 200, "6.(" * 300, ", = " * 300],
)  # fmt: skip
@pytest.mark.parametrize("kind", KINDS)
def test_pieces_of_such_answers_never_raise(text, kind):
    reading = read_answer(text, part(kind), KINDS[kind])
    assert reading.value is not None or reading.problem or reading.blank


@pytest.mark.parametrize(
    "text",
    ["h[1] = [0.4621, 0.0000]", "h_1 = (0.4621, 0)", "h_new[1] = 0.4621, h_new[2] = 0.0000", "h_1 = 0.4621; h_2 = 0"],
)
def test_an_index_before_a_whole_vector_names_the_vector_and_else_a_cell(text):
    found = read_answer(text, part("vector"), np.array([0.25, 0.5]))
    assert [float(entry.value) for entry in found.value] == [0.4621, 0]
