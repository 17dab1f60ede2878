"""Answers that are alike, so that a human who looks at one has looked at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from examsolver.core.marking import Report
from examsolver.core.results import ReviewGroup, ReviewRow

ALIKE = 0.8
"""How much of two normalised texts must agree."""
LONG = 300
"""Characters of a text that are compared."""
TRIED = 60
"""So many groups of a part are compared with by likeness; beyond, only the same text joins."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_EDGES = " .,;:!?\"'`"


def normalised(text: str) -> str:
    """A text without what no reader would see as a difference: case, width, runs of blanks, signs at the ends."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.split()).strip(_EDGES)


def alike(one: str, other: str) -> bool:
    """Whether two normalised texts say the same numbers in similar words."""
    one, other = one[:LONG], other[:LONG]
    if one == other:
        return True
    if _NUMBER.findall(one) != _NUMBER.findall(other):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


@dataclass(slots=True)
class _Group:
    texts: dict[str, None]
    rows: list[ReviewRow] = field(default_factory=list)


def review_groups(reports: Iterable[Report]) -> tuple[ReviewGroup, ...]:
    """The answers that need a human, by part in the order of the exam, the largest groups of a part first."""
    parts: dict[tuple[str, str], list[_Group]] = {}
    for report in reports:
        for verdict in report.verdicts:
            groups = parts.setdefault((verdict.question, verdict.part), [])
            if verdict.needs_human:
                _home(groups, normalised(verdict.evidence)).rows.append(ReviewRow(report.student, verdict))
    return tuple(
        ReviewGroup(*part, tuple(group.rows))
        for part, groups in parts.items()
        for group in sorted(groups, key=lambda group: -len(group.rows))
    )


def _home(groups: list[_Group], text: str) -> _Group:
    """The group of a text; it is put there, or begins one."""
    known = next((group for group in groups if text in group.texts), None)
    if known is None:
        known = next((group for group in groups[:TRIED] if alike(next(iter(group.texts)), text)), None)
    if known is None:
        known = _Group({})
        groups.append(known)
    known.texts[text] = None
    return known
