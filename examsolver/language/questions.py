"""One question, from its lines to a thing that can be solved: lines, body, derivation, parts, marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import partial

from examsolver.core.convention import Convention
from examsolver.core.derivation import Run, Undefined, Value
from examsolver.core.problem import ExamError, Problem, Span
from examsolver.core.question import Family, Find, Header, Line, Part, Question
from examsolver.core.tried import Tried
from examsolver.language.choosing import Chooser, read_choose
from examsolver.language.cutting import Piece, flat
from examsolver.language.definitions import used_definitions
from examsolver.language.facts import TEXTS, Facts, read_convention, read_policy, read_tags, read_text
from examsolver.language.finds import first_word, read_finds
from examsolver.language.lines import read_lines
from examsolver.language.parsing import family_parser, keywords
from examsolver.language.pricing import price
from examsolver.registry import near

SURE = 0.8
SETTINGS = ("tags", "level", "topic", "source", "prompt", "let", "where", "convention", "policy")
COMMON = (*SETTINGS, "find", "choose", "part", "accept")
_IS = re.compile(r"\s*=(?!=)")
_DEFINED = re.compile(r"[^\W\d][\w'.-]*")


@dataclass(slots=True)
class Sorted:
    """The lines of a question by what they are."""

    own: list[Piece] = field(default_factory=list)
    finds: list[Find] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    problems: list[Problem] = field(default_factory=list)
    broken: list[Piece] = field(default_factory=list)


def is_common(piece: Piece, *words: str) -> bool:
    """Whether a line begins with one of the words that mean the same in every family, and is no definition."""
    word = piece.word
    return word in (words or COMMON) and not _IS.match(piece.text, piece.start + len(word), piece.end)


def sort_lines(pieces: tuple[Piece, ...], family: Family, defaults: Facts) -> Sorted:
    """Read the common lines, and leave the family its own."""
    sorting = Sorted(facts=Facts(tags=defaults.tags, policy=defaults.policy))
    finding = False
    chooser: Chooser | None = None
    for piece in pieces:
        if chooser is not None and not is_common(piece) and chooser.takes(piece):
            continue
        _chosen(chooser, family, sorting)
        chooser = None
        finding = is_common(piece, "find") or (finding and piece.joined and not is_common(piece))
        if piece.broken:
            sorting.broken.append(piece)
        elif finding:
            _take_find(piece, sorting)
        elif is_common(piece, "choose"):
            chooser = Chooser(piece)
        elif not is_common(piece):
            sorting.own.append(piece)
        elif problem := _take(piece, family, sorting.facts):
            sorting.problems.append(problem)
    _chosen(chooser, family, sorting)
    _take_defaults(sorting.facts, defaults, family)
    return sorting


def _chosen(chooser: Chooser | None, family: Family, sorting: Sorted) -> None:
    """The find of a ``choose`` line, once all its options are there."""
    if chooser is None:
        return
    before = len(sorting.problems)
    find = read_choose(chooser, family_parser(family.grammar), sorting.problems)
    if find is not None and not family.chooses:
        hint = "state it as: find … such that …, or ask it in a compute question"
        sorting.problems.append(Problem(f"a {family.name} question has no options to choose from", find.span, hint))
    if len(sorting.problems) > before or find is None:
        sorting.broken.append(chooser.head)
    else:
        sorting.finds.append(find)


def _take_defaults(facts: Facts, defaults: Facts, family: Family) -> None:
    """What the exam's header says, where the question does not say otherwise."""
    topics = {topic.topic for topic in family.conventions()} if defaults.conventions else set()
    general = {topic: variant for topic, variant in defaults.conventions.items() if topic in topics}
    facts.conventions = general | facts.conventions
    facts.texts = defaults.texts | facts.texts
    facts.policy = None if facts.policy is defaults.policy else facts.policy


def _take_find(piece: Piece, sorting: Sorted) -> None:
    for found in read_finds(piece):
        if isinstance(found, Problem):
            sorting.problems.append(found)
            sorting.broken.append(piece)
        else:
            sorting.finds.append(found)


def _take(piece: Piece, family: Family, facts: Facts) -> Problem | None:
    if piece.word in TEXTS:
        return read_text(piece, facts)
    if piece.word == "tags":
        return read_tags(piece, facts)
    if piece.word == "policy":
        return read_policy(piece, facts)
    if piece.word == "convention":
        return read_convention(piece, family.conventions(), facts)
    if piece.word == "accept":
        facts.accepts.append(piece)  # read when the parts are known
    return None  # let and where were read before


def read_question(
    family: Family,
    header: Header,
    pieces: tuple[Piece, ...],
    defaults: Facts,
    draw: tuple[tuple[str, Value], ...] = (),
) -> tuple[Question | None, tuple[Problem, ...]]:
    """A question of one family, its parts priced; or all that is wrong with it."""
    sorting = sort_lines(pieces, family, defaults)
    if "block" in keywords(family_parser(family.grammar)):
        own_lines = partial(_network_lines, family=family)
        sorting.own = [*used_definitions(sorting.own, defaults.definitions, own_lines), *sorting.own]
    lines = _own_lines(family, sorting)
    body, problems = family.read(header, lines, tuple(sorting.finds))
    rest = [problem for problem in problems if not _is_misspelt(problem, sorting)]
    sorting.problems += _not_from_broken(rest, sorting.broken)
    if not sorting.finds and not sorting.broken:
        hint = "add a line such as: find output"
        sorting.problems.append(Problem("the question asks for nothing", header.span, hint))
    if sorting.problems or sorting.broken or body is None:
        return None, tuple(sorting.problems)
    try:
        run = _run(family, body, header, sorting.facts.conventions)
        parts = _parts(family, body, header, sorting, run)
    except ExamError as error:
        return None, error.problems
    tried = Tried(body, sorting.facts.conventions, run)
    question = _question(family, header, tried, parts, sorting.facts, draw)
    if not sorting.facts.accepts:
        return question, ()
    from examsolver.language.accepting import Ground, read_accepts  # brings the reader of answers, which is large

    ground = Ground(parts, run, family.conventions(), sorting.facts.conventions)
    accepted, problems = read_accepts(sorting.facts.accepts, ground)
    return (None if problems else replace(question, accepted=accepted)), problems


def _network_lines(pieces: tuple[Piece, ...], family: Family) -> list[Piece]:
    """The lines of another question that are the family's own."""
    return sort_lines(pieces, family, Facts()).own


def _own_lines(family: Family, sorting: Sorted) -> tuple[Line, ...]:
    found: list[Problem] = []
    lines = read_lines(tuple(sorting.own), family_parser(family.grammar), found)
    for problem in found:
        piece = _piece_at(sorting.own, problem.span)
        own = piece and piece.word in keywords(family_parser(family.grammar))
        sorting.problems.append(_misspelt(piece, problem) if piece and not own else problem)
        sorting.broken += [piece] if piece else []
    sorting.broken += [piece for piece in flat(tuple(sorting.own)) if piece.broken]
    return lines


def _piece_at(pieces: list[Piece], span: Span | None) -> Piece | None:
    if span is None:
        return None
    return next((piece for piece in flat(tuple(pieces)) if piece.start <= span.start <= piece.end), None)


def _misspelt(piece: Piece, problem: Problem) -> Problem:
    """A line that no grammar knows may be a common line with its first word misspelt."""
    close = near(piece.word, COMMON) if piece.word else None
    if close is None or close == piece.word or piece.text.startswith("=", piece.rest):
        return problem
    if (problem.hint or "").startswith("did you") and SequenceMatcher(None, piece.word, close).ratio() < SURE:
        return problem
    return Problem(f"unknown line {piece.word!r}", first_word(piece), f"did you mean {close!r}?")


def _is_misspelt(problem: Problem, sorting: Sorted) -> bool:
    """A first word that the family does not know, and that is nearly one of the common words, is that word."""
    piece = _piece_at(sorting.own, problem.span)
    close = near(piece.word, COMMON) if piece and problem.span == first_word(piece) else None
    if not piece or not close or SequenceMatcher(None, piece.word, close).ratio() < SURE:
        return False
    sorting.broken.append(piece)
    sorting.problems.append(Problem(f"unknown line {piece.word!r}", problem.span, f"did you mean {close!r}?"))
    return True


def _not_from_broken(problems: list[Problem], broken: list[Piece]) -> list[Problem]:
    """The family's problems, without those that a line which could not be read explains."""
    if not broken:
        return problems
    lines = list(flat(tuple(broken)))
    defined = {found[0] for piece in lines if (found := _DEFINED.match(piece.text, piece.start, piece.end))}
    own = [problem for problem in problems if problem.span is not None and "\n" not in problem.span.text]
    return [problem for problem in own if not defined & set(_DEFINED.findall(_said(problem)))]


def _said(problem: Problem) -> str:
    return f"{problem.message} {problem.span.text if problem.span else ''}"


def _parts(family: Family, body: object, header: Header, sorting: Sorted, run: Run) -> tuple[Part, ...]:
    """The priced parts of a question whose derivation has a value for each. Raises ExamError."""
    asked: list[tuple[Find, tuple[Part, ...]]] = []
    problems: list[Problem] = []
    for find in sorting.finds:
        try:
            asked.append((find, family.parts(body, find, run)))
        except ExamError as error:
            problems += error.problems
    found = [part for _, parts in asked for part in parts]
    problems += _twice(found)
    problems += _undefined(run, found, header)
    priced, disagreement = price(asked, header.marks, header.span)
    if disagreement and not problems:
        problems.append(disagreement)
    if problems:
        raise ExamError(problems)
    return priced


def _run(family: Family, body: object, header: Header, conventions: Mapping[str, str]) -> Run:
    try:
        return family.derive(body, conventions).run()
    except ValueError as error:  # steps in a circle, told by derivation_of
        raise ExamError([Problem(str(error), header.span)]) from error


def _twice(parts: list[Part]) -> list[Problem]:
    seen: set[str] = set()
    problems: list[Problem] = []
    for part in parts:
        if part.id in seen:
            problems.append(Problem(f"{part.id!r} is asked for twice", part.span))
        seen.add(part.id)
    return problems


def _undefined(run: Run, parts: list[Part], header: Header) -> list[Problem]:
    """Steps that the parts rest on and that have no value; each cause is told once, where it is."""
    causes: dict[tuple[str, str], Problem] = {}
    for step in run.derivation.before(*(name for part in parts for name in part.steps)):
        value = run[step.name]
        if isinstance(value, Undefined):
            cause = (value.step or step.name).partition("#")[0]  # a hidden step is part of the one before its #
            message = f"{cause} has no value: {value.reason}"
            causes.setdefault((cause, value.reason), Problem(message, step.span or header.span, value.hint))
    return list(causes.values())


def _question(
    family: Family,
    header: Header,
    tried: Tried,
    parts: tuple[Part, ...],
    facts: Facts,
    draw: tuple[tuple[str, Value], ...],
) -> Question:
    return Question(
        header=header,
        family=family,
        body=tried.body,
        conventions=tried.conventions,
        parts=parts,
        policy=facts.policy,
        tags=facts.tags,
        prompt=facts.texts.get("prompt"),
        level=facts.texts.get("level"),
        topic=facts.texts.get("topic"),
        source=facts.texts.get("source"),
        draw=draw,
        tried=tried,
    )


def known_conventions(families: tuple[Family, ...]) -> tuple[Convention, ...]:
    """The topics of several families, each once."""
    return tuple({topic.topic: topic for family in families for topic in family.conventions()}.values())
