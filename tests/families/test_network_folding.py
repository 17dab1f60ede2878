"""Long networks as pictures: small layers joined, repeats drawn once, nothing lost."""

from __future__ import annotations

import pytest

import examsolver
from examsolver.core.picture import GraphFacts
from examsolver.rendering.pictures import draw

RESIDUAL = """question q: network
  input 8x8x16
  x0 = conv 16, kernel 3, same
{blocks}
  gap
  dense 10
  find total parameters
"""
BLOCK = """  conv 16, kernel 3, same, no bias, from x{0}
  batchnorm
  relu
  conv 16, kernel 3, same, no bias
  b{1} = batchnorm
  s{1} = add b{1}, x{0}
  x{1} = relu"""


def facts_of(text: str) -> GraphFacts:
    (question,) = examsolver.load(text)
    solution = examsolver.solve(question)
    (picture,) = question.family.pictures(question.body, solution.run)
    assert draw(picture).startswith("<svg")
    assert isinstance(picture.facts, GraphFacts)
    return picture.facts


def residual(count: int) -> str:
    return RESIDUAL.format(blocks="\n".join(BLOCK.format(number, number + 1) for number in range(count)))


@pytest.mark.parametrize("count", [3, 7, 30])
def test_blocks_that_come_again_are_drawn_once(count: int) -> None:
    facts = facts_of(residual(count))
    assert [node.name for node in facts.nodes] == ["input", "x0", "conv_1", "conv_2", "s1", "gap", "dense"]
    (group,) = facts.groups
    assert group.times == count and group.names == ("conv_1", "conv_2", "s1")
    assert facts.nodes[2].note.endswith("batchnorm · relu")


def test_every_box_reads_boxes_that_are_drawn_before_it() -> None:
    seen: set[str] = set()
    for node in facts_of(residual(5)).nodes:
        assert set(node.reads) <= seen
        seen.add(node.name)


def test_copies_that_grow_show_the_first_and_the_last_size() -> None:
    rows = "".join(f"  c{n} = conv 4, kernel 3, same, from m{n}\n  m{n + 1} = concat m{n}, c{n}\n" for n in range(10))
    facts = facts_of(f"question q: network\n  m0 = input 8x8x4\n{rows}  gap\n  find output\n")
    assert [group.times for group in facts.groups] == [10]
    assert facts.nodes[2].caption == "8 × 8 × 8 … 8 × 8 × 44"


def test_a_short_network_keeps_every_layer() -> None:
    facts = facts_of("question q: network\n  input 8x8x3\n  conv 4, kernel 3\n  batchnorm\n  relu\n  find output\n")
    assert len(facts.nodes) == 4 and not facts.groups and facts.flowing


def test_sizes_stand_on_the_edges() -> None:
    text = "question q: network\n  input 8x8x3\n  conv 4, kernel 3\n  flatten\n  find output\n"
    (question,) = examsolver.load(text)
    (picture,) = question.family.pictures(question.body, examsolver.solve(question).run)
    svg = draw(picture)
    assert svg.count("6 × 6 × 4") == 1 and svg.rindex("6 × 6 × 4") > svg.rindex("flatten")
