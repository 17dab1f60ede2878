"""Pairs of answers to compare, as JSONL: ``{"id": …, "gold": …, "pred": …}``, with ``kind`` and ``opts`` if wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from examsolver.core.problem import Problem, Source


class Pair(msgspec.Struct):
    """One line: an expected text and a given one. Other fields are passed over."""

    gold: str
    pred: str
    id: str | int = ""
    kind: str | None = None
    opts: dict[str, Any] | None = None


def pairs_of(source: Source) -> Iterator[Pair | Problem]:
    """The pairs of a text, and for a line that is none what is wrong with it; blank lines are passed over."""
    decoder = msgspec.json.Decoder(Pair)
    for number, line in enumerate(source.text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            yield Problem(f"line {number} is no pair: {error}", None, "a line holds id, gold and pred")
