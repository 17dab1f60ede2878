"""Small questions on wrong ideas about windows that slide over maps, and boxes."""

from __future__ import annotations

EXAMPLES: tuple[str, ...] = (
    """question seen: compute receptive-field
  kernels = [3, 3]
  strides = [3, 2]
  find field[1], field[2]
""",
    """question columns: compute
  X = 1..12 as 3x4
  C = im2col(X, size=2)
  find C
""",
    """question enlarged: compute
  X = [[1, 2], [3, 4]]
  F = [[1, 0, 2], [2, 1, -1], [0, 3, 1]]
  Z = conv_transpose(X, F, stride=2, padding=1, output_padding=1)
  find Z
""",
    """question rotated: compute
  X = [[3, 4, 5], [2, 1, -3], [4, -2, 0]]
  F = [[2, 0], [-3, 1]]
  Z = conv(X, F, padding=1)
  L = sum(Z * Z)
  find Z, dL/dF
  convention conv operation true convolution
""",
    """question padded: compute
  X = [[3, 4, 5], [2, 1, -3], [4, -2, 0]]
  F = [[2, 0], [-3, 1]]
  Z = conv(X, F, padding=1)
  find Z
""",
    """question below-zero: compute
  X = [[-1, -5, -2], [-7, -3, -4], [-6, -9, -8]]
  M = maxpool(X, size=2, stride=2, padding=1)
  find M
""",
    """question precisions: compute
  a = interpolated_ap([1, 1/2, 2/3], [1/3, 2/3, 1])
  find a exactly
""",
    """question chain: compute
  k = suppress([3, 2, 1], [[1, 0.6, 0.1], [0.6, 1, 0.6], [0.1, 0.6, 1]], 0.5)
  find k
""",
    """question twice-padded: shapes
  input 12
  filters 3 of 5x5
  padding 2
  strides 1
  find output
""",
)
