"""The lines that mean the same in every family: tags, level, topic, source, prompt, policy, convention."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from examsolver.core.convention import Convention
from examsolver.core.problem import Problem, Source, Span
from examsolver.core.question import Policy
from examsolver.language import values
from examsolver.language.cutting import Piece
from examsolver.language.parsing import Node, header_parser, parse, place, subtrees, tokens
from examsolver.registry import did_you_mean

TEXTS = ("level", "topic", "source", "prompt")
LEVELS = ("easy", "medium", "hard")
OUTCOMES = {
    "follow-through": "follow_through",
    "other-convention": "other_convention",
    "known-mistake": "known_mistake",
    "working": "working",
}
SHARES = {
    "none": Fraction(0),
    "quarter": Fraction(1, 4),
    "third": Fraction(1, 3),
    "half": Fraction(1, 2),
    "full": Fraction(1),
    "all": Fraction(1),
}
_LAYOUTS = (("layout",), ("channels",), ("axes",), ("nchw",))
_WORD = re.compile(r"\S+")
NUMBERS: Mapping[str, str] = {"0": "zero", "1": "one", "2": "two", "4": "four", "8": "eight"}
"""Variants that are numbers may be written in digits: ``convention bytes per value 2``."""
_QUOTED = re.compile(r'"""((?:.|\n)*)"""|"((?:\\.|[^"\\\n])*)"')


@dataclass(slots=True)
class Facts:
    """What the common lines of one question (or of the exam) say."""

    texts: dict[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    conventions: dict[str, str] = field(default_factory=dict)
    policy: Policy | None = None
    accepts: list[Piece] = field(default_factory=list)
    definitions: Mapping[str, Piece] = field(default_factory=dict)
    """The ``block`` lines of the file, by name."""


def read_text(piece: Piece, facts: Facts) -> Problem | None:
    """``level``, ``topic``, ``source`` and ``prompt``: a quoted text, or words as they stand."""
    word = piece.word
    text = _text(piece)
    if word in facts.texts:
        return Problem(f"the {word} is given twice", piece.span)
    if not text:
        return Problem(f"this {word} says nothing", piece.span)
    if word == "level" and text not in LEVELS:
        return Problem(f"unknown level {text!r}", rest_span(piece), did_you_mean(text, LEVELS))
    facts.texts[word] = text
    return None


def rest_span(piece: Piece) -> Span:
    """What stands behind the first word of a line."""
    return Span(piece.source, min(piece.rest, piece.end - 1), piece.end)


def _text(piece: Piece) -> str:
    inner = Source("", piece.text[piece.rest : piece.end])
    if _QUOTED.fullmatch(inner.text):
        return values.unquoted(rest_span(piece).text)
    return " ".join(rest_span(piece).text.split()) if piece.rest < piece.end else ""


def read_tags(piece: Piece, facts: Facts) -> Problem | None:
    """``tags a, b``."""
    found = tuple(tag.strip(' "') for tag in piece.text[piece.rest : piece.end].split(","))
    if not all(found):
        return Problem("expected tags, separated by commas", piece.span, "for example: tags cnn, shapes")
    facts.tags = tuple(dict.fromkeys(facts.tags + found))
    return None


def read_policy(piece: Piece, facts: Facts) -> Problem | None:
    """``policy follow-through full, other-convention half``; what is not said stays as it was."""
    example = "for example: policy follow-through full, other-convention half"
    if piece.rest >= piece.end:
        return Problem("this policy says nothing", piece.span, example)
    tree = parse(header_parser(), "policy", piece.source, piece.text, piece.rest, piece.end)
    if isinstance(tree, Problem):
        return replace(tree, hint=example)
    for grant in subtrees(tree):
        shared = _grant(grant, piece.source)
        if isinstance(shared, Problem):
            return shared
        outcome, share = shared
        facts.policy = replace(facts.policy or Policy(), **{outcome: share})
    return None


def _grant(grant: Node, source: Source) -> tuple[str, Fraction] | Problem:
    words = [str(token) for token in tokens(grant)]
    numbers = list(subtrees(grant))
    named = words if numbers else words[:-1]
    outcome = "-".join(named)
    if outcome not in OUTCOMES:
        return Problem(f"unknown outcome {outcome!r}", place(grant, source), did_you_mean(outcome, tuple(OUTCOMES)))
    share = _share(numbers[0]) if numbers else SHARES.get(words[-1])
    if share is None or not 0 <= share <= 1 or len(numbers) > 1:
        hint = "write none, half, full, or a share such as 1/4 or 25 %"
        return Problem("expected a share of the marks", place(grant, source), hint)
    return OUTCOMES[outcome], share


def _share(number: Node) -> Fraction | None:
    try:
        return Fraction(values.signed(number))
    except ZeroDivisionError:
        return None


def read_convention(piece: Piece, known: tuple[Convention, ...], facts: Facts) -> Problem | None:
    """``convention TOPIC VARIANT``: the longest topic that the words begin with, then its variant."""
    words = [(found[0], found.start(), found.end()) for found in _WORD.finditer(piece.text, piece.rest, piece.end)]
    said = tuple(word for word, _, _ in words)
    topics = {tuple(topic.topic.split()): topic for topic in known}
    length = max((len(topic) for topic in topics if said[: len(topic)] == topic), default=0)
    if not length:
        hint = _meant(said, known)
        return Problem(f"unknown convention {' '.join(said)!r}", rest_span(piece) if said else piece.span, hint)
    topic = topics[said[:length]]
    variants = tuple(variant.name for variant in topic.variants)
    name = " ".join(said[length:])
    name = NUMBERS.get(name, name) if name not in variants else name
    if name not in variants:
        span = Span(piece.source, words[length][1], piece.end) if name else piece.span
        said_so = f"has no variant {name!r}" if name else "needs a variant"
        return Problem(f"the convention {topic.topic!r} {said_so}", span, did_you_mean(name, variants))
    if facts.conventions.get(topic.topic, name) != name:
        return Problem(f"the convention {topic.topic!r} is given twice", piece.span)
    facts.conventions[topic.topic] = name
    return None


def _meant(said: tuple[str, ...], known: tuple[Convention, ...]) -> str:
    """A hint by the whole line: topics are near when topic and variant together are."""
    if said[:1] in _LAYOUTS:
        return "sizes are told channels last; one written channels first says so: input 3x32x32, channels first"
    whole = tuple(f"{topic.topic} {variant.name}" for topic in known for variant in topic.variants)
    topics = tuple(dict.fromkeys(topic.topic for topic in known))
    close = did_you_mean(" ".join(said), whole) if said else ""
    return close if close.startswith("did you") else "topics: " + ", ".join(topics)
