"""Options of ``choose`` lines in another order, for sheets: the letters stay, what stands behind them moves."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from examsolver.core.problem import Source
from examsolver.language.choosing import Chooser, contents
from examsolver.language.cutting import Piece, cut
from examsolver.language.questions import is_common


def with_options_shuffled(text: str, rng: Random) -> str:
    """The text of a question with the options under every ``choose`` in an order of the generator's."""
    blocks, problems = cut(Source("<question>", text))
    if problems:
        return text
    edits: list[tuple[int, int, str]] = []
    for block in blocks:
        for chooser in choosers(block.lines):
            spans = contents(chooser)
            texts = [text[begin:end] for begin, end in spans]
            rng.shuffle(texts)
            edits += [(begin, end, moved) for (begin, end), moved in zip(spans, texts, strict=True)]
    for begin, end, moved in sorted(edits, reverse=True):
        text = text[:begin] + moved + text[end:]
    return text


def choosers(pieces: tuple[Piece, ...]) -> Iterator[Chooser]:
    """The ``choose`` lines among some lines, each with its options."""
    chooser: Chooser | None = None
    for piece in pieces:
        if chooser is not None and not is_common(piece) and chooser.takes(piece):
            continue
        if chooser is not None:
            yield chooser
        chooser = None
        if is_common(piece, "choose"):
            chooser = Chooser(piece)
            for inner in piece.block:
                chooser.takes(inner)
        else:
            yield from choosers(piece.block)
    if chooser is not None:
        yield chooser
