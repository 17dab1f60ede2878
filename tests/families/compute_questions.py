"""Questions of the family ``compute`` for tests, from text to a run."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from textwrap import indent

import numpy as np

from examsolver.core.derivation import Derivation, Run
from examsolver.core.problem import Problem, Source
from examsolver.core.question import Check, Question
from examsolver.families import FAMILIES
from examsolver.language.exam import parse_exam

HOMEWORK = """
X = [[3, 4, 5], [2, 1, -3], [4, -2, 0]]
F = [[2, 0], [-3, 1]]
Z = conv(X, F)
y = gap(Z)
L = y
find Z, y
find dL/dX
find dL/dF
"""

STEP = """
W = [[0.4, 0.45], [0.5, 0.55]]
x = [0.6, 0.6]
t = [0.01, 0.99]
o = sigmoid(W @ x + 0.6)
E = 1/2 * sum((t - o)^2)
W_new = W - 0.5 * dE/dW
find o, E, W_new to 4 decimals
"""

UNROLLED = """
x = [[1, 0], [0, 1], [1, 1]]
h[0] = [0, 0]
W = [[0.5, -0.5], [0, 1]]
U = 0.1 as 2x2
for t in 1..3:
  h[t] = tanh(W @ x[t] + U @ h[t-1])
find h[1..3], dL/dU where L = sum(h[3]) to 4 decimals
"""

LETTERS = """
z as number
phi = z * sigmoid(2*z)
find dphi/dz as equation
find dphi/dz at z = -1, 0, 1 to 4 decimals
"""

LSTM_FACTS = """
x = [1]
h[0] = [0.5]
c[0] = [-1]
W_f = [[0.5, -0.25]]
W_i = [[1, 0.5]]
W_o = [[-0.5, 1]]
W_c = [[0.25, 0.75]]
b_f = [0]
b_i = [0.1]
b_o = [0]
b_c = [-0.2]
"""


@dataclass(frozen=True)
class Asked:
    """A question that was read, derived and run."""

    question: Question
    derivation: Derivation
    run: Run

    def __getitem__(self, name: str) -> object:
        return self.run[name]

    def checks(self) -> tuple[Check, ...]:
        return self.question.family.verify(self.question.body, self.run)


def parsed(lines: str, family: str = "compute"):
    text = f"question q: {family}\n" + indent(lines.strip("\n"), "  ") + "\n"
    return parse_exam(Source("<test>", text), FAMILIES)


def ask(lines: str, family: str = "compute") -> Asked:
    exam, problems = parsed(lines, family)
    assert not problems, "\n".join(str(problem) for problem in problems)
    question = exam.questions[0]
    derivation = question.family.derive(question.body, question.conventions)
    return Asked(question, derivation, derivation.run())


def problems_of(lines: str, family: str = "compute") -> tuple[Problem, ...]:
    return parsed(lines, family)[1]


def exact(value) -> object:
    """Nested lists of fractions, refusing floats."""
    if isinstance(value, np.ndarray):
        return [exact(part) for part in value]
    assert not isinstance(value, float), "a float where the mathematics is exact"
    return Fraction(value)
