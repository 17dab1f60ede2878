"""Wrong ideas about whole equations: another formula on the same names in the place of the right one.

An equation is written in an algorithm's own names and may come out in others; so the right formula is laid
over the step's, and what its names stand for there is put into the wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from examsolver.core.derivation import Derivation, LawError, Misconception, Step, Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, Text
from examsolver.core.rule import Equation
from examsolver.maths.tree import rebuild, step_name, symbols


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong formula for an equation, with its tag and what to tell the student."""

    tag: str
    says: str
    formula: Formula
    keeps: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Line:
    """An equation as it should be, and the wrong formulas that stand in its place."""

    name: str
    formula: Formula
    says: str = ""
    mistakes: tuple[Mistake, ...] = ()


def with_mistakes(lines: Sequence[Line]) -> tuple[Equation, ...]:
    """The equations with their wrong ideas."""
    return tuple(Equation(line.name, line.formula, line.says, tuple(_ideas(line))) for line in lines)


def _ideas(line: Line) -> Iterator[Misconception]:
    for mistake in line.mistakes:
        if mistake.formula != line.formula:
            rewrite = partial(_rewritten, line.name, line.formula, mistake.formula)
            yield Misconception(mistake.tag, mistake.says, rewrite, mistake.keeps, special=True)


def _rewritten(own: str, right: Formula, wrong: Formula, derivation: Derivation, step: Step) -> Mapping[str, Step]:
    prefix = step.name[: -len(own)] if step.name.endswith(own) else ""
    struck = _struck(step, right, wrong, prefix, derivation)
    return {} if struck is None else {step.name: struck}


def _struck(step: Step, right: Formula, wrong: Formula, prefix: str, derivation: Derivation) -> Step | None:
    """The step with the wrong formula; None where it is written otherwise, or a name is not there."""
    here = _names_in(step.formula, right, rebuild(right, _as_written))
    if here is None:
        return None
    for symbol in symbols(wrong):
        if symbol not in here:
            here[symbol] = _elsewhere(symbol, here, prefix, derivation)
    formula = rebuild(wrong, partial(_put, here))
    names = tuple(dict.fromkeys(step_name(symbol) or "" for symbol in symbols(formula)))
    if not all(name in derivation or name in derivation.givens for name in names):
        return None
    return replace(step, uses=names, law=partial(worth, formula, names), formula=formula, cells=None, names=())


def _names_in(formula: Formula | None, *patterns: Formula) -> dict[Formula, Formula] | None:
    """What names stand for in a formula that has the form of one of the patterns; None where it has another."""
    for pattern in patterns:
        here: dict[Formula, Formula] = {}
        if formula is not None and _laid_over(pattern, formula, here):
            return here
    return None


def _as_written(part: Formula) -> Formula:
    """A function in the notation of its rule, as steps have it: a mean as 1/N times a sum."""
    from examsolver.rules import CATALOGUE

    rule = CATALOGUE.get(part.op) if isinstance(part, Apply) else None
    if rule is None or rule.notation is None or not isinstance(part, Apply):
        return part
    return rule.notation(*part.args, **dict(part.options))


def _put(here: Mapping[Formula, Formula], part: Formula) -> Formula:
    return here.get(part, part) if isinstance(part, Sym) else part


def _laid_over(pattern: Formula, formula: Formula, here: dict[Formula, Formula]) -> bool:
    """Whether the formula has the pattern's form; what its names stand for goes to ``here``."""
    match pattern, formula:
        case Sym(), _:
            return here.setdefault(pattern, formula) == formula
        case (Apply(op, args), Apply(other, others)) if op == other and len(args) == len(others):
            return all(_laid_over(one, two, here) for one, two in zip(args, others, strict=True))
        case Listing(items), Listing(others) if len(items) == len(others):
            return all(_laid_over(one, two, here) for one, two in zip(items, others, strict=True))
        case Num(), Num():
            return True
    return False


def _elsewhere(symbol: Sym, here: Mapping[Formula, Formula], prefix: str, derivation: Derivation) -> Formula:
    """A name that the right formula does not have: another step of one that it has, or a result beside it."""
    beside = replace(symbol, name=f"{prefix}{symbol.name}")
    if (step_name(beside) or "") in derivation or (step_name(beside) or "") in derivation.givens:
        return beside
    for known, found in here.items():
        if isinstance(known, Sym) and known.name == symbol.name and isinstance(found, Sym) and known.index:
            return replace(found, index=symbol.index)
    return symbol


def worth(formula: Formula, names: tuple[str, ...], *values: Value) -> Value:
    """The value of a formula by the laws of the catalogue, its names bound to values."""
    return _worth(formula, dict(zip(names, values, strict=True)))


def _worth(formula: Formula, known: Mapping[str, Value]) -> Value:
    from examsolver.rules import CATALOGUE

    match formula:
        case Num(value) | Text(value):
            return value
        case Sym():
            return known[step_name(formula) or ""]
        case Listing(items):
            word, args, options = "listing", items, {}
        case Apply(word, args, pairs):
            options = dict(pairs)
    if word == "index":
        args, options = args[:1], {"at": args[1:]}
    rule = CATALOGUE.get(word)
    if rule is None:
        raise LawError(f"there is no function {word!r}")
    return rule.law(*(_worth(arg, known) for arg in args), **options)
