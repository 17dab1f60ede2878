"""The LSTM cell, each weight matrix acting on [h, x]."""

from __future__ import annotations

from collections.abc import Mapping

from examsolver.core.convention import Conventions
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Equation, Facts, Fitting, Procedure
from examsolver.rules.cell_conventions import COUPLING, FORGET_BIAS, GATE_MATRICES, LAYOUTS, LSTM_ORDER, PEEPHOLES
from examsolver.rules.cell_forms import form, masked
from examsolver.rules.cell_gradients import lstm_gradients
from examsolver.rules.cell_weights import first_there
from examsolver.rules.gates import C_BEFORE, gate_forgotten, gates_exchanged, weighted
from examsolver.rules.time_steps import state_before

GATES = ("f", "i", "o", "c")
FORGET = "how much of the old cell state stays"
ENTER = "how much of the candidate enters"

CELL_STATE_SLIPS = (
    gate_forgotten("input-gate-forgotten", "i", "The candidate enters the cell state through the input gate."),
    gate_forgotten("forget-gate-forgotten", "f", "The old cell state passes through the forget gate."),
    gates_exchanged(
        "gates-exchanged", "f", "i", "The forget gate acts on the old cell state, the input gate on the candidate."
    ),
)

PEEPHOLE_SLIPS = (
    state_before("old-cell-state-in-output-gate", "c", "The output gate sees the new cell state through its peephole."),
)

HIDDEN_STATE_SLIPS = (
    gate_forgotten("output-gate-forgotten", "o", "The hidden state is the cell state seen through the output gate."),
    state_before("old-cell-state-used", "c", "The hidden state sees the new cell state, not the old one."),
)


def equations(conventions: Conventions) -> tuple[Equation, ...]:
    """The six equations of one step."""
    peepholes = PEEPHOLES.chosen(conventions).name == "diagonal"
    into = {gate: weighted(f"W_{gate}", f"b_{gate}") for gate in GATES}
    if peepholes:
        into = {gate: _seen(into[gate], Sym(f"p_{gate}"), gate) for gate in GATES}
    return stated(into, conventions, peepholes)


def _seen(formula: Formula, weight: Formula, gate: str) -> Formula:
    """What goes into a gate that sees the cell state: f and i the old one, o the new one."""
    return formula if gate == "c" else formula + weight * (Sym("c") if gate == "o" else C_BEFORE)


def stated(into: Mapping[str, Formula], conventions: Conventions, peepholes: bool = False) -> tuple[Equation, ...]:
    """The equations of the cell, from what goes into each gate."""
    coupling = COUPLING.chosen(conventions).name
    f, i, o = (apply("sigmoid", into[gate]) for gate in "fio")
    cell = Sym("f") * C_BEFORE + Sym("i") * Sym("candidate")
    forget = Equation("f", 1 - Sym("i") if coupling == "input" else f, f"forget gate: {FORGET}")
    enter = Equation("i", 1 - Sym("f") if coupling == "forget" else i, f"input gate: {ENTER}")
    output = Equation("o", o, "output gate: how much of the cell state is seen", PEEPHOLE_SLIPS if peepholes else ())
    candidate = Equation("candidate", apply("tanh", into["c"]), "candidate: what could enter the cell state")
    gates = (enter, forget) if coupling == "input" else (forget, enter)
    state = Equation("c", cell, "new cell state: what stays and what enters", CELL_STATE_SLIPS)
    hidden = Equation("h", Sym("o") * apply("tanh", Sym("c")), "new hidden state: what is seen", HIDDEN_STATE_SLIPS)
    if peepholes:
        return (*gates, candidate, state, output, hidden)
    return (*gates, output, candidate, state, hidden)


def fitted(facts: Facts, conventions: Conventions) -> Fitting:
    """The same with the weights that a question gives; peepholes where it has weights for them."""
    weights = form("lstm", "".join(GATES), LSTM_ORDER, facts, conventions)
    weights.products.state("c")
    given = {gate: first_there(facts, (f"p_{gate}", f"W_c{gate}", f"w_c{gate}")) for gate in "fio"}
    coupled = {"forget": "i", "input": "f"}.get(COUPLING.chosen(conventions).name)
    into: dict[str, Formula] = {}
    for gate in GATES:
        if gate != coupled:
            into[gate] = weights.total(gate)
        name = given.get(gate)
        if name is not None and gate != coupled:
            into[gate] = _seen(into[gate], Sym(name), gate)
    into.setdefault(coupled or "f", Num(0))
    if FORGET_BIAS.chosen(conventions).name == "plus-one" and coupled != "f":
        into["f"] = into["f"] + 1
    lines = stated(into, conventions, any(given.values()))
    return weights.fitting(masked(lines, facts, ("c", "h")), (COUPLING, FORGET_BIAS))


FORMS = (
    "for each gate W_f on [h, x] (W_g or W_C for the candidate), or W_f and U_f, W_xf and W_hf, W_if and W_hf; biases "
    "b_f, or b_if and b_hf; peepholes p_f, p_i, p_o; all gates stacked: W, or W_ih and W_hh, W_x and W_h, kernel and "
    "recurrent_kernel; outputs y = W_hy h + b_y and p = softmax(y); x may be samples × steps × features; mask"
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
        conventions=(PEEPHOLES, COUPLING),
        aliases=(("W_g", "W_c"), ("b_g", "b_c")),
        fitted=fitted,
        fitting=(GATE_MATRICES, LSTM_ORDER, FORGET_BIAS, *LAYOUTS),
        forms=FORMS,
        gradients=lstm_gradients,
        also=("long-short-term-memory",),
    ),
)
