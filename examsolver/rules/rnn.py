"""A simple recurrent cell: h = tanh(W [h, x] + b)."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.formula import apply
from examsolver.core.rule import Equation, Procedure
from examsolver.rules.gates import weighted


def equations(conventions: Conventions) -> tuple[Equation, ...]:
    """The one equation of the cell."""
    return (Equation("h", apply("tanh", weighted("W", "b")), "the new state, from the old one and the input"),)


PROCEDURES = (
    Procedure(
        name="rnn",
        summary="a simple recurrent cell",
        inputs=("x", "W", "b"),
        states=("h",),
        results=("h",),
        equations=equations,
        optional=("b",),
        example="question step: cell rnn\n  x = [1]\n  h[0] = [0.5]\n  W = [[0.5, -0.25]]\n  b = [0.1]\n"
        "  find h to 4 decimals",
    ),
)
