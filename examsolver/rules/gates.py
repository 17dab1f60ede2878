"""What recurrent cells have in common: gates on ``[h, x]``, and wrong ideas about whole equations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from examsolver.core.derivation import Derivation, Misconception, Step, Value
from examsolver.core.formula import Formula, Listing, Sym, apply
from examsolver.core.rule import Equation
from examsolver.maths.arrays import shape_of
from examsolver.rules.arithmetic import multiply, second
from examsolver.rules.pointwise import pass_on
from examsolver.rules.rewriting import Law, position_of

PREVIOUS = (Sym("t") - 1,)

H_BEFORE, C_BEFORE = Sym("h", PREVIOUS), Sym("c", PREVIOUS)


def weighted(weights: str, bias: str, state: Formula = H_BEFORE) -> Formula:
    """``W [h, x] + b``."""
    return Sym(weights) @ Listing((state, Sym("x"))) + Sym(bias)


def gate(name: str, letter: str, says: str, misconceptions: tuple[Misconception, ...] = ()) -> Equation:
    """``f = σ(W_f [h, x] + b_f)``."""
    return Equation(name, apply("sigmoid", weighted(f"W_{letter}", f"b_{letter}")), says, misconceptions)


def gate_forgotten(tag: str, name: str, says: str) -> Misconception:
    """The equation without the product with a gate."""
    return Misconception(tag, says, partial(_without_gate, name))


def gates_exchanged(tag: str, one: str, other: str, says: str) -> Misconception:
    """The equation with two gates in each other's place."""
    return Misconception(tag, says, partial(_exchanged, one, other))


def another_gate(tag: str, one: str, other: str, says: str) -> Misconception:
    """The equation with another gate in the place of this one."""
    return Misconception(tag, says, partial(_another_gate, one, other))


def plain(name: str) -> str:
    """A step's name without its place in time: ``c`` of ``c[2]``."""
    return name.partition("[")[0]


def _parts(derivation: Derivation, step: Step) -> Iterator[Step]:
    """The step of an equation and the hidden steps inside it."""
    todo = [step]
    while todo:
        here = todo.pop()
        yield here
        todo += [derivation.step(name) for name in here.uses if name.startswith(f"{step.name}#") and name in derivation]


def _without_gate(name: str, derivation: Derivation, step: Step) -> Mapping[str, Step]:
    rewritten = {}
    for part in _parts(derivation, step):
        if part.rule == "*" and plain(part.uses[0]) == name:
            for other in derivation.at_site(part.site or part.name):
                rewritten[other.name] = other.with_law(WITHOUT_GATE[position_of(other)])
    return rewritten


def no_gradient(upstream: Value, gated: Value, value: Value, output: Value) -> Value:
    """Zero for a gate that was left out."""
    return multiply(0, gated) if shape_of(gated) else 0


WITHOUT_GATE: Mapping[int | None, Law] = {None: second, 0: no_gradient, 1: partial(pass_on, 1)}
"""The laws of a product whose first factor is left out, forward and backward."""


def _another_gate(one: str, other: str, derivation: Derivation, step: Step) -> Mapping[str, Step]:
    rewritten = {}
    for part in _parts(derivation, step):
        if part.rule == "*" and plain(part.uses[0]) == one:
            instead = part.uses[0].replace(one, other, 1)
            if instead in derivation:
                rewritten[part.name] = replace(part, uses=(instead, *part.uses[1:]))
    return rewritten


def _exchanged(one: str, other: str, derivation: Derivation, step: Step) -> Mapping[str, Step]:
    found = {
        plain(part.uses[0]): part
        for part in _parts(derivation, step)
        if part.rule == "*" and plain(part.uses[0]) in (one, other)
    }
    if len(found) < 2:
        return {}
    first, last = found[one], found[other]
    return {
        first.name: replace(first, uses=(last.uses[0], *first.uses[1:])),
        last.name: replace(last, uses=(first.uses[0], *last.uses[1:])),
    }
