"""Equations of gradients in recurrent cells: what comes back to states and gates at a step t."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.formula import Formula, Sym, apply, derivative
from examsolver.core.rule import Equation
from examsolver.rules.cell_conventions import ACTIVATION, COUPLING

LATER = (Sym("t") + 1,)


def grad(name: str, *, later: bool = False) -> Formula:
    """``dL/dc[t]`` or ``dL/dc[t+1]``."""
    return derivative(Sym("L"), Sym(name, LATER if later else ()))


def rnn_gradients(conventions: Conventions) -> tuple[Equation, ...]:
    """What the next state sends back; none where the activation cannot be told from its output."""
    state, back = Sym("h", LATER), grad("h", later=True)
    slopes: dict[str, Formula] = {"tanh": 1 - state**2, "sigmoid": state * (1 - state), "linear": 1 + 0 * state}
    slope = slopes.get(ACTIVATION.chosen(conventions).name)
    inside = None if slope is None else back if ACTIVATION.chosen(conventions).name == "linear" else back * slope
    if inside is None:
        return ()
    says = "what comes back from the next state, through its activation and the recurrent weights"
    return (Equation("dL/dh", apply("transpose", Sym("W_hh")) @ inside, says),)


def lstm_gradients(conventions: Conventions) -> tuple[Equation, ...]:
    """From the hidden state to the cell state and the gates."""
    before = Sym("c", (Sym("t") - 1,))
    through = grad("h") * Sym("o") * (1 - apply("tanh", Sym("c")) ** 2)
    cell = through + grad("c", later=True) * Sym("f", LATER)
    found = [
        Equation("dL/do", grad("h") * apply("tanh", Sym("c")), "the other factor of h = o ⊙ tanh(c)"),
        Equation("dL/dc", cell, "what comes back from the hidden state, and from the next cell state"),
        Equation("dL/dcandidate", grad("c") * Sym("i"), "the other factor of i ⊙ candidate"),
    ]
    if COUPLING.chosen(conventions).name == "none":
        found.append(Equation("dL/df", grad("c") * before, "the other factor of f ⊙ c"))
        found.append(Equation("dL/di", grad("c") * Sym("candidate"), "the other factor of i ⊙ candidate"))
    return tuple(found)


def gru_gradients(new: bool) -> tuple[Equation, ...]:
    """From the state to the update gate and the candidate; ``new``: z weighs the candidate."""
    before, proposed, z = Sym("h", (Sym("t") - 1,)), Sym("candidate"), Sym("z")
    difference, share = (proposed - before, z) if new else (before - proposed, 1 - z)
    return (
        Equation("dL/dz", grad("h") * difference, "the update gate mixes the old state and the candidate"),
        Equation("dL/dcandidate", grad("h") * share, "the share of the candidate in the new state"),
    )
