"""Parts of a list: the fold of a k-fold that is held out, and the rest; how many go into each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from examsolver.core.derivation import LawError, Value
from examsolver.core.rule import Option, Rule
from examsolver.maths.arrays import array_of, as_array, shape_of
from examsolver.rules.rewriting import slip

FOLD = Option("fold", "which fold, from 1")
FOLDS = Option("folds", "how many folds", least=2)


def sizes_of_folds(examples: Value, folds: Value) -> Value:
    """The sizes of k folds: as even as can be, the larger ones first. Raises LawError for more folds than examples."""
    count, parts = whole(examples, "examples"), whole(folds, "folds")
    if not 2 <= parts <= count:
        raise LawError(f"{parts} folds of {count} examples", "at least 2 folds, and no more than examples")
    return array_of([count // parts + (1 if place < count % parts else 0) for place in range(parts)])


def whole(number: Value, name: str) -> int:
    """A whole number. Raises LawError for anything else."""
    if shape_of(number) or number != int(number):
        raise LawError(f"{name} is no whole number", f"write {name} = 5")
    return int(number)


def held_out(items: Value, fold: int = 1, folds: int = 5) -> Value:
    """The items of one fold, in order."""
    start, end = _bounds(items, fold, folds)
    return _joined(items, range(start, end))


def kept(items: Value, fold: int = 1, folds: int = 5) -> Value:
    """The items of all other folds, in order."""
    start, end = _bounds(items, fold, folds)
    return _joined(items, [*range(start), *range(end, _length(items))])


def _bounds(items: Value, fold: int, folds: int) -> tuple[int, int]:
    sizes = [int(size) for size in sizes_of_folds(_length(items), folds)]
    if not 1 <= fold <= folds:
        raise LawError(f"there is no fold {fold} of {folds}", "folds count from 1")
    return sum(sizes[: fold - 1]), sum(sizes[:fold])


def _length(items: Value) -> int:
    return len(items) if isinstance(items, tuple) else int(as_array(items).shape[0])


def _joined(items: Value, places: Sequence[int]) -> Value:
    if isinstance(items, tuple):
        return tuple(items[place] for place in places)
    array = as_array(items)
    return array_of([_nested(array[place]) for place in places])


def _nested(entry: Any) -> Any:
    return entry.tolist() if hasattr(entry, "tolist") else entry


def _sizes_dealt_out(examples: Value, folds: Value) -> Value:
    """Oracle: the examples dealt out one by one."""
    sizes = [0] * int(folds)
    for place in range(int(examples)):
        sizes[place % int(folds)] += 1
    return array_of(sizes)


def _dealt(wanted: bool, items: Value, fold: int = 1, folds: int = 5) -> Value:
    """Oracle: every item asked which fold it is in."""
    sizes = [int(size) for size in _sizes_dealt_out(_length(items), folds)]
    owner = [place for place, size in enumerate(sizes, 1) for _ in range(size)]
    chosen = [place for place, one in enumerate(owner) if (one == fold) == wanted]
    return tuple(items[place] for place in chosen) if isinstance(items, tuple) else array_of(
        [_nested(as_array(items)[place]) for place in chosen]
    )  # fmt: skip


def _larger_last(examples: Value, folds: Value) -> Value:
    return array_of(list(reversed(sizes_of_folds(examples, folds).tolist())))


def _rest_in_last(examples: Value, folds: Value) -> Value:
    count, parts = int(examples), int(folds)
    return array_of([*[count // parts] * (parts - 1), count - count // parts * (parts - 1)])


RULES = (
    Rule(
        name="fold_sizes",
        step=True,
        summary="the sizes of k folds: as even as can be, the larger ones first",
        law=sizes_of_folds,
        inputs=("examples", "folds"),
        because="as even as can be: the first folds take one more while something is left over",
        misconceptions=(
            slip("larger-folds-last", "The first folds take what is left over.", _larger_last),
            slip("rest-in-the-last-fold", "What is left over is spread over the first folds.", _rest_in_last),
        ),
        oracle=_sizes_dealt_out,
        example="question sizes: compute\n  s = fold_sizes(10, 3)\n  find s",
    ),
    Rule(
        name="fold_held_out",
        step=True,
        summary="the entries of one fold of a list",
        law=held_out,
        inputs=("items",),
        because="the fold that is held out",
        options=(FOLD, FOLDS),
        oracle=partial(_dealt, True),
        example="question fold: compute\n  x = [1, 2, 3, 4, 5]\n  y = fold_held_out(x, fold=1, folds=2)\n  find y",
    ),
    Rule(
        name="fold_kept",
        step=True,
        summary="the entries of all other folds of a list",
        law=kept,
        inputs=("items",),
        because="all other folds are for training",
        options=(FOLD, FOLDS),
        oracle=partial(_dealt, False),
        example="question fold: compute\n  x = [1, 2, 3, 4, 5]\n  y = fold_kept(x, fold=1, folds=2)\n  find y",
    ),
)
