"""``block NAME(PARAMETERS):`` at column 0, and networks of the bank: what a line of a question may stand for.

Only what a question uses is read with it. A network of the bank (``resnet-50``) is read as a block too, with the
blocks of its own file inside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from examsolver.core.problem import Problem, Source
from examsolver.language.cutting import Block, Piece, cut, flat, question_blocks
from examsolver.resources import data_folder, read_data

FOLDER = "architectures"
_CALL = re.compile(r"(?:[^\W\d][\w'.-]*[ \t]*=[ \t]*)?([^\W\d](?:[\w']|\.(?=\w))*(?:-\w+)*)")
_HEAD = re.compile(r"block[ \t]+([^\W\d][\w'.-]*)")

OwnLines = Callable[[tuple[Piece, ...]], Iterable[Piece]]
"""The lines of a question that are its family's own."""


def block_definitions(blocks: Iterable[Block], problems: list[Problem]) -> Mapping[str, Piece]:
    """The blocks that a file defines, by name, each with its lines under it."""
    found: dict[str, Piece] = {}
    for block in blocks:
        head = block.head
        if head.word != "block" or head.broken:
            continue
        said = _HEAD.match(head.text, head.start, head.end)
        if said is None:
            problems.append(Problem("this block has no name", head.span, "write e.g. `block bottleneck(c):`"))
        elif said[1] in found and _said(found[said[1]]) == _said(replace(head, block=block.lines)):
            continue  # brought in by several files
        elif said[1] in found:
            problems.append(Problem(f"there is a block {said[1]!r} already", head.span, "give it another name"))
        else:
            if not head.opens:
                problems.append(Problem("a colon is missing at the end of this line", head.span))
            found[said[1]] = replace(head, block=block.lines)
    return found


def _said(piece: Piece) -> list[str]:
    """A definition line by line, to be compared."""
    return [each.text[each.start : each.end] for each in flat((piece,))]


def definition_texts(blocks: Iterable[Block], pieces: Iterable[Piece]) -> str:
    """The definitions of a file that lines use, as they are written."""
    blocks = tuple(blocks)
    used = {piece.start for piece in used_definitions(pieces, block_definitions(blocks, []), _none)}
    texts = [
        block.head.source.text[block.head.start : block.end]
        for block in blocks
        if block.head.word == "block" and block.head.start in used
    ]
    return "".join(f"\n{text}\n" for text in texts)


def _none(pieces: tuple[Piece, ...]) -> Iterable[Piece]:
    return ()


def used_definitions(own: Iterable[Piece], known: Mapping[str, Piece], lines_of: OwnLines) -> list[Piece]:
    """The definitions that lines use, and those that these use, each once."""
    used: dict[str, Piece] = {}
    own = tuple(own)
    todo = list(_called(own))
    heads = (_HEAD.match(piece.text, piece.start, piece.end) for piece in own if piece.word == "block")
    within = {head[1] for head in heads if head}
    while todo:
        name = todo.pop()
        if name in used or name in within:
            continue
        piece = known.get(name) or bank_network(name, lines_of)
        if piece is not None:
            used[name] = piece
            todo.extend(_called(piece.block) if name in known else ())
    return list(used.values())


def _called(pieces: Iterable[Piece]) -> Iterator[str]:
    """The words that lines begin with, behind a name of their own."""
    words: dict[str, None] = {}
    for piece in flat(tuple(pieces)):
        said = _CALL.match(piece.text, piece.start, piece.end)
        if said is not None and not piece.broken:
            words[said[1]] = None
    return iter(words)


@cache
def _names_of_bank() -> frozenset[str]:
    try:
        folder = data_folder("question_bank") / FOLDER
        return frozenset(file.name.removesuffix(".exam") for file in folder.iterdir() if file.name.endswith(".exam"))
    except FileNotFoundError:
        return frozenset()


def bank_network(name: str, lines_of: OwnLines) -> Piece | None:
    """The network of the bank that has this name, as a block without parameters."""
    if name not in _names_of_bank():
        return None
    source = Source(f"{name}.exam", read_data("question_bank", f"{FOLDER}/{name}.exam"))
    blocks, _ = cut(source)
    question = next(iter(question_blocks(blocks)), None)
    if question is None:
        return None
    head = f"block {name}:"
    within = (*block_definitions(blocks, []).values(), *lines_of(question.lines))
    return Piece(Source(f"{name}.exam", head), head, 0, len(head), 0, block=within)
