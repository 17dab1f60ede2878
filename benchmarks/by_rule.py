"""``python -m benchmarks.by_rule``: how long each rule's own example takes, from text to values, after start."""

from __future__ import annotations

from functools import partial
from statistics import median

import examsolver
from benchmarks.__main__ import timed
from examsolver.rules import ALGORITHM_CATALOGUE, CATALOGUE, PROCEDURE_CATALOGUE

LISTED = 25
"""The slowest that are listed."""


def solved(text: str) -> object:
    """Parse, derive, compute every step."""
    return [examsolver.solve(question) for question in examsolver.load(text)]


def main() -> None:
    """The slowest rules, and what the middle one takes."""
    kinds = (("", CATALOGUE), ("cell ", PROCEDURE_CATALOGUE), ("compute ", ALGORITHM_CATALOGUE))
    examples = {f"{word}{entry.name}": entry.example for word, catalogue in kinds for entry in catalogue.entries}
    seconds = {name: timed(partial(solved, text)) for name, text in examples.items()}
    middle = median(seconds.values())
    slow = sorted(seconds, key=lambda name: -seconds[name])
    print(f"{len(seconds)} rules; median {middle * 1000:.2f} ms; over 20 ms: {sum(s > 0.02 for s in seconds.values())}")
    for name in slow[:LISTED]:
        print(f"  {name:28} {seconds[name] * 1000:8.2f} ms {seconds[name] / middle:7.1f} x the median")


if __name__ == "__main__":
    main()
