"""Answers that are right because a lecturer says so: ``accept`` lines of the exam's text.

Full marks make it *correct*; fewer make an answer *partly* right and a convention *other-convention*.
Either way the values stay the student's own, so that later parts follow them.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from examsolver.core.question import Accepted
from examsolver.grading.consistency import under
from examsolver.grading.judgement import ALL, Case, Judgement
from examsolver.grading.messages import sentence


def accepted_answer(case: Case) -> Judgement | None:
    """Another answer that the lecturer accepts for this part; of several that fit, the one worth most."""
    part = case.asked.part.id
    fitting = [one for one in case.asked.question.accepted if one.part == part and case.fits(one.value)]
    if not fitting:
        return None
    best = max(fitting, key=lambda one: _share(case, one))
    share = _share(case, best)
    message = sentence(best.why) or "Your lecturer accepts this answer."
    if share == ALL:
        return Judgement("correct", ALL, message, own=True)
    return Judgement("partly", share, message, tag="accepted-answer", own=True)


def accepted_convention(case: Case) -> Judgement | None:
    """Right under another convention that the lecturer accepts, with the marks that the lecturer gives it."""
    for one, alternative in case.asked.home.granted:
        found = under(case, alternative)
        if found:
            share = _share(case, one)
            said = " ".join(filter(None, (found.message, sentence(one.why))))
            outcome = "correct" if share == ALL else found.outcome
            return replace(found, outcome=outcome, share=share, message=said, own=True)
    return None


def _share(case: Case, accepted: Accepted) -> Fraction:
    """The share of the part's marks; marks beyond what the part is worth are not given."""
    worth = case.asked.part.marks or Fraction(0)
    return ALL if accepted.marks is None or accepted.marks >= worth else accepted.marks / worth
