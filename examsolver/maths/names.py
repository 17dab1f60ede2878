"""Names in formulas."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from examsolver.core.formula import Apply, Formula, Sym
from examsolver.maths.tree import rebuild


def undo_derivatives(formula: Formula, names: AbstractSet[str]) -> Formula:
    """``da/db`` read as a gradient, back to a quotient where ``da`` and ``db`` are both names.

    Lines of a question come without such gradients already, as far as its own lines define the
    names; this is for names that are known from elsewhere (a rule's).
    """

    def undo(part: Formula) -> Formula:
        match part:
            case Apply("derivative", (Sym(of, first), Sym(by, second))) if f"d{of}" in names and f"d{by}" in names:
                return Apply("/", (Sym(f"d{of}", first), Sym(f"d{by}", second)))
            case _:
                return part

    return rebuild(formula, undo)
