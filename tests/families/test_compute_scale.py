"""Ten thousand statements: read, derived, differentiated, run and run again, without recursion, at a linear cost."""

from __future__ import annotations

import pickle
from functools import cache

import numpy as np
import pytest

from examsolver.core.formula import Num, Sym, apply, derivative, lift
from examsolver.core.problem import Source, Span
from examsolver.core.question import Find, Header, Line, Thing
from examsolver.families.compute import COMPUTE
from tests.effort import effort

SPAN = Span(Source("<test>", "x"), 0, 1)


def h(place):
    return Sym("h", (lift(place),))


@cache
def chain(count: int):
    """h[t] = tanh(w h[t-1] + b), and the gradient of the last by the shared w."""
    inner = Line("assign", SPAN, target=h(Sym("t")), formula=apply("tanh", Sym("w") * h(Sym("t") - 1) + Sym("b")))
    facts = {"w": Num(0.9), "b": Num(0.1)}
    lines = [Line("assign", SPAN, target=Sym(name), formula=value) for name, value in facts.items()]
    lines.append(Line("assign", SPAN, target=h(0), formula=Num(1)))
    lines.append(Line("for", SPAN, variable="t", first=Num(1), last=Num(count), block=(inner,)))
    things = (Thing(h(count), SPAN), Thing(derivative(h(count), "w"), SPAN))
    body, problems = COMPUTE.read(Header("q", SPAN, "compute"), tuple(lines), (Find(things, SPAN),))
    assert not problems
    derivation = COMPUTE.derive(body, {})
    return derivation, derivation.run()


def test_a_chain_of_ten_thousand_statements_has_the_right_gradient():
    _, run = chain(10_000)
    state, slope = 1.0, 0.0
    for _ in range(10_000):
        new = np.tanh(0.9 * state + 0.1)
        state, slope = new, (1 - new**2) * (state + 0.9 * slope)
    assert run["h[10000]"] == pytest.approx(state)
    assert run["dh[10000]/dw"] == pytest.approx(slope)


def test_work_grows_with_length_and_not_with_its_square():
    chain(10)
    assert effort(chain, 1_000) < 4.5 * effort(chain, 250)


def test_a_rerun_of_the_chain_recomputes_what_follows():
    _, run = chain(10_000)
    moved = run.again(pinned={"h[9990]": 5.0}, targets=("h[10000]",))
    assert moved["h[9989]"] == run["h[9989]"]
    assert moved["h[9991]"] != run["h[9991]"]


def test_a_long_chain_pickles():
    derivation, _ = chain(2_500)
    assert len(pickle.loads(pickle.dumps(derivation)).steps) == len(derivation.steps)
