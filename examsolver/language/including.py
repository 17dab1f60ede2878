"""``include "other.exam"`` at column 0: the questions of another file, put where the line stands.

Each file is read by itself first, so that what is wrong in it is told with its own places. What its header says
is written into its questions; beyond that, the header of the exam that includes it holds for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from examsolver.core.problem import Problem, Source
from examsolver.core.question import Exam, Question
from examsolver.language.cutting import Block, Piece, cut, flat, question_blocks
from examsolver.language.definitions import definition_texts
from examsolver.language.extracting import conventions_left, question_texts
from examsolver.language.questions import is_common

DEEPEST = 8
EXAMPLE = 'for example: include "chapter2.exam", or from the bank: include bank "core/source-core.exam"'
_INCLUDE = re.compile(r'include[ \t]+(?P<bank>bank[ \t]+)?"(?P<name>[^"\n]+)"')

Resolve = Callable[[Source, str, bool], "Source | str"]
"""``resolve(source, name, bank)``: the file that a source includes, or why there is none."""
Parse = Callable[[Source], "tuple[Exam | None, tuple[Problem, ...]]"]


def nowhere(source: Source, name: str, bank: bool) -> Source | str:
    """Finds nothing: for texts that stand in no folder."""
    return "this text stands in no folder, so it cannot include files"


def with_included(
    source: Source, resolve: Resolve, parse: Parse, above: tuple[str, ...]
) -> tuple[Source, tuple[Problem, ...]]:
    """The source with the questions of other files in the places of its ``include`` lines, and what is wrong.

    ``above`` are the names of the files that it is included by, itself the last. With problems the source is
    as it was.
    """
    if "include" not in source.text:
        return source, ()
    blocks, _ = cut(source)
    heads = [block.head for block in blocks if block.head.word == "include" and not block.head.broken]
    known = {name for name, _ in question_texts(source)}
    problems: list[Problem] = [
        Problem("nothing can stand under an include", block.lines[0].span, "its questions are the file's")
        for block in blocks
        if block.head.word == "include" and block.lines
    ]
    edits: list[tuple[Piece, str]] = []
    for head in heads:
        exam = _included(head, source, resolve, parse, above, problems)
        if exam is not None:
            problems += _twice(head, exam, known)
            edits.append((head, _text_of(exam)))
    return (source if problems else _edited(source, edits)), tuple(problems)


def _included(
    head: Piece, source: Source, resolve: Resolve, parse: Parse, above: tuple[str, ...], problems: list[Problem]
) -> Exam | None:
    said = _INCLUDE.fullmatch(head.text[head.start : head.end])
    if said is None:
        problems.append(Problem("expected the name of a file in quotes", head.span, EXAMPLE))
        return None
    found = resolve(source, said["name"], bool(said["bank"]))
    if isinstance(found, str):
        problems.append(Problem(found, head.span, EXAMPLE))
        return None
    if found.name in above or len(above) > DEEPEST:
        circle = " includes ".join([*above[-3:], found.name])
        problems.append(Problem(f"files include each other in a circle: {circle}", head.span))
        return None
    exam, wrong = parse(found)
    problems += wrong
    return None if wrong else exam


def _twice(head: Piece, exam: Exam, known: set[str]) -> Iterator[Problem]:
    for name, _ in question_texts(exam.source):
        if name in known:
            yield Problem(f"{head.span.text} brings a question {name!r}, and there is one already", head.span)
        known.add(name)


def _text_of(exam: Exam) -> str:
    """The questions of an exam as they are written, with what its header says for them."""
    blocks, _ = cut(exam.source)
    names = [name for name, _ in question_texts(exam.source)]
    texts = [_block_text(block, exam, name) for block, name in zip(question_blocks(blocks), names, strict=True)]
    pieces = [piece for block in question_blocks(blocks) for piece in block.lines]
    return "\n".join((*texts, definition_texts(blocks, pieces)))


def _block_text(block: Block, exam: Exam, name: str) -> str:
    parts = [question for question in exam if question.id == name or question.id.startswith(f"{name}.")]
    text, head = exam.source.text, block.head.end
    lines = "".join(f"\n{line}" for line in _said_above(parts, block))
    return f"{text[block.head.start : head]}{lines}{text[head : block.end]}\n"


def _said_above(parts: list[Question], block: Block) -> Iterator[str]:
    """Lines for what the header of the file says for a question, and the question does not say itself."""
    first = parts[0]
    left = [set(conventions_left(question, block)) for question in parts]
    yield from (line for line in conventions_left(first, block) if all(line in lines for lines in left))
    said = {piece.word for piece in flat(block.lines) if is_common(piece)}
    for word, value in (("topic", first.topic), ("level", first.level), ("source", first.source)):
        if value and word not in said:
            yield f'  {word} "{value}"'
    if first.tags:
        yield f"  tags {', '.join(first.tags)}"


def _edited(source: Source, edits: list[tuple[Piece, str]]) -> Source:
    pieces: list[str] = []
    place = 0
    for head, text in edits:
        pieces += [source.text[place : head.start], text.rstrip("\n")]
        place = head.end
    return Source(source.name, "".join(pieces) + source.text[place:]) if edits else source
