"""What object detection is judged by: overlaps of many boxes, what suppression keeps, matching to true boxes."""

from __future__ import annotations

from typing import Any

import numpy as np

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.rule import Rule
from examsolver.maths.arrays import as_array, describe, settle, shape_of
from examsolver.rules.arithmetic import quotient
from examsolver.rules.overlap import BOX_SIDES
from examsolver.rules.rewriting import slip
from examsolver.rules.thresholds import numbers_of

INTERPOLATION = Convention(
    "precision interpolation",
    (
        Variant("all points", "precision at a recall is the best one at that recall or beyond (Pascal VOC 2010)"),
        Variant("eleven points", "the mean of the best precisions at recalls 0, 0.1 … 1 (Pascal VOC 2007)"),
        Variant("none", "precision is taken as it is at every hit"),
    ),
)


def boxes_of(values: Value, name: str = "boxes") -> list[list[Any]]:
    """Boxes x1, y1, x2, y2, one a row. Raises LawError."""
    shape = shape_of(values)
    if len(shape) != 2 or shape[1] != 4:
        raise LawError(f"{name} is {describe(shape)}", "a box is a row of four numbers: x1, y1, x2, y2")
    rows: list[list[Any]] = as_array(values).tolist()
    for left, top, right, bottom in rows:
        if right < left or bottom < top:
            raise LawError(f"in {name} a box ends before it begins", "x1, y1 is the corner with the smaller numbers")
    return rows


def iou_of(one: list[Any], other: list[Any], more: int = 0) -> Any:
    """Intersection over union of two boxes; ``more`` is added to every side."""
    width = max(0, min(one[2], other[2]) - max(one[0], other[0]) + more)
    height = max(0, min(one[3], other[3]) - max(one[1], other[1]) + more)
    areas = [(box[2] - box[0] + more) * (box[3] - box[1] + more) for box in (one, other)]
    union = sum(areas) - width * height
    return quotient(width * height, union) if union else 0


def iou_matrix(boxes: Value, others: Value, box_sides: str = "continuous") -> Value:
    """Intersection over union of every box (row) with every other (column)."""
    more = int(box_sides == "inclusive")
    rows = [[iou_of(one, other, more) for other in boxes_of(others)] for one in boxes_of(boxes)]
    return settle(np.array(rows, dtype=object))


def _iou_by_arrays(boxes: Value, others: Value, box_sides: str = "continuous") -> Value:
    """Oracle: by array arithmetic."""
    more = int(box_sides == "inclusive")
    a, b = as_array(boxes).astype(float)[:, None], as_array(others).astype(float)[None]
    sides = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]) + more, 0, None)
    both = sides.prod(-1)
    areas = [(box[..., 2:] - box[..., :2] + more).prod(-1) for box in (a, b)]
    whole = areas[0] + areas[1] - both
    return settle(np.divide(both, whole, out=np.zeros_like(both), where=whole > 0))


def by_score(scores: Value) -> Value:
    """Numbers of the entries, the highest score first; of equal ones the first."""
    listed = numbers_of(scores, "scores")
    order = sorted(range(len(listed)), key=lambda place: (-listed[place], place))
    return settle(np.array([place + 1 for place in order], dtype=object))


def _by_counting(scores: Value) -> Value:
    """Oracle: the place of each is the number of those before it."""
    listed = as_array(scores).tolist()
    order = [0] * len(listed)
    for place, score in enumerate(listed):
        before = sum(other > score or (other == score and at < place) for at, other in enumerate(listed))
        order[before] = place + 1
    return settle(np.array(order, dtype=object))


def suppress(order: Value, overlaps: Value, threshold: Value) -> Value:
    """The boxes that stay: each in turn, unless it overlaps a kept one by more than the threshold."""
    kept: list[int] = []
    table = as_array(overlaps)
    for place in numbers_of(order, "order"):
        if all(table[int(place) - 1, other - 1] <= threshold for other in kept):
            kept.append(int(place))
    return settle(np.array(kept, dtype=object))


def _suppressed_in_turn(order: Value, overlaps: Value, threshold: Value) -> Value:
    """Oracle: takes the best that is left and strikes out what it overlaps."""
    left, kept = [int(place) for place in as_array(order).tolist()], []
    while left:
        kept.append(left[0])
        left = [place for place in left[1:] if not overlaps[kept[-1] - 1, place - 1] > threshold]
    return settle(np.array(kept, dtype=object))


def suppressed_by_all(order: Value, overlaps: Value, threshold: Value) -> Value:
    """The wrong idea: boxes that are already struck out strike out others."""
    places = [int(place) for place in numbers_of(order, "order")]
    kept = [p for at, p in enumerate(places) if all(overlaps[p - 1, q - 1] <= threshold for q in places[:at])]
    return settle(np.array(kept, dtype=object))


def match_boxes(order: Value, overlaps: Value, threshold: Value) -> Value:
    """1 where a detection, best score first, meets a true box that no earlier one has taken; else 0."""
    taken: set[int] = set()
    found: list[int] = []
    for place in numbers_of(order, "order"):
        row = as_array(overlaps)[int(place) - 1].tolist()
        best = max(range(len(row)), key=lambda truth: (row[truth], -truth))
        hit = row[best] >= threshold and best not in taken
        found.append(int(hit))
        taken |= {best} if hit else set()
    return settle(np.array(found, dtype=object))


def taken_again(order: Value, overlaps: Value, threshold: Value) -> Value:
    """The wrong idea: a true box may be found twice."""
    rows = (as_array(overlaps)[int(place) - 1].tolist() for place in numbers_of(order, "order"))
    return settle(np.array([int(max(row) >= threshold) for row in rows], dtype=object))


def _matched_by_truth(order: Value, overlaps: Value, threshold: Value) -> Value:
    """Oracle: each true box looks for the first detection whose best it is."""
    places = [int(place) - 1 for place in as_array(order).tolist()]
    found = [0] * len(places)
    for truth in range(as_array(overlaps).shape[1]):
        for turn, place in enumerate(places):
            row = list(overlaps[place])
            if row.index(max(row)) == truth and row[truth] >= threshold:
                found[turn] = 1
                break
    return settle(np.array(found, dtype=object))


def interpolated_ap(precision: Value, recall: Value, precision_interpolation: str = "all points") -> Value:
    """The area under precision over recall. Raises LawError for lists of different lengths."""
    heights, widths = numbers_of(precision, "precision"), numbers_of(recall, "recall")
    if len(heights) != len(widths):
        raise LawError(f"precision has {len(heights)} entries and recall {len(widths)}")
    best = heights if precision_interpolation == "none" else _envelope(heights)
    if precision_interpolation == "eleven points":
        at = [
            max((h for h, r in zip(heights, widths, strict=True) if r * 10 >= tenth), default=0) for tenth in range(11)
        ]
        return settle(quotient(sum(at), 11))
    steps = zip([0, *widths], widths, best, strict=False)
    return settle(sum((after - before) * height for before, after, height in steps))


def _envelope(heights: list[Any]) -> list[Any]:
    best: list[Any] = []
    for height in reversed(heights):
        best.append(max(height, best[-1]) if best else height)
    return best[::-1]


def _area_by_definition(precision: Value, recall: Value, precision_interpolation: str = "all points") -> Value:
    """Oracle: at every recall the largest precision from there on."""
    pairs = list(zip(as_array(precision).tolist(), as_array(recall).tolist(), strict=True))
    if precision_interpolation == "eleven points":
        levels = [quotient(tenth, 10) for tenth in range(11)]
        return settle(quotient(sum(max([h for h, r in pairs if r >= level] or [0]) for level in levels), 11))
    total, before = 0, 0
    for place, (height, width) in enumerate(pairs):
        top = height if precision_interpolation == "none" else max(h for h, _ in pairs[place:])
        total, before = total + (width - before) * top, width
    return settle(total)


def _as_it_is(precision: Value, recall: Value, precision_interpolation: str = "all points") -> Value:
    return interpolated_ap(precision, recall, "none")


ORDER = "question q: compute\n  "

RULES = (
    Rule(
        name="iou_matrix",
        step=True,
        summary="intersection over union of every box with every other",
        law=iou_matrix,
        inputs=("boxes", "others"),
        because="overlap over what either covers",
        oracle=_iou_by_arrays,
        conventions=(BOX_SIDES,),
        example=ORDER + "M = iou_matrix([[0, 0, 2, 2]], [[1, 0, 3, 2], [4, 4, 5, 5]])\n  find M exactly",
    ),
    Rule(
        name="by_score",
        step=True,
        summary="numbers of the entries, the highest first",
        law=by_score,
        inputs=("scores",),
        because="the highest score comes first",
        oracle=_by_counting,
        example=ORDER + "o = by_score([0.2, 0.9, 0.5])\n  find o",
    ),
    Rule(
        name="suppress",
        step=True,
        summary="the boxes that non-maximum suppression keeps",
        law=suppress,
        inputs=("order", "overlaps", "threshold"),
        because="a box goes when it overlaps a kept one by more than the threshold",
        misconceptions=(
            slip(
                "suppressed-boxes-suppress",
                "A box that is already struck out strikes out no others.",
                suppressed_by_all,
            ),
        ),
        oracle=_suppressed_in_turn,
        example=ORDER + "k = suppress([2, 1], [[1, 0.6], [0.6, 1]], 0.5)\n  find k",
    ),
    Rule(
        name="match_boxes",
        step=True,
        summary="1 where a detection meets a true box that is still free, best score first",
        law=match_boxes,
        inputs=("order", "overlaps", "threshold"),
        because="each true box is found once",
        misconceptions=(
            slip("true-box-found-twice", "A true box counts once; a second hit is a false positive.", taken_again),
        ),
        oracle=_matched_by_truth,
        example=ORDER + "h = match_boxes([1, 2], [[0.8], [0.7]], 0.5)\n  find h",
    ),
    Rule(
        name="interpolated_ap",
        step=True,
        summary="average precision: the area under precision over recall",
        law=interpolated_ap,
        inputs=("precision", "recall"),
        because="width in recall times precision",
        misconceptions=(
            slip(
                "precision-not-interpolated", "Precision at a recall is the best at that recall or beyond.", _as_it_is
            ),
        ),
        oracle=_area_by_definition,
        conventions=(INTERPOLATION,),
        example=ORDER + "a = interpolated_ap([1, 0.5, 2/3], [0.5, 0.5, 1])\n  find a exactly",
    ),
)
