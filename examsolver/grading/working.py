"""Working handed in instead of a value, or before it: lines to parts, values out of lines, marks for lines.

The policy: a right value keeps its marks whatever the working; a wrong or missing one gets the share
``Policy.working`` (half, unless the exam says otherwise) of the marks times the share of its lines that hold.
Lines about givens, about names of the student's own, and about what another part asks are not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import prod

from examsolver.core.derivation import Index
from examsolver.core.marking import Verdict
from examsolver.core.question import Policy
from examsolver.core.working import Claim, ReadWorking, Statement
from examsolver.grading.asked import Asked, AskedQuestion
from examsolver.grading.messages import sentence
from examsolver.grading.standing import Standing
from examsolver.grading.working_book import Book, counting_from
from examsolver.grading.working_derivatives import Derivatives
from examsolver.grading.working_lines import Line, check_line
from examsolver.grading.working_names import Lexicon, Place, unravelled
from examsolver.grading.working_rounding import Rounding

KINDS = frozenset(["integer", "number", "size", "vector", "matrix", "feasibility"])
"""What may be answered by working; of an equation or a name every equals sign is part of the answer."""
GRIDS = frozenset(["vector", "matrix"])
TOLD = 3
"""How many broken lines a message tells."""
WITHOUT_VALUE = frozenset(["blank", "unreadable"])


@dataclass(frozen=True, eq=False)
class Reader:
    """What is prepared once for a question: its names and values, and derivatives worked out for anybody."""

    home: AskedQuestion
    read: ReadWorking
    lexicon: Lexicon
    rounding: Rounding
    derivatives: Derivatives

    @classmethod
    def of(cls, home: AskedQuestion, read: ReadWorking) -> Reader:
        """For a question."""
        run = home.solution.run
        return cls(home, read, Lexicon(run, home.solution.question.parts), Rounding.of(run), Derivatives(run))


@dataclass(slots=True)
class Working:
    """The working of one student to one question: lines by part, and the book that they are entered in."""

    reader: Reader
    book: Book
    lines: dict[str, tuple[Statement, ...]]
    own: frozenset[str]
    checked: dict[str, tuple[Line, ...]] = field(default_factory=dict)

    def check(self, asked: Asked) -> tuple[Line, ...]:
        """The lines that a part rests on, held to the graph on what the student has so far."""
        if asked.part.id not in self.checked:
            near = asked.part.steps[0] if asked.part.id in self.own else ""
            statements = self.lines.get(asked.part.id, ())
            self.checked[asked.part.id] = tuple(check_line(statement, self.book, near) for statement in statements)
        return self.checked[asked.part.id]

    def value_text(self, asked: Asked, text: str) -> str:
        """What the lines give as the value of a part, as an answer; the text itself where they give none."""
        if text.strip() and asked.part.id not in self.own:
            return text
        return _value_text(asked, self.check(asked)) or text

    def evidence(self, asked: Asked, text: str) -> str:
        """The student's text: the answer, or the lines that were read instead."""
        return text if text.strip() else "\n".join(line.claim.text for line in self.check(asked))


def may_hold_working(*texts: str) -> bool:
    """Whether more than one thing is claimed in a text; costs next to nothing."""
    return any(text.count("=") > 1 or "≈" in text or "\\approx" in text for text in texts)


def working_of(reader: Reader, texts: Mapping[str, str], whole: str, standing: Standing) -> Working | None:
    """The working in the answers to a question, and in what was handed in for the whole of it; None without any."""
    asked = {asked.part.id: asked for asked in reader.home.asked}
    names = reader.lexicon.spelled
    lines = {
        part: found
        for part, text in texts.items()
        if text and asked[part].part.kind in KINDS and (found := reader.read(text, names))
    }
    own = frozenset(lines)
    shared = reader.read(whole, names) if whole.strip() else ()
    if not lines and not shared:
        return None
    lexicon = counting_from([*shared, *(line for found in lines.values() for line in found)], reader.lexicon)
    for part, found in _by_part(reader.home, lexicon, shared).items():
        lines[part] = (*found, *lines.get(part, ()))
    fresh = Derivatives(reader.derivatives.truth, reader.derivatives.known)
    return Working(reader, Book(lexicon, standing, fresh, reader.rounding), lines, own)


def _by_part(
    home: AskedQuestion, lexicon: Lexicon, statements: Sequence[Statement]
) -> Mapping[str, tuple[Statement, ...]]:
    """Lines to the parts that ask for what they are about, or rest on it; other lines to the part of the next."""
    found: dict[str, list[Statement]] = {}
    waiting: list[Statement] = []
    last = home.asked[0].part.id if home.asked else ""
    for statement in statements:
        waiting.append(statement)
        head = lexicon.head(statement.sides[0]) if statement.sides else None
        part = _part_of(home, head) if isinstance(head, Place) else None
        if part is not None:
            found.setdefault(part, []).extend(waiting)
            last, waiting = part, []
    found.setdefault(last, []).extend(waiting)
    return {part: tuple(lines) for part, lines in found.items() if lines}


def _part_of(home: AskedQuestion, place: Place) -> str | None:
    for asked in home.asked:
        if place.name in asked.part.steps:
            return asked.part.id
    rests_on = {asked.part.id: asked.rests_on for asked in home.asked}
    return next((part.id for part in home.solution.question.parts if place.name in rests_on[part.id]), None)


# The value of a part, out of its lines


def _value_text(asked: Asked, lines: Sequence[Line]) -> str:
    about = [line for line in lines if line.place and line.place.name in asked.part.steps and line.last]
    if not about:
        return ""
    whole = [line for line in about if line.place and line.place.index is None]
    if asked.part.kind not in GRIDS or not hasattr(asked.expected, "shape"):
        return _text(whole[-1]) if whole else ""
    cells: dict[Index | None, str] = {
        line.place.index: _text(line) for line in about if line.place and line.place.index is not None
    }
    if not whole:
        return _grid(cells, asked.expected.shape)
    if cells or asked.expected.size == 1 or not whole[-1].last or "[" in whole[-1].last.text:
        return _text(whole[-1]) if not cells else _grid(cells, asked.expected.shape)
    everywhere = (unravelled(place, asked.expected.shape) for place in range(asked.expected.size))
    return _grid({index: _text(whole[-1]) for index in everywhere}, asked.expected.shape)


def _text(line: Line) -> str:
    return line.last.text if line.last else ""


def _grid(cells: Mapping[Index | None, str], shape: tuple[int, ...]) -> str:
    """Cells as a nested list; a question mark where one is missing."""
    if prod(shape) > 5_000:
        return ""
    texts = [cells.get(unravelled(place, shape), "?") for place in range(prod(shape))]
    for size in reversed(shape):
        texts = [f"[{', '.join(texts[place : place + size])}]" for place in range(0, len(texts), size)]
    return texts[0]


# What is said of a part besides


def with_lines(verdict: Verdict, asked: Asked, lines: Sequence[Line], policy: Policy) -> Verdict:
    """A verdict with its lines: a right value after a broken line is told so, a wrong one gets marks for the others."""
    if not lines:
        return verdict
    told = _told(line.claim for line in lines)
    verdict = replace(verdict, claims=tuple(line.claim for line in lines))
    if verdict.awarded == verdict.out_of and verdict.outcome not in WITHOUT_VALUE:
        broken = any(line.claim.outcome == "broken" for line in lines)
        said = f"{verdict.message} The value keeps its marks, but not all of the working holds." if broken else ""
        return replace(verdict, message=f"{said or verdict.message} {told}".strip())
    share, counted = _share(asked, lines)
    awarded = max(verdict.awarded, verdict.out_of * share * policy.working)
    unread = any(line.claim.outcome == "unreadable" for line in lines)
    if awarded > verdict.awarded:
        outcome = "partly" if verdict.outcome in ("wrong", *WITHOUT_VALUE) else verdict.outcome
        said = verdict.message if verdict.outcome not in WITHOUT_VALUE else "No value was found at the end."
        verdict = replace(verdict, outcome=outcome, awarded=awarded, message=f"{said} {counted}")
    return replace(
        verdict,
        message=f"{verdict.message} {told}".strip(),
        needs_human=verdict.needs_human or (unread and verdict.outcome != "correct"),
    )


def _told(claims: Iterable[Claim]) -> str:
    """The sentences of the lines that break."""
    broken = [sentence(claim.message) for claim in claims if claim.outcome == "broken"]
    more = f" {len(broken) - TOLD} more lines do not hold." if len(broken) > TOLD else ""
    return " ".join(broken[:TOLD]) + more


def _share(asked: Asked, lines: Sequence[Line]) -> tuple[Fraction, str]:
    """Which share of the lines holds, and in words. Lines about one thing count once, if one of them holds."""
    counted: dict[object, bool] = {}
    for line in lines:
        if line.place is None or not _counts(asked, line.place):
            if line.place is None and line.claim.outcome == "broken":
                counted[line.claim.text] = False
            continue
        counted[line.place] = counted.get(line.place, False) or line.claim.outcome == "confirmed"
    cells = getattr(asked.expected, "size", 1) if asked.part.kind in GRIDS else 1
    needed = max(len(counted), cells)
    held = sum(counted.values())
    if not held:
        return Fraction(0), ""
    return Fraction(held, needed), f"{held} of {needed} lines of the working {'holds' if held == 1 else 'hold'}."


def _counts(asked: Asked, place: Place) -> bool:
    """Whether a line belongs to what this part alone asks for."""
    if place.name in asked.part.steps:
        return True
    if place.name not in asked.home.solution.derivation or place.name not in asked.rests_on:
        return False
    return not any(place.name in other.part.steps for other in asked.home.asked)
