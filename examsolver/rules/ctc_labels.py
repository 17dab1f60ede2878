"""CTC on labels: collapse of a path, blanks between labels, which paths give a labelling and how many."""

from __future__ import annotations

from itertools import groupby, pairwise, product
from math import comb

from examsolver.core.derivation import LawError, Value
from examsolver.core.rule import Option, Rule
from examsolver.rules.rewriting import slip
from examsolver.rules.texts import Words, listed, several, units_of, whole

BLANK = "-"
MOST_PATHS = 20_000


def labels_of(target: Value) -> Words:
    """The labels of a word, a list or a vector of class numbers, by name. Raises LawError for parts of a number."""
    if isinstance(target, (str, tuple)):
        return units_of(target)
    return tuple(str(whole(number, "a label")) for number in listed(target))


def in_kind(units: Words, like: Value) -> Value:
    """Units written as ``like`` is: characters in one word, words with blanks between, or a list."""
    if not isinstance(like, str):
        return units
    return (" " if several(like) else "").join(units)


def collapse(path: Value, blank: Value = BLANK) -> Value:
    """Repeats merged, then blanks taken out."""
    merged = [unit for unit, _ in groupby(units_of(path))]
    return in_kind(tuple(unit for unit in merged if unit != blank), path)


def repeats_kept(path: Value, blank: Value = BLANK) -> Value:
    """Blanks taken out, repeats not merged."""
    return in_kind(tuple(unit for unit in units_of(path) if unit != blank), path)


def blanks_first(path: Value, blank: Value = BLANK) -> Value:
    """Blanks taken out before repeats are merged."""
    kept = [unit for unit in units_of(path) if unit != blank]
    return in_kind(tuple(unit for unit, _ in groupby(kept)), path)


def blanks_kept(path: Value, blank: Value = BLANK) -> Value:
    """Repeats merged, blanks left in."""
    return in_kind(tuple(unit for unit, _ in groupby(units_of(path))), path)


def _collapse_by_hand(path: Value, blank: Value = BLANK) -> Value:
    """Oracle: a unit stays if it is no blank and differs from the one before."""
    units = units_of(path)
    kept = [unit for place, unit in enumerate(units) if unit != blank and (place == 0 or units[place - 1] != unit)]
    return in_kind(tuple(kept), path)


def with_blanks(target: Value, blank: Value = BLANK) -> Value:
    """The labels with a blank before, between and behind."""
    units = labels_of(target)
    if blank in units:
        raise LawError("the labelling holds the blank", "the target is written without blanks")
    return (blank, *(part for unit in units for part in (unit, blank)))


def _with_blanks_by_hand(target: Value, blank: Value = BLANK) -> Value:
    """Oracle: every second place is a label."""
    units = labels_of(target)
    return tuple(units[place // 2] if place % 2 else str(blank) for place in range(2 * len(units) + 1))


def blanks_where_needed(target: Value, blank: Value = BLANK) -> Value:
    """Blanks between equal labels only."""
    units = labels_of(target)
    found: list[str] = []
    for unit in units:
        found += [str(blank), unit] if found and found[-1] == unit else [unit]
    return tuple(found)


def repeats_in(units: Words) -> int:
    """How often a label is followed by itself."""
    return sum(one == other for one, other in pairwise(units))


def paths_count(target: Value, steps: Value) -> Value:
    """How many paths of that many steps collapse to the target: C(T + n − r, 2n) for n labels, r of them repeated."""
    units, length = labels_of(target), whole(steps, "the number of steps", 1)
    return comb(length + len(units) - repeats_in(units), 2 * len(units))


def without_repeats(target: Value, steps: Value) -> Value:
    """The count as if no label were repeated."""
    units = labels_of(target)
    return comb(whole(steps, "the number of steps", 1) + len(units), 2 * len(units))


def _count_by_listing(target: Value, steps: Value) -> Value:
    return len(ctc_paths(target, steps))


def ctc_paths(target: Value, steps: Value, blank: Value = BLANK) -> Value:
    """Every path of that many steps that collapses to the target.

    Raises:
        LawError: more than can be listed.
    """
    count, length = paths_count(target, steps), whole(steps, "the number of steps", 1)
    if count > MOST_PATHS:
        raise LawError(f"{count:,} paths", "ask for their number: ctc_path_count(target, T)")
    extended = _with_blanks_by_hand(target, blank)
    paths: list[tuple[int, ...]] = [(place,) for place in range(min(2, len(extended)))]
    for _ in range(length - 1):
        paths = [(*path, place) for path in paths for place in following(path[-1], extended)]
    whole_paths = [path for path in paths if path[-1] >= len(extended) - 2]
    return tuple(in_kind(tuple(extended[place] for place in path), target) for path in whole_paths)


def following(place: int, extended: Words) -> list[int]:
    """The places that a path may go to next: it stays, moves on, or leaves out a blank between unlike labels."""
    found = [place, place + 1]
    if place + 2 < len(extended) and extended[place + 2] not in (extended[place], extended[0]):
        found.append(place + 2)
    return [other for other in found if other < len(extended)]


def _paths_by_trying(target: Value, steps: Value, blank: Value = BLANK) -> Value:
    """Oracle: all strings over the labels and the blank, in the order in which the paths are found."""
    alphabet = dict.fromkeys((*labels_of(target), str(blank)))
    length = whole(steps, "the number of steps", 1)
    if len(alphabet) ** length > 1_000_000:
        return ctc_paths(target, steps, blank)
    tried = (in_kind(path, target) for path in product(alphabet, repeat=length))
    matching = {path for path in tried if units_of(_collapse_by_hand(path, blank)) == labels_of(target)}
    listed = ctc_paths(target, steps, blank)
    return tuple(path for path in listed if path in matching) if len(matching) == len(listed) else tuple(matching)


BLANK_OPTION = Option("blank", "the blank symbol", "word", BLANK)

RULES = (
    Rule(
        name="ctc_collapse",
        summary="collapses a CTC path: repeats merged, then blanks removed",
        law=collapse,
        inputs=("path",),
        because="merge repeated labels first, then take the blanks out",
        options=(BLANK_OPTION,),
        misconceptions=(
            slip("repeats-not-merged", "Labels that are repeated without a blank between are merged.", repeats_kept),
            slip("blanks-removed-first", "Repeats are merged before blanks are taken out.", blanks_first),
            slip("blanks-not-removed", "Blanks are taken out at the end.", blanks_kept),
        ),
        oracle=_collapse_by_hand,
        example='question collapsed: compute\n  y = ctc_collapse("hh-e-l-lloo")\n  find y',
        also=("collapse",),
    ),
    Rule(
        name="ctc_extend",
        step=True,
        summary="the labels of CTC with a blank before, between and behind",
        law=with_blanks,
        inputs=("target",),
        because="put a blank before, between and behind the labels",
        options=(BLANK_OPTION,),
        misconceptions=(
            slip("blanks-only-between-repeats", "A blank stands between any two labels.", blanks_where_needed),
        ),
        oracle=_with_blanks_by_hand,
        example='question extended: compute\n  e = ctc_extend("ab")\n  find e',
    ),
    Rule(
        name="ctc_path_count",
        summary="how many CTC paths of T steps collapse to a target",
        law=paths_count,
        inputs=("target", "T"),
        because="choose where labels begin and end; a repeated label needs a blank between: C(T + n − r, 2n)",
        misconceptions=(
            slip("repeats-need-no-blank", "Equal labels side by side need a blank between them.", without_repeats),
        ),
        oracle=_count_by_listing,
        example='question many: compute\n  n = ctc_path_count("cat", 5)\n  find n',
        also=("ctc_number_of_paths",),
    ),
    Rule(
        name="ctc_paths",
        step=True,
        summary="all CTC paths of T steps that collapse to a target",
        law=ctc_paths,
        inputs=("target", "T"),
        because="every path stays, moves on, or leaves out a blank between labels that differ",
        options=(BLANK_OPTION,),
        oracle=_paths_by_trying,
        example='question all: compute\n  P = ctc_paths("ab", 3)\n  find P',
        also=("ctc_alignments",),
    ),
)
