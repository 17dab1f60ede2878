"""One stride to steps: the room divided by the stride, whether that fits, and how large the output is.

Where the window must fit exactly, all rests on the quotient, as a tutor works it out; where the
division is rounded, the law of the output says it in one. Wrong ideas judge straight from the input.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from examsolver.core.derivation import Derivation, LawError, Misconception, Step
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.layer import Shape
from examsolver.families.feasibility import Fit
from examsolver.families.feasibility_quotients import SYMBOLS, exact_steps, numbers_of, quotient_steps
from examsolver.layers.sizes import extent_text, size_text, times
from examsolver.layers.slips import Rewrite, options_of
from examsolver.layers.windows import (
    SIZE_SLIPS,
    Window,
    positions,
    room_formula,
    side_numbers,
    sides_law,
)


def stride_steps(body: Fit, label: str, windows: tuple[Window, ...]) -> tuple[Step, ...]:
    """``quotient``, ``feasible``, ``output`` and ``depth`` of one stride."""
    quotients = tuple(quotient_steps(body, label, windows))
    slips = tuple(replace(slip, rewrite=partial(_both, rewrite=slip.rewrite, windows=windows)) for slip in SIZE_SLIPS)
    if windows[0].rounding == "exact" and quotients:
        return (*quotients, *exact_steps(body, label, windows, quotients, slips), _depth(body, label))
    return (
        *quotients,
        _feasible(body, label, windows, slips),
        _output(body, label, windows, slips),
        _depth(body, label),
    )


def _depth(body: Fit, label: str) -> Step:
    """The depth of the output, which nobody asks for but everybody may write."""
    return Step(
        f"{label}.depth",
        (),
        partial(known_depth, depth=body.depth if body.pooling else body.filters),
        because="pooling keeps the depth" if body.pooling else "every filter gives one map",
        rule="shapes",
        shown=False,
        span=body.span,
    )


def known_depth(*, depth: int | None) -> int | None:
    """The depth of the output, where the facts say it."""
    return depth


# --- where it is rounded, or padded to fit ----------------------------------------------------------------------------


def _feasible(body: Fit, label: str, windows: tuple[Window, ...], slips: tuple[Misconception, ...]) -> Step:
    padded = windows[0].padding is not None
    return Step(
        f"{label}.feasible",
        ("input",),
        partial(feasible, axis=positions, windows=windows),
        formula=apply(">=", room_formula(Sym("n"), windows[0], SYMBOLS), 0) if padded else None,
        numbers=partial(condition_numbers, windows=windows) if padded else None,
        because=(
            f"the {body.mover} must not be larger than the padded input; what is left over at the end does not matter"
            if padded
            else f"same padding adds as many zeros as the {body.mover} needs, so every stride fits"
        ),
        rule="shapes",
        misconceptions=slips,
        span=body.span,
    )


def _output(body: Fit, label: str, windows: tuple[Window, ...], slips: tuple[Misconception, ...]) -> Step:
    return Step(
        f"{label}.output",
        ("input",),
        partial(fitted, axis=positions, windows=windows),
        formula=sides_law(windows),
        numbers=partial(fitted_numbers, windows=windows),
        because=_counts(body, windows),
        rule="shapes",
        shown=body.sides is None or fitted(body.sides, axis=positions, windows=windows) is not None,
        misconceptions=slips,
        span=body.span,
    )


def _counts(body: Fit, windows: tuple[Window, ...]) -> str:
    if windows[0].padding is None:
        return "same padding keeps each side, divided by the stride and rounded up"
    side = "each side" if len(windows) > 1 else "the output"
    size = tuple(window.size for window in windows)
    extent = size_text(size) if body.pooling else extent_text(size)
    return f"{side} counts the positions of the {body.mover} of {extent}"


def fitted(sides: Shape, *, axis: Callable[[int, Window], int], windows: tuple[Window, ...]) -> Shape | None:
    """The sides of the output; None where the window does not fit."""
    try:
        return tuple(axis(n, window) for n, window in zip(sides, windows, strict=True))
    except LawError:
        return None


def feasible(sides: Shape, *, axis: Callable[[int, Window], int], windows: tuple[Window, ...]) -> bool:
    """Whether the window fits on every axis."""
    return fitted(sides, axis=axis, windows=windows) is not None


def fitted_numbers(sides: Shape, *, windows: tuple[Window, ...]) -> Formula:
    """(13 + 2·0 − 3)/2 + 1, joined for the sides."""
    return times(*(side_numbers(n, window) for n, window in zip(sides, windows, strict=True)))


def condition_numbers(sides: Shape, *, windows: tuple[Window, ...]) -> Formula:
    """13 + 2·0 − 3 ≥ 0, of the side with the least room."""
    n, window = min(zip(sides, windows, strict=True), key=_slack)
    return apply(">=", room_formula(Num(n), window, numbers_of(window)), 0)


def _slack(side: tuple[int, Window]) -> int:
    n, window = side
    return n + 2 * (window.padding or 0) - window.reach


# --- wrong ideas ------------------------------------------------------------------------------------------------------


def _both(derivation: Derivation, step: Step, *, rewrite: Rewrite, windows: tuple[Window, ...]) -> Mapping[str, Step]:
    """Whoever has a wrong law for the size judges by it too whether the window fits."""
    label = step.name.rpartition(".")[0]
    changed: dict[str, Step] = {}
    for quantity, law in (("feasible", feasible), ("output", fitted)):
        own = derivation.step(f"{label}.{quantity}")
        if "axis" not in options_of(own):
            own = replace(own, uses=("input",), law=partial(law, axis=positions, windows=windows))
        changed.update(rewrite(derivation, own))
    return changed
