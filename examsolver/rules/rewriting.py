"""Misconceptions as rewrites: other laws for a step, and for the gradients that belong to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial

from examsolver.core.derivation import Derivation, Misconception, Step, Value

Law = Callable[..., Value]
Condition = Callable[[Derivation, Step], bool]
Rewrite = Callable[[Derivation, Step], Mapping[str, Step]]

SIGN_SLIP = Fraction(1, 2)
"""The share of the marks that a slip of sign keeps."""


def slip(tag: str, says: str, law: Law, keeps: Fraction = Fraction(0)) -> Misconception:
    """Another law for the step alone that carries the misconception; its gradients stay."""
    return Misconception(tag, says, partial(_own, law), keeps)


def wrong_idea(tag: str, says: str, law: Law, *backward: Law | None, keeps: Fraction = Fraction(0)) -> Misconception:
    """Other laws for the forward step and for its gradients, by position (the last serves all further)."""
    return Misconception(tag, says, partial(_site, law, backward), keeps)


def option_ignored(tag: str, says: str, name: str, plain: Value, left_out: Value) -> Misconception:
    """The rule with one option at its plain value, forward and backward; nothing where it is so anyway.

    ``left_out`` is what the option means where it is not given.
    """
    return Misconception(tag, says, partial(_without_option, name, plain, left_out))


def only_where(applies: Condition, idea: Misconception) -> Misconception:
    """The same idea, which strikes only where ``applies(derivation, step)``."""
    return replace(idea, rewrite=partial(_only_where, applies, idea.rewrite))


def forward_of(derivation: Derivation, step: Step) -> Step:
    """The forward step that a gradient step belongs to; a forward step itself."""
    return derivation.step(step.site) if step.site in derivation else step


def position_of(step: Step) -> int | None:
    """The input that a gradient step is for; None for a forward step."""
    word, _, place = step.role.partition(" ")
    return int(place) if word == "backward" and place.isdigit() else None


def options_of(step: Step) -> Mapping[str, object]:
    """The options that a step's law is bound to."""
    return step.law.keywords if isinstance(step.law, partial) else {}


def _only_where(applies: Condition, rewrite: Rewrite, derivation: Derivation, step: Step) -> Mapping[str, Step]:
    return rewrite(derivation, step) if applies(derivation, step) else {}


def _own(law: Law, derivation: Derivation, step: Step) -> Mapping[str, Step]:
    return {step.name: step.with_law(law)}


def _site(law: Law, backward: tuple[Law | None, ...], derivation: Derivation, step: Step) -> Mapping[str, Step]:
    rewritten = {step.name: step.with_law(law)}
    for other in derivation.at_site(step.site or step.name):
        position = position_of(other)
        if position is not None and backward:
            other_law = backward[min(position, len(backward) - 1)]
            if other_law is not None:
                rewritten[other.name] = other.with_law(other_law)
    return rewritten


def _without_option(name: str, plain: Value, left_out: Value, derivation: Derivation, step: Step) -> Mapping[str, Step]:
    if options_of(step).get(name, left_out) == plain:
        return {}
    at_site = derivation.at_site(step.site or step.name)
    return {other.name: other.with_law(other.law, **{name: plain}) for other in at_site}
