"""``conv1.kv-cache``, said also as ``kv cache of conv1``: names of quantities that belong to something, in working.

They are found by how they are built and then looked up, since a deep network has thousands of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

_INDEX = r"(?:\[\d+\]|_\(\w+\))"
_PIECE = rf"[^\W\d](?:[^\W_]|_(?!\()|-(?=[^\W\d])|{_INDEX})*"
_BEGIN = r"(?:(?<![\w.])|(?<=\bd))"
_DOTTED = re.compile(rf"{_BEGIN}{_PIECE}(?:\.{_PIECE})+")
_OF = re.compile(rf"\s+of\s+({_PIECE}(?:\.{_PIECE})*)")
_WORD = re.compile(rf"{_BEGIN}(?=[^\W\d])")
_CUT = re.compile(r"(?=[-_\[])")
_JOINED = re.compile(r"[-_\[\]()\s]+")
WORDS = 40
"""Characters before ``of`` in which the words of a quantity are looked for."""


@dataclass(frozen=True, slots=True)
class Owned:
    """The names by owner and quantity, without the signs that are written in several ways."""

    exact: frozenset[str]
    joined: dict[tuple[str, str], str]

    def named(self, owner: str, quantity: str) -> str | None:
        """The name that is meant; none where two differ by such signs alone, and neither is written outright."""
        written = f"{owner}.{quantity}".replace("(", "").replace(")", "")
        return written if written in self.exact else self.joined.get((_key(owner), _key(quantity)))


@lru_cache(maxsize=32)
def owned_names(names: frozenset[str]) -> Owned:
    """Those of the names that say whose they are: ``a.scores``, ``layer_1.attention.weights``, ``h[1].scores``."""
    exact = frozenset(name for name in names if "." in name and not name.endswith("("))
    joined: dict[tuple[str, str], str] = {}
    doubtful = set()
    for name in exact:
        owner, _, quantity = name.rpartition(".")
        key = _key(owner), _key(quantity)
        if joined.setdefault(key, name) != name:
            doubtful.add(key)
    return Owned(exact, {key: name for key, name in joined.items() if key not in doubtful})


def fold_owned(text: str, names: frozenset[str], letter: Callable[[str, str], str]) -> str:
    """The text with a letter for each such name; ``letter`` gives it for a name and how it is written."""
    owned = owned_names(names)
    if not owned.exact:
        return text
    pieces, begin = [], 0
    for start, end, name in _found(text, owned):
        if start >= begin:
            pieces += [text[begin:start], letter(name, text[start:end])]
            begin = end
    return "".join([*pieces, text[begin:]])


def _found(text: str, owned: Owned) -> Iterable[tuple[int, int, str]]:
    """Where such names stand, in order."""
    return sorted([*_dotted(text, owned), *_said(text, owned)], key=lambda place: (place[0], -place[1]))


def _dotted(text: str, owned: Owned) -> Iterator[tuple[int, int, str]]:
    for found in _DOTTED.finditer(text):
        # The d of dL/da.scores is no part of the name, unless there is one that begins so.
        starts = range(found.start(), found.start() + 1 + (found[0][0] == "d"))
        places = (place for start in starts if (place := _dotted_from(text, start, found.end(), owned)))
        yield from islice(places, 1)


def _dotted_from(text: str, start: int, end: int, owned: Owned) -> tuple[int, int, str] | None:
    for written in _cuts(text[start:end]):
        owner, dot, quantity = written.rpartition(".")
        if dot and (name := owned.named(owner, quantity)):
            return start, start + len(written), name
    return None


def _said(text: str, owned: Owned) -> Iterator[tuple[int, int, str]]:
    for found in _OF.finditer(text):
        place = _said_before(text, found, owned)
        if place is not None:
            yield place


def _said_before(text: str, found: re.Match[str], owned: Owned) -> tuple[int, int, str] | None:
    """The most words before ``of``, and the longest owner behind it, that are a name together."""
    first = max(0, found.start() - WORDS)
    for start in _WORD.finditer(text, first, found.start()):
        quantity = text[start.start() : found.start()]
        for owner in _cuts(found[1]):
            if name := owned.named(owner, quantity):
                return start.start(), found.start(1) + len(owner), name
    return None


def _cuts(written: str) -> Iterator[str]:
    """What is written, and what is left of it without its last pieces: the cell of a value, what is subtracted."""
    yield written
    for cut in reversed([found.start() for found in _CUT.finditer(written)]):
        yield written[:cut]


def _key(written: str) -> str:
    return _JOINED.sub("", written)
