"""Additive attention (Bahdanau): scores vᵀ tanh(W_s s + W_h h), one for each state."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.arithmetic import multiply
from examsolver.rules.masking import MASK_ENTRIES
from examsolver.rules.rewriting import slip


def additive(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Hidden layer of each pair, its score, weights, context. Raises LawError where shapes do not fit."""
    query, states, v = facts.shape("s"), facts.shape("H"), facts.shape("v")
    if len(query) != 1 or len(states) != 2 or len(v) != 1:
        said = f"query {describe(query)}, states {describe(states)}, v {describe(v)}"
        raise LawError(f"the shapes do not fit: {said}", "s and v are vectors, H has a row for each state")
    _fits(facts, "W_s", v[0], query[0])
    _fits(facts, "W_h", v[0], states[1])
    towards: Formula = Sym("W_s") @ Sym("s") if facts.has("W_s") else Sym("s")
    if facts.has("b"):
        towards = towards + Sym("b")
    from_states = Sym("H") @ apply("transpose", Sym("W_h")) if facts.has("W_h") else Sym("H")
    masked = apply("masked_softmax", Sym("scores"), Sym("mask")) if facts.has("mask") else None
    return (
        Equation("query-part", towards, "what the query adds to every state"),
        Equation("state-part", from_states, "one row for each state: W_h h"),
        Equation("hidden", apply("tanh", Sym("state-part") + Sym("query-part")), "", (NO_TANH,)),
        Equation("scores", Sym("hidden") @ Sym("v"), "a score for each state"),
        Equation("weights", masked or apply("softmax", Sym("scores"))),
        Equation("context", Sym("weights") @ Sym("H"), "the states, weighted and added"),
    )


def _fits(facts: Facts, name: str, rows: int, columns: int) -> None:
    """Raises LawError where a weight matrix has another shape."""
    shape = facts.shape(name) if facts.has(name) else (columns, columns)
    if shape != (rows, columns):
        hint = f"{name} has a row for each entry of v, and a column for each entry that it acts on"
        raise LawError(f"the shapes do not fit: {name} {describe(shape)}, needed {describe((rows, columns))}", hint)


def without_tanh(x: Value) -> Value:
    """The sum as it is."""
    return multiply(x, 1)


NO_TANH = slip("activation-forgotten", "The activation function was not applied.", without_tanh)

ALGORITHMS = (
    Algorithm(
        name="additive-attention",
        summary="additive (Bahdanau) attention: scores vᵀ tanh(W_s s + W_h h), softmax, weighted sum of the states",
        inputs=(
            Input("s", "the query: the decoder's state, a vector", also=("query", "q")),
            Input("H", "the encoder's states, one a row", also=("h", "states", "keys")),
            Input("v", "the weights of the score, a vector", also=("v_a", "w")),
            Input("W_s", "weights on the query", optional=True, also=("W_q", "W_1", "W_a")),
            Input("W_h", "weights on the states", optional=True, also=("W_k", "W_2", "U_a", "U")),
            Input("b", "bias inside tanh", optional=True),
            Input("mask", "which states are seen: one entry a state", optional=True),
        ),
        results=(
            Result("context", "the states weighted and added", ("c", "output")),
            Result("query-part", "W_s s"),
            Result("state-part", "W_h h for each state"),
            Result("hidden", "tanh of the sum, one row for each state"),
            Result("scores", "a score for each state", ("e", "energies")),
            Result("weights", "softmax of the scores", ("a", "alpha")),
        ),
        equations=additive,
        conventions=(MASK_ENTRIES,),
        example="question look: compute additive-attention\n  s = [1, 0]\n  H = [[0, 1], [2, 1]]\n"
        "  W_s = [[1, 0], [0, 1]]\n  W_h = [[0, 1], [1, 0]]\n  v = [1, -1]\n"
        "  find hidden, scores, weights, context to 4 decimals",
        also=("bahdanau-attention",),
    ),
)
