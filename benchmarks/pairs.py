"""``python -m benchmarks.pairs``: comparisons a second on one core, the expected text read once.

The pairs are those of the tests. Plain numbers and sizes, then everything that is compared as formulas.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from examsolver.verbs.comparing import reference
from tests.verbs.pairs import CASES

RUNS = 5
SYMBOLIC = ("derivative", "expr", "expression", "conv_formula", "equation", "numeric_expression")
PLAIN = (
    ("73856", "73856"), ("73856", "73855"), ("0.25", ".25"), ("1/4", "0.25"), ("-3.5", "-3.5"), ("10", "9.5"),
    ("6x6", "6x6"), ("6x6", "6x5"), ("6x6", "(6, 6)"), ("28x28x32", "28 x 28 x 32"), ("6x6", "[6,6]"),
)  # fmt: skip
Judgement = tuple[Callable[[str], object], str]


def judgements(kinds: Sequence[str] = ()) -> list[Judgement]:
    """Every text of the tests' cases of some kinds (all, if none are told) with the lane that judges it."""
    found: list[Judgement] = []
    for case in CASES:
        if not kinds or case.kind in kinds:
            options = tuple(sorted(case.options.items()))
            lane = reference(case.expected, case.kind, (), options)
            found.extend((lane.judge, text) for text in (*case.equal, *case.different))
    return found


def rate(work: Sequence[Judgement], turns: int) -> float:
    """The best rate of some runs after one that warms up."""
    best = 0.0
    for turn in range(RUNS + 1):
        begin = time.perf_counter()
        for _ in range(turns):
            for judge, text in work:
                judge(text)
        seconds = time.perf_counter() - begin
        best = max(best, turns * len(work) / seconds if turn else 0.0)
    return best


def slowest(work: Sequence[Judgement]) -> tuple[float, str]:
    """The text that takes longest, in seconds of processor time."""
    worst = (0.0, "")
    for judge, text in work:
        judge(text)
        begin = time.process_time()
        judge(text)
        worst = max(worst, (time.process_time() - begin, text))
    return worst


def main() -> None:
    """Print the rates."""
    plain = [(reference(expected).judge, given) for expected, given in PLAIN]
    print(f"plain numbers and sizes {rate(plain, 500):12,.0f} /s")
    symbolic = judgements(SYMBOLIC)
    print(f"symbolic ({len(symbolic)} texts)   {rate(symbolic, 3):12,.0f} /s")
    everything = judgements()
    print(f"all kinds ({len(everything)} texts)  {rate(everything, 2):12,.0f} /s")
    seconds, text = slowest(everything)
    print(f"slowest text            {seconds * 1000:12.2f} ms  {text!r}")


if __name__ == "__main__":
    main()
