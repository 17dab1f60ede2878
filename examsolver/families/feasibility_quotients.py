"""Where a window must fit exactly: the room divided by the stride is a whole number, or the stride does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial

from examsolver.core.derivation import LawError, Misconception, Step
from examsolver.core.formula import Formula, Num, Sym, lift
from examsolver.core.layer import Shape
from examsolver.families.feasibility import Fit
from examsolver.layers.sizes import listed, times
from examsolver.layers.windows import LETTERS, Window, room, room_formula, sides_law
from examsolver.maths.show import show

AXES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
SYMBOLS: Mapping[str, Formula] = {letter: Sym(letter) for letter in "kspd"}


def quotient_steps(body: Fit, label: str, windows: tuple[Window, ...]) -> Iterator[Step]:
    """One for every side, or one for all where they are alike; ``same`` padding has none."""
    if body.sides is None or body.padding is None:
        return
    if len(set(zip(body.sides, windows, strict=True))) == 1:
        says = f"the room that the {body.mover} has to move in, divided by the stride"
        says += " (the same for every side)" if len(windows) > 1 else ""
        yield _quotient(f"{label}.quotient", 0, windows[0], Sym("n"), says, body)
        return
    for axis, (name, letter) in enumerate(zip(AXES[len(windows)], LETTERS[len(windows)], strict=True)):
        says = f"the room that the {body.mover} has along the {name}, divided by the stride"
        yield _quotient(f"{label}.{name} quotient", axis, windows[axis], Sym(letter), says, body)


def _quotient(name: str, axis: int, window: Window, n: Formula, because: str, body: Fit) -> Step:
    return Step(
        name,
        ("input",),
        partial(quotient, axis=axis, window=window),
        formula=room_formula(n, window, SYMBOLS) / Sym("s"),
        numbers=partial(quotient_numbers, axis=axis, window=window),
        because=because,
        rule="shapes",
        span=body.span,
    )


def quotient(sides: Shape, *, axis: int, window: Window) -> int | Fraction:
    """(n + 2p - k)/s of one side, exactly; an int where it is whole."""
    value = Fraction(sides[axis] + 2 * (window.padding or 0) - window.reach, window.stride)
    return value.numerator if value.denominator == 1 else value


def quotient_numbers(sides: Shape, *, axis: int, window: Window) -> Formula:
    """(13 + 2·0 − 3)/2."""
    return room_formula(Num(sides[axis]), window, numbers_of(window)) / window.stride


def numbers_of(window: Window) -> Mapping[str, Formula]:
    """What stands for the letters of a window."""
    return {"k": Num(window.size), "s": Num(window.stride), "p": Num(window.padding or 0), "d": Num(window.dilation)}


# --- where the window must fit exactly --------------------------------------------------------------------------------


def exact_steps(
    body: Fit, label: str, windows: tuple[Window, ...], quotients: tuple[Step, ...], slips: tuple[Misconception, ...]
) -> tuple[Step, Step]:
    """``feasible`` and ``output``, both from the quotients."""
    uses = tuple(step.name for step in quotients)
    feasible_step = Step(
        f"{label}.feasible",
        uses,
        whole,
        because=_verdict(body.sides or (), windows, label.removeprefix("stride=")),
        rule="shapes",
        misconceptions=slips,
        span=body.span,
    )
    output_step = Step(
        f"{label}.output",
        uses,
        partial(one_more, axes=body.axes),
        formula=sides_law(windows),
        numbers=partial(one_more_numbers, axes=body.axes),
        because=f"the {body.mover} has its first place before it moves: add one",
        rule="shapes",
        shown=whole(*(quotient(body.sides or (), axis=axis, window=window) for axis, window in enumerate(windows))),
        misconceptions=slips,
        span=body.span,
    )
    return feasible_step, output_step


def whole(*quotients: int | Fraction) -> bool:
    """Whether all quotients are whole numbers, and none is negative."""
    return all(value >= 0 and Fraction(value).denominator == 1 for value in quotients)


def one_more(*quotients: int | Fraction, axes: int) -> Shape | None:
    """The sides of the output, one more than the quotients; None where these do not fit."""
    if not whole(*quotients):
        return None
    return tuple(int(value) + 1 for value in _spread(quotients, axes))


def one_more_numbers(*quotients: int | Fraction, axes: int) -> Formula:
    """(5 + 1) × (5 + 1)."""
    return times(*(lift(value) + 1 for value in _spread(quotients, axes)))


def _spread(quotients: tuple[int | Fraction, ...], axes: int) -> tuple[int | Fraction, ...]:
    return quotients * axes if len(quotients) == 1 else quotients


def _verdict(sides: Shape, windows: tuple[Window, ...], stride: str) -> str:
    """Why the stride fits or does not, in words."""
    try:
        for n, window in zip(sides, windows, strict=True):
            room(n, window)
    except LawError as error:
        return f"{error.reason}, so it does not fit"
    values = [quotient(sides, axis=axis, window=window) for axis, window in enumerate(windows)]
    broken = list(dict.fromkeys(show(value) for value in values if not whole(value)))
    said = broken or list(dict.fromkeys(map(show, values)))
    number = "a whole number" if len(said) == 1 else "whole numbers"
    verb = "is" if len(said) == 1 else "are"
    verdict = f"not {number}, so stride {stride} does not fit" if broken else f"{number}, so stride {stride} fits"
    return f"{listed(said)} {verb} {verdict}"
