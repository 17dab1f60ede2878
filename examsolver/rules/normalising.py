"""What normalisations have in common: mean, variance, normalised and output as equations."""

from __future__ import annotations

from typing import Any

from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Equation, Facts, Input, Result

X = Input("x", "what is normalised", also=("X",))
GAMMA = Input("gamma", "scale, a number or one for each channel", optional=True, also=("scale", "weight"))
BETA = Input("beta", "shift, a number or one for each channel", optional=True, also=("shift", "bias"))
EPSILON = Input("epsilon", "small number added to the variance", "number", 0, also=("eps",))

OUTPUT = Result("output", "what comes out", ("y",))
MEAN = Result("mean", "the means", ("mu",))
VARIANCE = Result("variance", "the variances", ("var",))
NORMALISED = Result("normalised", "with mean 0 and variance 1", ("x-hat", "xhat", "normalized"))

Settings = dict[str, Any]


def epsilon_of(facts: Facts) -> Formula:
    """The name ``epsilon``, or nothing where it is zero."""
    return Sym("epsilon") if facts.value("epsilon") != 0 else Num(0)


def statistics(facts: Facts, of_each: str, **settings: Any) -> tuple[Equation, ...]:
    """``mean = 1/N Σ x``, ``variance = 1/N Σ (x − mean)²``, ``normalised = (x − mean)/√(variance + epsilon)``."""
    x, mean, variance = Sym("x"), Sym("mean"), Sym("variance")
    return (
        Equation("mean", apply("group_mean", x, **settings), f"the mean{of_each}"),
        Equation(
            "variance",
            apply("variance_about", x, mean, **settings),
            f"the variance{of_each}: the mean of the squared deviations from the mean",
        ),
        Equation(
            "normalised",
            apply("standardise", x, mean, variance, epsilon_of(facts), **settings),
            "subtract the mean and divide by the root of the variance",
        ),
    )


def scaled(facts: Facts, along: int | None = None) -> Equation:
    """``output = gamma normalised + beta``; the normalised values themselves where nothing is learned."""
    if not facts.has("gamma") and not facts.has("beta"):
        return Equation("output", Sym("normalised"), "there is no scale and no shift")
    gamma = Sym("gamma") if facts.has("gamma") else Num(1)
    beta = Sym("beta") if facts.has("beta") else Num(0)
    settings: Settings = {} if along is None else {"along": along}
    return Equation("output", apply("scale_shift", Sym("normalised"), gamma, beta, **settings), "scale and shift")


def normalisation(facts: Facts, of_each: str, along: int | None = None, **settings: Any) -> tuple[Equation, ...]:
    """Mean, variance, normalised and output. ``of_each`` says what the statistics are of: `` of each map``."""
    return *statistics(facts, of_each, **settings), scaled(facts, along)
