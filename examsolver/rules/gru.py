"""The GRU cell, each weight matrix acting on [h, x]."""

from __future__ import annotations

from dataclasses import replace

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Equation, Facts, Fitting, Procedure
from examsolver.rules.cell_conventions import GATE_MATRICES, GRU_ORDER, LAYOUTS
from examsolver.rules.cell_forms import form, masked
from examsolver.rules.cell_gradients import gru_gradients
from examsolver.rules.gates import H_BEFORE, another_gate, gate, gate_forgotten, weighted

UPDATE = Convention(
    "gru update",
    (
        Variant("new", "z weighs the candidate: h = (1 − z) ⊙ h + z ⊙ candidate"),
        Variant("old", "z weighs the old state: h = z ⊙ h + (1 − z) ⊙ candidate"),
    ),
)

RESET = Convention(
    "gru reset",
    (
        Variant("before", "r acts on the old state before the matrix product: W_c [r ⊙ h, x]"),
        Variant("after", "r acts after the matrix product: W_c x + r ⊙ (U_c h), with a matrix U_c for h"),
    ),
)

RESET_FORGOTTEN = gate_forgotten(
    "reset-gate-forgotten", "r", "The old state enters the candidate through the reset gate."
)
GATES_EXCHANGED = another_gate(
    "gates-exchanged", "r", "z", "The reset gate acts on the old state in the candidate; the update gate comes later."
)
UPDATE_FORGOTTEN = gate_forgotten(
    "update-gate-forgotten", "z", "The new state is a mixture: what the update gate weighs is multiplied by it."
)


def candidate(conventions: Conventions) -> Formula:
    """What the new state could be."""
    if RESET.chosen(conventions).name == "before":
        return apply("tanh", weighted("W_c", "b_c", Sym("r") * H_BEFORE))
    return apply("tanh", Sym("W_c") @ Sym("x") + Sym("r") * (Sym("U_c") @ H_BEFORE) + Sym("b_c"))


def mixture(conventions: Conventions) -> Formula:
    """The old state and the candidate, weighed by z."""
    z, proposed = Sym("z"), Sym("candidate")
    if UPDATE.chosen(conventions).name == "new":
        return (1 - z) * H_BEFORE + z * proposed
    return z * H_BEFORE + (1 - z) * proposed


def _weighed(conventions: Conventions) -> str:
    new = UPDATE.chosen(conventions).name == "new"
    return "how much of the state is new" if new else "how much of the old state stays"


def equations(conventions: Conventions) -> tuple[Equation, ...]:
    """The four equations of one step."""
    return (
        gate("z", "z", f"update gate: {_weighed(conventions)}"),
        gate("r", "r", "reset gate: how much of the old state enters the candidate"),
        Equation(
            "candidate",
            candidate(conventions),
            "candidate: what the new state could be",
            (RESET_FORGOTTEN, GATES_EXCHANGED),
        ),
        Equation("h", mixture(conventions), "new state: between the old one and the candidate", (UPDATE_FORGOTTEN,)),
    )


def fitted(facts: Facts, conventions: Conventions) -> Fitting:
    """The same with the weights that a question gives."""
    weights = form("gru", "zrc", GRU_ORDER, facts, conventions)
    gates = {gate: apply("sigmoid", weights.total(gate)) for gate in "zr"}
    if RESET.chosen(conventions).name == "before":
        proposed: Formula = apply("tanh", weights.total("c", Sym("r") * H_BEFORE))
    else:
        on_input, on_state = weights.halves("c")
        proposed = apply("tanh", on_input + Sym("r") * on_state)
    formulas = {**gates, "candidate": proposed, "h": mixture(conventions)}
    lines = tuple(replace(one, formula=formulas[one.name]) for one in equations(conventions))
    return weights.fitting(masked(lines, facts, ("h",)), (UPDATE, RESET))


def gradients(conventions: Conventions) -> tuple[Equation, ...]:
    """The equations of gradients under the convention of the update gate."""
    return gru_gradients(UPDATE.chosen(conventions).name == "new")


FORMS = (
    "for each gate W_z on [h, x] (W_h, W_n or W for the candidate), or W_z and U_z, W_xz and W_hz, W_iz and W_hz; "
    "biases b_z, or b_iz and b_hz; all gates stacked: W, or W_ih and W_hh, W_x and W_h, kernel and recurrent_kernel; "
    "outputs y = W_hy h + b_y and p = softmax(y); x may be samples × steps × features; mask"
)

PROCEDURES = (
    Procedure(
        name="gru",
        summary="gated recurrent unit",
        inputs=("x", "W_z", "W_r", "W_c", "U_c", "b_z", "b_r", "b_c"),
        states=("h",),
        results=("z", "r", "candidate", "h"),
        equations=equations,
        optional=("U_c", "b_z", "b_r", "b_c"),
        conventions=(UPDATE, RESET),
        example="question step: cell gru\n  x = [1]\n  h[0] = [0.5]\n  W_z = [[0.5, -0.25]]\n  W_r = [[1, 0.5]]\n"
        "  W_c = [[0.25, 0.75]]\n  find z, r, candidate, h to 4 decimals",
        aliases=(("W_h", "W_c"), ("U_h", "U_c"), ("b_h", "b_c")),
        fitted=fitted,
        fitting=(GATE_MATRICES, GRU_ORDER, *LAYOUTS),
        forms=FORMS,
        gradients=gradients,
        also=("gated-recurrent-unit",),
    ),
)
