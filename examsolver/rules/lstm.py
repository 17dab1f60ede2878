"""The LSTM cell, each weight matrix acting on [h, x]."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.formula import Sym, apply
from examsolver.core.rule import Equation, Procedure
from examsolver.rules.gates import C_BEFORE, gate, gate_forgotten, gates_exchanged, weighted
from examsolver.rules.time_steps import state_before

CELL_STATE_SLIPS = (
    gate_forgotten("input-gate-forgotten", "i", "The candidate enters the cell state through the input gate."),
    gate_forgotten("forget-gate-forgotten", "f", "The old cell state passes through the forget gate."),
    gates_exchanged(
        "gates-exchanged", "f", "i", "The forget gate acts on the old cell state, the input gate on the candidate."
    ),
)

HIDDEN_STATE_SLIPS = (
    gate_forgotten("output-gate-forgotten", "o", "The hidden state is the cell state seen through the output gate."),
    state_before("old-cell-state-used", "c", "The hidden state sees the new cell state, not the old one."),
)


def equations(conventions: Conventions) -> tuple[Equation, ...]:
    """The six equations of one step."""
    cell = Sym("f") * C_BEFORE + Sym("i") * Sym("candidate")
    return (
        gate("f", "f", "forget gate: how much of the old cell state stays"),
        gate("i", "i", "input gate: how much of the candidate enters"),
        gate("o", "o", "output gate: how much of the cell state is seen"),
        Equation("candidate", apply("tanh", weighted("W_c", "b_c")), "candidate: what could enter the cell state"),
        Equation("c", cell, "new cell state: what stays and what enters", CELL_STATE_SLIPS),
        Equation("h", Sym("o") * apply("tanh", Sym("c")), "new hidden state: what is seen", HIDDEN_STATE_SLIPS),
    )


PROCEDURES = (
    Procedure(
        name="lstm",
        summary="long short-term memory cell",
        inputs=("x", "W_f", "W_i", "W_o", "W_c", "b_f", "b_i", "b_o", "b_c"),
        states=("h", "c"),
        results=("f", "i", "o", "candidate", "c", "h"),
        equations=equations,
        optional=("b_f", "b_i", "b_o", "b_c"),
        example="question step: cell lstm\n  x = [1]\n  h[0] = [0.5]\n  c[0] = [-1]\n  W_f = [[0.5, -0.25]]\n"
        "  W_i = [[1, 0.5]]\n  W_o = [[-0.5, 1]]\n  W_c = [[0.25, 0.75]]\n"
        "  find f, i, o, candidate, c, h to 4 decimals",
        aliases=(("W_g", "W_c"), ("b_g", "b_c")),
    ),
)
