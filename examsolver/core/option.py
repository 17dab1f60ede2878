"""What may be written beside a layer or the call of a rule: ``stride 2``, ``axis=1``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from examsolver.core.convention import Convention
from examsolver.core.derivation import Value


@dataclass(frozen=True, slots=True)
class Option:
    """A named argument that is data: ``stride=2``, ``padding=1``, ``axis``.

    ``kind`` says what may be written; ``default`` None means it may not be left out where needed;
    ``least`` is the smallest number allowed (of an integer, or of each side of a size), ``most`` the largest.
    ``follows``: a convention that says what it is where it is left out, by its variants.
    """

    name: str
    says: str
    kind: Literal["integer", "size", "number", "word", "flag"] = "integer"
    default: Value = None
    also: tuple[str, ...] = ()
    least: int = 1
    most: int | None = None
    follows: tuple[Convention, Mapping[str, Value]] | None = None
