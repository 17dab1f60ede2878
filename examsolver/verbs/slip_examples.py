"""Small questions on which ``examsolver explain`` shows wrong ideas that no question of the bank carries."""

from __future__ import annotations

from examsolver.rules import ALGORITHM_CATALOGUE, CATALOGUE, PROCEDURE_CATALOGUE
from examsolver.verbs import slip_examples_of_losses, slip_examples_of_maps, slip_examples_of_words

TOPICS = (slip_examples_of_losses.EXAMPLES, slip_examples_of_maps.EXAMPLES, slip_examples_of_words.EXAMPLES)


def example_texts() -> tuple[str, ...]:
    """The questions below, those by topic, and those that rules, cells and algorithms give as their examples."""
    catalogues = (CATALOGUE.entries, PROCEDURE_CATALOGUE.entries, ALGORITHM_CATALOGUE.entries)
    own = (*EXAMPLES, *(text for texts in TOPICS for text in texts))
    return (*own, *(f"{rule.example}\n" for rules in catalogues for rule in rules if rule.example))


EXAMPLES: tuple[str, ...] = (
    """question training-step: compute
  x = [1, 2]
  W_1 = [[0.5, -0.3], [0.2, 0.4]]
  b = [0.1, -0.2]
  W_2 = [[0.7, -0.6], [0.1, 0.3]]
  t = [1, 0]
  h = sigmoid(W_1 @ x + b)
  y = W_2 @ h
  L = 1/2 * sum((y - t)^2)
  V = W_2 - 0.1 * dL/dW_2
  U = W_1 - 0.1 * dL/dW_1
  find h, y, L, V, U to 4 decimals
""",
    """question through-time: compute
  x = [[1, 0], [0, 1], [1, 1]]
  h[0] = [0, 0]
  W = [[0.5, -0.5], [0, 1]]
  U = [[0.2, 0.1], [-0.3, 0.4]]
  V = [[1, 2], [3, -1], [0.5, 1]]
  for t in 1..3:
    h[t] = tanh(W @ x[t] + U @ h[t-1])
    y[t] = V @ h[t]
  L = sum(y[1]) + sum(y[2]) + sum(y[3])
  find h[1..3], dL/dU to 4 decimals
""",
    """question one-weight: compute
  w = 3
  x = 2
  b = 0.5
  a = w * x + b
  q = 4 / a
  r = sqrt(q)
  L = (r - 1)^3
  find a, q, r, L, dL/dw to 4 decimals
""",
    """question products: compute
  A = [[1, 2], [3, 5]]
  B = [[4, -1], [2, 7]]
  C = A * B
  D = A @ B
  E = (A @ B)^T
  find C, D, E
""",
    """question regression: compute
  p = [0.2, 0.9, 0.4]
  t = [0, 1, 1]
  L = mse(p, t)
  find L, dL/dp to 4 decimals
""",
    """question pools: compute
  X = [[1, 5, 2], [7, 3, 4], [6, 0, 8]]
  M = maxpool(X, size=2, stride=1)
  A = avgpool(X, size=2, stride=1)
  L = sum(M) + sum(A)
  find M, A, dL/dX
""",
    """question rows: compute
  X = [[1, 5, 2], [7, 3, 4]]
  s = sum(X, axis=row)
  m = mean(X, axis=row)
  g = max(X)
  P = softmax(X, axis=row)
  Y = reshape(X, size=3x2)
  find s, m, g, Y
  find P to 4 decimals
""",
    """question entropy: compute
  x = [1, 2, 3]
  q = exp(-x)
  s = sum(q)
  H = log(s) + mean(x)
  find q, H, dH/dx to 4 decimals
""",
    """question quotient: compute
  z as number
  f = (z^3 - 2) / (z^2 + 1) + sqrt(z) * exp(-z)
  g = tanh(3*z) - 4*sigmoid(2*z)
  find df/dz as equation
  find dg/dz as equation
""",
    """question rectified: compute
  z = [2, -1, 3]
  v = [1, 2, -1]
  r = relu(z)
  L = sum(v * r)
  find r, L, dL/dz
""",
    """question layers: network
  input 21x21x8
  c = conv 8, kernel 3, groups 2, dilation 2, stride 2
  n = batchnorm
  find c.output, c.parameters
  find n.trainable, non-trainable
  convention batchnorm statistics counted
""",
    """question states: network
  input 20x8
  a = lstm 4, return sequences
  find a.output
""",
    """question last-state: network
  input 20x8
  a = gru 5
  find a.output
""",
    """question batch: compute
  P = [[1/2, 1/4, 1/4], [1/5, 1/5, 3/5]]
  T = [[1, 0, 0], [0, 0, 1]]
  L = cross_entropy(P, T)
  find L to 4 decimals
""",
    """question tie: compute
  x = [2, 5, 5]
  m = max(x)
  find dm/dx
""",
    """question inexact: shapes
  input 12
  filters 1 of 3
  strides 2
  find feasible and output
""",
    """question pooled: network
  input 11x11x4
  maxpool 2
  find output
  convention pooling output size ceil
""",
    """question words: network
  input 100
  embedding 10000, 64
  find embedding.output, embedding.parameters
""",
    """question merged: network
  x = input 8x8x4
  a = conv 4, kernel 3, same
  s = add a, x
  g = gap
  find s.output, g.output
""",
    """question moved-window: compute
  X = [[1, 2, 3], [4, 5, 7], [6, 8, 9]]
  F = [[1, 2], [3, 5]]
  Z = conv(X, F, stride=2, padding=1)
  L = sum(Z)
  find Z, dL/dX
""",
)
