"""A family's own lines, through the real grammars."""

from fractions import Fraction

import pytest

from examsolver.core.formula import Apply, Listing, Num, Sym, apply
from examsolver.core.problem import Source
from examsolver.language.cutting import cut
from examsolver.language.lines import read_lines
from examsolver.language.parsing import family_parser


def read(grammar, text):
    (block,), cut_problems = cut(Source("x.exam", "q\n" + text))
    problems = list(cut_problems)
    return read_lines(block.lines, family_parser(grammar), problems), problems


def one(grammar, text):
    (line,), problems = read(grammar, f"  {text}")
    assert not problems
    return line


def arguments(text):
    return [(argument.words, argument.values) for argument in one("network", text).arguments]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("conv 64, kernel 3", [((), (64,)), (("kernel",), (3,))]),
        ("filters 64 of 3x3", [(("of",), (64, (3, 3)))]),
        ("filters 64 of 3 × 3", [(("of",), (64, (3, 3)))]),
        ("input 13 x 13", [((), ((13, 13),))]),
        ("input 500x7", [((), ((500, 7),))]),
        ("conv, kernel 3", [(("kernel",), (3,))]),
        ("conv 3, no bias, same", [((), (3,)), (("no", "bias"), ()), (("same",), ())]),
        ("maxpool 3, stride 2x1, from b1", [((), (3,)), (("stride",), ((2, 1),)), (("from", "b1"), ())]),
        ("strides 2, 3, 4, 5", [((), (2,)), ((), (3,)), ((), (4,)), ((), (5,))]),
        ("dropout 0.5", [((), (Fraction(1, 2),))]),
        ("dropout 1/4", [((), (Fraction(1, 4),))]),
        ("dropout 50 %", [((), (Fraction(1, 2),))]),
        ("padding −1", [((), (-1,))]),
        ("conv 64, padding=1", [((), (64,)), (("padding",), (1,))]),
        ("conv 64, kernel (3, 5)", [((), (64,)), (("kernel",), ((3, 5),))]),
        ("table [[1, 0], [0, -1]]", [((), (((1, 0), (0, -1)),))]),
        ("lstm 8, return sequences", [((), (8,)), (("return", "sequences"), ())]),
        ('note "a # b"', [((), ("a # b",))]),
        ("resnet-50, without top", [(("without", "top"), ())]),
        ("relu", []),
    ],
)
def test_arguments_are_words_and_values(text, expected):
    assert arguments(text) == expected


def test_a_layer_may_have_a_name():
    line = one("network", "b1 = conv 64, from x")
    assert (line.kind, line.name, line.word) == ("layer", "b1", "conv")
    assert one("network", "flatten").name is None


def test_an_argument_knows_its_place():
    line = one("network", "conv 64, kernel 3")
    assert [argument.span.text for argument in line.arguments] == ["64", "kernel 3"]


def test_repeat_holds_a_block():
    (line,), _ = read("network", "  repeat 2:\n    conv 3\n    repeat 3: relu")
    assert (line.kind, line.count) == ("repeat", 2)
    assert [inner.kind for inner in line.block] == ["layer", "repeat"]
    assert line.block[1].block[0].word == "relu"


@pytest.mark.parametrize(
    ("text", "target", "formula", "size"),
    [
        ("U = 0.1 as 2x2", "U", Num(Fraction(1, 10)), (2, 2)),
        ("U = -1/3 as 3", "U", Num(Fraction(-1, 3)), (3,)),
        ("U = 0..23 as 2x3x4", "U", apply("..", 0, 23), (2, 3, 4)),
        ("U = -2..2 as 5", "U", apply("..", -2, 2), (5,)),
        ("U = -0.4 to 0.6 in 20 steps as 4 x 5", "U", apply("spread", Fraction(-2, 5), Fraction(3, 5), 20), (4, 5)),
    ],
)
def test_data_by_shape(text, target, formula, size):
    line = one("compute", text)
    assert (line.kind, line.target, line.formula, line.size) == ("data", Sym(target), formula, size)


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("z as number", {"z": ()}),
        ("Q as n x d", {"Q": ("n", "d")}),
        ("Q as n×2", {"Q": ("n", 2)}),
        ("Q as 2 x n x 3x4", {"Q": (2, "n", 3, 4)}),
        ("Q, K as n x d", {"Q": ("n", "d"), "K": ("n", "d")}),
    ],
)
def test_letters_without_a_value(text, sizes):
    lines, problems = read("compute", f"  {text}")
    assert not problems
    assert {line.target.name: line.size for line in lines} == sizes
    assert {line.kind for line in lines} == {"declare"}


def test_a_loop_holds_its_lines():
    (line,), _ = read("compute", "  for t in 1..3:\n    h[t] = tanh(x[t] + h[t-1])")
    assert (line.kind, line.variable, line.first, line.last) == ("for", "t", Num(1), Num(3))
    assert line.block[0].target == Sym("h", (Sym("t"),))


def test_an_assignment_holds_a_formula():
    line = one("compute", "X = [[3, -4], [1/2, 0]]")
    assert line.kind == "assign" and line.target == Sym("X")
    half = Apply("/", (Num(1), Num(2)))
    assert line.formula == Listing((Listing((Num(3), Num(-4))), Listing((half, Num(0)))))


@pytest.mark.parametrize(
    ("grammar", "text", "message"),
    [
        ("compute", "U = 0.1 as 2y2", "found 'y2'"),
        ("compute", "= 3", "expected"),
        ("compute", "for t on 1..3: x = 1", "expected 'in', found 'on'"),
        ("compute", "x = 1/0 as 3", "a denominator is zero"),
        ("network", "conv 3,, kernel", "found ','"),
        ("network", "dropout 1/0", "a denominator is zero"),
        ("network", "repeat 2:", "nothing stands under this 'repeat'"),
        ("network", "3 conv", "found '3'"),
    ],
)
def test_each_line_has_its_own_problem(grammar, text, message):
    _, problems = read(grammar, f"  {text}\n  3 3\n")
    assert message in problems[0].message
    assert [problems[0].span.line, problems[-1].span.line] == [2, 3]


def test_a_grammar_of_its_own_needs_no_code():
    grammar = "\nline: word formula -> rule\nword: NAME\n"
    line = one(grammar, "law a + b")
    assert (line.kind, line.word, line.formula) == ("rule", "law", Sym("a") + Sym("b"))
