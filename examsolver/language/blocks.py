"""A question block: its draw, its parts of several families, and the questions that come of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from examsolver.core.derivation import Value
from examsolver.core.problem import Problem
from examsolver.core.question import Family, Question
from examsolver.language.cutting import Block, Piece, cut, flat
from examsolver.language.drawing import Draw, draw_values
from examsolver.language.facts import Facts
from examsolver.language.finds import read_finds
from examsolver.language.headers import Heading, choose_family, read_heading
from examsolver.language.lets import Let, Where, read_let, read_where
from examsolver.language.questions import is_common, read_question
from examsolver.language.quotients import with_quotients
from examsolver.language.substitution import put_in
from examsolver.registry import Catalogue

Drawn = tuple[tuple[str, Value], ...]
Read = tuple[tuple[Question, ...], tuple[Problem, ...]]


def read_block(
    block: Block,
    families: Catalogue[Family],
    facts: Facts,
    *,
    seed: int = 0,
    index: int = 0,
    seen: frozenset[Drawn] = frozenset(),
) -> Read:
    """The question of a block (several where it has parts of several families), and its problems.

    ``index`` counts the variants of a question that has ``let`` lines; ``seen`` are draws to avoid.
    """
    heading = read_heading(block.head, "question")
    if isinstance(heading, Problem):
        return (), (heading,)
    drawn = _drawn(block, heading, seed, index, seen)
    if isinstance(drawn, tuple):
        return (), drawn
    block, draw = drawn.block, drawn.draw
    block = with_quotients(block)
    first = next((place for place, piece in enumerate(block.lines) if is_common(piece, "part")), None)
    if first is None:
        return _whole(block, heading, families, facts, draw)
    return _in_parts(block, first, heading, families, facts, draw)


@dataclass(frozen=True, slots=True)
class _Variant:
    block: Block
    draw: Drawn


def _drawn(
    block: Block, heading: Heading, seed: int, index: int, seen: frozenset[Drawn]
) -> _Variant | tuple[Problem, ...]:
    """The block with values in the places of its ``let`` names."""
    lets, wheres, problems = lets_of(block)
    if problems:
        return problems
    if not lets:
        return _Variant(block, ())
    draw = draw_values(lets, wheres, f"{seed}:{heading.id}", index, seen)
    if isinstance(draw, Problem):
        return (draw,)
    return _substituted(block, draw)


def _substituted(block: Block, draw: Draw) -> _Variant | tuple[Problem, ...]:
    pieces = [piece for piece in flat(block.lines) if not is_common(piece, "let", "where")]
    source, longer, problems = put_in(block.head.source, pieces, draw.texts)
    blocks, cut_problems = cut(source, block.head.start, block.end + longer)
    return problems + cut_problems or _Variant(blocks[0], draw.values)


def lets_of(block: Block) -> tuple[tuple[Let, ...], tuple[Where, ...], tuple[Problem, ...]]:
    """The ``let`` and ``where`` lines of a block."""
    lets: dict[str, Let] = {}
    wheres: list[Where] = []
    problems: list[Problem] = []
    for piece in _unbroken(flat(block.lines)):
        if is_common(piece, "let"):
            let = read_let(piece)
            if isinstance(let, Let) and let.name in lets:
                let = Problem(f"{let.name!r} is drawn twice", piece.span)
            if isinstance(let, Problem):
                problems.append(let)
            else:
                lets[let.name] = let
        elif is_common(piece, "where"):
            where = read_where(piece)
            if isinstance(where, Where):
                wheres.append(where)
            else:
                problems.append(where)
    if wheres and not lets and not problems:
        problems.append(Problem("there is no let that this could hold for", wheres[0].span))
    return tuple(lets.values()), tuple(wheres), tuple(problems)


def _unbroken(pieces: Iterable[Piece]) -> list[Piece]:
    return [piece for piece in pieces if not piece.broken]


def _whole(block: Block, heading: Heading, families: Catalogue[Family], facts: Facts, draw: Drawn) -> Read:
    chosen = choose_family(heading, families)
    if isinstance(chosen, Problem):
        return (), (chosen,)
    family, header = chosen
    question, problems = read_question(family, header, block.lines, facts, draw)
    return ((question,) if question else ()), _with_draw(problems, draw)


def _with_draw(problems: tuple[Problem, ...], draw: Drawn) -> tuple[Problem, ...]:
    """What was drawn, said where it may be the reason."""
    if not draw:
        return problems
    said = "drawn here: " + ", ".join(f"{name} = {value}" for name, value in draw)
    return tuple(replace(problem, hint=f"{problem.hint}; {said}" if problem.hint else said) for problem in problems)


def _in_parts(
    block: Block, first: int, heading: Heading, families: Catalogue[Family], facts: Facts, draw: Drawn
) -> Read:
    """``part a: network`` and so on: each a question of its own, with the lines above the first shared."""
    shared, problems = block.lines[:first], []
    for piece in shared:
        if is_common(piece, "find"):
            problems.append(Problem("this find belongs to no part", piece.span, "write it under a part"))
    sections = _sections(block.lines[first:], problems)
    headings = _priced(heading, sections, problems)
    questions: list[Question] = []
    for (_, lines), part in zip(sections, headings, strict=True):
        found, wrong = _whole(Block(block.head, shared + lines), part, families, facts, draw)
        questions += found
        problems += wrong
    return (tuple(questions) if not problems else ()), tuple(problems)


Section = tuple[Heading, tuple[Piece, ...]]


def _sections(pieces: tuple[Piece, ...], problems: list[Problem]) -> list[Section]:
    """The lines under each ``part``."""
    sections: list[Section] = []
    skipping = False
    for piece in pieces:
        if not is_common(piece, "part"):
            if not skipping and sections:
                sections[-1] = (sections[-1][0], (*sections[-1][1], piece))
            continue
        heading = read_heading(piece, "part")
        skipping = isinstance(heading, Problem)
        if isinstance(heading, Problem):
            problems.append(heading)
        elif heading.id in {known.id for known, _ in sections}:
            problems.append(Problem(f"there is a part {heading.id!r} already", heading.span))
            skipping = True
        else:
            sections.append((heading, piece.block))
    return sections


def _priced(whole: Heading, sections: list[Section], problems: list[Problem]) -> list[Heading]:
    """The parts' headings with id, title, family and marks in the light of the question's own."""
    spent = sum((part.marks or _priced_finds(lines) or Fraction(0) for part, lines in sections), Fraction(0))
    open_parts = [part for part, lines in sections if part.marks is None and _priced_finds(lines) is None]
    left = None if whole.marks is None else whole.marks - spent
    if left is not None and (left < 0 or (left == 0) == bool(open_parts)):
        problems.append(Problem(f"the question is worth {whole.marks}, and its priced parts make {spent}", whole.span))
        left = None
    share = left / len(open_parts) if left is not None and open_parts else None
    return [
        replace(
            part,
            id=f"{whole.id}.{part.id}",
            title=part.title or whole.title,
            words=part.words or whole.words,
            words_span=part.words_span or whole.words_span,
            marks=share if part in open_parts else part.marks,
        )
        for part, _ in sections
    ]


def _priced_finds(lines: tuple[Piece, ...]) -> Fraction | None:
    """What the finds of a part make together, where every one says so for itself."""
    pieces = [piece for piece in lines if is_common(piece, "find") and not piece.broken]
    finds = [find for piece in pieces for find in read_finds(piece)]
    marks = [None if isinstance(find, Problem) or find.marks_each else find.marks for find in finds]
    known = [worth for worth in marks if worth is not None]
    return sum(known, Fraction(0)) if marks and len(known) == len(marks) else None
