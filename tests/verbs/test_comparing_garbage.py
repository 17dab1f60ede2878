"""60,000 texts that nobody would write: a verdict each, no exception, and bounded work.

Work is counted, not timed: steps of evaluation. ``benchmarks`` measures the time.
"""

from __future__ import annotations

from random import Random

import pytest

from examsolver.maths import evaluate
from examsolver.verbs.comparing import reference

TEXTS = 60_000
CHUNKS = 12
STEPS = 60_000
"""Instructions of evaluation that one text may take."""

EXPECTED = (
    "73856", "28%", "6x6", "not possible", "A, C", "C", "O(n^2 d)", "4 GB", "f_t = σ(W_f·[h_{t-1}, x_t] + b_f)",
    "[[1,2],[3,4]]", "(0.1, 0.2, 0.7)", "x^2+2x+1", "σ(x)(1-σ(x))", "softmax(QK^T/√d_k)V", "-\\sum_i y_i \\log(p_i)",
    "x = 2, y = 3", "0 < p < 1", "y=2x-5", "{1,2,3}", "decreases", "∞", "w ← w - η∇L(w)", "1/3", "\\sqrt{2}",
    "1.5 ± 0.5", "f(x) = sin(x)", "x > 1", "(-∞, 2] ∪ (3, 4)",
)  # fmt: skip
WRITTEN = (
    "0 1 2 3 9 10 99 1e9 1e999 0.5 .5 , ; . : = < > <= >= != + - * / ^ ^^ ** ! !! % ± √ ∑ Σ ∏ ∫ ∞ ∈ ∪ ∂ ∇ ( ) [ ]"
    " { } | || ⌊ ⌋ ' \" _ ~ \\"
    " \\frac \\sqrt \\left \\right \\sum_ \\prod \\begin{pmatrix} \\end{pmatrix} \\\\ & $"
    " \\text{ \\boxed{ x y z n k i e pi sin log exp tanh max min floor softmax W_f h_{t-1} x_t b_f σ η λ T ^T .T"
    " é 中 😀"
    " and or is where yes answer no not A B C GB MB kg m/s O( None NaN inf 9^9 9**9 x^x^x 10^10 factorial binomial"
    " 1/0 0/0 lim sup in to 2^-4000 1/7^2000"
)
PIECES = tuple(WRITTEN.split(" "))


def garbage(chance):
    mode = chance.random()
    if mode < 0.75:
        glue = " " if chance.random() < 0.3 else ""
        return glue.join(chance.choice(PIECES) for _ in range(chance.randint(1, chance.choice([4, 10, 25]))))
    if mode < 0.95:
        ranges = ((32, 126), (160, 0x2FFF))
        return "".join(chr(chance.randint(*chance.choice(ranges))) for _ in range(chance.randint(1, 40)))
    return (chance.choice(PIECES) + chance.choice(PIECES)) * chance.randint(1, 150)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_garbage_gets_a_verdict_within_a_budget(chunk, monkeypatch):
    lanes = [reference(text) for text in EXPECTED]
    spent = [0]
    run = evaluate.run

    def counted(program, values, arithmetic):
        spent[0] += len(program)
        return run(program, values, arithmetic)

    for module in ("evaluate", "floating", "precise", "compare_points"):
        monkeypatch.setattr(f"examsolver.maths.{module}.run", counted)
    chance = Random(chunk)
    for _ in range(TEXTS // CHUNKS):
        text, lane = garbage(chance), chance.choice(lanes)
        spent[0] = 0
        told = lane.judge(text)
        assert told.verdict in ("equal", "different", "undecided"), text
        assert spent[0] <= STEPS, text
