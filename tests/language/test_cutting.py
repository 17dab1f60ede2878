"""A text is cut by column 0, then by logical line."""


import pytest

from examsolver.core.problem import Source
from examsolver.language.cutting import cut, flat
from tests.effort import with_effort


def lines(text):
    blocks, problems = cut(Source("x.exam", text))
    assert not problems, [str(problem) for problem in problems]
    return [[piece.span.text for piece in flat((block.head, *block.lines))] for block in blocks]


def problems(text):
    return [(problem.message, problem.span.line, problem.span.column) for problem in cut(Source("x", text))[1]]


def test_blocks_begin_at_column_0():
    assert lines("exam\n  a\nquestion\n  b\n  c\n") == [["exam", "a"], ["question", "b", "c"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("q\n  X = [1,\n 2]\n  y", ["q", "X = [1,\n 2]", "y"]),
        ("q\n  X = [1,\n2]\n  y", ["q", "X = [1,\n2]", "y"]),
        ('q\n  p """a\nb # c\n"""\n  y', ["q", 'p """a\nb # c\n"""', "y"]),
        ("q\n  a; b ;c", ["q", "a", "b", "c"]),
        ("q\n  f(a; b)", ["q", "f(a; b)"]),
        ("q  # comment\n  # own\n\n  a # b; c", ["q", "a"]),
        ('q\n  a "#;["  # c', ["q", 'a "#;["']),
        ('q\n  a "say \\"no\\" #"', ["q", 'a "say \\"no\\" #"']),
        ("\ufeffq\r\n\ta\r\n", ["q", "a"]),
        ("q\r  a\r  b", ["q", "a", "b"]),
        ("q\n  for t in 1..3: a; b\n  c", ["q", "for t in 1..3:", "a", "b", "c"]),
    ],
)
def test_logical_lines(text, expected):
    assert lines(text) == [expected]


def test_indentation_puts_lines_under_the_line_that_opens_a_block():
    (block,), _ = cut(Source("x", "q\n  repeat 2:\n      repeat 3:\n        a\n     b\n  c\n   d"))
    outer, *rest = block.lines
    assert [piece.word for piece in outer.block] == ["repeat", "b"]
    assert [piece.word for piece in outer.block[0].block] == ["a"]
    assert [piece.word for piece in rest] == ["c", "d"]


def test_an_inline_block_ends_with_its_line():
    (block,), _ = cut(Source("x", "q\n  repeat 2: a; b\n  c"))
    assert [[inner.word for inner in piece.block] for piece in block.lines] == [["a", "b"], []]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("q\n  a ]", [("the bracket ']' closes nothing", 2, 5)]),
        ("q\n  (a]\n  b", [("the bracket ']' closes nothing", 2, 5)]),
        ("q\n  X = [1, 2\n  find X", [("the bracket '[' is never closed", 2, 7)]),
        ("q\n  X = [1, 2\nquestion b\n  a", [("the bracket '[' is never closed", 2, 7)]),
        ('q\n  "a\n  b', [("the quotation mark is never closed", 2, 3)]),
        ('q\n  p """a\nb', [("the quotation mark is never closed", 2, 5)]),
        ("  a\nq", [("an indented line belongs to no question", 1, 3)]),
        ("q\n  a ]\n  b ]", [("the bracket ']' closes nothing", 2, 5), ("the bracket ']' closes nothing", 3, 5)]),
        ("q\n  x = " + "1" * 500, [("this number is too large to compute with", 2, 7)]),
        ("q\n  x = 1e99999", [("this number is too large to compute with", 2, 7)]),
    ],
)
def test_what_cannot_be_cut_is_told_with_its_place(text, expected):
    found = problems(text)
    assert [(message, line) for message, line, _ in found] == [(message, line) for message, line, _ in expected]
    assert found[0][2] == pytest.approx(expected[0][2], abs=1)


@pytest.mark.parametrize("brackets", ["[" * 1_000_000, "[(" * 500_000, "[\n" * 500_000], ids=["run", "mixed", "lines"])
def test_a_million_nested_brackets_are_one_problem_told_fast(brackets):
    found, calls = with_effort(problems, f"question a\n  X = {brackets}\nquestion b\n  y")
    assert [message for message, _, _ in found] == ["brackets are nested more than 60 deep"]
    assert calls < 20_000


def test_blocks_nested_without_end_are_one_problem():
    text = "q\n" + "".join(" " * (depth + 1) + "repeat 2:\n" for depth in range(500))
    assert [message for message, _, _ in problems(text)] == ["blocks are nested more than 12 deep"]


def test_the_rest_of_the_file_is_read_after_a_line_that_cannot_be_cut():
    blocks, found = cut(Source("x", "q\n  a ]\n  b\nr\n  c"))
    assert len(found) == 1
    assert [[piece.word for piece in block.lines] for block in blocks] == [["a", "b"], ["c"]]
    assert blocks[0].lines[0].broken and not blocks[0].lines[1].broken
