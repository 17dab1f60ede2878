"""Batch normalisation, backward by its closed formula; and folded into the layer before it for inference."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.normalising import EPSILON, MEAN, NORMALISED, VARIANCE, Settings, X, epsilon_of, statistics


def backward(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """dx = (dx̂ − mean(dx̂) − x̂ mean(dx̂ x̂))/√(σ² + ε), after the forward pass."""
    shape = facts.shape("x")
    if facts.shape("g") != shape:
        raise LawError("x and the gradient that arrives have different shapes", "g has one entry for each entry of x")
    if len(shape) > 2:
        hint = "for maps write y = batch_norm(x, gamma=…), L = sum(g * y) and find dL/dx"
        raise LawError("the closed formula takes one feature, or rows of samples", hint)
    settings: Settings = {"axis": "column"} if len(shape) == 2 else {}
    forward = statistics(facts, " of each feature over the batch" if settings else " over the batch", **settings)
    return (*forward, *with_mistakes(_gradients(facts, settings)))


def _gradients(facts: Facts, settings: Settings) -> tuple[Line, ...]:
    g, hat, above = Sym("g"), Sym("normalised"), Sym("dnormalised")
    local = Sym("gamma") * g if facts.has("gamma") else g
    root = _root(facts)
    mean, moved = apply("group_mean", above, **settings), apply("group_mean", above * hat, **settings)
    constant = Mistake(
        "statistics-treated-as-constants",
        "Mean and variance depend on the entries: their parts of the gradient were left out.",
        above / root,
    )
    no_variance = Mistake(
        "variance-treated-as-a-constant",
        "The variance depends on the entries: its part of the gradient was left out.",
        (above - Sym("mean_part")) / root,
    )
    no_mean = Mistake(
        "mean-treated-as-a-constant",
        "The mean depends on the entries: its part of the gradient was left out.",
        (above - hat * Sym("variance_part")) / root,
    )
    return (
        Line("dgamma", _summed(g * hat, settings), "the scale meets every normalised value: add up"),
        Line("dbeta", _summed(g, settings), "the shift meets every output: add up"),
        Line("dnormalised", local, "back through the scale"),
        Line("mean_part", mean, "what comes back through the mean: taken off all alike"),
        Line("variance_part", moved, "what comes back through the variance: taken off in proportion to x̂"),
        Line(
            "dx",
            (above - Sym("mean_part") - hat * Sym("variance_part")) / root,
            "the three parts together, divided by the root of the variance",
            (constant, no_variance, no_mean),
        ),
    )


def _summed(formula: Formula, settings: Settings) -> Formula:
    return apply("sum", formula, **settings)


def _root(facts: Facts) -> Formula:
    variance, epsilon = Sym("variance"), epsilon_of(facts)
    return apply("sqrt", variance if epsilon == Num(0) else variance + epsilon)


def fold(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """w' = γ w/√(σ² + ε), b' = γ (b − μ)/√(σ² + ε) + β."""
    gamma = Sym("gamma") if facts.has("gamma") else Num(1)
    away = Sym("b") - Sym("mean") if facts.has("b") else -Sym("mean")
    bias = Sym("factor") * away
    axes = len(facts.shape("w"))
    along: Settings = {"along": 1} if axes > 1 else {}
    return (
        Equation("factor", gamma / _root(facts), "what every output is multiplied by"),
        Equation("weights", apply("scale_shift", Sym("w"), Sym("factor"), Num(0), **along), "the weights of each unit"),
        Equation("bias", bias + Sym("beta") if facts.has("beta") else bias, "the bias of each unit"),
    )


GIVEN = Input("g", "gradient of the loss with respect to the output", also=("dout", "dy", "upstream"))
GAMMA = Input("gamma", "scale, a number or one for each feature", optional=True, also=("scale",))

ALGORITHMS = (
    Algorithm(
        name="batch-norm-backward",
        summary="batch normalisation, backward by the closed formula (after the forward pass)",
        inputs=(X, GIVEN, GAMMA, EPSILON),
        results=(
            Result("dx", "gradient of the input", ("dinput",)),
            Result("dgamma", "gradient of the scale"),
            Result("dbeta", "gradient of the shift"),
            Result("dnormalised", "gradient of the normalised values", ("dxhat",)),
            Result("mean_part", "the mean of these"),
            Result("variance_part", "the mean of these times the normalised values"),
            MEAN,
            VARIANCE,
            NORMALISED,
        ),
        equations=backward,
        example="question back: compute batch-norm-backward\n  x = [1, 3, 3, 1]\n  g = [1, 0, -2, 2]\n  gamma = 2\n"
        "  find dgamma, dbeta, dx exactly",
        also=("batchnorm-backward", "bn-backward"),
    ),
    Algorithm(
        name="fold-batch-norm",
        summary="batch normalisation folded into the weights and bias of the layer before it",
        inputs=(
            Input("w", "weights: a number, a vector for one unit, or a row (or kernel) for each unit", also=("W",)),
            Input("b", "bias", optional=True, also=("bias",)),
            Input("mean", "running mean", also=("mu", "running_mean")),
            Input("variance", "running variance", also=("var", "running_variance")),
            Input("gamma", "scale", optional=True, also=("scale",)),
            Input("beta", "shift", optional=True, also=("shift",)),
            EPSILON,
        ),
        results=(
            Result("weights", "weights that do both", ("w-folded", "folded")),
            Result("bias", "bias that does both", ("b-folded",)),
            Result("factor", "γ over the root of the variance"),
        ),
        equations=fold,
        example="question fuse: compute fold-batch-norm\n  w = [[1, 2], [3, -1]]\n  b = [1, 0]\n  mean = [3, 2]\n"
        "  variance = [4, 1]\n  gamma = [2, 3]\n  beta = [0, 1]\n  find weights, bias",
        also=("fuse-batch-norm", "batch-norm-folding", "fused-batch-norm"),
    ),
)
