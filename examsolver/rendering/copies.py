"""Long derivations of layers: a step that comes out as one above, by the same law on the same numbers, is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from examsolver.core.derivation import Run, Step
from examsolver.rendering.folding import Shown

LONG = 120
"""Steps up to which every one is shown."""

Kind = tuple[str, ...]


def without_copies(shown: Iterable[Shown], asked: Iterable[str], run: Run) -> Iterator[Shown]:
    """The steps to show, in order; what is asked for is always among them."""
    steps, asked = tuple(shown), frozenset(asked)
    if len(steps) <= LONG:
        yield from steps
        return
    seen: set[Kind] = set()
    missing: list[str] = []
    for one in steps:
        kind = _kind(one.step, run)
        if kind is not None and kind in seen and one.step.name not in asked:
            missing.append(_owner(one.step))
            continue
        if kind is not None:
            seen.add(kind)
        yield Shown(one.step, f"{_told(missing)}{one.left_out}")
        missing = []


def _kind(step: Step, run: Run) -> Kind | None:
    """What equal steps of layers have in common; None for steps of nothing that is called so."""
    if not _owner(step) or _owner(step) == "total" or not step.rule:
        return None
    law = step.law.func if isinstance(step.law, partial) else step.law
    options = step.law.keywords if isinstance(step.law, partial) else {}
    numbers = (repr(run.values.get(name)) for name in step.uses)
    # The names of what is joined are there for complaints alone.
    told = (f"{name}={value!r}" for name, value in sorted(options.items()) if name != "names")
    return (step.rule, step.name.rpartition(".")[2], getattr(law, "__qualname__", repr(law)), *numbers, *told)


def _owner(step: Step) -> str:
    return step.name.rpartition(".")[0]


def _told(missing: list[str]) -> str:
    """What is said in the place of the steps left out."""
    names = list(dict.fromkeys(missing))
    if not names:
        return ""
    if len(names) == 1:
        return f"What is left out here of {names[0]} comes out as in an equal layer above. "
    return f"What is left out here, from {names[0]} to {names[-1]}, comes out as in equal layers above. "
