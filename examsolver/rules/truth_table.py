"""What a small threshold network gives for every combination of 0 and 1 at its inputs."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Listing, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.steps_and_signs import STEP_AT_ZERO

MOST = 8
"""Inputs of which all combinations are listed."""


def combinations(inputs: int) -> Formula:
    """00, 01, 10, 11: all rows of 0 and 1, counting up."""
    rows = (Listing(tuple(Num(row >> place & 1) for place in reversed(range(inputs)))) for row in range(2**inputs))
    return Listing(tuple(rows))


def equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Hidden units for every row, then the output; a single layer where there is no ``v``."""
    shape = facts.shape("W")
    if len(shape) not in (1, 2) or shape[-1] > MOST:
        raise LawError(f"W is {describe(shape)}", f"a row a hidden unit, with at most {MOST} inputs")
    active, rows = str(facts.value("activation")), Sym("inputs")
    weights: Formula = Sym("W") if len(shape) == 1 else apply("transpose", Sym("W"))
    first = Equation("inputs", combinations(shape[-1]), "all combinations of 0 and 1")
    net = rows @ weights + Sym("b")
    if not facts.has("v"):
        return (first, Equation("outputs", apply(active, net), "each unit fires or does not, for every row"))
    return (
        first,
        Equation("hidden", apply(active, net), "hidden units, one a column, for every row"),
        Equation("outputs", apply(active, Sym("hidden") @ Sym("v") + Sym("c")), "the output unit, for every row"),
    )


ALGORITHMS = (
    Algorithm(
        name="truth-table",
        summary="the outputs of a threshold network for all combinations of 0 and 1",
        inputs=(
            Input("W", "weights of the hidden units, one a row; a list for a single unit", also=("w", "weights")),
            Input("b", "their biases", default=0, also=("bias", "biases")),
            Input("v", "weights of the output unit on the hidden units", optional=True, also=("V",)),
            Input("c", "bias of the output unit", "number", 0),
            Input("activation", "of all units", "word", "step", words=("step", "sign", "relu", "sigmoid")),
        ),
        results=(
            Result("outputs", "for 00, 01, 10, 11 …", ("output", "y")),
            Result("hidden", "hidden units, a row for every combination", ("h",)),
            Result("inputs", "the combinations"),
        ),
        equations=equations,
        conventions=(STEP_AT_ZERO,),
        example="question xor: compute truth-table\n  W = [[1, 1], [1, 1]]\n  b = [-0.5, -1.5]\n  v = [1, -1]\n"
        "  c = -0.5\n  find hidden, outputs",
        also=("boolean-network", "threshold-network"),
    ),
)
