"""Hinge losses of several classes: the sum over all classes (Weston and Watkins), and the worst class alone."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Option, Rule
from examsolver.maths.arrays import as_array, settle, shape_of
from examsolver.rules.arithmetic import multiply
from examsolver.rules.class_targets import FIRST_CLASS, distribution, next_class
from examsolver.rules.loss_reduction import LOSS_REDUCTION, REDUCTION, reduction_of, times
from examsolver.rules.naming import entry, total
from examsolver.rules.rewriting import slip

Names = tuple[Formula, ...]
Moves = tuple[tuple[Index, Formula], ...]
Rows = list[tuple[list[Any], int]]
NONE = -1
"""The place of the class of a row of zeros, which has none: its own score is then 0."""


def rows_of(scores: Value, target: Value, first_class: int) -> Rows:
    """Every row of scores with the place of its class. Raises LawError where a target is not one-hot."""
    hot = distribution(scores, target, first_class)
    width = shape_of(scores)[-1] if shape_of(scores) else 1
    found = []
    pairs = zip(as_array(scores).reshape(-1, width).tolist(), as_array(hot).reshape(-1, width).tolist(), strict=True)
    for row, marks in pairs:
        if set(marks) - {0, 1} or sum(marks) > 1:
            raise LawError("a target that is not one-hot", "write one 1 and zeros in each row, or the class number")
        found.append((row, marks.index(1) if 1 in marks else NONE))
    return found


def factor(shape: tuple[int, ...], how: str) -> Any:
    """What the loss of a row counts."""
    return Fraction(1, int(np.prod(shape[:-1], dtype=int))) if how == "mean" else Fraction(1)


def together(losses: list[Any], shape: tuple[int, ...], how: str) -> Value:
    """The losses of the rows, reduced."""
    if how in ("none", "per_sample"):
        return settle(np.array(losses, dtype=object).reshape(shape[:-1]))
    return settle(factor(shape, how) * sum(losses))


def margins(row: list[Any], place: int, margin: Any) -> list[Any]:
    """s_j − s_y + margin of every other class, 0 at the class itself."""
    own = 0 if place == NONE else row[place]
    return [0 if at == place else score - own + margin for at, score in enumerate(row)]


def _sum_of(row: list[Any], place: int, margin: Any) -> Any:
    return sum(max(0, short) for short in margins(row, place, margin))


def _worst_of(row: list[Any], place: int, margin: Any) -> Any:
    return max(0, *(short for at, short in enumerate(margins(row, place, margin)) if at != place))


def row_loss(
    law: Any,
    /,
    s: Value,
    t: Value,
    margin: Any = 1,
    loss_reduction: str = "mean",
    reduction: str | None = None,
    first_class: int = 1,
) -> Value:
    """A loss of every row, reduced over the rows. Raises LawError where the shapes do not fit."""
    losses = [law(row, place, margin) for row, place in rows_of(s, t, first_class)]
    return together(losses, shape_of(s), reduction_of(reduction, loss_reduction))


def _sum_slopes(row: list[Any], place: int, margin: Any) -> list[int]:
    slopes = [int(short > 0) for short in margins(row, place, margin)]
    if place != NONE:
        slopes[place] = -sum(slopes)
    return slopes


def _worst_slopes(row: list[Any], place: int, margin: Any) -> list[int]:
    shorts = margins(row, place, margin)
    worst = max((at for at in range(len(row)) if at != place), key=lambda at: shorts[at])
    missed = int(shorts[worst] > 0)
    return [missed if at == worst else -missed if at == place else 0 for at in range(len(row))]


def row_gradient(
    slopes: Any,
    upstream: Value,
    s: Value,
    t: Value,
    loss: Value,
    margin: Any = 1,
    loss_reduction: str = "mean",
    reduction: str | None = None,
    first_class: int = 1,
) -> Value:
    """The slopes of every row, times what arrives from above."""
    shape, how = shape_of(s), reduction_of(reduction, loss_reduction)
    local = np.array([slopes(row, place, margin) for row, place in rows_of(s, t, first_class)], dtype=object)
    above = as_array(upstream)
    above = above.reshape((*above.shape, 1)) if how in ("none", "per_sample") else above
    return multiply(settle(np.broadcast_to(above, shape)), multiply(factor(shape, how), settle(local.reshape(shape))))


def _row_terms(names: Names, lead: Index, row: list[Any], place: int, margin: Any) -> list[Formula]:
    others = [entry(names[0], (*lead, at)) for at in range(len(row)) if at != place]
    if place == NONE:
        return [other + Num(margin) for other in others]
    own = entry(names[0], (*lead, place))
    return [other - own + Num(margin) for other in others]


def row_cells(
    word: str,
    index: Index,
    names: Names,
    s: Value,
    t: Value,
    margin: Any = 1,
    loss_reduction: str = "mean",
    reduction: str | None = None,
    first_class: int = 1,
) -> Names:
    """The missed margins of every row, added up, or the largest of them."""
    shape, how = shape_of(s), reduction_of(reduction, loss_reduction)
    leads = [index] if how in ("none", "per_sample") else list(np.ndindex(shape[:-1]))
    rows = dict(zip(np.ndindex(shape[:-1]), rows_of(s, t, first_class), strict=True))
    terms: list[Formula] = []
    for lead in leads:
        parts = _row_terms(names, lead, *rows[lead], margin)
        terms += [apply("max", 0, *parts)] if word == "max" else [apply("max", 0, part) for part in parts]
    return (times(factor(shape, how), total(terms)),)


def row_partials(slopes: Any, index: Index, names: Names, s: Value, t: Value, loss: Value, **options: Any) -> Moves:
    """How the loss moves with one score, as a number."""
    how = reduction_of(options.get("reduction"), options.get("loss_reduction", "mean"))
    ones = settle(np.ones(shape_of(loss), dtype=object)) if shape_of(loss) else 1
    whole = row_gradient(slopes, ones, s, t, loss, **options)
    place = index[:-1] if how in ("none", "per_sample") else ()
    return ((place, Num(whole[index])),)


# Wrong ideas.


def _own_counted(row: list[Any], place: int, margin: Any) -> Any:
    return _sum_of(row, place, margin) + margin


def _margin_lost(law: Any, row: list[Any], place: int, margin: Any) -> Any:
    return law(row, place, 0)


def _unlimited(row: list[Any], place: int, margin: Any) -> Any:
    return sum(margins(row, place, margin))


def _turned(law: Any, row: list[Any], place: int, margin: Any) -> Any:
    return law([-score for score in row], place, margin)


def _own_not_moved(row: list[Any], place: int, margin: Any) -> list[int]:
    return [slope if at != place else 0 for at, slope in enumerate(_sum_slopes(row, place, margin))]


def _own_once(row: list[Any], place: int, margin: Any) -> list[int]:
    slopes = _sum_slopes(row, place, margin)
    return [max(-1, slope) if at == place else slope for at, slope in enumerate(slopes)]


def counted_otherwise(law: Any, /, s: Value, t: Value, first_class: int = 1, **options: Any) -> Value:
    """The loss of the class that has that number where counting begins elsewhere."""
    return row_loss(law, s, next_class(s, t, first_class), **options)


# Oracles.


def _by_sizes(row: list[Any], place: int, margin: Any) -> Any:
    own = row[place] if place != NONE else 0
    gaps = [margin - (own - other) for at, other in enumerate(row) if at != place]
    return sum((abs(gap) + gap) / 2 for gap in gaps)


def _by_sorting(row: list[Any], place: int, margin: Any) -> Any:
    others = sorted(score for at, score in enumerate(row) if at != place)
    return sorted([0, others[-1] + margin - (row[place] if place != NONE else 0)])[1]


MARGIN = Option("margin", "by how much the score of the class must lead; left out, 1", "number", also=("delta",))


def _rule(name: str, said: str, because: str, law: Any, slopes: Any, word: str, oracle: Any, **more: Any) -> Rule:
    own, own_backward = more.pop("slips", ()), more.pop("backward_slips", ())
    return Rule(
        name=name,
        summary=said,
        law=partial(row_loss, law),
        inputs=("scores", "target"),
        because=because,
        options=(MARGIN, REDUCTION, FIRST_CLASS),
        cells=partial(row_cells, word),
        gradients=(
            Gradient(
                partial(row_gradient, slopes),
                more.pop("derivative"),
                partials=partial(row_partials, slopes),
                misconceptions=own_backward,
            ),
            None,
        ),
        misconceptions=(
            slip(
                "margin-forgotten",
                "The score of the class must lead by the margin.",
                partial(row_loss, partial(_margin_lost, law)),
            ),
            slip(
                "scores-exchanged",
                "The score of the class is subtracted from the others.",
                partial(row_loss, partial(_turned, law)),
            ),
            slip(
                "class-counted-from-elsewhere",
                "The class number was counted from another start.",
                partial(counted_otherwise, law),
            ),
            *own,
        ),
        oracle=partial(row_loss, oracle),
        conventions=(LOSS_REDUCTION,),
        example=f"question scores: compute\n  s = [-2.85, 0.86, 0.28]\n  t = [0, 0, 1]\n  L = {name}(s, t)\n"
        "  find L, dL/ds exactly",
        **more,
    )


RULES = (
    _rule(
        "svm_loss",
        "multiclass hinge (SVM) loss: Σ over the other classes of max(0, s_j − s_y + 1), mean over the rows",
        "every other class that comes within the margin adds what is missing",
        _sum_of,
        _sum_slopes,
        "sum",
        _by_sizes,
        derivative="1 for every other class within the margin, and minus their number for the class itself",
        slips=(
            slip("own-class-counted", "The sum runs over the other classes only.", partial(row_loss, _own_counted)),
            slip(
                "maximum-forgotten",
                "A class that keeps the margin adds 0, nothing negative.",
                partial(row_loss, _unlimited),
            ),
            slip("worst-class-only", "All classes within the margin are added up.", partial(row_loss, _worst_of)),
        ),
        backward_slips=(
            slip(
                "gradient-of-own-score-forgotten",
                "The score of the class itself is in every term; its gradient is minus their number.",
                partial(row_gradient, _own_not_moved),
            ),
            slip(
                "gradient-of-own-score-once",
                "The score of the class itself counts once for every class within the margin.",
                partial(row_gradient, _own_once),
            ),
        ),
        also=("multiclass_hinge", "multiclass_svm", "svm", "weston_watkins"),
    ),
    _rule(
        "categorical_hinge",
        "categorical hinge loss: max(0, largest other score − score of the class + 1), mean over the rows",
        "the best of the other classes adds what is missing to the margin",
        _worst_of,
        _worst_slopes,
        "max",
        _by_sorting,
        derivative="1 for the best other class and −1 for the class itself where the margin is missed",
        slips=(slip("all-classes-summed", "Only the best of the other classes counts.", partial(row_loss, _sum_of)),),
        also=("crammer_singer",),
    ),
)
