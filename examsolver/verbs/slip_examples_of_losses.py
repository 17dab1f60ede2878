"""Small questions on wrong ideas about losses, activations and training."""

from __future__ import annotations

EXAMPLES: tuple[str, ...] = (
    """question rare: compute
  p = [0.9, 0.3, 0.4]
  t = [1, 0, 1]
  L = focal(p, t, gamma=2, alpha=0.25)
  find L to 6 decimals
""",
    """question sizes-of-errors: compute
  p = [1, 5, 3]
  t = [2, 1, 2.5]
  L = mae(p, t)
  find L, dL/dp exactly
""",
    """question root-of-errors: compute
  p = [1, 2, 0.5]
  t = [0, 4, 3]
  L = rmse(p, t)
  find L, dL/dp to 4 decimals
""",
    """question scores: compute
  z = [0.3, 0.8]
  t = [1, 0]
  L = bce_with_logits(z, t)
  find L to 4 decimals
""",
    """question bits: compute
  x = [1, 8, 5]
  y = log2(x)
  L = sum(y)
  find y, dL/dx to 4 decimals
""",
    """question binarised: compute
  z = [-1, 0.5, 2]
  c = [3, -1, 4]
  h = sign(z)
  L = sum(c * h)
  find h, L, dL/dz
""",
    """question anchored: compute triplet
  anchor = [0, 0]
  positive = [3, 2]
  negative = [1, 0]
  margin = 0.5
  find loss to 4 decimals
""",
    """question uneven: compute
  s = fold_sizes(11, 4)
  find s
""",
    """question small-gradient: compute clip-by-norm
  g = [0.6, 0.8]
  limit = 5
  find norm, clipped
""",
    """question dropped-out: compute
  x = [1, 2, 3]
  y = dropped(x, [1, 0, 1], 0.5)
  L = sum(y * [1, 2, 4])
  find y, dL/dx
""",
)
