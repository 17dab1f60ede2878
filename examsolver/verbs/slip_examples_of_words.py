"""Small questions on wrong ideas about texts and their parts."""

from __future__ import annotations

EXAMPLES: tuple[str, ...] = (
    """question two-sentences: compute
  c = gram_count(["the cat", "sat on the mat"], "cat sat")
  find c
""",
    """question doubled: compute
  n = ctc_path_count("aab", 5)
  find n
""",
    """question nucleus-of-two: compute
  p = [0.35, 0.2, 0.3, 0.15]
  q = top_p(p, mass=0.3)
  find q to 4 decimals
""",
    """question wide: compute
  P = skip_gram_pairs("the cat sat on it", window=2)
  find P
""",
    """question neighbours-of-three: compute
  v = vocabulary("a b a c")
  C = neighbour_counts("a b a c", v)
  find C
""",
)
