"""What a question may use, told to who writes one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A layer, rule or convention.

    Attributes:
        also: other words that choose it.
        written: how it is written, in one line.
        takes: options, inputs or variants: name and what it says.
        conventions: the topics that it depends on.
        example: lines of a question.
        quantities: what can be asked of it, of a layer.
        group: heading that it stands under in a list of all.
    """

    name: str
    summary: str
    also: tuple[str, ...] = ()
    written: str = ""
    takes: tuple[tuple[str, str], ...] = ()
    conventions: tuple[str, ...] = ()
    example: str = ""
    group: str = ""
    quantities: tuple[str, ...] = ()
