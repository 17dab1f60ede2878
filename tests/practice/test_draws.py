"""Variants of a question."""

import pytest

from examsolver.core.problem import Source
from examsolver.families import FAMILIES
from examsolver.language.exam import parse_exam
from examsolver.practice.draws import variants

TEXT = """\
exam "E"
  convention output size exact

question strides [2]: shapes
  let n = 9..32
  let k = 3 | 5 | 7
  let s = 2..5
  where (n - k) % s = 0 in half of the variants
  input n
  filters 16 of k
  strides s
  find feasible and output

question few [1]: shapes
  let n = 9..10
  input n
  filters 1 of 3
  strides 1
  find output

question both: compute
  let v = 1..50
  part a
    y = 3 * v
    find y
  part b
    z = 2*v
    find z

question broken: shapes
  let n = 1..2
  input n
  filterss 1 of 3
  find output
"""
SOURCE = Source("x.exam", TEXT)


def test_variants_are_distinct_and_half_of_them_fit():
    found, problems = variants(SOURCE, FAMILIES, "strides", seed=1, count=20)
    assert not problems
    draws = [dict(question.draw) for question in found]
    assert len({tuple(draw.items()) for draw in draws}) == 20
    assert sum((draw["n"] - draw["k"]) % draw["s"] == 0 for draw in draws) == 10
    assert all(question.conventions == {"output size": "exact"} for question in found)


def test_the_first_variant_is_the_exam_of_that_seed():
    exam, _ = parse_exam(SOURCE, FAMILIES, seed=3)
    found, _ = variants(SOURCE, FAMILIES, "strides", seed=3, count=2)
    assert exam.question("strides").draw == found[0].draw != found[1].draw


def test_seeds_differ_and_repeat():
    draws = [variants(SOURCE, FAMILIES, "strides", seed=seed, count=3)[0] for seed in (1, 2, 1)]
    said = [[question.draw for question in found] for found in draws]
    assert said[0] == said[2] != said[1]


def test_the_values_are_in_the_question():
    for question in variants(SOURCE, FAMILIES, "few", seed=1, count=2)[0]:
        (part,) = question.parts
        run = question.family.derive(question.body, question.conventions).run()
        assert run[part.steps[0]] == (dict(question.draw)["n"] - 2,) * 2


def test_draws_repeat_only_when_all_were_given():
    found, problems = variants(SOURCE, FAMILIES, "few", seed=1, count=5)
    assert not problems and len(found) == 5
    assert {question.draw for question in found[:2]} == {(("n", 9),), (("n", 10),)}


def test_parts_of_one_question_share_their_draw():
    found, _ = variants(SOURCE, FAMILIES, "both", seed=1, count=2)
    assert [question.id for question in found] == ["both.a", "both.b"] * 2
    assert found[0].draw == found[1].draw != found[2].draw
    only, _ = variants(SOURCE, FAMILIES, "both.b", seed=1, count=2)
    assert [question.draw for question in only] == [found[1].draw, found[3].draw]


@pytest.mark.parametrize(
    ("question", "message"),
    [("fwe", "there is no question 'fwe'"), ("broken", "filterss"), ("both.c", "there is no question 'both.c'")],
)
def test_what_is_wrong_is_told(question, message):
    found, problems = variants(SOURCE, FAMILIES, question, seed=1, count=3)
    assert not found
    assert any(message in problem.message for problem in problems)


def test_an_unreadable_text_is_a_problem():
    assert variants(Source("x", ""), FAMILIES, "a", seed=1, count=1)[1][0].message == "x is empty"
