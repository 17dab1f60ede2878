"""From the text of an exam to its questions; everything that is wrong is told at once, in order of place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from examsolver.core.problem import Problem, Source, Span
from examsolver.core.question import Exam, Family, Policy, Question
from examsolver.language.blocks import read_block
from examsolver.language.cutting import Block, Piece, cut, question_blocks
from examsolver.language.definitions import block_definitions
from examsolver.language.facts import TEXTS, Facts, read_convention, read_policy, read_tags, read_text
from examsolver.language.headers import read_heading, read_title
from examsolver.language.including import Resolve, nowhere, with_included
from examsolver.language.questions import known_conventions
from examsolver.registry import Catalogue, near

TOP = ("exam", "question", "include", "block")
BEGIN = 'begin a question at the first column: question ID [MARKS] "TITLE": FAMILY'


def parse_exam(
    source: Source,
    families: Catalogue[Family],
    *,
    seed: int = 0,
    resolve: Resolve = nowhere,
    above: tuple[str, ...] = (),
) -> tuple[Exam | None, tuple[Problem, ...]]:
    """The exam that a text describes, and all that is wrong with the text.

    Questions that have problems are left out; there is no exam where no question is left. ``seed``
    draws the values of ``let`` variables. ``resolve`` finds the files that it includes, whose questions then
    stand in the exam's source; ``above`` are the names of the files that include it.
    """
    if problem := unreadable(source):
        return None, (problem,)
    inner = partial(parse_exam, families=families, seed=seed, resolve=resolve, above=(*above, source.name))
    source, include_problems = with_included(source, resolve, inner, (*above, source.name))
    blocks, cut_problems = cut(source)
    problems = [*include_problems, *cut_problems]
    title, facts, header_problems = exam_header(blocks, families)
    problems += header_problems
    problems += _strays(blocks)
    questions: list[Question] = []
    for block in _first_of_each_id(blocks, problems):
        found, wrong = read_block(block, families, facts, seed=seed)
        problems += _clashes(questions, found) + list(wrong)
        questions += found
    if not problems and not questions:
        problems.append(Problem("there is no question here", None, BEGIN))
    exam = Exam(title, tuple(questions), facts.policy or Policy(), source, seed) if questions else None
    return exam, in_place(problems)


def _clashes(questions: Iterable[Question], found: Iterable[Question]) -> list[Problem]:
    """Parts whose ids (``q.a``) are those of other questions."""
    known = {question.id for question in questions}
    return [Problem(f"there is a question {one.id!r} already", one.span) for one in found if one.id in known]


def in_place(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems by place, each once."""
    once = {(problem.message, _start(problem)): problem for problem in problems}
    return tuple(sorted(once.values(), key=_start))


def _start(problem: Problem) -> int:
    return problem.span.start if problem.span else -1


def unreadable(source: Source) -> Problem | None:
    """Why a text is no exam at all: it is empty, or no text."""
    text = source.text
    if not text.strip(" \t\r\n\ufeff"):
        return Problem(f"{source.name} is empty", None, BEGIN)
    strange = next((place for place in map(text.find, "\0\x01\x02\x03\x04\x05\x06") if place >= 0), -1)
    if strange >= 0:
        return Problem("this is not text", Span(source, strange, strange + 1), "expected an exam written as text")
    return None


def _strays(blocks: Iterable[Block]) -> list[Problem]:
    """Lines at column 0 that begin no block; of a run of them the first is told."""
    problems: list[Problem] = []
    stray = False
    for block in blocks:
        again, stray = stray, block.head.word not in TOP
        if stray and not again and not block.head.broken:
            word = block.head.word
            close = near(word, TOP) if word else None
            hint = f"did you mean {close!r}?" if close else "lines of a question are indented; " + BEGIN
            found = word or block.head.text[block.head.start]
            span = Span(block.head.source, block.head.start, block.head.start + max(1, len(word)))
            problems.append(Problem(f"expected 'exam' or 'question' here, found {found!r}", span, hint))
    return problems


def _first_of_each_id(blocks: Iterable[Block], problems: list[Problem]) -> list[Block]:
    seen: set[str] = set()
    kept: list[Block] = []
    for block in question_blocks(blocks):
        heading = read_heading(block.head, "question")
        if isinstance(heading, Problem) or heading.id not in seen:
            kept.append(block)
        else:
            hint = "give each question an id of its own"
            problems.append(Problem(f"there is a question {heading.id!r} already", heading.span, hint))
        if not isinstance(heading, Problem):
            seen.add(heading.id)
    return kept


def exam_header(blocks: tuple[Block, ...], families: Catalogue[Family]) -> tuple[str, Facts, list[Problem]]:
    """The exam's title, what holds for all its questions, and what is wrong there."""
    title, facts = "", Facts()
    problems: list[Problem] = []
    facts.definitions = block_definitions(blocks, problems)
    heads = [block for block in blocks if block.head.word == "exam" and not block.head.broken]
    for count, block in enumerate(heads):
        if count:
            problems.append(Problem("there is an exam line already", block.head.span))
            continue
        read = read_title(block.head)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            title = read
        problems += _exam_facts(block, families, _used(blocks, families), facts)
    return title, facts, problems


def _used(blocks: Iterable[Block], families: Catalogue[Family]) -> tuple[Family, ...]:
    """The families that the questions' headers name."""
    headings = [read_heading(block.head, "question") for block in question_blocks(blocks)]
    words = [heading.words[0] for heading in headings if not isinstance(heading, Problem) and heading.words]
    found = [families.get(word) for word in dict.fromkeys(words)]
    return tuple({family.name: family for family in found if family}.values())


def _exam_convention(
    piece: Piece, families: Catalogue[Family], used: tuple[Family, ...], facts: Facts
) -> Problem | None:
    """A convention of a family in use; only where none knows it are the other families asked."""
    if read_convention(piece, known_conventions(used), facts) is None:
        return None
    return read_convention(piece, known_conventions(families.entries), facts)


def _exam_facts(block: Block, families: Catalogue[Family], used: tuple[Family, ...], facts: Facts) -> list[Problem]:
    known = ("policy", "convention", "tags", *TEXTS[:-1])
    problems: list[Problem] = []
    for piece in block.lines:
        problem: Problem | None = None
        if piece.broken:
            continue
        if piece.word == "policy":
            problem = read_policy(piece, facts)
        elif piece.word == "convention":
            problem = _exam_convention(piece, families, used, facts)
        elif piece.word == "tags":
            problem = read_tags(piece, facts)
        elif piece.word in known:
            problem = read_text(piece, facts)
        else:
            close = near(piece.word, known) if piece.word else None
            hint = f"did you mean {close!r}?" if close else f"known here: {', '.join(known)}"
            span = replace(piece.span, end=piece.start + max(1, len(piece.word)))
            problem = Problem(f"unknown line {piece.word!r} in the exam header", span, hint)
        problems += [problem] if problem else []
    return problems
