from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = """
from examsolver.core.formula import Apply, Num, Sym
from examsolver.maths.compare_gates import compare_gate

def name(text, *index):
    return Sym(text, index)

t, before = Sym("t"), Apply("-", (Sym("t"), Num(1)))
gate = lambda left, right: Apply("sigmoid", (Apply("+", (left, right)),))
parts = [Apply("*", (name("W_f"), name("h", before))), Apply("*", (name("U_f"), name("x", t)))]
truth = gate(Apply("+", (parts[0], parts[1])), name("b_f"))
given = gate(Apply("+", (Apply("tanh", (name("c", before),)), name("q"))), Apply("*", (name("r"), name("s"))))
print(compare_gate(truth, given, "f").reason)
"""


def told(seed: int) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def first() -> str:
    return told(0)


@pytest.mark.parametrize("seed", [1, 3, 4])
def test_the_order_in_which_differences_are_told_has_nothing_to_do_with_hashing(first: str, seed: int) -> None:
    assert first.count(";") >= 2
    assert told(seed) == first
