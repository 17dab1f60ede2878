"""Reruns of a derivation on other people's values and ideas: what has no value there is None, never an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from examsolver.core.derivation import Derivation, Run, Step, Undefined, Value
from examsolver.core.question import Part

FAILURES = (ArithmeticError, LookupError, TypeError, ValueError, RecursionError)
"""What a law may raise on values that no author wrote (a size of -3, a word for a number)."""


def rerun(
    run: Run,
    pinned: Mapping[str, Value] | None = None,
    rewritten: Mapping[str, Step] | None = None,
    targets: Iterable[str] | None = None,
    within: frozenset[str] | None = None,
) -> Run | None:
    """``run.again``; None where the change makes a circle of steps or breaks a law."""
    try:
        return run.again(pinned, rewritten, targets, within)
    except FAILURES:
        return None


def asked_value(part: Part, run: Run | None) -> Value:
    """The value that a part asks for: of its step, or the tuple of its steps' values; Undefined where there is none.

    The second step of a size is its known depth, which nobody asks for.
    """
    values = [run.values.get(name) for name in part.steps] if run else []
    if not values or all(value is None for value in values):
        return Undefined("no value")
    return values[0] if len(values) == 1 or part.kind == "size" else tuple(values)


def known_depth(part: Part, run: Run) -> int | None:
    """The depth that may be added to the size that a part asks for."""
    depth = run.values.get(part.steps[1]) if part.kind == "size" and len(part.steps) > 1 else None
    return depth if isinstance(depth, int) else None


def defined(value: Value) -> bool:
    """Whether there is a value at all."""
    return value is not None and not isinstance(value, Undefined)


def alike(one: Value, other: Value) -> bool:
    """Whether two values are exactly the same; two without a value are."""
    if one is other:
        return True
    if hasattr(one, "dtype") or hasattr(other, "dtype"):
        return getattr(one, "shape", ()) == getattr(other, "shape", ()) and bool((one == other).all())
    return bool(type(one) is type(other) and one == other)


def before_all(derivation: Derivation, names: Iterable[str]) -> frozenset[str]:
    """The names of some steps and of all that they rest on."""
    return frozenset(step.name for step in derivation.before(*names))
