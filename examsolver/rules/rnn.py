"""A simple recurrent cell: h = tanh(W [h, x] + b)."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.formula import Formula, apply
from examsolver.core.rule import Equation, Facts, Fitting, Procedure
from examsolver.rules.cell_conventions import ACTIVATION, FUNCTIONS, LAYOUTS, RNN_MATRICES
from examsolver.rules.cell_forms import form, masked
from examsolver.rules.cell_gradients import rnn_gradients
from examsolver.rules.gates import weighted

SAYS = "the new state, from the old one and the input"


def activated(formula: Formula, conventions: Conventions) -> Formula:
    """The activation in force on what goes into the state."""
    function = FUNCTIONS.get(ACTIVATION.chosen(conventions).name)
    return apply(function, formula) if function else formula


def equations(conventions: Conventions) -> tuple[Equation, ...]:
    """The one equation of the cell."""
    return (Equation("h", activated(weighted("W", "b"), conventions), SAYS),)


def fitted(facts: Facts, conventions: Conventions) -> Fitting:
    """The same with the weights that a question gives, and the output where it has weights of one."""
    weights = form("rnn", "", None, facts, conventions)
    stated = (Equation("h", activated(weights.total(""), conventions), SAYS),)
    return weights.fitting(masked(stated, facts, ("h",)), (ACTIVATION,))


FORMS = (
    "W on [h, x], also with a last column for a 1; or W_xh and W_hh (W_x and W_h, W_ih and W_hh, U and W), biases b or "
    "b_ih and b_hh; W x, or x W where only that fits; outputs y = W_hy h + b_y and p = softmax(y); "
    "x may be samples × steps × features; mask"
)

PROCEDURES = (
    Procedure(
        name="rnn",
        summary="a simple recurrent cell",
        inputs=("x", "W", "b"),
        states=("h",),
        results=("h",),
        equations=equations,
        optional=("b",),
        conventions=(ACTIVATION,),
        example="question step: cell rnn\n  x = [1]\n  h[0] = [0.5]\n  W = [[0.5, -0.25]]\n  b = [0.1]\n"
        "  find h to 4 decimals",
        fitted=fitted,
        fitting=(RNN_MATRICES, *LAYOUTS),
        forms=FORMS,
        gradients=rnn_gradients,
        also=("simple-rnn", "simplernn", "vanilla-rnn", "elman"),
    ),
)
