"""word2vec without the full softmax: negative sampling and hierarchical softmax."""

from __future__ import annotations

from functools import reduce
from operator import mul

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.rewriting import SIGN_SLIP
from examsolver.rules.texts import listed

V, POS, NEG = Sym("v"), Sym("u_pos"), Sym("u_neg")


def sigmoid(x: Formula) -> Formula:
    """σ(x)."""
    return apply("sigmoid", x)


def negative_sampling(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Scores, their sigmoids, loss, and the gradients by all vectors that take part."""
    size, negatives = facts.shape("v"), facts.shape("u_neg")
    if facts.shape("u_pos") != size or negatives[-1:] != size or len(negatives) > 2:
        said = f"v {describe(size)}, u_pos {describe(facts.shape('u_pos'))}, u_neg {describe(negatives)}"
        raise LawError(f"the shapes do not fit: {said}", "all vectors are equally long; u_neg has one row a sample")
    lines = [*_forward(), *_backward(len(negatives) == 1)]
    if facts.has("rate"):
        for name, gradient in (("v", "dv"), ("u_pos", "du_pos"), ("u_neg", "du_neg")):
            law = Sym(name) - Sym("rate") * Sym(gradient)
            lines.append(Line(f"{name}_new", law, "a step against the gradient", (
                Mistake("step-along-the-gradient", "The loss falls against the gradient.",
                        Sym(name) + Sym("rate") * Sym(gradient), SIGN_SLIP),
            )))  # fmt: skip
    return with_mistakes(lines)


def _forward() -> list[Line]:
    minus = "Of a negative sample σ(−u·v) should be large: the minus belongs inside."
    p_pos, p_neg = Sym("p_pos"), Sym("p_neg")
    logs = apply("log", p_pos), apply("sum", apply("log", p_neg))
    return [
        Line("s_pos", POS @ V, "score of the true word"),
        Line("s_neg", NEG @ V, "scores of the negative samples"),
        Line("p_pos", sigmoid(Sym("s_pos")), "the probability that the true pair is real"),
        Line(
            "p_neg", sigmoid(-Sym("s_neg")), "the probability that each negative sample is not",
            (Mistake("sign-of-negative-score-lost", minus, sigmoid(Sym("s_neg"))),),
        ),
        Line(
            "loss", -logs[0] - logs[1], "minus the logarithms of all these probabilities",
            (
                Mistake("negatives-left-out", "The negative samples belong to the loss.", -logs[0]),
                Mistake("negatives-averaged", "The negative samples are added up, not averaged.",
                        -logs[0] - apply("mean", apply("log", p_neg))),
            ),
        ),
    ]  # fmt: skip


def _backward(single: bool) -> list[Line]:
    e_pos, e_neg = Sym("e_pos"), Sym("e_neg")
    pushed = e_neg * NEG if single else e_neg @ NEG
    only = "All vectors that take part pull at the centre word: the true one and every negative sample."
    return [
        Line("e_pos", Sym("p_pos") - 1, "error of the true word: σ − 1"),
        Line("e_neg", 1 - Sym("p_neg"), "errors of the negative samples: σ − 0"),
        Line(
            "dv", e_pos * POS + pushed, "every vector times its error",
            (
                Mistake("negatives-left-out", only, e_pos * POS),
                Mistake("negatives-subtracted", "Errors of negative samples are positive.", e_pos * POS - pushed),
            ),
        ),
        Line("du_pos", e_pos * V, "its error times the centre word"),
        Line("du_neg", e_neg * V if single else apply("outer", e_neg, V), "each error times the centre word"),
    ]  # fmt: skip


def hierarchical_softmax(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """A product of sigmoids along the path to the word."""
    nodes, directions = facts.shape("nodes"), listed(facts.value("directions"))
    if len(nodes) != 2 or nodes[1:] != facts.shape("h") or len(directions) != nodes[0]:
        said = f"nodes {describe(nodes)}, h {describe(facts.shape('h'))}, {len(directions)} directions"
        raise LawError(f"the shapes do not fit: {said}", "one row and one direction for each node on the path")
    if any(direction not in (1, -1) for direction in directions):
        raise LawError("a direction is 1 (left) or −1 (right)")
    factors: list[Formula] = [apply("index", Sym("s"), place + 1) for place in range(nodes[0])]
    signed, plain = Sym("directions") * (Sym("nodes") @ Sym("h")), Sym("nodes") @ Sym("h")
    says = "At a node that is left to the right the score has a minus sign."
    return with_mistakes(
        [
            Line("s", sigmoid(signed), "at every node the probability of the direction that is taken",
                 (Mistake("direction-forgotten", says, sigmoid(plain)),)),
            Line("p", reduce(mul, factors), "all directions of the path together"),
            Line("loss", -apply("log", Sym("p")), "minus the logarithm"),
        ]
    )  # fmt: skip


ALGORITHMS = (
    Algorithm(
        name="negative-sampling",
        summary="skip-gram with negative sampling: loss, gradients and one update of all vectors that take part",
        inputs=(
            Input("v", "vector of the centre word", "array", also=("v_c", "h", "center")),
            Input("u_pos", "output vector of the true context word", "array", also=("u_o", "positive")),
            Input("u_neg", "output vectors of the negative samples, one a row", "array", also=("u_k", "negatives")),
            Input("rate", "the learning rate", "number", optional=True, also=("lr", "eta", "learning_rate")),
        ),
        results=(
            Result("loss", "minus the logarithms of all probabilities", ("L", "J")),
            Result("dv", "gradient by the centre word", ("grad", "gradient")),
            Result("v_new", "centre word after one step"),
            Result("s_pos", "score of the true word"),
            Result("s_neg", "scores of the negative samples"),
            Result("p_pos", "sigmoid of the score"),
            Result("p_neg", "sigmoids of minus the scores"),
            Result("e_pos", "error of the true word"),
            Result("e_neg", "errors of the negative samples"),
            Result("du_pos", "gradient by the true word's output vector"),
            Result("du_neg", "gradients by the negative samples' output vectors"),
            Result("u_pos_new", "true word's output vector after one step"),
            Result("u_neg_new", "negative samples' output vectors after one step"),
        ),
        equations=negative_sampling,
        example="question n: compute negative-sampling\n  v = [1, -1]\n  u_pos = [0.5, 0]\n"
        "  u_neg = [[0, 1], [1, 1]]\n  rate = 0.1\n  find s_pos, s_neg exactly\n"
        "  find loss, dv, v_new, du_neg to 4 decimals",
        also=("sgns",),
    ),
    Algorithm(
        name="hierarchical-softmax",
        summary="hierarchical softmax: the probability of a word as a product along its path in the tree",
        inputs=(
            Input("h", "hidden layer (the vector of the word that is given)", "array", also=("v",)),
            Input("nodes", "vectors of the inner nodes on the path, one a row", "array", also=("u",)),
            Input("directions", "1 (left) or -1 (right) at each node", "array", also=("d", "signs")),
        ),
        results=(
            Result("p", "the probability of the word", ("probability",)),
            Result("s", "the probability of the direction at each node"),
            Result("loss", "minus the logarithm", ("L",)),
        ),
        equations=hierarchical_softmax,
        example="question t: compute hierarchical-softmax\n  h = [1, 2]\n  nodes = [[0.5, 0], [0, 0.25]]\n"
        "  directions = [1, -1]\n  find p to 4 decimals",
    ),
)
