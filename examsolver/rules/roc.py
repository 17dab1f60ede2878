"""The ROC curve, the area under it, and average precision (Fawcett 2006)."""

from __future__ import annotations

from collections.abc import Callable

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.picture import PlotFacts, Series
from examsolver.core.question import Picture
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe, shape_of
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.selecting import INDEX_BASE
from examsolver.rules.thresholds import classes_of_two

SCORES, LABELS = Sym("scores"), Sym("labels")
POSITIVE, NEGATIVE = Sym("positive"), Sym("negative")


def paired(facts: Facts) -> int:
    """How many examples there are. Raises LawError where scores and labels differ in number."""
    one, other = facts.shape("scores"), facts.shape("labels")
    if len(one) != 1 or one != other:
        said = f"scores is {describe(one)} and labels {describe(other)}"
        raise LawError(said, "a score and a label (0 or 1) for each example")
    return one[0]


def roc_equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Counts at every threshold, the rates, and the area by trapezia: ties count half."""
    paired(facts)
    classes_of_two(facts.value("labels"), "labels", both=True)
    exchanged = "The true positive rate is the height of the curve, the false positive rate its width."
    tpr = apply("@", Sym("called"), LABELS) / POSITIVE
    fpr = apply("@", Sym("called"), 1 - LABELS) / NEGATIVE
    area = apply("trapezoid", Sym("FPR"), Sym("TPR"))
    return with_mistakes(
        (
            Line("thresholds", apply("thresholds", SCORES), "every score is a threshold once"),
            Line("called", apply("reached", SCORES, Sym("thresholds")), "a row a threshold: who is called positive"),
            Line("positive", apply("sum", LABELS), "positive examples"),
            Line("negative", apply("sum", 1 - LABELS), "negative examples"),
            Line("TPR", tpr, "the share of the positive examples that is called so, at every threshold"),
            Line("FPR", fpr, "the share of the negative examples that is called positive"),
            Line(
                "auc",
                area,
                "the area under the curve",
                (Mistake("axes-exchanged", exchanged, apply("trapezoid", Sym("TPR"), Sym("FPR"))),),
            ),
        )
    )


def grouped_equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The share of pairs in the right order, ties half, from counts of groups (Hanley and McNeil 1982)."""
    one, other = facts.shape("positives"), facts.shape("negatives")
    if len(one) != 1 or one != other:
        raise LawError(
            f"positives is {describe(one)} and negatives {describe(other)}", "a count for each group, lowest first"
        )
    ups, downs = Sym("positives"), Sym("negatives")
    pairs, ordered, tied = Sym("pairs"), Sym("concordant"), Sym("tied")
    forgotten = "Pairs of the same score are ties; they count half."
    return with_mistakes(
        (
            Line("pairs", apply("sum", ups) * apply("sum", downs), "every positive with every negative"),
            Line("concordant", apply("ordered_pairs", ups, downs), "pairs in which the positive is higher"),
            Line("tied", apply("sum", ups * downs), "pairs of the same group"),
            Line(
                "auc",
                (ordered + tied / 2) / pairs,
                "the share of pairs in the right order, ties half",
                (Mistake("ties-left-out", forgotten, ordered / pairs),),
            ),
        )
    )


def draw_roc(value: Callable[[str], Value]) -> tuple[Picture, ...]:
    """The curve, with the diagonal of guessing."""
    rates = value("FPR"), value("TPR")
    if any(rate is None or len(shape_of(rate)) != 1 for rate in rates):
        return ()
    across, up = ([float(entry) for entry in rate.tolist()] for rate in rates)
    curve = Series("ROC", ((0.0, 0.0), *zip(across, up, strict=True), (1.0, 1.0)))
    guess = Series("guessing", ((0.0, 0.0), (1.0, 1.0)))
    facts = PlotFacts("false positive rate", "true positive rate", (curve, guess))
    said = ", ".join(f"({x:g}, {y:g})" for x, y in curve.points)
    return (Picture("plot", facts, f"The ROC curve through {said}."),)


def precision_equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Precision after every rank, and its mean over the ranks of what is relevant."""
    ranking, length = _ranked(facts, conventions)
    hits, ranks, wanted = Sym("hits"), Sym("ranks"), Sym("relevant")
    total: Formula = Sym("count") if facts.has("count") else apply("sum", Sym("relevance"))
    everywhere = "Only ranks at which something relevant stands count."
    lines = (
        *ranking,
        Line("ranks", apply("range", Num(1), Num(length)), "ranks from 1"),
        Line("hits", apply("cumsum", Sym("relevance")), "relevant ones up to each rank"),
        Line("relevant", total, "relevant ones in all"),
        Line("precision", hits / ranks, "the share of relevant ones up to each rank"),
        Line("recall", hits / wanted, "the share of all relevant ones that is found so far"),
        Line(
            "ap",
            apply("sum", Sym("precision") * Sym("relevance")) / wanted,
            "the mean of the precisions at the ranks of relevant ones",
            (Mistake("averaged-over-all-ranks", everywhere, apply("sum", Sym("precision")) / Num(length)),),
        ),
        Line("reciprocal-rank", apply("max", Sym("relevance") / ranks), "one over the rank of the first relevant one"),
    )
    return with_mistakes(lines)


def _ranked(facts: Facts, conventions: Conventions) -> tuple[tuple[Line, ...], int]:
    """Labels in the order of their scores, where the ranking is not given; and how many ranks there are."""
    if facts.has("relevance"):
        shape = facts.shape("relevance")
        if len(shape) != 1:
            raise LawError(f"relevance is {describe(shape)}", "a list of 1 (relevant) and 0, the best rank first")
        return (), shape[0]
    if not (facts.has("scores") and facts.has("labels")):
        raise LawError("nothing to rank", "give relevance (1 or 0, best rank first), or scores and labels")
    count = paired(facts)
    classes_of_two(facts.value("labels"), "labels")
    first = 0 if INDEX_BASE.chosen(conventions).name == "zero" else 1
    order = apply("by_score", SCORES)
    places = order if first else order - 1
    return (Line("relevance", apply("take", LABELS, places), "labels, the highest score first"),), count


ALGORITHMS = (
    Algorithm(
        name="roc",
        summary="ROC curve and the area under it, from scores and labels",
        inputs=(
            Input("scores", "score of each example, higher for positive", also=("s", "y_score", "probabilities", "p")),
            Input("labels", "1 for positive, 0 for negative", also=("y", "y_true", "targets", "t")),
        ),
        results=(
            Result("auc", "area under the curve", ("AUC", "area")),
            Result("TPR", "true positive rate at every threshold", ("tpr", "recall")),
            Result("FPR", "false positive rate at every threshold", ("fpr",)),
            Result("thresholds", "the different scores, the highest first"),
        ),
        equations=roc_equations,
        pictures=draw_roc,
        example="question q: compute roc\n  scores = [0.9, 0.8, 0.7, 0.6, 0.4]\n  labels = [1, 0, 1, 1, 0]\n"
        "  find TPR, FPR, auc exactly",
        also=("auc", "roc-auc"),
    ),
    Algorithm(
        name="grouped-auc",
        summary="area under the ROC curve from counts of positives and negatives in each group of scores",
        inputs=(
            Input("positives", "positives in each group, the lowest group first", also=("n1",)),
            Input("negatives", "negatives in each group", also=("n0",)),
        ),
        results=(
            Result("auc", "share of pairs in the right order, ties half", ("AUC", "area")),
            Result("concordant", "pairs in the right order"),
            Result("tied", "pairs of the same group", ("ties",)),
            Result("pairs", "pairs of a positive and a negative"),
        ),
        equations=grouped_equations,
        example="question q: compute grouped-auc\n  positives = [2, 8, 15]\n  negatives = [18, 12, 5]\n"
        "  find concordant, tied, auc to 4 decimals",
        also=("mann-whitney", "concordance"),
    ),
    Algorithm(
        name="average-precision",
        summary="precision at every rank and average precision of a ranked list",
        inputs=(
            Input(
                "relevance",
                "1 where the answer at a rank is relevant, else 0; best rank first",
                optional=True,
                also=("relevant_at", "hits"),
            ),
            Input("scores", "in place of relevance: score of each answer", optional=True, also=("y_score", "s")),
            Input("labels", "and 1 for each relevant one, else 0", optional=True, also=("y_true", "y", "targets")),
            Input(
                "count",
                "relevant ones in all, where some are not in the list",
                "number",
                optional=True,
                also=("total",),
            ),
        ),
        results=(
            Result("ap", "average precision", ("average-precision", "AP")),
            Result("precision", "precision at every rank", ("precision-at-k",)),
            Result("recall", "recall at every rank", ("recall-at-k",)),
            Result("relevance", "labels in the order of their scores"),
            Result("reciprocal-rank", "one over the rank of the first relevant one", ("rr", "mrr")),
        ),
        equations=precision_equations,
        example="question q: compute average-precision\n  relevance = [1, 0, 1, 0, 1]\n"
        "  find precision, ap to 4 decimals",
        also=("ap", "ranking"),
    ),
)
