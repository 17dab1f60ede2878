"""Answers that are right on the student's own terms: their earlier values, their slips, their convention."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from examsolver.core.derivation import Misconception, Value
from examsolver.grading.conventions import Alternative
from examsolver.grading.judgement import NONE, Case, Judgement
from examsolver.grading.messages import listed, sentence
from examsolver.grading.reruns import alike, asked_value, defined, rerun
from examsolver.grading.slips import Slip
from examsolver.grading.standing import Basis


def convention_kept(case: Case) -> Judgement | None:
    """Right under the other convention that the student has kept to before."""
    return under(case, case.standing.inforce) if case.standing.inforce else None


def follow_through(case: Case) -> Judgement | None:
    """Right on the student's earlier values, with the slips already named."""
    if not case.standing.touches(case.asked):
        return None
    for basis in case.standing.bases():
        value = asked_value(case.asked.part, basis.run)
        if not alike(value, case.asked.expected) and case.fits(value):
            return _followed(case, basis, value) if basis.candidate is None else _suspicion_grows(case, value)
    return None


def _suspicion_grows(case: Case, value: Value) -> Judgement:
    """Right with one of the mistakes that may have been made; where only one still fits, it is named."""
    bases = [basis for basis in case.standing.bases() if basis.candidate is not None]
    fitting = [basis for basis in bases if case.fits(asked_value(case.asked.part, basis.run))]
    if len({basis.candidate.tags for basis in fitting if basis.candidate}) == 1:
        return _followed(case, fitting[0], value)
    candidates = tuple(basis.candidate for basis in fitting if basis.candidate)
    tags = (slip.tag for candidate in candidates for slip in candidate.slips)
    told = _named(case, *tags)
    told = told if "same" in told else "one of the mistakes that were told before"
    message = f"Right, with {told}; it costs only once."
    share, values = case.policy.follow_through, case.taken_as(value)
    return Judgement("follow-through", share, message, suspected=candidates, values=values)


def other_convention(case: Case) -> Judgement | None:
    """Right under another accepted convention, on true values or on the student's."""
    for alternative in case.asked.home.alternatives:
        found = under(case, alternative)
        if found:
            return found
    return None


def _followed(case: Case, basis: Basis, value: Value) -> Judgement:
    values = case.taken_as(value)
    earlier = case.standing.earlier(case.asked)
    own = f"your answer to {listed(earlier)}" if earlier else "what you have before"
    if not basis.slips and trivial(value, case.asked.expected):
        message = f"This follows from {own}, but that left nothing to work out here."
        return Judgement("wrong", NONE, message, values=values)
    plain = asked_value(case.asked.part, case.standing.without_slips())
    slips = () if earlier and alike(plain, value) else basis.slips
    if slips:
        return repeated(case, tuple(slip.misconception for slip in slips), slips, values)
    return Judgement("follow-through", case.policy.follow_through, f"Right, given {own}.", values=values)


def repeated(
    case: Case,
    misconceptions: Iterable[Misconception],
    slips: tuple[Slip, ...],
    values: Mapping[str, Value],
) -> Judgement:
    """Right but for a mistake that was named before, and costs only once."""
    says = {misconception.tag: sentence(misconception.says) for misconception in misconceptions}
    message = " ".join([f"Right, with {_named(case, *says)}; it costs only once.", *says.values()])
    tag = " + ".join(sorted(says))
    return Judgement("follow-through", case.policy.follow_through, message, tag=tag, slips=slips, values=values)


def costs_once(case: Case, judgement: Judgement) -> Judgement:
    """A known mistake, or follow-through where it was charged before; from there on the student's values count."""
    key = judgement.key or judgement.tag or ""
    if key not in case.standing.told:
        return judgement
    message = f"Right, but for {_named(case, key)}; it costs only once. {judgement.message}"
    share = max(judgement.share, case.policy.follow_through)
    return replace(judgement, outcome="follow-through", share=share, message=message, own=True)


def _named(case: Case, *keys: str) -> str:
    """A mistake that was charged in another part; by that part's name where it comes later in the question."""
    order = [part.id for part in case.asked.question.parts]
    charged = [case.standing.told[key] for key in keys if key in case.standing.told]
    later = [part for part in charged if order.index(part) > order.index(case.asked.part.id)]
    named = any(case.standing.named((key,)) for key in keys)
    if later or (charged and not named):
        return f"the same mistake as in {listed(tuple(dict.fromkeys(later or charged)))}"
    return "the mistake that was named before"


def trivial(value: Any, truth: Any) -> bool:
    """Whether a value left nothing to work out: all zero though the truth is not, not finite, of another form."""
    if getattr(value, "shape", ()) != getattr(truth, "shape", ()):
        return True
    if isinstance(value, tuple) and isinstance(truth, tuple) and len(value) != len(truth):
        return True
    here, there = _numbers(value), _numbers(truth)
    return any(not math.isfinite(number) for number in here) or (bool(here) and not any(here) and any(there))


def _numbers(value: Any) -> list[Any]:
    cells = value.flat if hasattr(value, "dtype") else value if isinstance(value, tuple) else (value,)
    return [cell for cell in cells if not isinstance(cell, (str, bool)) and hasattr(cell, "__float__")]


def under(case: Case, alternative: Alternative) -> Judgement | None:
    """Right under a convention that is not the one in force, on true values or on the student's."""
    part = case.asked.part
    value = asked_value(part, alternative.run)
    if alike(value, case.asked.expected):
        return None
    if not case.fits(value):
        if not case.standing.touches(case.asked):
            return None
        value = asked_value(part, rerun(alternative.run, case.standing.pinned, None, part.steps))
        if not defined(value) or alike(value, case.asked.expected) or not case.fits(value):
            return None
        if alike(value, asked_value(part, case.standing.without_slips())):
            return None  # the convention plays no part here: it follows from earlier values, which were marked
    message = f"Right under another convention ({alternative.topics}): {sentence(alternative.says)}"
    return Judgement(
        "other-convention",
        case.policy.other_convention,
        message,
        tag=alternative.tag,
        inforce=alternative,
        values=case.taken_as(value),
    )
