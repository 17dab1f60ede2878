"""``python -m benchmarks.garbage``: the 60,000 texts of the garbage test, timed one by one."""

from __future__ import annotations

import gc
import time
from random import Random

import examsolver
from examsolver.verbs.comparing import reference
from tests.verbs.test_comparing_garbage import CHUNKS, EXPECTED, TEXTS, garbage

WARM = (("x^2", "2x + sin x"), ("QK^T", "K^TQ"), ("sqrt(2)", "1.5"), ("sin x", "cos x"))
LIMIT = 0.05


def main() -> None:
    """Print how long the slowest take, libraries loaded before."""
    for expected, given in WARM:
        examsolver.compare(expected, given)
    lanes = [reference(text) for text in EXPECTED]
    gc.freeze()
    times: list[tuple[float, str]] = []
    for chunk in range(CHUNKS):
        chance = Random(chunk)
        for _ in range(TEXTS // CHUNKS):
            text, lane = garbage(chance), chance.choice(lanes)
            begin = time.process_time()
            lane.judge(text)
            seconds = time.process_time() - begin
            if seconds > LIMIT:  # once more: it may have been a pause of the machine
                begin = time.process_time()
                lane.judge(text)
                seconds = min(seconds, time.process_time() - begin)
            times.append((seconds, text))
    times.sort(reverse=True)
    total = sum(seconds for seconds, _ in times)
    print(f"{len(times)} texts in {total:.1f} s; over {LIMIT * 1000:.0f} ms: {sum(t > LIMIT for t, _ in times)}")
    for seconds, text in times[:3]:
        print(f"{seconds * 1000:8.1f} ms  {text[:60]!r}")


if __name__ == "__main__":
    main()
