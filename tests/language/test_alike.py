"""Lines that are alike but for digits give the same trees as if each was parsed by itself."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lark import Lark

from examsolver.core.problem import Problem, Source
from examsolver.language.alike import Shape, digits_are_alike, parse_alike
from examsolver.language.parsing import Node, family_parser, parse, place
from examsolver.resources import read_data

LINES = (
    "c1 = conv 64, kernel 3, same",
    "conv 96 of 11x11, stride 4",
    "dense 4*16, relu",
    "connect 0..3, 12..15",
    "scale -0.5, 1/3, 50 %",
    "y2 = concat a1, b12",
    "reshape (4, 17)",
    "h1.c2 = conv 10 from x3.y4",
)


def shown(tree: Node, source: Source) -> list[tuple[str, str, list[str]]]:
    """Every node with its place and its tokens."""
    return [
        (str(node.data), place(node, source).text, [str(child) for child in node.children if isinstance(child, str)])
        for node in tree.iter_subtrees()
    ]


@given(st.sampled_from(LINES), st.data())
def test_a_line_with_other_digits_has_the_tree_of_its_own(line: str, data: st.DataObject) -> None:
    lark = family_parser("network")
    other = re.sub(r"\d", lambda _: data.draw(st.sampled_from("0123456789")), line)
    source = Source("", f"{line}\n  {other}")
    shapes: dict[str, Shape] = {}
    parse_alike(lark, "line", source, source.text, 0, len(line), shapes)
    begin, end = len(line) + 3, len(source.text)
    alike = parse_alike(lark, "line", source, source.text, begin, end, shapes)
    alone = parse(lark, "line", source, source.text, begin, end)
    assert len(shapes) == 1
    assert not isinstance(alike, Problem)
    assert not isinstance(alone, Problem)
    assert shown(alike, source) == shown(alone, source)


@pytest.mark.parametrize("stem", ["network", "compute"])
def test_our_grammars_take_all_digits_for_the_same(stem: str) -> None:
    assert digits_are_alike(family_parser(stem))


@pytest.mark.parametrize("terminal", ['"2d"', "/[1-9]x/", "/v2/"])
def test_a_grammar_that_tells_digits_apart_has_every_line_parsed(terminal: str) -> None:
    values = read_data("grammars", "values.lark")
    lark = Lark(f"{values}\nline: WORD value\nWORD: {terminal}", parser="lalr", start="line")
    assert not digits_are_alike(lark)
    source, shapes = Source("", ""), dict[str, Shape]()
    parse_alike(lark, "line", source, "2d 3", 0, 4, shapes)
    assert not shapes
