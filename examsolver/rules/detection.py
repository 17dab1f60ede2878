"""Object detection by hand: non-maximum suppression, and average precision of detections (Everingham 2010)."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.boxes import INTERPOLATION
from examsolver.rules.mistaken_equations import Line, with_mistakes
from examsolver.rules.overlap import BOX_SIDES
from examsolver.rules.selecting import INDEX_BASE


def nms_equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Order by score, overlaps, what stays. Raises LawError for scores that are not one for each box."""
    boxes, order = Sym("boxes"), apply("by_score", Sym("scores"))
    if facts.shape("scores") != facts.shape("boxes")[:1]:
        said = f"scores is {describe(facts.shape('scores'))} and boxes {describe(facts.shape('boxes'))}"
        raise LawError(said, "a score for each box, a row of boxes for each score")
    places: Formula = Sym("order")
    if INDEX_BASE.chosen(conventions).name == "zero":
        order, places = order - 1, places + 1
    kept = apply("suppress", places, Sym("overlaps"), Sym("threshold"))
    return with_mistakes(
        (
            Line("order", order, "the highest score comes first"),
            Line("overlaps", apply("iou_matrix", boxes, boxes), "intersection over union of every two boxes"),
            Line(
                "kept",
                kept if places == Sym("order") else kept - 1,
                "a box goes when it overlaps a kept one by more than the threshold",
            ),
        )
    )


def detection_equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Matches of detections in order of score, precision and recall after each, the area."""
    lines = [
        Line("order", apply("by_score", Sym("scores")), "the highest score comes first"),
        Line("overlaps", apply("iou_matrix", Sym("boxes"), Sym("truth")), "a row a detection, a column a true box"),
        Line(
            "hits",
            apply("match_boxes", Sym("order"), Sym("overlaps"), Sym("threshold")),
            "in order of score: 1 where the best true box is met and still free",
        ),
        Line("found", apply("cumsum", Sym("hits")), "hits so far"),
        Line(
            "precision", Sym("found") / apply("range", 1, facts.shape("boxes")[0]), "hits among the detections so far"
        ),
        Line("recall", Sym("found") / facts.shape("truth")[0], "hits among all true boxes"),
        Line("ap", apply("interpolated_ap", Sym("precision"), Sym("recall")), "area under precision over recall"),
    ]
    return with_mistakes(lines)


ALGORITHMS = (
    Algorithm(
        name="nms",
        summary="non-maximum suppression",
        inputs=(
            Input("boxes", "boxes x1, y1, x2, y2, one a row"),
            Input("scores", "score of each box", also=("confidence", "s")),
            Input("threshold", "overlap (IoU) above which a box goes", "number", 0.5, also=("iou_threshold",)),
        ),
        results=(
            Result("kept", "numbers of the boxes that stay, in order of score"),
            Result("overlaps", "IoU of every two boxes", ("iou",)),
            Result("order", "numbers of the boxes, the highest score first"),
        ),
        equations=nms_equations,
        conventions=(BOX_SIDES, INDEX_BASE),
        example="question q: compute nms\n  boxes = [[0, 0, 4, 4], [1, 0, 5, 4], [6, 6, 8, 8]]\n"
        "  scores = [0.8, 0.9, 0.7]\n  threshold = 0.5\n  find kept, overlaps exactly",
        also=("non-maximum-suppression",),
    ),
    Algorithm(
        name="detection-ap",
        summary="average precision of detected boxes; mAP is the mean of it over classes",
        inputs=(
            Input("boxes", "detected boxes x1, y1, x2, y2, one a row", also=("detections",)),
            Input("scores", "score of each", also=("confidence", "s")),
            Input("truth", "true boxes", also=("true_boxes", "ground_truth", "targets")),
            Input("threshold", "overlap (IoU) from which a detection counts", "number", 0.5, also=("iou_threshold",)),
        ),
        results=(
            Result("ap", "average precision", ("AP", "average-precision")),
            Result("precision", "after each detection, best score first"),
            Result("recall", "after each detection"),
            Result("hits", "1 for a true positive, 0 for a false one, in order of score"),
            Result("overlaps", "IoU of detections (rows) and true boxes (columns)", ("iou",)),
        ),
        equations=detection_equations,
        conventions=(BOX_SIDES, INTERPOLATION),
        example="question q: compute detection-ap\n  boxes = [[0, 0, 4, 4], [0, 0, 3, 4], [6, 6, 8, 8]]\n"
        "  scores = [0.9, 0.8, 0.7]\n  truth = [[0, 0, 4, 4], [6, 6, 8, 8]]\n"
        "  find hits, precision, recall, ap exactly",
        also=("map", "mean-average-precision"),
    ),
)
