"""Two-class confusion counts and what is derived from them."""

from __future__ import annotations

from collections.abc import Callable

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.picture import TableFacts
from examsolver.core.question import Picture
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.ratio import EMPTY_RATIO
from examsolver.rules.thresholds import classes_of_two

COUNTS = ("TP", "FN", "FP", "TN")
TP, FN, FP, TN = (Sym(name) for name in COUNTS)
CHANCE = Sym("chance-agreement")
TOTAL, PRECISION, RECALL, BETA = Sym("total"), Sym("precision"), Sym("recall"), Sym("beta")
LABELS, PREDICTIONS = Sym("labels"), Sym("predictions")


def share(part: Formula, whole: Formula) -> Formula:
    """A quotient of counts."""
    return apply("ratio", part, whole)


def equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Counts, where labels and predictions are given, and every share of them."""
    weight = BETA ** Num(2)
    exchanged = "Precision divides by all that are called positive, recall by all that are positive."
    accuracy = Mistake("negatives-left-out", "Accuracy counts the right negatives too.", share(TP, TOTAL))
    mean = Mistake(
        "arithmetic-mean-in-place-of-harmonic", "The F1 score is the harmonic mean.", (PRECISION + RECALL) / 2
    )
    lines = (
        *_counted(facts),
        Line("total", TP + FN + FP + TN, "every example is in one of the four cells"),
        Line("accuracy", share(TP + TN, TOTAL), "the share of all examples that are right", (accuracy,)),
        Line("error-rate", 1 - Sym("accuracy"), "the share that is wrong"),
        Line(
            "precision",
            share(TP, TP + FP),
            "of those called positive, the share that are",
            (Mistake("precision-and-recall-exchanged", exchanged, share(TP, TP + FN)),),
        ),
        Line(
            "recall",
            share(TP, TP + FN),
            "of the positive ones, the share that are found",
            (Mistake("precision-and-recall-exchanged", exchanged, share(TP, TP + FP)),),
        ),
        Line("specificity", share(TN, TN + FP), "of the negative ones, the share that are called so"),
        Line("false-positive-rate", share(FP, FP + TN), "of the negative ones, the share called positive"),
        Line("false-negative-rate", share(FN, FN + TP), "of the positive ones, the share that is missed"),
        Line("negative-predictive-value", share(TN, TN + FN), "of those called negative, the share that are"),
        Line("prevalence", share(TP + FN, TOTAL), "the share of positive ones"),
        Line("balanced-accuracy", (RECALL + Sym("specificity")) / 2, "mean of recall and specificity"),
        Line("f1", share(2 * PRECISION * RECALL, PRECISION + RECALL), "harmonic mean of precision and recall", (mean,)),
        Line("f-beta", share((1 + weight) * PRECISION * RECALL, weight * PRECISION + RECALL), "recall counts β times"),
        Line("mcc", _correlation(), "correlation of labels and predictions (Matthews 1975)"),
        Line("chance-agreement", _by_chance(), "what both would agree on by chance, from their shares"),
        Line("kappa", share(Sym("accuracy") - CHANCE, 1 - CHANCE), "agreement beyond chance (Cohen 1960)"),
    )
    return with_mistakes(lines)


def _correlation() -> Formula:
    return (TP * TN - FP * FN) / apply("sqrt", (TP + FP) * (TP + FN) * (TN + FP) * (TN + FN))


def _by_chance() -> Formula:
    return share((TP + FP) * (TP + FN) + (TN + FN) * (TN + FP), TOTAL ** Num(2))


def _counted(facts: Facts) -> tuple[Line, ...]:
    given = [name for name in COUNTS if facts.has(name)]
    if len(given) == len(COUNTS):
        return ()
    if given or not (facts.has("labels") and facts.has("predictions")):
        raise LawError("the counts are not all there", "give TP, FN, FP and TN, or labels and predictions (0 and 1)")
    shapes = facts.shape("labels"), facts.shape("predictions")
    if shapes[0] != shapes[1]:
        raise LawError(f"labels is {describe(shapes[0])} and predictions {describe(shapes[1])}")
    for name in ("labels", "predictions"):
        classes_of_two(facts.value(name), name)
    return (
        Line("TP", apply("sum", LABELS * PREDICTIONS), "positive and called positive"),
        Line("FN", apply("sum", LABELS * (1 - PREDICTIONS)), "positive and called negative"),
        Line("FP", apply("sum", (1 - LABELS) * PREDICTIONS), "negative and called positive"),
        Line("TN", apply("sum", (1 - LABELS) * (1 - PREDICTIONS)), "negative and called negative"),
    )


def draw(value: Callable[[str], Value]) -> tuple[Picture, ...]:
    """The four cells as a table."""
    counts = [value(name) for name in COUNTS]
    if any(count is None for count in counts):
        return ()
    tp, fn, fp, tn = map(str, counts)
    table = TableFacts(("called positive", "called negative"), ("positive", "negative"), ((tp, fn), (fp, tn)))
    return (Picture("table", table, f"Confusion matrix: TP {tp}, FN {fn}, FP {fp}, TN {tn}."),)


ALGORITHMS = (
    Algorithm(
        name="confusion",
        summary="what is derived from a two-class confusion matrix: accuracy, precision, recall, F-scores",
        inputs=(
            Input("TP", "true positives", "number", optional=True, also=("tp",)),
            Input("FN", "false negatives", "number", optional=True, also=("fn",)),
            Input("FP", "false positives", "number", optional=True, also=("fp",)),
            Input("TN", "true negatives", "number", optional=True, also=("tn",)),
            Input("labels", "in place of counts: true classes, 0 and 1", optional=True, also=("y", "y_true", "truth")),
            Input(
                "predictions", "and predicted ones, 0 and 1", optional=True, also=("p", "y_pred", "y_hat", "predicted")
            ),
            Input("beta", "how much more recall counts than precision", "number", default=1, also=("β",)),
        ),
        results=(
            Result("accuracy", "share of right answers", ("acc",)),
            Result("precision", "TP/(TP + FP)", ("positive-predictive-value", "ppv")),
            Result("recall", "TP/(TP + FN)", ("sensitivity", "true-positive-rate", "tpr", "TPR")),
            Result("specificity", "TN/(TN + FP)", ("true-negative-rate", "tnr", "TNR")),
            Result("f1", "harmonic mean of precision and recall", ("F1", "f1-score", "F1-score", "f-score")),
            Result("f-beta", "weighted harmonic mean", ("F-beta",)),
            Result("error-rate", "1 − accuracy"),
            Result("false-positive-rate", "FP/(FP + TN)", ("fpr", "FPR", "fall-out")),
            Result("false-negative-rate", "FN/(FN + TP)", ("fnr", "FNR", "miss-rate")),
            Result("negative-predictive-value", "TN/(TN + FN)", ("npv", "NPV")),
            Result("prevalence", "share of positive ones"),
            Result("balanced-accuracy", "mean of recall and specificity"),
            Result("mcc", "Matthews correlation coefficient", ("MCC", "matthews")),
            Result("kappa", "agreement beyond chance", ("Kappa", "cohen-kappa", "cohens-kappa")),
            Result("chance-agreement", "share of agreement by chance", ("p-e",)),
            Result("TP", "counted from labels and predictions"),
            Result("FN", "counted from labels and predictions"),
            Result("FP", "counted from labels and predictions"),
            Result("TN", "counted from labels and predictions"),
        ),
        equations=equations,
        conventions=(EMPTY_RATIO,),
        pictures=draw,
        example="question q: compute confusion\n  TP = 40\n  FN = 10\n  FP = 95\n  TN = 855\n"
        "  find accuracy, precision, recall, f1 to 4 decimals",
        also=("binary-confusion", "precision-recall", "f1-score", "classification-measures"),
    ),
)
