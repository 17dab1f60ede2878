"""Measures of several classes: the confusion matrix, precision and recall of each class, their averages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.picture import TableFacts
from examsolver.core.question import Picture
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result, Rule
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.ratio import EMPTY_RATIO
from examsolver.rules.rewriting import slip

MATRIX_ROWS = Convention(
    "confusion rows",
    (
        Variant("true", "a row of the confusion matrix is a true class, a column a predicted one"),
        Variant("predicted", "a row of the confusion matrix is a predicted class, a column a true one"),
    ),
)
MATRIX = Sym("matrix")


def entries_of(values: Value) -> list[Any]:
    """Labels as a list of numbers or words. Raises LawError for a single number."""
    if isinstance(values, tuple):
        return list(values)
    if len(shape_of(values)) != 1:
        raise LawError(f"labels are a list, not {describe(shape_of(values))}")
    return list(as_array(values).tolist())


def classes_of(labels: Value, predictions: Value) -> list[Any]:
    """All classes that occur, in order."""
    return sorted({*entries_of(labels), *entries_of(predictions)}, key=_numbers_first)


def _numbers_first(label: Any) -> tuple[bool, Any]:
    return isinstance(label, str), label


def count_matrix(labels: Value, predictions: Value, confusion_rows: str = "true") -> Value:
    """How often each true class (row) was predicted as each class (column).

    Raises:
        LawError: lists of different lengths.
    """
    true, said = entries_of(labels), entries_of(predictions)
    if len(true) != len(said):
        raise LawError(f"{len(true)} labels and {len(said)} predictions", "one prediction for each label")
    known = {name: place for place, name in enumerate(classes_of(labels, predictions))}
    counts = np.zeros((len(known), len(known)), dtype=object)
    for one, other in zip(true, said, strict=True):
        counts[known[one], known[other]] += 1
    return settle(counts if confusion_rows == "true" else counts.T)


def _counted_cell_by_cell(labels: Value, predictions: Value, confusion_rows: str = "true") -> Value:
    """Oracle: every cell counted by itself."""
    names = classes_of(labels, predictions)
    pairs = list(zip(entries_of(labels), entries_of(predictions), strict=True))
    counts = [[pairs.count((row, column)) for column in names] for row in names]
    return settle(np.array(counts if confusion_rows == "true" else list(zip(*counts, strict=True)), dtype=object))


def _turned(labels: Value, predictions: Value, confusion_rows: str = "true") -> Value:
    return count_matrix(predictions, labels, confusion_rows)


def equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The matrix, then each class, then the averages over classes."""
    lines = [] if facts.has("matrix") else [_matrix(facts)]
    rows, columns = apply("sum", MATRIX, axis="row"), apply("sum", MATRIX, axis="column")
    true, called = (rows, columns) if MATRIX_ROWS.chosen(conventions).name == "true" else (columns, rows)
    hits, support, predicted = Sym("hits"), Sym("support"), Sym("predicted")
    precision, recall = Sym("precision"), Sym("recall")
    exchanged = "Precision divides by what was called so (a column), recall by what is so (a row)."
    lines += [
        Line("hits", apply("diag", MATRIX), "right answers of each class stand on the diagonal"),
        Line("support", true, "examples of each class"),
        Line("predicted", called, "predictions of each class"),
        Line("accuracy", apply("sum", hits) / apply("sum", MATRIX), "right ones among all"),
        Line(
            "precision",
            apply("ratio", hits, predicted),
            "of the predictions of a class, the share that is right",
            (Mistake("precision-and-recall-exchanged", exchanged, apply("ratio", hits, support)),),
        ),
        Line(
            "recall",
            apply("ratio", hits, support),
            "of the examples of a class, the share that is found",
            (Mistake("precision-and-recall-exchanged", exchanged, apply("ratio", hits, predicted)),),
        ),
        Line("f1", apply("ratio", 2 * precision * recall, precision + recall), "harmonic mean, class by class"),
    ]
    for name in ("precision", "recall", "f1"):
        lines += _averages(name, Sym(name), support)
    of_means = 2 * Sym("macro-precision") * Sym("macro-recall") / (Sym("macro-precision") + Sym("macro-recall"))
    lines.append(Line("f1-of-macro-averages", of_means, "harmonic mean of the macro averages", ()))
    lines += [
        Line(f"micro-{name}", apply("sum", hits) / apply("sum", MATRIX), "pooled over classes: the accuracy")
        for name in ("precision", "recall", "f1")
    ]
    return with_mistakes(lines)


def _matrix(facts: Facts) -> Line:
    if not (facts.has("labels") and facts.has("predictions")):
        raise LawError("there is nothing to count", "give labels and predictions, or the matrix")
    counted = apply("count_matrix", Sym("labels"), Sym("predictions"))
    return Line("matrix", counted, "each example counts in the row of its class")


def _averages(name: str, values: Formula, support: Formula) -> tuple[Line, Line]:
    weighted = apply("sum", values * support) / apply("sum", support)
    said = "A macro average counts every class alike."
    return (
        Line(
            f"macro-{name}",
            apply("mean", values),
            "every class counts alike",
            (Mistake("weighted-in-place-of-macro", said, weighted),),
        ),
        Line(f"weighted-{name}", weighted, "every class counts by its number of examples"),
    )


def draw(value: Callable[[str], Value]) -> tuple[Picture, ...]:
    """The confusion matrix as a table."""
    matrix = value("matrix")
    if matrix is None or len(shape_of(matrix)) != 2:
        return ()
    cells = tuple(tuple(str(entry) for entry in row) for row in matrix.tolist())
    names = tuple(str(place + 1) for place in range(len(cells)))
    if value("labels") is not None and value("predictions") is not None:
        names = tuple(map(str, classes_of(value("labels"), value("predictions"))))
    diagonal = tuple((place, place) for place in range(len(cells)))
    return (Picture("table", TableFacts(names, names, cells, diagonal), "The confusion matrix."),)


NAMES = ("precision", "recall", "f1")

RULES = (
    Rule(
        name="count_matrix",
        step=True,
        summary="confusion matrix of labels and predictions, classes in order",
        law=count_matrix,
        inputs=("labels", "predictions"),
        because="each example counts in the row of its class and the column of its prediction",
        misconceptions=(slip("confusion-matrix-transposed", "Rows and columns are exchanged.", _turned),),
        oracle=_counted_cell_by_cell,
        conventions=(MATRIX_ROWS,),
        example="question q: compute\n  M = count_matrix([1, 2, 2, 3], [1, 2, 3, 3])\n  find M",
    ),
)

ALGORITHMS = (
    Algorithm(
        name="confusion-matrix",
        summary="precision, recall and F1 of several classes, with macro, micro and weighted averages",
        inputs=(
            Input("matrix", "the confusion matrix; or labels and predictions", optional=True, also=("M", "C")),
            Input("labels", "true classes: numbers or texts", "any", optional=True, also=("y", "y_true", "truth")),
            Input("predictions", "predicted classes", "any", optional=True, also=("p", "y_pred", "y_hat", "predicted")),
        ),
        results=(
            Result("matrix", "the confusion matrix"),
            Result("accuracy", "share of right answers"),
            *(Result(name, "of each class, in order") for name in NAMES),
            *(Result(f"macro-{name}", "mean over classes") for name in NAMES),
            *(Result(f"weighted-{name}", "mean over classes, weighted by examples") for name in NAMES),
            *(Result(f"micro-{name}", "pooled over classes") for name in NAMES),
            Result("f1-of-macro-averages", "harmonic mean of macro precision and macro recall"),
            Result("support", "examples of each class"),
        ),
        equations=equations,
        conventions=(MATRIX_ROWS, EMPTY_RATIO),
        pictures=draw,
        example="question q: compute confusion-matrix\n  matrix = [[5, 1, 0], [2, 3, 1], [0, 0, 4]]\n"
        "  find precision, recall, macro-f1, weighted-f1 to 4 decimals",
        also=("multi-class", "classification-report", "multiclass"),
    ),
)
