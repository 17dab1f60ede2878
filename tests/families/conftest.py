"""A small reader of lines, so that families are tested without the language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

import pytest

from examsolver.core.derivation import Run
from examsolver.core.formula import Num, Sym, apply
from examsolver.core.problem import ExamError, Problem, Source, Span
from examsolver.core.question import Argument, Find, Header, Line, Part, Thing
from examsolver.families.network import FAMILIES

TOKEN = re.compile(r"\d+(?:x\d+)+|\d+\.\d+|\d+|[A-Za-z_][\w.-]*")
UNITS = ("thousands", "millions")


def value_of(token):
    if "x" in token:
        return tuple(int(side) for side in token.split("x"))
    return Fraction(token) if "." in token else int(token)


def argument_of(source, start, end):
    tokens = TOKEN.findall(source.text[start:end])
    words = tuple(token for token in tokens if not token[0].isdigit())
    values = tuple(value_of(token) for token in tokens if token[0].isdigit())
    return Argument(words, values, Span(source, start, end))


def pieces_of(source, start, end):
    while start < end:
        stop = source.text.find(",", start, end)
        stop = end if stop < 0 else stop
        inner = source.text[start:stop]
        lead = len(inner) - len(inner.lstrip())
        if inner.strip():
            yield argument_of(source, start + lead, start + lead + len(inner.strip()))
        start = stop + 1


def layer_of(source, start, end):
    match = re.compile(r"(?:([\w-]+)\s*=\s*)?([\w-]+)").match(source.text, start, end)
    arguments = tuple(pieces_of(source, match.end(), end))
    return Line("layer", Span(source, start, end), name=match[1], word=match[2], arguments=arguments)


def thing_of(source, text, start):
    at = source.text.find(text, start)
    return Thing(Sym(text), Span(source, at, at + len(text)))


def find_of(source, start, end):
    text = source.text[start + 5 : end].strip()
    text, _, condition = text.partition(" such that ")
    unit = next((unit for unit in UNITS if text.endswith(f" in {unit}")), None)
    text = text.removesuffix(f" in {unit}")
    what, _, of = text.partition(" of ")
    compound = " and " in what
    names = re.split(r"\s*,\s*|\s+and\s+", what)
    things = tuple(thing_of(source, name, start) for name in names)
    each = of == "each layer"
    owners = tuple(thing_of(source, name.strip(), start) for name in of.split(",")) if of and not each else ()
    such_that = None
    if condition:
        left, right = (side.strip() for side in condition.split("="))
        size = value_of(right)
        formula = Num(size) if isinstance(size, int) else apply("times", *size)
        such_that = (Sym(left), "=", formula)
    return Find(things, Span(source, start, end), compound, owners, each, such_that=such_that, unit=unit)


def lines_of(source, rows):
    """Layer lines and finds; a deeper indent belongs to the repeat above."""
    lines, finds = [], []
    place = 0
    while place < len(rows):
        start, end, depth = rows[place]
        text = source.text[start:end]
        place += 1
        if text.startswith("find "):
            finds.append(find_of(source, start, end))
        elif text.startswith("repeat "):
            inner = []
            while place < len(rows) and rows[place][2] > depth:
                inner.append(rows[place])
                place += 1
            block, _ = lines_of(source, inner)
            count = int(text.removeprefix("repeat ").rstrip(":"))
            lines.append(Line("repeat", Span(source, start, end), count=count, block=tuple(block)))
        else:
            lines.append(layer_of(source, start, end))
    return lines, finds


def rows_of(source):
    at = 0
    for row in source.text.split("\n"):
        if row.strip():
            lead = len(row) - len(row.lstrip())
            yield (at + lead, at + len(row.rstrip()), lead)
        at += len(row) + 1


@dataclass
class Asked:
    """A question read, derived and run."""

    body: object
    problems: tuple[Problem, ...]
    finds: tuple[Find, ...]
    run: Run | None = None
    parts: tuple[Part, ...] = ()

    def answers(self):
        """The value of every part by id: one value, or a tuple where several steps are asked."""
        values = {part.id: tuple(self.run[step] for step in part.steps) for part in self.parts}
        return {key: value[0] if len(value) == 1 else value for key, value in values.items()}


def ask(text, family="network", **conventions):
    """Read, derive, run and part a question; problems are collected, not raised."""
    network = FAMILIES[0]
    source = Source("test.exam", text)
    lines, finds = lines_of(source, list(rows_of(source)))
    header = Header("question", Span(source, 0, 0), family)
    body, problems = network.read(header, tuple(lines), tuple(finds))
    asked = Asked(body, problems, tuple(finds))
    if body is None:
        return asked
    try:
        named = {topic.replace("_", " "): name for topic, name in conventions.items()}
        asked.run = network.derive(body, named).run()
        asked.parts = tuple(part for find in finds for part in network.parts(body, find, asked.run))
    except ExamError as error:
        asked.problems = error.problems
    return asked


@pytest.fixture(name="ask")
def _ask():
    return ask
