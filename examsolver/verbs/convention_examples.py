"""Small questions on which ``examsolver explain`` shows conventions and wrong ideas that change nothing elsewhere."""

from __future__ import annotations

CONVENTIONS: tuple[str, ...] = (
    """question same-by-both-sides: network
  input 10x10x1
  conv 1, kernel 3, stride 2, same
  find output
  convention output size ceil
""",
    """question padded-average: compute
  X = [[4, 8], [2, 6]]
  A = avgpool(X, size=2, stride=1, padding=1)
  find A exactly
""",
    """question two-references: compute
  r = reference_length("a b c d", ["a b", "a b c d e"])
  find r
""",
    """question unequal-precisions: compute bleu
  candidate = "A B B C D"
  references = "A B C D E F"
  n = 2
  convention bleu weights halving
  find bleu to 4 decimals
""",
    """question nothing-found: compute
  hits = 0
  found = 0
  p = ratio(hits, found)
  find p exactly
  convention empty ratio one
""",
    """question after-the-end: compute polynomial-decay
  rate = 0.1
  total = 10
  power = 2
  epoch = 12
  find learning-rate
""",
    """question between-the-limits: compute
  z = [-1, 1, 2]
  s = hard_sigmoid(z)
  find s exactly
""",
    """question rise-and-fall: compute one-cycle
  max_rate = 1
  total = 20
  share = 0.5
  division = 10
  final_division = 100
  epoch = [5, 12]
  find learning-rate to 4 decimals
  convention one-cycle linear
""",
    """question as-many-words-as-numbers: compute cbow
  W = [[2, 0], [0, 3]]
  U = [[0.5, 1], [0, 0.5]]
  context = [1]
  center = 2
  rate = 1
  find u
""",
    """question signs: compute perceptron
  X = [[1, 2], [-1, 1], [2, 1]]
  targets = [-1, 1, 1]
  activation = sign
  find w, b
""",
    """question precision-falls-and-rises: compute
  a = interpolated_ap([1, 0.5, 2/3], [1/3, 1/3, 2/3])
  b = interpolated_ap([0.5, 2/3, 0.75], [1/3, 2/3, 1])
  find a, b exactly
""",
    """question odd-sizes: compute data-split
  examples = 1003
  test = 0.2
  validation = 0.1
  find train-size, validation-size, test-size
""",
    """question balanced: compute
  p = [0.9, 0.3]
  t = [1, 0]
  L = focal(p, t, gamma=2, alpha=0.25)
  find L to 4 decimals
""",
    """question two-sentences: compute
  c = gram_count(["the cat", "cat sat"], "cat cat")
  find c
""",
    """question cropped: compute
  X = [[1, 2], [3, 4]]
  F = [[1, 0, 2], [2, 1, 0], [0, 1, 1]]
  Z = conv_transpose(X, F, stride=2, padding=1, output_padding=1)
  find Z
""",
    """question rotated: compute
  X = [[3, 4, 5], [2, 1, -3], [4, -2, 0]]
  F = [[2, 0], [-3, 1]]
  Z = conv(X, F, padding=1)
  find Z
  convention conv operation true convolution
""",
    """question base-two: compute
  p = [0.5, 0.25]
  H = -sum(p * log2(p))
  find H, dH/dp to 4 decimals
""",
    """question wide-nucleus: compute
  p = [0.5, 0.2, 0.3]
  q = top_p(p, mass=0.25)
  find q
""",
    """question negative-window: compute
  X = [[-1, -2], [-3, -4]]
  P = maxpool(X, size=2, stride=1, padding=1)
  find P
""",
    """question doubled-letter: compute
  n = ctc_path_count("see", 5)
  find n
""",
    """question already-small: compute clip-by-norm
  g = [3, -4]
  limit = 10
  find norm, factor, clipped
""",
    """question scores-between: compute
  z = [0.8, 0.3]
  t = [1, 0]
  L = bce_with_logits(z, t)
  find L to 4 decimals
""",
    """question two-on-each-side: compute
  P = skip_gram_pairs("the cat sat down", window=2)
  find P
""",
)
