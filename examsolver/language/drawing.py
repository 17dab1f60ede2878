"""Draws the values of a question's ``let`` variables.

Every question has its own random stream, and every ``let`` its own inside it: a draw added to one
question never changes another. Only ``Random.random`` is used, which gives the same on every machine.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from examsolver.core.derivation import LawError, Value
from examsolver.core.problem import Problem
from examsolver.language import values
from examsolver.language.arithmetic import holds, number_of, value_of
from examsolver.language.lets import Choice, Let, Where

TRIES = 2000
SPACE = 20_000
LARGEST = 10**9


@dataclass(frozen=True, slots=True)
class Draw:
    """Names with their values, and the texts to put in their places."""

    values: tuple[tuple[str, Value], ...]
    texts: Mapping[str, str]


Picked = tuple[Value, str]
Pick = Callable[[str, int], int]


def draw_values(
    lets: tuple[Let, ...],
    wheres: tuple[Where, ...],
    stream: str,
    index: int = 0,
    seen: frozenset[tuple[tuple[str, Value], ...]] = frozenset(),
) -> Draw | Problem:
    """The values of variant ``index``: one not yet seen where there is one, or why there is none."""
    wanted = tuple(_wanted(where, f"{stream}:where {count}", index) for count, where in enumerate(wheres))
    streams = {let.name: Random(f"{stream}:{index}:{let.name}") for let in lets}
    try:
        return _search(lets, wheres, wanted, streams, seen)
    except _Refused as refused:
        return refused.problem


class _Refused(Exception):
    """Ends a draw that cannot be made."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _wanted(where: Where, stream: str, index: int) -> bool:
    """Whether variant ``index`` is among those that meet the condition: evenly spread, from a random start."""
    start = int(Random(stream).random() * where.share.denominator)
    return int((index + start + 1) * where.share) > int((index + start) * where.share)


def _search(
    lets: tuple[Let, ...],
    wheres: tuple[Where, ...],
    wanted: tuple[bool, ...],
    streams: Mapping[str, Random],
    seen: frozenset[tuple[tuple[str, Value], ...]],
) -> Draw:
    repeated: Draw | None = None
    blame = [0] * len(wheres)
    for _ in range(TRIES):
        draw = _draw(lets, lambda name, count: int(streams[name].random() * count))
        failed = _failed(wheres, wanted, draw)
        if failed is not None:
            blame[failed] += 1
        elif draw.values not in seen:
            return draw
        else:
            repeated = draw
    rest = [draw for draw in _all(lets) if _failed(wheres, wanted, draw) is None]
    fresh = [draw for draw in rest if draw.values not in seen]
    if fresh:
        return fresh[int(streams[lets[0].name].random() * len(fresh))]
    if repeated or rest:
        return repeated or rest[0]
    where = wheres[max(range(len(wheres)), key=blame.__getitem__)]
    hint = "widen the ranges of the lets, or drop the condition"
    raise _Refused(Problem("no variant meets this condition", where.span, hint))


def _draw(lets: tuple[Let, ...], pick: Pick) -> Draw:
    drawn: dict[str, Value] = {}
    texts: dict[str, str] = {}
    for let in lets:
        counts = _counted(let, drawn)
        place = pick(let.name, sum(counts))
        drawn[let.name], texts[let.name] = _take(let, counts, place, drawn)
    return Draw(tuple(drawn.items()), texts)


def _counted(let: Let, drawn: Mapping[str, Value]) -> list[int]:
    """How many values each alternative of a ``let`` has."""
    try:
        counts = [_count(choice, drawn) for choice in let.choices]
    except LawError as error:
        raise _Refused(Problem(error.reason, let.span, error.hint)) from error
    except ZeroDivisionError as error:
        raise _Refused(Problem("a denominator is zero here", let.span)) from error
    if not sum(counts):
        hint = "write the smaller number first, and a step above zero"
        raise _Refused(Problem(f"there is no value to draw for {let.name!r}", let.span, hint))
    return counts


def _count(choice: Choice, drawn: Mapping[str, Value]) -> int:
    if choice.last is None or choice.first is None:
        return 1
    first, last, step = _range(choice, drawn)
    count = 0 if step <= 0 or last < first else int((last - first) / step) + 1
    if count > LARGEST:
        raise LawError("this range has too many values")
    return count


def _range(choice: Choice, drawn: Mapping[str, Value]) -> tuple[Fraction, Fraction, Fraction]:
    assert choice.first is not None and choice.last is not None
    step = Fraction(1) if choice.step is None else number_of(choice.step, drawn)
    return number_of(choice.first, drawn), number_of(choice.last, drawn), step


def _take(let: Let, counts: list[int], place: int, drawn: Mapping[str, Value]) -> Picked:
    for choice, count in zip(let.choices, counts, strict=True):
        if place < count:
            return _picked(let, choice, place, drawn)
        place -= count
    raise AssertionError("a place beyond the last value")


def _picked(let: Let, choice: Choice, place: int, drawn: Mapping[str, Value]) -> Picked:
    if choice.text is not None:
        quoted = choice.text[:1] in values.QUOTES
        return (values.unquoted(choice.text) if quoted else values.size(choice.text)), choice.text
    if choice.last is not None:
        first, _, step = _range(choice, drawn)
        value: Value = values.whole(first + place * step)
        return value, written(value)
    assert choice.first is not None
    try:
        value = value_of(choice.first, drawn)
    except LawError as error:
        raise _Refused(Problem(error.reason, let.span, error.hint)) from error
    except ZeroDivisionError as error:
        raise _Refused(Problem("a denominator is zero here", let.span)) from error
    return value, written(value)


def written(value: Value) -> str:
    """A drawn value as it is put into the text: decimals where they end, else a fraction."""
    if isinstance(value, tuple):
        return "[" + ", ".join(written(item) for item in value) + "]"
    if isinstance(value, Fraction):
        return _decimal(value) or f"{value.numerator}/{value.denominator}"
    return str(value)


def _decimal(value: Fraction) -> str | None:
    for digits in range(1, 13):
        scaled = value * 10**digits
        if scaled.denominator == 1:
            sign = "-" if value < 0 else ""
            text = str(abs(scaled.numerator)).rjust(digits + 1, "0")
            return f"{sign}{text[:-digits]}.{text[-digits:]}"
    return None


def _failed(wheres: tuple[Where, ...], wanted: tuple[bool, ...], draw: Draw) -> int | None:
    """The first condition that a draw does not meet as wanted."""
    known = dict(draw.values)
    for place, (where, met) in enumerate(zip(wheres, wanted, strict=True)):
        try:
            if holds(where.condition, known) != met:
                return place
        except ZeroDivisionError:
            return place
        except LawError as error:
            raise _Refused(Problem(error.reason, where.span, error.hint)) from error
    return None


def _all(lets: tuple[Let, ...]) -> Iterator[Draw]:
    """Every draw there is, up to a limit, as an odometer turns."""
    turns: list[int] = [0] * len(lets)
    counts: dict[str, int] = {}
    for _ in itertools.repeat(None, SPACE):
        wheel = dict(zip((let.name for let in lets), turns, strict=True))

        def pick(name: str, count: int, wheel: Mapping[str, int] = wheel) -> int:
            counts[name] = count
            return min(wheel[name], count - 1)

        yield _draw(lets, pick)
        for place in reversed(range(len(lets))):
            turns[place] += 1
            if turns[place] < counts[lets[place].name]:
                break
            turns[place] = 0
        else:
            return
