"""The one table of operators: how strongly they bind and which sign they are written with."""

from __future__ import annotations

from dataclasses import dataclass

RELATION, SUM, PRODUCT, FRACTION, POWER, ATOM = range(6)


@dataclass(frozen=True, slots=True)
class Infix:
    """An operator between operands. ``plain`` is its ASCII sign, empty where it has none.

    ``joins``: (a ∘ b) ∘ c and a ∘ (b ∘ c) are the same, so neither needs brackets.
    """

    sign: str
    level: int
    plain: str
    joins: bool = True


INFIX = {
    "=": Infix("=", RELATION, "="),
    "approx": Infix("≈", RELATION, "~"),
    "<": Infix("<", RELATION, "<"),
    ">": Infix(">", RELATION, ">"),
    "<=": Infix("≤", RELATION, "<="),
    ">=": Infix("≥", RELATION, ">="),
    "!=": Infix("≠", RELATION, "!="),
    "..": Infix("…", RELATION, "..", joins=False),
    "+": Infix("+", SUM, "+"),
    "-": Infix("−", SUM, "-", joins=False),
    "*": Infix("·", PRODUCT, "*"),
    "@": Infix("·", PRODUCT, "@"),
    "hadamard": Infix("⊙", PRODUCT, "*"),
    "times": Infix("×", PRODUCT, "x"),
    "star": Infix("⋆", PRODUCT, "", joins=False),
    "/": Infix("/", PRODUCT, "/", joins=False),
    "via": Infix("via", PRODUCT, "via", joins=False),
    "mod": Infix("mod", PRODUCT, "%", joins=False),
}
"""Operators by the word that they have in a formula."""

FENCES = {"floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉"), "abs": ("|", "|"), "norm": ("‖", "‖")}
"""Functions that are written as brackets."""

FUNCTION_LETTERS = {"sigmoid": "σ", "log": "ln"}
"""Functions that mathematics writes with another name; the rest print upright under their own."""
