"""Largest and smallest: of one array (or of each row or column), or entry by entry of several values."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import partial
from typing import Any

from examsolver.core.derivation import Index, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import as_array, combine, common_shape, entrywise, shape_of, undo_broadcast
from examsolver.rules.naming import aligned, entry, folded, moved
from examsolver.rules.pointwise import loop
from examsolver.rules.reductions import AXIS, axes_of, by_cells
from examsolver.rules.rewriting import slip, wrong_idea
from examsolver.rules.windows import MAX_TIE, Share, cells_along, everyone, gather, largest, reduced, scatter, without


def max_of(*values: Value, axis: str | None = None, max_tie: str = "first") -> Value:
    """The largest entry of one value (or of each row or column); of several values, entry by entry."""
    return _extreme(max, values, axis)


def min_of(*values: Value, axis: str | None = None, max_tie: str = "first") -> Value:
    """The smallest entry of one value (or of each row or column); of several values, entry by entry."""
    return _extreme(min, values, axis)


def _extreme(choose: Any, values: tuple[Value, ...], axis: str | None) -> Value:
    if len(values) > 1:
        return entrywise(choose, *values)
    axes = axes_of(values[0], axis)
    return gather(choose, values[0], reduced(shape_of(values[0]), axes), without(shape_of(values[0]), axes))


def smallest(tie: str) -> Share:
    """The shares of the smallest, under the convention ``max tie``."""
    return partial(_negated, largest(tie))


def _negated(share: Share, numbers: Sequence[Any]) -> Sequence[Any]:
    return share([-number for number in numbers])


def winner_gradient(
    rank: Any, upstream: Value, *values: Value, position: int, axis: str | None = None, max_tie: str = "first"
) -> Value:
    """The gradient goes to the winner; ``rank`` gives the shares under the convention."""
    return _shared_out(rank(max_tie), upstream, values[:-1], position, axis)


def gradient_to_all(
    upstream: Value, *values: Value, position: int, axis: str | None = None, max_tie: str = "first"
) -> Value:
    """The whole gradient to every entry."""
    return _shared_out(everyone, upstream, values[:-1], position, axis)


def _shared_out(share: Share, upstream: Value, inputs: tuple[Value, ...], position: int, axis: str | None) -> Value:
    if len(inputs) > 1:
        mine = entrywise(partial(_part, share, position), *inputs)
        return undo_broadcast(combine(operator.mul, upstream, mine), shape_of(inputs[position]))
    axes = axes_of(inputs[0], axis)
    shape = shape_of(inputs[0])
    return scatter(upstream, inputs[0], reduced(shape, axes), without(shape, axes), share)


def _part(share: Share, position: int, *numbers: Any) -> Any:
    return share(list(numbers))[position]


def winner_partials(
    rank: Any,
    index: Index,
    names: tuple[Formula, ...],
    *values: Value,
    position: int,
    axis: str | None = None,
    max_tie: str = "first",
) -> tuple[tuple[Index, Formula], ...]:
    """1 (or a share) for a winner; for several values 0 for a loser, in one it moves nothing."""
    share, inputs = rank(max_tie), values[:-1]
    if len(inputs) == 1:
        own = _own_part(share, index, inputs[0], axes_of(inputs[0], axis))
        return ((without(index, axes_of(inputs[0], axis)), Num(own)),) if own else ()
    shapes = [shape_of(value) for value in inputs]
    found = []
    for place in moved(index, shapes[position], common_shape(*shapes)):
        numbers = [as_array(value)[aligned(place, shape)] for value, shape in zip(inputs, shapes, strict=True)]
        found.append((place, Num(share(numbers)[position])))
    return tuple(found)


def _own_part(share: Share, index: Index, x: Value, axes: tuple[int, ...]) -> Any:
    cells, array = cells_along(index, shape_of(x), axes), as_array(x)
    return share([array[cell] for cell in cells])[cells.index(index)]


def extreme_cells(
    word: str,
    index: Index,
    names: tuple[Formula, ...],
    *values: Value,
    axis: str | None = None,
    max_tie: str = "first",
) -> tuple[Formula, ...]:
    """The largest (smallest) of the cells that compete for one result."""
    if len(values) > 1:
        cells = (entry(name, aligned(index, shape_of(value))) for name, value in zip(names, values, strict=True))
        return (apply(word, *cells),)
    axes, places = axes_of(values[0], axis), iter(index)
    start = tuple(0 if along in axes else next(places) for along in range(len(shape_of(values[0]))))
    among = [entry(names[0], cell) for cell in cells_along(start, shape_of(values[0]), axes)]
    return (apply(word, *folded(among)),)


def by_comparison(word: str, *values: Value, axis: str | None = None, max_tie: str = "first") -> Value:
    """The largest (smallest) by comparing one after the other: an oracle."""
    better = operator.gt if word == "max" else operator.lt
    if len(values) > 1:
        return loop(partial(_best, better), *values)
    return by_cells(partial(_best_of, better), values[0], axis)


def _best(better: Any, *numbers: Any) -> Any:
    best = numbers[0]
    for number in numbers[1:]:
        best = number if better(number, best) else best
    return best


def _best_of(better: Any, numbers: Sequence[Any]) -> Any:
    return _best(better, *numbers)


def _rule(word: str, says: str, law: Any, other: Any, rank: Any) -> Rule:
    to_all = slip(
        "gradient-to-every-element",
        f"The gradient of {word} goes to the {says} entry only, not to every entry.",
        gradient_to_all,
    )
    gradient = Gradient(
        partial(winner_gradient, rank),
        f"the gradient goes to the {says} entry; the others do not move the result",
        partials=partial(winner_partials, rank),
        misconceptions=(to_all,),
        positional=True,
    )
    return Rule(
        name=word,
        summary=f"the {says} entry, or entry by entry the {says} of several values",
        law=law,
        inputs=("x...",),
        because=f"take the {says}",
        options=(AXIS,),
        cells=partial(extreme_cells, word),
        gradients=(gradient,),
        misconceptions=(wrong_idea("largest-and-smallest-exchanged", f"The {says} is asked.", other),),
        oracle=partial(by_comparison, word),
        conventions=(MAX_TIE,),
        example=f"question extreme: compute\n  x = [1, 5, 3]\n  m = {word}(x)\n  find m",
    )


RULES = (_rule("max", "largest", max_of, min_of, largest), _rule("min", "smallest", min_of, max_of, smallest))
