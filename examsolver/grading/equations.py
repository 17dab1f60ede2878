"""Gate equations: what differs from ours is named by the comparison itself.

Every equation is a claim of its own: nothing is carried from one to the next, so an activation that
is missing at three gates is a known mistake at each of them, where a repeated slip in numbers would
cost once.
"""

from __future__ import annotations

from examsolver.grading.judgement import NONE, Case, Judgement
from examsolver.grading.messages import sentence

CONVENTIONS = ("bias-left-out", "mirrored-update", "reset-after")
"""Differences that are other people's way of writing the cell."""


def equation(case: Case) -> Judgement | None:
    """One difference is a known mistake, or another convention; several are told together."""
    if case.asked.part.kind != "gate":
        return None
    tag, message = case.compared.tag, sentence(case.compared.reason)
    if tag is None:
        return Judgement("wrong", NONE, message)
    if tag in CONVENTIONS:
        told = f"Right under another convention: {message}"
        return Judgement("other-convention", case.policy.other_convention, told, tag)
    return Judgement("known-mistake", case.policy.known_mistake, message, tag)
