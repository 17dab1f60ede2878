"""``python -m benchmarks.against_frameworks``: the same gradients by PyTorch autograd and SymPy, in one run.

They do not do the same: PyTorch gives floats, SymPy formulas, examsolver exact numbers where there are any, with a
derivation of every step. So the ratios say what a worked solution costs, not who computes faster. Needs the extra
``oracle``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import sympy
import torch

import examsolver
from benchmarks.__main__ import timed

Values = list[Any]


@dataclass(frozen=True, slots=True)
class Task:
    """One question and the same work in both libraries; each gives the asked values in order."""

    name: str
    text: str
    in_torch: Callable[[], Values]
    in_sympy: Callable[[], Values] | None


def ours(exam: examsolver.Exam) -> Values:
    """Derive, run every step, give the asked values."""
    (question,) = exam
    solution = examsolver.solve(question)
    return [solution.run[part.steps[0]] for part in question.parts]


def tensor(values: Any) -> Any:
    """A leaf that gradients are taken by."""
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


# A dense network of two layers.

W1, W2, X, T = [[0.5, 0.2], [-0.3, 0.8], [0.1, -0.4]], [[0.4, -0.1, 0.6], [0.2, 0.7, -0.3]], [1.0, 0.5], [1.0, 0.0]
DENSE = f"""question q: compute
  x = {X}
  W1 = {W1}
  W2 = {W2}
  t = {T}
  h = sigmoid(W1 @ x)
  o = sigmoid(W2 @ h)
  E = 1/2 * sum((t - o)^2)
  find dE/dW1, dE/dW2 to 6 decimals
"""


def dense_torch() -> Values:
    w1, w2 = tensor(W1), tensor(W2)
    h = torch.sigmoid(w1 @ torch.tensor(X, dtype=torch.float64))
    loss = 0.5 * ((torch.tensor(T, dtype=torch.float64) - torch.sigmoid(w2 @ h)) ** 2).sum()
    loss.backward()
    return [w1.grad.numpy(), w2.grad.numpy()]


def dense_sympy() -> Values:
    w1, w2 = (
        sympy.Matrix(len(w), len(w[0]), lambda i, j, n=n: sympy.Symbol(f"{n}_{i}_{j}"))
        for n, w in (("a", W1), ("b", W2))
    )
    squash = partial(sympy.Matrix.applyfunc, f=lambda z: 1 / (1 + sympy.exp(-z)))
    error = sympy.Matrix(T) - squash(w2 * squash(w1 * sympy.Matrix(X)))
    loss = (error.T * error)[0] / 2
    numbers = {
        symbol: number
        for symbols, values in ((w1, W1), (w2, W2))
        for symbol, number in zip(symbols, np.ravel(values), strict=True)
    }
    return [slopes(loss, matrix, numbers) for matrix in (w1, w2)]


def slopes(loss: Any, matrix: Any, numbers: Mapping[Any, float]) -> Any:
    """All derivatives of a formula by the entries of a matrix, at numbers."""
    found = [float(sympy.diff(loss, symbol).subs(numbers)) for symbol in matrix]
    return np.array(found).reshape(matrix.shape)


# A convolution with global average pooling.

IMAGE = [[(3 * i + 5 * j) % 7 - 3 for j in range(8)] for i in range(8)]
KERNEL = [[1, 2, 1], [0, 1, 0], [1, 0, -1]]
CONV = f"""question q: compute
  X = {IMAGE}
  F = {KERNEL}
  Z = conv(X, F)
  y = gap(relu(Z))
  find dy/dX, dy/dF
"""


def conv_torch() -> Values:
    x, f = tensor([[IMAGE]]), tensor([[KERNEL]])
    torch.relu(torch.nn.functional.conv2d(x, f)).mean().backward()
    return [x.grad[0, 0].numpy(), f.grad[0, 0].numpy()]


# A recurrent network unrolled.

STEPS = 6
SEQUENCE = f"""question q: compute
  w = 0.5
  u = 0.3
  h[0] = 0.1
  for t in 1..{STEPS}:
    h[t] = tanh(w * h[t-1] + u)
  L = h[{STEPS}]
  find dL/dw, dL/du to 6 decimals
"""


def sequence_torch() -> Values:
    w, u, h = tensor(0.5), tensor(0.3), torch.tensor(0.1, dtype=torch.float64)
    for _ in range(STEPS):
        h = torch.tanh(w * h + u)
    h.backward()
    return [w.grad.item(), u.grad.item()]


def sequence_sympy() -> Values:
    w, u = sympy.symbols("w u")
    h: Any = sympy.Rational(1, 10)
    for _ in range(STEPS):
        h = sympy.tanh(w * h + u)
    at = {w: sympy.Rational(1, 2), u: sympy.Rational(3, 10)}
    return [float(sympy.diff(h, symbol).subs(at)) for symbol in (w, u)]


# Softmax and cross-entropy.

SCORES = [1.2, 2.0, 0.5, -1.0]
CHOICE = f"""question q: compute
  z = {SCORES}
  t = [0, 1, 0, 0]
  L = cross_entropy(softmax(z), t)
  find L, dL/dz to 6 decimals
"""


def choice_torch() -> Values:
    z = tensor(SCORES)
    loss = torch.nn.functional.cross_entropy(z, torch.tensor(1))
    loss.backward()
    return [loss.item(), z.grad.numpy()]


def choice_sympy() -> Values:
    z = sympy.symbols("z0:4")
    loss = -sympy.log(sympy.exp(z[1]) / sum(map(sympy.exp, z)))
    at = dict(zip(z, SCORES, strict=True))
    return [float(loss.subs(at)), np.array([float(sympy.diff(loss, symbol).subs(at)) for symbol in z])]


TASKS = (
    Task("dense 2-3-2, sigmoid, both gradients", DENSE, dense_torch, dense_sympy),
    Task("8x8 convolution, ReLU, pooling, both gradients", CONV, conv_torch, None),
    Task(f"recurrence of {STEPS} steps, two gradients", SEQUENCE, sequence_torch, sequence_sympy),
    Task("softmax, cross-entropy, gradient", CHOICE, choice_torch, choice_sympy),
)


def agree(one: Values, other: Values) -> bool:
    """Whether values are the same up to rounding."""
    return all(
        np.allclose(np.asarray(a, float), np.asarray(b, float), atol=1e-9) for a, b in zip(one, other, strict=True)
    )


def main() -> None:
    """A line a task."""
    print(f"{'':48} {'examsolver':>12} {'PyTorch':>16} {'SymPy':>18}")
    for task in TASKS:
        exam = examsolver.load(task.text)
        values, seconds = ours(exam), timed(partial(ours, exam))
        said = f"{task.name:48} {seconds * 1000:9.2f} ms"
        for library in (task.in_torch, task.in_sympy):
            if library is None:
                said += f" {'-':>18}"
                continue
            assert agree(values, library()), task.name
            theirs = timed(library)
            said += f" {theirs * 1000:9.2f} ms {seconds / theirs:5.2f}x"
        print(said)


if __name__ == "__main__":
    main()
