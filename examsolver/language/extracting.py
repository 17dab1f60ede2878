"""One question's own text, taken out of the file that it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from examsolver.core.problem import Problem, Source
from examsolver.core.question import Question
from examsolver.language.cutting import Block, cut, flat, question_blocks
from examsolver.language.definitions import definition_texts
from examsolver.language.headers import Heading, read_heading
from examsolver.language.questions import is_common


def block_of(question: Question) -> Block:
    """The block of a question in its source (where ``let`` values have been put in)."""
    place = question.parts[0].span  # the header keeps its place in the file; the lines are those of the draw
    blocks, _ = cut(place.source)
    before = [block for block in question_blocks(blocks) if block.head.start <= place.start]
    return max(before, key=lambda block: block.head.start)


def question_text(question: Question, new_id: str | None = None) -> str:
    """The question as it is written, its draw made: ``let`` and ``where`` lines are gone, values stand in their places.

    Conventions that came from the head of the exam are written out. ``new_id`` renames it.
    """
    block = block_of(question)
    gone = [piece for piece in flat(block.lines) if is_common(piece, "let", "where")] if question.draw else []
    text = block.head.source.text
    kept, place = [], block.head.start
    for piece in gone:
        kept.append(text[place : piece.start])
        place = piece.end
    kept.append(text[place : block.end])
    lines = [line for line in "".join(kept).split("\n") if line.strip(" \t;")]
    lines += conventions_left(question, block)
    if new_id is not None and isinstance(heading := read_heading(block.head, "question"), Heading):
        begin, end = heading.span.start - block.head.start, heading.span.end - block.head.start
        lines[0] = lines[0][:begin] + new_id + lines[0][end:]
    every, _ = cut(block.head.source)
    return "\n".join(lines) + "\n" + definition_texts(every, block.lines)


def question_texts(source: Source) -> Iterator[tuple[str, str]]:
    """The id and the text of every question in a source, as they stand."""
    blocks, _ = cut(source)
    for block in question_blocks(blocks):
        heading = read_heading(block.head, "question")
        if not isinstance(heading, Problem):
            text = source.text[block.head.start : block.end] + "\n"
            yield heading.id, text + definition_texts(blocks, block.lines)


def conventions_left(question: Question, block: Block) -> list[str]:
    """``convention`` lines for what the head of the exam had said."""
    said = " ".join(piece.span.text for piece in flat(block.lines) if is_common(piece, "convention"))
    return [
        f"  convention {topic} {variant}"
        for topic, variant in question.conventions.items()
        if topic not in " ".join(said.split())
    ]
