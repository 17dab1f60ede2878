"""Functions of early stopping: the best so far, epochs without improvement, where to stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

from examsolver.core.derivation import Index, LawError, Value
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.rule import Option, Rule
from examsolver.maths.arrays import array_of, as_array, describe, shape_of
from examsolver.rules.rewriting import slip

Names = tuple[Formula, ...]
STRICT = Option(
    "strict", "yes: a loss must lie below the best by more than min_delta; no: by min_delta at least", "flag", True
)


def improvements(losses: Value, delta: Value = 0, strict: bool = True) -> list[bool]:
    """Whether each loss improves on the best before it by more than ``delta``. The first always does.

    Raises LawError where the losses are no row.
    """
    if len(shape_of(losses)) != 1:
        raise LawError(f"the losses are {describe(shape_of(losses))}", "write them in one row: losses = [0.9, 0.7]")
    found: list[bool] = []
    best: Any = None
    for loss in as_array(losses).tolist():
        better = best is None or (loss < best - delta if strict else loss <= best - delta and loss < best)
        best = loss if better else best
        found.append(better)
    return found


def best_so_far(losses: Value, delta: Value = 0, strict: bool = True) -> Value:
    """The best loss up to every epoch; one that is not better by more than ``delta`` does not count."""
    best: list[Any] = []
    for loss, better in zip(as_array(losses).tolist(), improvements(losses, delta, strict), strict=True):
        best.append(loss if better else best[-1])
    return array_of(best)


def waiting(losses: Value, delta: Value = 0, strict: bool = True) -> Value:
    """Epochs in a row without improvement, up to every epoch."""
    counts: list[int] = []
    for better in improvements(losses, delta, strict):
        counts.append(0 if better else counts[-1] + 1)
    return array_of(counts)


def first_at(counts: Value, limit: Value) -> Value:
    """The first place (from 1) at which a count reaches the limit; the last place where none does."""
    if len(shape_of(counts)) != 1:
        raise LawError(f"the counts are {describe(shape_of(counts))}, not a row", "write them in one row: [0, 0, 1, 2]")
    values = as_array(counts).tolist()
    return next((place for place, count in enumerate(values, 1) if count >= limit), len(values))


def last_zero(counts: Value, until: Value) -> Value:
    """The last place (from 1) up to ``until`` at which a count is 0. Raises LawError where there is none."""
    values = as_array(counts).tolist()[: int(until)]
    places = [place for place, count in enumerate(values, 1) if count == 0]
    if not places:
        raise LawError("no epoch improves on the one before", "the first epoch always counts as the best so far")
    return places[-1]


def entry_at(x: Value, place: Value) -> Value:
    """The entry of a row at a place, from 1. Raises LawError outside of it."""
    if len(shape_of(x)) != 1 or not 1 <= place <= len(x) or place != int(place):
        raise LawError(f"there is no entry {place} in {describe(shape_of(x))}", "places count from 1")
    return x[int(place) - 1]


def _counted_off(x: Value, place: Value) -> Value:
    """Oracle: the entries counted off."""
    return next(entry for count, entry in enumerate(x.tolist(), 1) if count == place)


def _one_place_on(x: Value, place: Value) -> Value:
    return entry_at(x, place + 1 if place < len(x) else place - 1)


# In symbols: a cell of a row is the cell before it, or begins anew.


def _best_cells(index: Index, names: Names, losses: Value, delta: Value, strict: bool = True) -> tuple[Formula, ...]:
    best = best_so_far(losses, delta, strict)
    found = next(place for place, loss in enumerate(as_array(losses).tolist()) if loss == best[index])
    return (Sym(names[0].name, (Num(found + 1),)),) if isinstance(names[0], Sym) else (Num(best[index]),)


# Oracles.


def _best_by_walks(losses: Value, delta: Value = 0, strict: bool = True) -> Value:
    """Oracle: the records found by walking back from every epoch."""
    records = list(_records(as_array(losses).tolist(), delta, strict))
    values = as_array(losses).tolist()
    return array_of([values[max(record for record in records if record <= place)] for place in range(len(values))])


def _records(values: list[Any], delta: Any, strict: bool) -> Iterator[int]:
    place: int | None = 0
    while place is not None:
        yield place
        best = values[place]
        low = best - delta
        later = (at for at in range(place + 1, len(values)) if values[at] < low or (not strict and values[at] == low))
        place = next((at for at in later if values[at] != best), None)


def _waiting_by_walks(losses: Value, delta: Value = 0, strict: bool = True) -> Value:
    """Oracle: the distance from the last record."""
    records = list(_records(as_array(losses).tolist(), delta, strict))
    return array_of([place - max(one for one in records if one <= place) for place in range(len(as_array(losses)))])


def _first_by_search(counts: Value, limit: Value) -> Value:
    """Oracle: all places that reach the limit, and the smallest of them."""
    reached = [place + 1 for place in range(len(counts)) if counts[place] >= limit]
    return min(reached, default=len(counts))


def _last_by_search(counts: Value, until: Value) -> Value:
    """Oracle: from the end backwards."""
    place = int(until)
    while counts[place - 1] != 0:
        place -= 1
    return place


# Wrong ideas.


def _against_the_epoch_before(losses: Value, delta: Value = 0, strict: bool = True) -> Value:
    """Counted as improved against the epoch before, not against the best."""
    values, counts = as_array(losses).tolist(), [0]
    for before, loss in pairwise(values):
        counts.append(0 if loss < before - delta else counts[-1] + 1)
    return array_of(counts)


def _never_reset(losses: Value, delta: Value = 0, strict: bool = True) -> Value:
    total, counts = 0, []
    for better in improvements(losses, delta, strict):
        total += 0 if better else 1
        counts.append(total)
    return array_of(counts)


def _without_delta(law: Callable[..., Value], losses: Value, delta: Value = 0, strict: bool = True) -> Value:
    return law(losses, 0, strict)


def _later(steps: int, counts: Value, limit: Value) -> Value:
    return first_at(counts, limit + steps)


def _where_it_waits_from(counts: Value, limit: Value) -> Value:
    return max(1, first_at(counts, limit) - limit)


def _of_all(counts: Value, until: Value) -> Value:
    return last_zero(counts, len(counts))


def _stop_itself(counts: Value, until: Value) -> Value:
    return until


INPUTS = ("losses", "min_delta")
DELTA_SAYS = "An improvement counts only when it is larger than min_delta."

RULES = (
    Rule(
        name="best_so_far",
        step=True,
        summary="the best loss up to every epoch",
        law=best_so_far,
        inputs=INPUTS,
        because="a loss becomes the best so far when it improves by more than min_delta",
        options=(STRICT,),
        cells=_best_cells,
        misconceptions=(slip("min-delta-ignored", DELTA_SAYS, partial(_without_delta, best_so_far)),),
        oracle=_best_by_walks,
        example="question best: compute\n  losses = [0.9, 0.7, 0.8]\n  b = best_so_far(losses, 0)\n  find b",
    ),
    Rule(
        name="epochs_without_improvement",
        step=True,
        summary="epochs in a row without improvement, up to every epoch",
        law=waiting,
        inputs=INPUTS,
        because="the count goes up while nothing improves, and back to 0 when something does",
        options=(STRICT,),
        misconceptions=(
            slip("min-delta-ignored", DELTA_SAYS, partial(_without_delta, waiting)),
            slip(
                "compared-with-the-epoch-before",
                "A loss is compared with the best so far, not with the epoch before.",
                _against_the_epoch_before,
            ),
            slip("waiting-never-reset", "An improvement sets the count back to 0.", _never_reset),
        ),
        oracle=_waiting_by_walks,
        example="question wait: compute\n  losses = [0.9, 0.7, 0.8, 0.75]\n"
        "  n = epochs_without_improvement(losses, 0)\n  find n",
    ),
    Rule(
        name="first_reaching",
        step=True,
        summary="the first place at which a count reaches a limit; the last where none does",
        law=first_at,
        inputs=("counts", "limit"),
        because="the first epoch at which the patience has run out",
        misconceptions=(
            slip(
                "one-epoch-too-early", "Training stops when the patience has run out, not before.", partial(_later, -1)
            ),
        ),
        oracle=_first_by_search,
        example="question stop: compute\n  counts = [0, 0, 1, 2]\n  e = first_reaching(counts, 2)\n  find e",
    ),
    Rule(
        name="last_zero",
        step=True,
        summary="the last place up to a limit at which a count is 0",
        law=last_zero,
        inputs=("counts", "until"),
        because="the last epoch that improved",
        misconceptions=(
            slip("last-epoch-taken-for-best", "The best epoch is the last that improved.", _stop_itself),
            slip("epochs-after-the-stop", "What comes after the stop is never trained.", _of_all),
        ),
        oracle=_last_by_search,
        example="question best: compute\n  counts = [0, 0, 1, 2]\n  e = last_zero(counts, 4)\n  find e",
    ),
    Rule(
        name="entry_at",
        step=True,
        summary="the entry of a row at a computed place, from 1",
        law=entry_at,
        inputs=("x", "place"),
        because="read off the entry at this place",
        misconceptions=(slip("neighbour-read-off", "This is the entry beside the right one.", _one_place_on),),
        oracle=_counted_off,
        example="question entry: compute\n  x = [5, 6, 7]\n  k = 2\n  y = entry_at(x, k)\n  find y",
    ),
)
