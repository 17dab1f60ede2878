"""How wrong ideas rewrite the steps of a layer. Every rewrite is a module-level function, so that steps pickle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.derivation import Derivation, Misconception, Step, Value

Rewrite = Callable[[Derivation, Step], Mapping[str, Step]]
Change = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]


def slip(tag: str, says: str, rewrite: Rewrite, keeps: Fraction = Fraction(0)) -> Misconception:
    """A misconception."""
    return Misconception(tag, says, rewrite, keeps)


def other_options(**options: object) -> Rewrite:
    """A rewrite that puts other options into the law of the step."""
    return partial(_put, options=options)


def changed_options(change: Change) -> Rewrite:
    """A rewrite whose new options follow from the old ones; None where the idea does not apply."""
    return partial(_change, change=change)


def other_law(law: Callable[..., Value]) -> Rewrite:
    """A rewrite that puts another law, of the same options, into the step."""
    return partial(_swap, law=law)


def law_of_sources(law: Callable[..., Value], **options: object) -> Rewrite:
    """A rewrite whose law takes what the layer reads, though the right step takes nothing."""
    return partial(_read_sources, law=law, options=options)


def owner(step: Step) -> str:
    """The layer that a step belongs to."""
    return step.name.rpartition(".")[0]


def options_of(step: Step) -> Mapping[str, Any]:
    """The options of the step's law."""
    return step.law.keywords if isinstance(step.law, partial) else {}


def _put(derivation: Derivation, step: Step, *, options: Mapping[str, object]) -> Mapping[str, Step]:
    law = step.law
    return {step.name: step.with_law(law.func, **options)} if isinstance(law, partial) else {}


def _change(derivation: Derivation, step: Step, *, change: Change) -> Mapping[str, Step]:
    options = change(options_of(step))
    return {} if options is None else _put(derivation, step, options=options)


def _swap(derivation: Derivation, step: Step, *, law: Callable[..., Value]) -> Mapping[str, Step]:
    return {step.name: step.with_law(law)}


def _read_sources(
    derivation: Derivation, step: Step, *, law: Callable[..., Value], options: Mapping[str, object]
) -> Mapping[str, Step]:
    output = f"{owner(step)}.output"
    if output not in derivation:
        return {}
    return {step.name: replace(step, uses=derivation.step(output).uses, law=partial(law, **options))}
