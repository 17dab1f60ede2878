"""Variants of a question: the same lines with other values drawn for its ``let`` names."""

from __future__ import annotations

from examsolver.core.problem import Problem, Source
from examsolver.core.question import Family, Question
from examsolver.language.blocks import Drawn, read_block
from examsolver.language.cutting import Block, cut, question_blocks
from examsolver.language.exam import exam_header, in_place, unreadable
from examsolver.language.headers import Heading, read_heading
from examsolver.registry import Catalogue, did_you_mean


def variants(
    source: Source, families: Catalogue[Family], question_id: str, seed: int, count: int
) -> tuple[tuple[Question, ...], tuple[Problem, ...]]:
    """``count`` variants of one question, their draws distinct as far as there are so many.

    The first is what ``parse_exam`` gives with the same seed. Variants that have problems are left
    out, and their problems told, each once. ``question_id`` may name one part (``id.a``) of a question
    of several families; its own id stands for all its parts, variant by variant.
    """
    if problem := unreadable(source):
        return (), (problem,)
    blocks, _ = cut(source)
    _, facts, _ = exam_header(blocks, families)
    block = _block(blocks, question_id)
    if isinstance(block, Problem):
        return (), (block,)
    found: list[Question] = []
    problems: list[Problem] = []
    seen: frozenset[Drawn] = frozenset()
    for index in range(count):
        questions, wrong = read_block(block, families, facts, seed=seed, index=index, seen=seen)
        seen |= {question.draw for question in questions}
        found += [question for question in questions if _belongs(question.id, question_id)]
        problems += wrong
    if count and not found and not problems:
        problems.append(Problem(f"there is no question {question_id!r}", block.head.span))
    return tuple(found), in_place(problems)


def _block(blocks: tuple[Block, ...], question_id: str) -> Block | Problem:
    headings = [(block, read_heading(block.head, "question")) for block in question_blocks(blocks)]
    named = [(block, heading) for block, heading in headings if isinstance(heading, Heading)]
    for block, heading in named:
        if _belongs(question_id, heading.id):
            return block
    known = [heading.id for _, heading in named]
    return Problem(f"there is no question {question_id!r}", None, did_you_mean(question_id, known))


def _belongs(inner: str, outer: str) -> bool:
    """Whether an id is another, or a part of it."""
    return inner == outer or inner.startswith(f"{outer}.")
