"""L2 normalisation and weight normalisation."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.normalising import Settings


def l2_normalise(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """A vector, or every row of a matrix, divided by its length."""
    settings = _rows(facts, "x")
    return (
        Equation("norm", _length("x", settings), f"the length{_of(settings)}: the root of the sum of squares"),
        Equation("output", apply("over_group", Sym("x"), Sym("norm"), **settings), "divide by the length"),
    )


def weight_norm(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """w = g v/‖v‖, for a matrix row by row."""
    settings = _rows(facts, "v")
    along: Settings = {"along": 1} if settings else {}
    scaled = apply("scale_shift", Sym("direction"), Sym("g"), Num(0), **along)
    return (
        Equation("norm", _length("v", settings), f"the length{_of(settings)}: the root of the sum of squares"),
        Equation("direction", apply("over_group", Sym("v"), Sym("norm"), **settings), "divide by the length"),
        Equation("w", scaled, "the direction times the length that is learned"),
    )


def _rows(facts: Facts, name: str) -> Settings:
    axes = len(facts.shape(name))
    return {"axis": "row"} if axes == 2 else {"axis": "sample"} if axes > 2 else {}


def _length(name: str, settings: Settings) -> Formula:
    return apply("lengths", Sym(name), **settings) if settings else apply("norm", Sym(name))


def _of(settings: Settings) -> str:
    return {"row": " of each row", "sample": " of each unit's weights"}.get(settings.get("axis", ""), " of the vector")


ALGORITHMS = (
    Algorithm(
        name="l2-normalise",
        summary="L2 normalisation: a vector (or every row of a matrix) divided by its length",
        inputs=(Input("x", "the vector, or the rows", also=("X", "v")),),
        results=(Result("output", "vectors of length 1", ("unit", "y")), Result("norm", "the lengths", ("length",))),
        equations=l2_normalise,
        example="question unit: compute l2-normalise\n  x = [3, 4]\n  find norm, output",
        also=("l2-normalize", "l2-normalisation", "l2-normalization", "l2-norm", "unit-vector"),
    ),
    Algorithm(
        name="weight-norm",
        summary="weight normalisation: w = g v/‖v‖, for a matrix row by row",
        inputs=(
            Input("v", "the direction: a vector, or one row for each unit", also=("V",)),
            Input("g", "the length that is learned, a number or one for each unit", also=("gain",)),
        ),
        results=(
            Result("w", "the weights", ("weight", "weights", "output")),
            Result("norm", "the lengths of v", ("length",)),
            Result("direction", "v divided by its length", ("unit",)),
        ),
        equations=weight_norm,
        example="question wn: compute weight-norm\n  v = [3, 4]\n  g = 10\n  find norm, w",
        also=("weightnorm", "weight-normalisation", "weight-normalization"),
    ),
)
