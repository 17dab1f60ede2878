"""Networks in our language whose code is written and run."""

NETWORKS = {
    "chain": """
  input 28x28x1
  conv 8, kernel 5, relu
  maxpool 2
  conv 16, kernel 3, stride 2, padding 1, no bias
  batchnorm
  relu
  flatten
  dropout 0.5
  dense 10, softmax
""",
    "branches": """
  x = input 14x14x24
  a = conv 16, kernel 1, from x
  b = conv 32, kernel 3, same, from x
  p = maxpool 3, stride 1, same, from x
  c = concat a, b, p
  d = conv 72, kernel 1, from x
  s = add c, d
  gap
  dense 5
""",
    "windows": """
  input 15x17x4
  conv 8, kernel 3x5, stride 2, same
  conv 8, kernel 3, dilation 2, padding 2, groups 4
  maxpool 3, stride 2, ceil
  avgpool 2, padding 1
  conv 6, kernel 3, padding 1, top 1
""",
    "relatives": """
  input 12x12x4
  depthwise 3, padding 1, multiplier 2
  separable 16, kernel 3, same
  conv-transpose 8, kernel 4, stride 2, padding 1
  relu
""",
    "words": """
  input 35
  embedding 1000, 24
  lstm 16, sequences
  gru 12, sequences, reset after
  rnn 8
  dense 2
""",
    "signals": """
  input 100x6
  conv1d 12, kernel 5, stride 2
  relu
  maxpool1d 2
  conv1d 8, kernel 3, same
  gap
  dense 3
""",
    "volumes": """
  input 8x16x16x2
  conv3d 4, kernel 3, padding 1
  maxpool3d 2
  flatten
  dense 3
""",
    "edges": """
  input 9x9x4
  zeropad 1, top 1
  conv 8, kernel 3, relu6
  groupnorm 4
  upsample 2
  mish
  gmp
  dense 6
""",
    "attentive": """
  x = input 16x32
  layernorm
  attention 4
  s = add attention, x
  gap
  dense 3
""",
    "cropped": """
  input 12x10x3
  crop 1, top 1
  conv 4, kernel 2
  adaptive-avgpool 4x7
  flatten
  dense 2
""",
}
