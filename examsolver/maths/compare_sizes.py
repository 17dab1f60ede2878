"""Sizes, and yes or no with a size: what may be added and what may be left out."""

from __future__ import annotations

from typing import Any

from examsolver.core.marking import Comparison, Feasible

Size = tuple[int, ...]


def size_text(size: Size) -> str:
    """``6x6``; one entry as the number."""
    return "x".join(str(entry) for entry in size)


def size_is_right(
    truth: Size, given: Size, depth: int | None = None, depthless: bool = False, first: bool = False
) -> bool:
    """Whether a size is the true one. The known depth may be added, and a leading 1 as the batch.

    ``first``: channels may come first, where the depth is none of the sides.
    Of one entry, further ones of 1 say nothing.

    ``depthless``: the depth that is the last entry of the truth is known and may be left out.
    """
    spellings = {truth}
    if depth is not None:
        spellings.add((*truth, depth))
    if depthless and len(truth) > 1:
        spellings.add(truth[:-1])
    spellings |= {_channels_first(size) for size in spellings if first}
    if len(truth) == 1 and depth is None:
        given = tuple(entry for entry in given if entry != 1) or given[:1]
    return given in spellings or (given[:1] == (1,) and given[1:] in spellings)


def _channels_first(size: Size) -> Size:
    """``24x24x8`` as ``8x24x24``; a size whose depth is one of its sides stays as it is."""
    return (size[-1], *size[:-1]) if len(size) > 2 and size[-1] not in size[:-1] else size


def compare_sizes(truth: Any, depth: int | None, given: Any, *, first: bool = False) -> Comparison:
    """A size against the truth, with what is amiss named."""
    true_size = as_size(truth)
    if true_size is None or not isinstance(given, tuple):
        return Comparison("different", "there is no size here")
    if size_is_right(true_size, given, depth, first=first):
        other = [size for size in (true_size, (*true_size, depth or 0)) if _channels_first(size) != size]
        turned = given[-3:] in map(_channels_first, other)
        return Comparison("equal", "read with the channels first" if turned else "")
    return Comparison("different", *_amiss(true_size, given))


def _amiss(truth: Size, given: Size) -> tuple[str, str | None]:
    bare = given[1:] if given[:1] == (1,) and len(given) == len(truth) + 1 else given
    if len(bare) != len(truth):
        return f"{size_text(given)} has {len(given)} entries where {len(truth)} are asked", "size-entries"
    if sorted(bare) == sorted(truth):
        return "the entries are right but stand in another order", "size-order"
    return f"{size_text(given)} is not the size", None


def as_size(value: Any) -> Size | None:
    """A size as a tuple of ints; a number is a size of one entry."""
    if isinstance(value, tuple) and all(isinstance(entry, int) for entry in value):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,)
    return None


def compare_feasible(truth: Any, given: Feasible, depth: int | None = None, *, first: bool = False) -> Comparison:
    """Yes or no with its size; ``cells`` are the two halves where there are two.

    The truth is a :class:`Feasible` or a tuple (possible, size), with the known depth as a third
    entry or as the last of three sizes. A size alone goes as a yes.
    """
    possible, size, known = _feasible(truth)
    depth = depth if depth is not None else known
    says = given.possible if given.possible is not None else given.size is not None
    if says != possible:
        return Comparison("different", f"it is {'' if possible else 'not '}possible", cells=_halves(False, size, False))
    if not possible or size is None:
        return Comparison("equal", cells=_halves(True, size, True))
    if given.size is None:
        return Comparison("different", "the size is missing", "size-missing", cells=(True, False))
    if size_is_right(size, given.size, depth, depthless=len(size) == 3, first=first):
        return Comparison("equal", cells=(True, True))
    reason, tag = _amiss(size, given.size)
    return Comparison("different", reason, tag, cells=(True, False))


def _halves(first: bool, size: Size | None, second: bool) -> tuple[bool, ...]:
    return (first,) if size is None else (first, second)


def _feasible(truth: Any) -> tuple[bool, Size | None, int | None]:
    if isinstance(truth, Feasible):
        return bool(truth.possible), truth.size, None
    if isinstance(truth, tuple):
        possible, size, depth = (*truth, None, None)[:3]
        return bool(possible), as_size(size), depth if isinstance(depth, int) else None
    return bool(truth), None, None
