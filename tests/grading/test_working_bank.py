"""Sound working, printed from the steps of the bank, is confirmed; one thing changed in one line is found there."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

import examsolver
from examsolver.core.derivation import LawError
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.core.marking import Answer, Submission
from examsolver.core.question import Exam, Solution
from examsolver.core.working import WORKING, Claim
from examsolver.grading.marker import Marker, mark_submission, prepare
from examsolver.language.answers import read_answer
from examsolver.language.working import read_working
from examsolver.maths.evaluate import exact
from examsolver.maths.insertion import put_in
from examsolver.maths.latex import latex
from examsolver.maths.plain import plain
from examsolver.maths.tree import children, walk
from examsolver.maths.unicode import unicode_text
from examsolver.maths.worked import worked

BANK = Path(__file__).parents[2] / "question_bank"
FILES = tuple(path for path in sorted(BANK.rglob("*.exam")) if path.parent.name != "real")
PRINTERS: tuple[Callable[[Formula], str], ...] = (plain, latex, unicode_text)
CELLS = 3
TRIES = 12
SHEET = 60
"""Lines that are handed in at once: nobody writes the 500 of a deep network, and marking reads no more than 300."""
Sides = tuple[Formula, ...]


@dataclass(frozen=True)
class Ready:
    exam: Exam
    marker: Marker
    solutions: dict[str, Solution]

    def claims(self, question: str, lines: list[str]) -> list[Claim]:
        report = mark_submission(self.marker, Submission("ada", (Answer(question, WORKING, "\n".join(lines)),)))
        return [claim for verdict in report.verdicts if verdict.question == question for claim in verdict.claims]


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def ready(request: pytest.FixtureRequest) -> Ready:
    exam = examsolver.load(request.param)
    solutions = {question.id: Solution.of(question) for question in exam}
    return Ready(exam, prepare(exam, solutions, read_answer, read_working), solutions)


def sound(solution: Solution) -> Iterator[Sides]:
    """The lines of the shown cells, with numbers put in; and of steps that are one number."""
    for step in solution.derivation.steps:
        if step.shown and step.formula is not None:
            told = worked(step, solution.run, None, CELLS)
            for line in told.cells:
                numbers = () if line.numbers is None else (line.numbers,)
                yield (line.name, *line.chain, *numbers, line.value)
            if not told.cells and is_number(solution.run[step.name]) and told.substituted is not None:
                yield (told.name, told.substituted, told.value)


def is_number(value: object) -> bool:
    return isinstance(value, (int, float, Fraction)) and not isinstance(value, bool)


def written(sides: Sides, show: Callable[[Formula], str]) -> str:
    return " = ".join(show(side) for side in sides)


@pytest.mark.parametrize("show", PRINTERS, ids=["plain", "latex", "unicode"])
def test_sound_working_is_confirmed_and_nothing_is_said_of_it(ready: Ready, show: Callable[[Formula], str]) -> None:
    for question, solution in ready.solutions.items():
        lines = [written(sides, show) for sides in sound(solution)]
        claims = [claim for some in sheets(lines) for claim in ready.claims(question, some)]
        assert [claim for claim in claims if claim.outcome != "confirmed" or claim.message] == []
        assert len(claims) == len(lines)


def sheets(lines: list[str]) -> Iterator[list[str]]:
    """Short working as it is, long working in pieces: what a student writes of a deep network."""
    yield from (lines[start : start + SHEET] for start in range(0, len(lines), SHEET)) if len(lines) > 300 else (lines,)


def value_of(side: Formula, solution: Solution) -> float | None:
    """What a side comes to, worked out apart from the marking: numbers put in for all names."""
    put = put_in(side, solution.run.values, frozenset(solution.run.values)) or side
    try:
        return float(exact(put))
    except (LawError, OverflowError, ValueError, TypeError):
        return None


def changed(side: Formula, rng: random.Random) -> Formula:
    """One number or one index of a side changed."""
    places = [part for part in walk(side) if isinstance(part, Num) or (isinstance(part, Sym) and part.index)]
    if not places:
        return side
    nth = rng.randrange(len(places))
    seen = [nth]

    def change(part: Formula) -> Formula:
        if isinstance(part, Num) or (isinstance(part, Sym) and part.index):
            seen[0] -= 1
            if seen[0] == -1:
                return other(part)
            return part
        if isinstance(part, Apply):
            return Apply(part.op, tuple(change(child) for child in children(part)), part.options)
        return part

    return change(side)


def other(part: Num | Sym) -> Formula:
    if isinstance(part, Num):
        return Num(part.value + 2 if isinstance(part.value, int) else Fraction(part.value) + Fraction(3, 2))
    first, *rest = part.index
    return Sym(part.name, (Num(2 if first == Num(1) else 1), *rest))


def test_one_thing_changed_in_one_line_is_found_there_and_nowhere_else(ready: Ready) -> None:
    rng = random.Random(20)
    tried = 0
    for question, solution in ready.solutions.items():
        lines = [sides for sides in sound(solution) if len(sides) > 2]
        for _ in range(TRIES if lines else 0):
            at = rng.randrange(len(lines))
            side = rng.randrange(1, len(lines[at]))
            wrong = changed(lines[at][side], rng)
            before, after = value_of(lines[at][side], solution), value_of(wrong, solution)
            if before is None or after is None or abs(before - after) < 0.01 * max(1, abs(before)):
                continue
            first = max(0, at - SHEET // 2)
            at, lines_here = at - first, lines[first : first + SHEET]
            texts = [written(sides, latex) for sides in lines_here]
            texts[at] = written((*lines_here[at][:side], wrong, *lines_here[at][side + 1 :]), latex)
            claims = ready.claims(question, texts)
            reported = [
                place
                for place, claim in enumerate(claims)
                if claim.outcome in ("broken", "unreadable") or claim.message
            ]
            blamed = {claims[place].about for place in reported if claims[place].outcome != "unmatched"}
            right = {claim.about for claim in ready.claims(question, [texts[at]])}
            assert blamed == right, (texts[at], [claims[place] for place in reported])
            tried += 1
    assert tried or not any(len(sides) > 2 for s in ready.solutions.values() for sides in sound(s))
