"""How a formula looks, before any format: seven kinds of pieces that every printer knows.

:mod:`examsolver.maths.arrange` turns a formula into these (brackets, signs and notation are decided
there, once); a printer turns them into its own text. Signs are their Unicode characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Text:
    """Characters that belong together.

    Kinds: ``letter`` (a variable, italic), ``word`` (upright, an author's name: escape it),
    ``function`` (the upright name of a function), ``number``, ``space``, ``quoted`` (somebody's text, quotation
    marks included: escape it).
    """

    text: str
    kind: Literal["letter", "word", "function", "number", "space", "quoted"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign: ``binary`` or ``tight`` between operands, ``prefix`` before one, ``relation``, or ``comma``.

    A product written by standing side by side is ``beside`` (W x) or ``hidden`` (2x).
    """

    sign: str
    kind: Literal["binary", "tight", "prefix", "relation", "comma", "beside", "hidden"]


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces side by side."""

    parts: tuple[Layout, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A body with what stands below and above it."""

    body: Layout
    below: Layout | None = None
    above: Layout | None = None


@dataclass(frozen=True, slots=True)
class Stack:
    """A fraction with a bar."""

    over: Layout
    under: Layout


@dataclass(frozen=True, slots=True)
class Root:
    """A square root."""

    body: Layout


@dataclass(frozen=True, slots=True)
class Fence:
    """Something between brackets."""

    opening: str
    body: Layout
    closing: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix, row by row."""

    rows: tuple[tuple[Layout, ...], ...]


Layout = Text | Mark | Row | Script | Stack | Root | Fence | Grid


def is_tall(layout: Layout) -> bool:
    """Whether it is higher than a line, so that brackets around it must grow."""
    match layout:
        case Row(parts):
            return any(is_tall(part) for part in parts)
        case Fence(_, body, _) | Script(body, _, _):
            return is_tall(body)
        case Stack() | Root() | Grid():
            return True
        case Text() | Mark():
            return False
