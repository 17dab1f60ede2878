"""Scaling of data before training: z-scores, and into a range by smallest and largest value."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.normalisations import SAMPLES
from examsolver.rules.normalising import Settings
from examsolver.rules.variance import VARIANCE


def settings_of(facts: Facts, conventions: Conventions) -> Settings:
    """Of each feature; all together for a vector, which is one feature."""
    if len(facts.shape("x")) < 2:
        return {}
    return {"axis": "row" if SAMPLES.chosen(conventions).name == "in columns" else "column"}


def z_score(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """(x − μ)/σ of each feature."""
    settings = settings_of(facts, conventions)
    of_each = " of each feature" if settings else ""
    variance = apply("variance", Sym("x"), **settings)
    scaled = apply("standardise", Sym("x"), Sym("mean"), Sym("variance"), Num(0), **settings)
    return (
        Equation("mean", apply("group_mean", Sym("x"), **settings), f"the mean{of_each}"),
        Equation("variance", variance, f"the variance{of_each}"),
        Equation("std", apply("sqrt", Sym("variance")), "the standard deviation"),
        Equation("output", scaled, "subtract the mean and divide by the standard deviation"),
    )


def min_max(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """(x − min)/(max − min) of each feature, stretched to a range."""
    settings = settings_of(facts, conventions)
    of_each = " of each feature" if settings else ""
    low, high = Sym("smallest"), Sym("largest")
    unit: Formula = (Sym("x") - low) / (high - low)
    if facts.value("low") != 0 or facts.value("high") != 1:
        unit = Sym("low") + (Sym("high") - Sym("low")) * unit
    return (
        Equation("smallest", apply("min", Sym("x"), **settings), f"the smallest{of_each}"),
        Equation("largest", apply("max", Sym("x"), **settings), f"the largest{of_each}"),
        Equation("output", unit, "subtract the smallest and divide by the range"),
    )


X = Input("x", "one feature, or a matrix of which each row is a sample", also=("X", "data"))

ALGORITHMS = (
    Algorithm(
        name="z-score",
        summary="data standardised: (x − mean)/standard deviation of each feature",
        inputs=(X,),
        results=(
            Result("output", "z-scores", ("z", "standardised")),
            Result("mean", "mean of each feature", ("mu",)),
            Result("variance", "variance of each feature", ("var",)),
            Result("std", "standard deviation of each feature", ("sigma",)),
        ),
        equations=z_score,
        conventions=(VARIANCE, SAMPLES),
        example="question scores: compute z-score\n  x = [2, 4, 4, 4, 5, 5, 7, 9]\n  find mean, std, output exactly",
        also=("standardisation", "standardization", "zscore", "standard-scaler"),
    ),
    Algorithm(
        name="min-max",
        summary="data scaled into a range by the smallest and largest value of each feature",
        inputs=(
            X,
            Input("low", "lower end of the range", "number", 0),
            Input("high", "upper end of the range", "number", 1),
        ),
        results=(
            Result("output", "scaled data", ("scaled",)),
            Result("smallest", "smallest of each feature", ("min",)),
            Result("largest", "largest of each feature", ("max",)),
        ),
        equations=min_max,
        conventions=(SAMPLES,),
        example="question ranges: compute min-max\n  x = [10, 20, 40]\n  find output exactly",
        also=("min-max-scaling", "minmax", "min-max-normalisation", "min-max-normalization"),
    ),
)
