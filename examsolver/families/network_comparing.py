"""Arithmetic of quantities in a find: ratios, differences and reductions of counts of layers, blocks and networks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from examsolver.core.derivation import LawError, Step, Value
from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.families.network_arithmetic import calculated
from examsolver.families.network_asking import Request
from examsolver.layers.slips import slip
from examsolver.maths.tree import rebuild

Variant = tuple[str, str, Formula]

INVERTED = ("ratio-inverted", "The ratio is the other way round: what is asked about stands above the line.")
OTHER_SIGN = ("difference-turned-round", "The difference was taken the other way round.")
OTHER_WHOLE = ("relative-to-the-other", "A change is relative to where it starts from, not to where it ends.")
LEFT_FOR_SAVED = (
    "share-left-for-share-saved",
    "This is the share that is left; what is saved is the rest.",
)
NOT_PERCENT = ("percent-not-multiplied", "This is the share of one: in percent it is 100 times as much.")


def comparing_step(request: Request, unit: str | None) -> Step:
    """The step of a quantity that is worked out from others."""
    assert request.formula is not None
    names = tuple(dict.fromkeys(part.step for part in request.parts))
    wrong = [*variants(request.formula), *_whole_percent(request.formula, unit)]
    ideas = {tag: slip(tag, says, partial(_other, formula=formula)) for tag, says, formula in wrong}
    return Step(
        request.step,
        names,
        partial(worked_out, formula=request.formula, names=names),
        formula=request.formula,
        numbers=partial(numbers, formula=request.formula, names=names),
        because=_because(request.formula, unit),
        rule="comparison",
        misconceptions=tuple(ideas.values()),
        span=request.span,
    )


def worked_out(*values: Value, formula: Formula, names: tuple[str, ...]) -> Value:
    """The value of the formula, an exact fraction; LawError where a quantity is a size."""
    given = dict(zip(names, values, strict=True))
    for name, value in given.items():
        if isinstance(value, tuple):
            raise LawError(f"{name} is a size, not a number", "ask for parameters, macs or another count")
    return calculated(formula, given)


def numbers(*values: Value, formula: Formula, names: tuple[str, ...]) -> Formula:
    """The formula with numbers put in, nothing cancelled."""
    given = dict(zip(names, values, strict=True))
    return rebuild(
        formula, lambda part: Num(given[part.name]) if isinstance(part, Sym) and part.name in given else part
    )


def _other(derivation: object, step: Step, *, formula: Formula) -> Mapping[str, Step]:
    return {step.name: step.with_law(worked_out, formula=formula)}


def variants(formula: Formula) -> Iterator[Variant]:
    """The same comparison as students get it wrong."""
    match formula:
        case Apply("/", (Apply("*", (Num(100) as hundred, above)), below)):
            yield from variants(hundred * (above / below))
        case Apply("*", (Num(100) as hundred, inner)) | Apply("*", (inner, Num(100) as hundred)):
            yield (*NOT_PERCENT, inner)
            for tag, says, other in variants(inner):
                yield tag, says, hundred * other
        case Apply("/", (Apply("-", (start, end)) as change, whole)) if whole in (start, end):
            yield (*OTHER_WHOLE, change / (end if whole == start else start))
            yield (*OTHER_SIGN, (end - start) / whole)
            yield (*LEFT_FOR_SAVED, (end if whole == start else start) / whole)
        case Apply("-", (Num(1) as one, Apply("/", (end, start)))):
            yield (*OTHER_WHOLE, start / end - one)
            yield (*LEFT_FOR_SAVED, end / start)
        case Apply("-", (Apply("/", (end, start)), Num(1) as one)):
            yield (*OTHER_WHOLE, one - start / end)
            yield (*LEFT_FOR_SAVED, end / start)
        case Apply("/", (above, below)) if not isinstance(below, Num):
            yield (*INVERTED, below / above)
        case Apply("-", (left, right)):
            yield (*OTHER_SIGN, right - left)


def _whole_percent(formula: Formula, unit: str | None) -> Iterator[Variant]:
    """A share that is asked in percent, written as a share of one."""
    if unit == "percent":
        yield (*NOT_PERCENT, formula / 100)


def _because(formula: Formula, unit: str | None) -> str:
    match formula:
        case Apply("/", (Apply("*", (Num(100), above)), below)):
            return _because(100 * (above / below), unit)
        case Apply("*", (Num(100), inner)) | Apply("*", (inner, Num(100))):
            return f"{_because(inner, unit)}, in percent"
        case Apply("/", (Apply("-", (start, end)), whole)) if whole in (start, end):
            said = "the change relative to where it starts"
        case Apply("-", (Num(1), Apply("/", _))):
            said = "the whole less the share that is left"
        case Apply("/", (Sym(), Sym())):
            said = "how many times as many"
        case Apply("-", (Sym(), Sym())):
            said = "how many more"
        case _:
            said = "put in and work out"
    return f"{said}; in percent, times 100" if unit == "percent" else said


def by_floats(formula: Formula, values: Mapping[str, Value]) -> float:
    """Oracle: the same with machine numbers, every fraction under the line as a negative power."""
    match formula:
        case Num(value):
            return float(value)
        case Sym(name):
            return float(values[name])
        case Apply("neg", (inner,)):
            return -by_floats(inner, values)
        case Apply("/", (above, below)):
            return float(by_floats(above, values) * by_floats(below, values) ** -1)
        case Apply("^", (base, Num(power))):
            return float(by_floats(base, values) ** float(power))
        case Apply(op, (left, right)):
            one, other = by_floats(left, values), by_floats(right, values)
            return one * other if op == "*" else one + (other if op == "+" else -other)
        case _:
            return float("nan")
