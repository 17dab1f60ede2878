"""What a side of a claim comes to: cells put in, arrays elementwise, derivatives from the graph."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any

from examsolver.core.derivation import LawError, Run, Step, Undefined, Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, Text
from examsolver.grading.reruns import FAILURES
from examsolver.grading.working_derivatives import Derivatives
from examsolver.grading.working_names import Lexicon, Missing, Place
from examsolver.grading.working_operators import Listed, argument, array, is_small, said_with, same_arguments, says
from examsolver.maths.evaluate import EXACT, Arithmetic, evaluate

CELLS = 400
"""Cells of an array that is worked with as a whole."""


class Opaque(Exception):
    """A side that cannot be worked out here: it is passed over."""


class Garbled(Exception):
    """A side that cannot be meant: it names a cell that is not there."""


@dataclass(frozen=True, slots=True)
class Inserted:
    """A side with the values of its names beside it; its own numbers stay in the formula."""

    formula: Formula
    values: Mapping[str, Value]
    arithmetic: Arithmetic

    def value(self) -> Value:
        """What it comes to. Raises :class:`Opaque`."""
        try:
            return _settled(evaluate(self.formula, {"pi": math.pi, "e": math.e, **self.values}, self.arithmetic))
        except (*FAILURES, AttributeError) as error:
            raise Opaque(str(error)) from None


@dataclass(slots=True)
class Evaluator:
    """Sides worked out on one run of the graph. ``own``: what else the student has given names to."""

    lexicon: Lexicon
    run: Run
    derivatives: Derivatives
    own: Mapping[str, Value] = field(default_factory=dict)

    def inserted(self, formula: Formula, local: bool = False) -> Inserted:
        """A side with values for its names.

        Raises:
            Garbled, Opaque: a cell that is not there; a name that is not known.
        """
        values: dict[str, Value] = {}
        return Inserted(self._put(formula, values, local), values, replace(WORKING, otherwise=self._called))

    def _put(self, formula: Formula, values: dict[str, Value], local: bool) -> Formula:
        match formula:
            case Num():
                return formula
            case Sym() | Apply("derivative", _):
                return self._named(formula, values, local)
            case Apply(op, args):
                said = said_with(formula) if formula.options else op
                return Apply(said, tuple(self._put(arg, values, local) for arg in args))
            case Listing(items):
                return Listing(tuple(self._put(item, values, local) for item in items))
            case Text(text):
                return _held(text, values)
        raise Opaque("nothing that can be worked out")

    def _named(self, formula: Sym | Apply, values: dict[str, Value], local: bool) -> Formula:
        value = self.symbol(formula) if isinstance(formula, Sym) else self.derivative(formula, local)
        if value is None and formula in (Sym("pi"), Sym("e")):
            return formula
        if value is None or isinstance(value, Undefined):
            raise Opaque("a name that is not known")
        return _held(value, values)

    def _called(self, said: str, *args: Any) -> Any:
        """An operator of the question on values: as a step with the same inputs has it, else by the law of a step."""
        given = [argument(arg) for arg in args]
        steps = [step for step in self.lexicon.operators.get(said.split("§")[0], ()) if says(step, said)]
        for step in steps:
            if same_arguments(self._arguments(step), given):
                return self.run.values[step.name]
        for step in steps if all(map(is_small, given)) else ():
            if step.rule == step.formula.op and len(step.uses) == len(step.formula.args) == len(given):  # type: ignore
                return step.law(*given)
        raise LawError("an operator that is not at hand")

    def _arguments(self, step: Step) -> list[Any]:
        """What a step was given, as it is written."""
        try:
            return [argument(self.inserted(part).value()) for part in step.formula.args]  # type: ignore[union-attr]
        except (Opaque, Garbled):
            return []

    def symbol(self, symbol: Sym) -> Value:
        """The value of a name; None where it has none. Raises :class:`Garbled`."""
        found = self.lexicon.find(symbol)
        if isinstance(found, Missing):
            raise Garbled(found.reason)
        return self.own.get(own_key(symbol)) if found is None else self.at(found)

    def at(self, place: Place) -> Value:
        """The value at a place."""
        value = self.run.values.get(place.name)
        if place.index is None or isinstance(value, (Undefined, type(None))):
            return value
        cell = value[place.index]
        return float(cell) if isinstance(cell, float) else cell

    def derivative(self, formula: Apply, local: bool) -> Value:
        """A derivative: a gradient of the graph where it is a step, else worked out by moving one cell."""
        found = self.lexicon.gradient(formula)
        of, by = self.lexicon.loss(formula.args[0]), None
        if isinstance(formula.args[1], Sym):
            by = self.lexicon.find(formula.args[1])
        for place in (found, of, by):
            if isinstance(place, Missing):
                raise Garbled(place.reason)
        if isinstance(found, Place):
            return self.at(found)
        if not isinstance(of, Place) or not isinstance(by, Place):
            return None
        return self.derivatives.at(self.run, of, by, local)


def _held(value: Value, values: dict[str, Value]) -> Sym:
    """A value under a name that nobody writes."""
    key = f"§{len(values)}"
    values[key] = value
    return Sym(key)


def own_key(symbol: Sym) -> str:
    """The name that a student has given to something."""
    return symbol.name + ",".join(str(part.value) for part in symbol.index if isinstance(part, Num))


def _settled(value: Any) -> Value:
    """Arrays of one cell as their cell, whole fractions as integers."""
    value = array(value) if isinstance(value, Listed) else value
    if hasattr(value, "dtype"):
        if value.size > CELLS:
            raise Opaque("an array too large")
        if value.size != 1:
            return value
        value = value.flat[0]
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    if isinstance(value, (int, Fraction)):
        return value
    if isinstance(value, (tuple, str)):
        return value
    number = float(value)
    if not math.isfinite(number):
        raise Opaque("no finite value")
    return number


def _binary(op: str) -> Callable[[Any, Any], Any]:
    return partial(_combined, law=EXACT.operations[op], op=op)


def _combined(left: Any, right: Any, law: Callable[..., Any], op: str) -> Any:
    left, right = array(left), array(right)
    if not (hasattr(left, "dtype") or hasattr(right, "dtype")):
        return law(left, right)
    if max(getattr(left, "size", 1), getattr(right, "size", 1)) > CELLS:
        raise LawError("an array too large")
    ranks = getattr(left, "ndim", 0), getattr(right, "ndim", 0)
    shapes = getattr(left, "shape", ()), getattr(right, "shape", ())
    if op == "@" or (op == "*" and ranks[0] == 2 and ranks[1] and shapes[0] != shapes[1] and 1 not in shapes[1]):
        return left @ right if all(ranks) else left * right
    if all(ranks) and shapes[0] != shapes[1]:
        raise LawError("shapes that do not fit")
    return {"+": _plus, "-": _minus, "*": _times, "/": _over, "^": _power}[op](left, right)


def _plus(left: Any, right: Any) -> Any:
    return left + right


def _minus(left: Any, right: Any) -> Any:
    return left - right


def _times(left: Any, right: Any) -> Any:
    return left * right


def _over(left: Any, right: Any) -> Any:
    return left * (Fraction(1) / right) if isinstance(right, (int, Fraction)) else left / right


def _power(left: Any, right: Any) -> Any:
    if right not in (2, 3):
        raise LawError("a power of an array")
    return left * left if right == 2 else left * left * left


def _listed(*items: Any) -> Listed:
    return Listed(items)


def _mapped(value: Any, law: Callable[[Any], Any]) -> Any:
    value = array(value)
    if not hasattr(value, "dtype"):
        return law(value)
    if value.size > CELLS:
        raise LawError("an array too large")
    made = value.astype(object)
    for place, cell in enumerate(value.flat):
        made.flat[place] = law(cell)
    return made


def _cells(args: tuple[Any, ...]) -> list[Any]:
    values = [array(arg) for arg in args]
    if len(values) == 1 and hasattr(values[0], "dtype"):
        return list(values[0].flat)
    return values


def _sum(*args: Any) -> Any:
    return sum(_cells(args))


def _mean(*args: Any) -> Any:
    cells = _cells(args)
    total = sum(cells)
    return total / len(cells) if isinstance(total, float) else Fraction(total) / len(cells)


def _extreme(*args: Any, law: Callable[..., Any]) -> Any:
    return law(_cells(args))


def _transposed(value: Any) -> Any:
    value = array(value)
    return value.T if hasattr(value, "dtype") else value


def _joined_size(*sides: Any) -> tuple[Any, ...]:
    return sides


_ONE = (
    "neg exp log log2 log10 sigmoid tanh sinh cosh sin cos tan softplus erf sqrt abs floor ceil relu".split()  # noqa: SIM905
)
WORKING = Arithmetic(
    lambda value: value,
    {
        **{op: _binary(op) for op in ("+", "-", "*", "@", "/", "^")},
        **{op: partial(_mapped, law=EXACT.operations[op]) for op in _ONE},
        "sum": _sum,
        "mean": _mean,
        "gap": _mean,
        "max": partial(_extreme, law=max),
        "min": partial(_extreme, law=min),
        "transpose": _transposed,
        "listing": _listed,
        "times": _joined_size,
    },
)
"""Numbers exactly, arrays elementwise."""
