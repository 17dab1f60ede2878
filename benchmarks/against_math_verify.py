"""``python -m benchmarks.against_math_verify``: the same pairs through examsolver and Math-Verify, in one run.

Both read the expected text once and every given text each time. Needs the extra ``bench``.
"""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

from benchmarks.pairs import judgements, rate
from tests.verbs.pairs import DIFFERENT, EQUAL


def peer(dollars: bool) -> tuple[float, float]:
    """Comparisons a second of Math-Verify, and the share of verdicts that are right.

    ``dollars``: every text as LaTeX between dollars, in which form it is right more often; else only
    those that have a backslash.
    """
    from math_verify import ExprExtractionConfig, LatexExtractionConfig, parse, verify

    logging.disable(logging.CRITICAL)
    targets = [LatexExtractionConfig(), ExprExtractionConfig()]

    def parsed(text: str) -> Any:
        wrapped = "$" not in text and (dollars or "\\" in text)
        return parse(f"${text}$" if wrapped else text, targets)

    pairs = [(case.expected, text, True) for case, text in EQUAL]
    pairs += [(case.expected, text, False) for case, text in DIFFERENT]
    known: dict[str, Any] = {gold: parsed(gold) for gold in {gold for gold, _, _ in pairs}}
    right = 0
    begin = time.perf_counter()
    for gold, text, equal in pairs:
        right += bool(verify(known[gold], parsed(text))) is equal
    return len(pairs) / (time.perf_counter() - begin), right / len(pairs)


def ours() -> tuple[float, float]:
    """Comparisons a second of examsolver, and the share of verdicts that are right."""
    work = judgements()
    expected = ["equal" if equal else "different" for equal in _truths()]
    told = [getattr(judge(text), "verdict", "") for judge, text in work]
    return rate(work, 1), sum(a == b for a, b in zip(told, expected, strict=True)) / len(work)


def _truths() -> list[bool]:
    from tests.verbs.pairs import CASES

    return [equal for case in CASES for equal in (*[True] * len(case.equal), *[False] * len(case.different))]


def main() -> None:
    """Print both and the ratio; ``plain`` as argument takes the other way of calling Math-Verify."""
    dollars = "plain" not in sys.argv[1:]
    fast, right = ours()
    print(f"examsolver                {fast:10,.0f} comparisons/s   {right:6.1%} right")
    slow, theirs = peer(dollars)
    name = "Math-Verify, as $LaTeX$" if dollars else "Math-Verify, plain text"
    print(f"{name}   {slow:10,.0f} comparisons/s   {theirs:6.1%} right   ratio {fast / slow:.0f}")


if __name__ == "__main__":
    main()
