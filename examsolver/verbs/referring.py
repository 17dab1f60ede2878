"""Layers, rules and conventions as entries to look up."""

from __future__ import annotations

from collections.abc import Iterator

from examsolver.core.convention import Convention
from examsolver.core.layer import Layer
from examsolver.core.problem import ExamError, Problem
from examsolver.core.reference import Entry
from examsolver.core.rule import Algorithm, Input, Option, Procedure, Result, Rule
from examsolver.families import FAMILIES
from examsolver.families.computing.functions import is_function
from examsolver.layers import CATALOGUE as LAYERS
from examsolver.layers.derived import offered_by, topics_of
from examsolver.maths.unicode import unicode_text
from examsolver.registry import near
from examsolver.rules import ALGORITHM_CATALOGUE as ALGORITHMS
from examsolver.rules import CATALOGUE as RULES
from examsolver.rules import PROCEDURE_CATALOGUE as PROCEDURES

WRITTEN = {"neg": "-a", "transpose": "A^T", "index": "x[2], X[2,1], x[2..3]", "listing": "[1, 2], [[1, 2], [3, 4]]"}
"""How the operators are written whose names are words."""


def entries_of(kind: str, name: str | None = None) -> tuple[Entry, ...]:
    """See :func:`examsolver.reference`."""
    found = tuple({"layers": _layers, "rules": _rules, "conventions": _conventions}[kind]())
    if name is None:
        return found
    chosen = tuple(entry for entry in found if _spelt(name) in map(_spelt, (entry.name, *entry.also)))
    chosen = chosen or tuple(entry for entry in found if _mentions(entry, name)) or _taking(found, name)
    if not chosen:
        close = near(name, [word for entry in found for word in (entry.name, *entry.also)])
        hint = f"did you mean {close!r}?" if close else f"examsolver {kind} lists all that there are"
        raise ExamError([Problem(f"there is nothing called {name!r} among the {kind}", None, hint)])
    return chosen


def _spelt(name: str) -> str:
    """Hyphens, ``_`` and blanks are alike in a name."""
    return "-".join(name.lower().replace("_", " ").replace("-", " ").split())


def _mentions(entry: Entry, word: str) -> bool:
    """Whether a word that is no name stands in what is said of an entry."""
    said = " ".join((entry.name, *entry.also, entry.summary)).lower()
    return len(word) > 2 and (word.lower() in said or _spelt(word) in said)


def _taking(found: tuple[Entry, ...], word: str) -> tuple[Entry, ...]:
    """Entries that take an option or input of that name, or say it of one."""
    wanted = _spelt(word)
    told = ((entry, " ".join(part for option in entry.takes for part in option)) for entry in found)
    return tuple(entry for entry, said in told if len(word) > 3 and wanted in _spelt(said))


KINDS = (
    "convolution", "pooling", "dense and embedding", "recurrent", "attention and transformers",
    "normalisation and dropout", "activation", "joining", "sizes",
)  # fmt: skip
"""The order in which layers are listed; those of plugins come last."""


def _kind(layer: Layer) -> tuple[int, str, str]:
    place = KINDS.index(layer.group) if layer.group in KINDS else len(KINDS)
    return place, layer.group, layer.name


def _layers() -> Iterator[Entry]:
    for layer in sorted(LAYERS.entries, key=_kind):
        yield Entry(
            layer.name,
            layer.summary,
            layer.also,
            _line(layer),
            tuple(map(_option, layer.options)),
            tuple(topic.topic for topic in topics_of(layer)),
            layer.example,
            layer.group,
            quantities=offered_by(layer),
        )


def _line(layer: Layer) -> str:
    """A line with the values that may come first: ``conv FILTERS, KERNEL``."""
    places = ", ".join(name.upper() for name in layer.positional)
    return f"{layer.name} {places or ('A, B' if layer.sources < 0 else '')}".rstrip()


def _option(option: Option) -> tuple[str, str]:
    default = "" if option.default is None or option.default is False else f" (left out: {_default(option)})"
    return option.name, option.says + default


def _default(option: Option) -> str:
    return "yes" if option.default is True else str(option.default)


def _rules() -> Iterator[Entry]:
    """Functions, cells and algorithms; last what algorithms are made of."""
    yield from (_function(rule, "functions, which stand in formulas") for rule in RULES.entries if not rule.step)
    yield from map(_cell, PROCEDURES.entries)
    yield from map(_algorithm, ALGORITHMS.entries)
    yield from (_function(rule, "steps of algorithms, functions too") for rule in RULES.entries if rule.step)


def _function(rule: Rule, group: str) -> Entry:
    takes = tuple(map(_option, rule.options))
    topics = tuple(topic.topic for topic in rule.conventions)
    return Entry(rule.name, rule.summary, tuple(rule.also), _call(rule), takes, topics, rule.example, group)


def _cell(cell: Procedure) -> Entry:
    return Entry(
        f"cell {cell.name}",
        cell.summary,
        (cell.name, *cell.also),
        _facts(cell),
        _equations(cell),
        tuple(topic.topic for topic in (*cell.conventions, *cell.fitting)),
        cell.example,
        "cells: cell NAME",
    )


def _algorithm(algorithm: Algorithm) -> Entry:
    return Entry(
        algorithm.name,
        algorithm.summary,
        tuple(algorithm.also),
        _usage(algorithm),
        (*map(_input, algorithm.inputs), *map(_result, algorithm.results)),
        tuple(topic.topic for topic in algorithm.conventions),
        algorithm.example,
        "algorithms: compute NAME, or r = NAME(…)",
    )


def _usage(algorithm: Algorithm) -> str:
    """Both ways of writing it: as a header, and in a formula."""
    needed = ", ".join(one.name for one in algorithm.inputs if one.default is None and not one.optional)
    return f"compute {algorithm.name}, or r = {algorithm.name.replace('-', '_')}({needed})"


def _input(one: Input) -> tuple[str, str]:
    left_out = " (may be left out)" if one.optional else ""
    if one.default is not None:
        left_out = f" (left out: {one.default})"
    words = f": {', '.join(one.words)}" if one.words else ""
    also = f" (also {', '.join(one.also)})" if one.also else ""
    return one.name, f"{one.says}{words}{left_out}{also}"


def _result(one: Result) -> tuple[str, str]:
    also = f" (also {', '.join(one.also)})" if one.also else ""
    return f"→ {one.name}", f"{one.says}{also}"


def _call(rule: Rule) -> str:
    if is_function(rule.name):
        return f"{rule.name}({', '.join((*rule.inputs, *(option.name + '=' for option in rule.options)))})"
    return WRITTEN.get(rule.name, f" {rule.name} ".join(rule.inputs))


def _facts(cell: Procedure) -> str:
    states = (f"{state}[T+1]" if state in cell.reversed else f"{state}[0]" for state in cell.states)
    needed = [name for name in cell.inputs if name not in cell.optional]
    optional = f"; may be left out: {', '.join(cell.optional)}" if cell.optional else ""
    return ", ".join(dict.fromkeys((*needed, *states))) + optional


def _equations(cell: Procedure) -> tuple[tuple[str, str], ...]:
    """The equations of a cell, those of its gradients that may be asked, and how else its weights are given."""
    gradients = cell.gradients({}) if cell.gradients is not None else ()
    stated = tuple((one.name, unicode_text(one.formula)) for one in (*cell.equations({}), *gradients))
    return (*stated, ("weights", cell.forms)) if cell.forms else stated


def _conventions() -> Iterator[Entry]:
    topics: dict[str, Convention] = {}
    for family in FAMILIES.entries:
        topics.update({topic.topic: topic for topic in family.conventions()})
    for topic in (topics[name] for name in sorted(topics)):
        takes = tuple((variant.name, variant.says) for variant in topic.variants)
        example = f"convention {topic.topic} {topic.variants[-1].name}"
        yield Entry(topic.topic, topic.default.says, (), f"convention {topic.topic} VARIANT", takes, (), example)
