"""What sources differ on: named, with one default in the whole language, printed in every solution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of doing it. ``accepted``: a student who does so is right under another convention."""

    name: str
    says: str
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class Convention:
    """A topic (``output size``) and its variants (``floor``, ``exact``); the first is the default.

    Written ``convention output size exact``: the topic's words, then the variant's.
    ``quiet``: solutions tell it only where it is not at its default (what is given shows the default by itself).
    ``backward``: it decides gradients alone, and is told only where one is taken.
    """

    topic: str
    variants: tuple[Variant, ...]
    quiet: bool = False
    backward: bool = False

    @property
    def default(self) -> Variant:
        """The variant in force where a question names none."""
        return self.variants[0]

    def variant(self, name: str) -> Variant | None:
        """The variant of that name."""
        return next((variant for variant in self.variants if variant.name == name), None)

    def chosen(self, conventions: Conventions) -> Variant:
        """The variant in force."""
        return self.variant(conventions.get(self.topic, "")) or self.default


Conventions = Mapping[str, str]
"""From topic to the name of the variant in force; topics left out are at their default."""
