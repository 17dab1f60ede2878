"""Two-class confusion counts and what is derived from them."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.formula import Num, Sym
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result

TP, FN, FP, TN = Sym("TP"), Sym("FN"), Sym("FP"), Sym("TN")
PRECISION, RECALL, BETA = Sym("precision"), Sym("recall"), Sym("beta")


def equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Accuracy, precision, recall, specificity, F-score of four counts."""
    weight = BETA ** Num(2)
    return (
        Equation("total", TP + FN + FP + TN, "every example is in one of the four cells"),
        Equation("accuracy", (TP + TN) / Sym("total"), "the share of all examples that are right"),
        Equation("precision", TP / (TP + FP), "of those called positive, the share that are"),
        Equation("recall", TP / (TP + FN), "of the positive ones, the share that are found"),
        Equation("specificity", TN / (TN + FP), "of the negative ones, the share that are called so"),
        Equation("f1", 2 * PRECISION * RECALL / (PRECISION + RECALL), "harmonic mean of precision and recall"),
        Equation(
            "f-beta", (1 + weight) * PRECISION * RECALL / (weight * PRECISION + RECALL), "recall counts beta times"
        ),
    )


ALGORITHMS = (
    Algorithm(
        name="confusion",
        summary="accuracy, precision, recall and F-scores of a two-class confusion matrix",
        inputs=(
            Input("TP", "true positives", "number", also=("tp",)),
            Input("FN", "false negatives", "number", also=("fn",)),
            Input("FP", "false positives", "number", also=("fp",)),
            Input("TN", "true negatives", "number", also=("tn",)),
            Input("beta", "how much more recall counts than precision", "number", default=1),
        ),
        results=(
            Result("accuracy", "share of right answers"),
            Result("precision", "TP/(TP + FP)"),
            Result("recall", "TP/(TP + FN)", ("sensitivity",)),
            Result("specificity", "TN/(TN + FP)"),
            Result("f1", "harmonic mean of precision and recall", ("F1",)),
            Result("f-beta", "weighted harmonic mean"),
        ),
        equations=equations,
        example="question q: compute confusion\n  TP = 40\n  FN = 10\n  FP = 95\n  TN = 855\n"
        "  find accuracy, precision, recall, f1 to 4 decimals",
    ),
)
