"""``accept`` lines: another answer to a part, or another convention, with its marks and the lecturer's sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from examsolver.core.convention import Convention
from examsolver.core.derivation import Run, Value
from examsolver.core.marking import Reading
from examsolver.core.problem import Problem, Span
from examsolver.core.question import Accepted, Part
from examsolver.language.answers import read_answer
from examsolver.language.cutting import Piece
from examsolver.language.facts import Facts, read_convention, rest_span
from examsolver.language.values import unquoted
from examsolver.maths.compare import compare
from examsolver.maths.readings import value_of
from examsolver.registry import did_you_mean, near

EXAMPLE = 'for example: accept stride=3 = 4x4 [1] "floor rule", or: accept output size floor [1]'
_WHY = re.compile(r'\s("""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*")$')
_MARKS = re.compile(r"\s\[\s*(?P<amount>\d[^\][\"]*?)\s*(?:marks?)?\s*\]$")
_QUOTED = re.compile(r'"""(?:.|\n)*"""|"(?:\\.|[^"\\\n])*"')
_EQUALS = re.compile(r"=")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of an ``accept`` line: where what is accepted ends, the marks as written, the place of the sentence."""

    end: int
    marks: Span | None = None
    why: Span | None = None


def cut_tail(piece: Piece, begin: int) -> Tail:
    """Marks and sentence off the end of a line, as long as something is left behind ``begin``."""
    tail = Tail(piece.end)
    for _ in range(2):
        why = _WHY.search(piece.text, begin, tail.end) if tail.why is None else None
        marks = _MARKS.search(piece.text, begin, tail.end) if tail.marks is None else None
        found = why or marks
        end = len(piece.text[: found.start()].rstrip()) if found else 0
        if not found or not piece.text[begin:end].strip():
            break
        span = Span(piece.source, found.start() + 1, found.end())
        tail = replace(tail, end=end, why=span) if why else replace(tail, end=end, marks=span)
    return tail


def spaced_accept(piece: Piece) -> str:
    """The line in canonical form. What is accepted is the students' language: only runs of blanks change."""
    text = piece.span.text
    if "\n" in text:
        return text
    begin, pieces = 0, []
    for quoted in _QUOTED.finditer(piece.text[piece.start : piece.end]):
        pieces += [_BLANKS.sub(" ", text[begin : quoted.start()]), text[quoted.start() : quoted.end()]]
        begin = quoted.end()
    return "".join([*pieces, _BLANKS.sub(" ", text[begin:])])


@dataclass(frozen=True, slots=True)
class Ground:
    """What an ``accept`` line may speak of: the priced parts, their values, the topics known and those in force."""

    parts: tuple[Part, ...]
    run: Run
    topics: tuple[Convention, ...]
    inforce: Mapping[str, str]


def read_accepts(pieces: Iterable[Piece], ground: Ground) -> tuple[tuple[Accepted, ...], tuple[Problem, ...]]:
    """All ``accept`` lines of a question, and what is wrong with them."""
    read = [_read(piece, ground) for piece in pieces]
    accepted = [one for one in read if isinstance(one, Accepted)]
    problems = [one for one in read if isinstance(one, Problem)]
    seen: set[tuple[object, ...]] = set()
    for one in accepted:
        key = (one.part, one.text, one.topic, one.variant)
        problems += [Problem("this is accepted twice", one.span)] if key in seen else []
        seen.add(key)
    return tuple(accepted), tuple(problems)


def _read(piece: Piece, ground: Ground) -> Accepted | Problem:
    if piece.rest >= piece.end:
        return Problem("what is accepted?", piece.span, EXAMPLE)
    unquoted_text = _QUOTED.sub(lambda found: "·" * len(found[0]), piece.text[: piece.end])
    signs = [found.start() for found in _EQUALS.finditer(unquoted_text, piece.rest, piece.end)]
    named = _named(piece, signs, ground.parts)
    if named:
        return _answer(piece, *named, ground)
    if signs:
        return _unknown(piece, signs, ground.parts)
    return _convention(piece, ground)


def _named(piece: Piece, signs: Sequence[int], parts: Sequence[Part]) -> tuple[Part, int] | None:
    """The part of the longest id that stands before an equals sign, and where its answer begins."""
    names = {_bare(name): part for part in reversed(parts) for name in (*part.names, part.id)}
    for sign in reversed(signs):
        part = names.get(_bare(piece.text[piece.rest : sign]))
        if part:
            return part, sign + 1
    return None


def _bare(text: str) -> str:
    return _BLANKS.sub("", text)


def _unknown(piece: Piece, signs: Sequence[int], parts: Sequence[Part]) -> Problem:
    known = [part.id for part in parts]
    said = [piece.text[piece.rest : sign].strip() for sign in signs[:3]]
    meant = next((name for name in reversed(said) if near(name, known)), said[0])
    place = piece.text.index(meant, piece.rest) if meant else piece.rest
    return Problem(
        f"there is no part {meant!r} to accept an answer to",
        Span(piece.source, place, place + max(1, len(meant))),
        did_you_mean(meant, known),
    )


def _convention(piece: Piece, ground: Ground) -> Accepted | Problem:
    tail = cut_tail(piece, piece.rest)
    facts = Facts()
    problem = read_convention(replace(piece, end=tail.end), ground.topics, facts)
    if problem:
        return replace(problem, hint=f"{problem.hint}; {EXAMPLE}" if problem.hint else EXAMPLE)
    ((topic, variant),) = facts.conventions.items()
    convention = next(known for known in ground.topics if known.topic == topic)
    if convention.chosen(ground.inforce).name == variant:
        return Problem(f"{topic} {variant} is the convention in force already", rest_span(piece))
    most = max((part.marks or Fraction(0) for part in ground.parts), default=Fraction(0))
    return _worth(Accepted(piece.span, topic=topic, variant=variant), tail, most, "no part")


def _answer(piece: Piece, part: Part, begin: int, ground: Ground) -> Accepted | Problem:
    tail = cut_tail(piece, begin)
    place = begin + len(piece.text[begin : tail.end]) - len(piece.text[begin : tail.end].lstrip())
    if place >= tail.end:
        return Problem(f"which answer to {part.id} is accepted?", piece.span, EXAMPLE)
    span = Span(piece.source, place, tail.end)
    text = unquoted(span.text) if _QUOTED.fullmatch(piece.text, place, tail.end) else span.text
    values = [ground.run[name] for name in part.steps]
    expected = values[0] if len(values) == 1 or part.kind == "size" else tuple(values)
    reading = read_answer(text, part, expected)
    value = None if reading.value is None else value_of(reading, expected)
    if problem := _unfit(part, span, expected, reading, value):
        return problem
    accepted = Accepted(piece.span, part=part.id, text=text, value=value)
    return _worth(accepted, tail, part.marks or Fraction(0), f"{part.id} is not")


def _unfit(part: Part, span: Span, expected: Value, reading: Reading, value: Value) -> Problem | None:
    """Why an answer cannot be accepted: it is not read, it is the right one, or nothing could equal it."""
    if reading.value is None:
        why = reading.problem or "nothing is written"
        return Problem(f"this cannot be read as an answer to {part.id}: {why}", span, f"a {part.kind} is asked")
    if value is None:
        return Problem(f"cells are missing in this answer to {part.id}", span)
    if compare(expected, reading, part).verdict == "equal":
        return Problem(f"this is the right answer to {part.id} already", span)
    if part.kind != "gate" and compare(value, reading, part).verdict != "equal":
        return Problem(f"answers to {part.id} cannot be held to this", span, f"a {part.kind} is asked")
    return None


def _worth(accepted: Accepted, tail: Tail, most: Fraction, who: str) -> Accepted | Problem:
    """The marks and the sentence of a line; ``most`` is what can be given."""
    why = " ".join(unquoted(tail.why.text).split()) if tail.why else ""
    if tail.marks is None:
        return replace(accepted, why=why)
    found = _MARKS.search(" " + tail.marks.text)
    try:
        marks = Fraction(_BLANKS.sub("", found["amount"])) if found else None
    except (ValueError, ZeroDivisionError):
        marks = None
    if marks is None:
        return Problem("expected marks such as [1] or [1/2]", tail.marks)
    if marks > most:
        return Problem(f"{who} worth {marks} marks", tail.marks, f"at most {most}")
    return replace(accepted, marks=marks, why=why)
