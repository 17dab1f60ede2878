"""``python -m benchmarks``: times and ratios of one run, on this machine, as it is now."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

from benchmarks.workloads import WORKLOADS, Workload

RUNS = 7


def timed(work: Callable[[], object]) -> float:
    """Median seconds of some runs after one that warms up."""
    work()
    seconds = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return median(seconds)


def cold(*arguments: str, given: str = "") -> float:
    """Median seconds of a whole process."""
    command = [sys.executable, *arguments]
    return timed(lambda: subprocess.run(command, input=given, capture_output=True, text=True, check=True))


def report(name: str, seconds: float, unit: float, count: int, noun: str) -> None:
    """One line: milliseconds, against a unit of work, and a rate where things are counted."""
    rate = f"{count / seconds:12,.0f} {noun}/s" if count else ""
    print(f"{name:44} {seconds * 1000:10.2f} ms {seconds / unit:9.2f} x {rate}".rstrip())


def main() -> None:
    """Cold starts against an empty interpreter, work in process against parsing the core exam."""
    bare = cold("-c", "pass")
    click = cold("-c", "import click")
    question = "question q: network\n  input 8x8x3\n  conv 4, kernel 3\n  find conv.parameters\n"
    gradient = "question q: compute\n  X = [[1, 2], [3, 4]]\n  y = gap(X)\n  find dy/dX\n"
    print(f"{'whole processes (x: an empty interpreter)':44} {'median':>13}")
    report("python -c pass", bare, bare, 0, "")
    report("python -c 'import click'", click, bare, 0, "")
    report("examsolver --help", cold("-m", "examsolver", "--help"), bare, 0, "")
    for name, text in (("network", question), ("compute", gradient)):
        seconds = cold("-m", "examsolver", "solve", "-", given=text)
        report(f"examsolver solve - (a {name} question)", seconds, bare, 0, "")
    print(f"\n{'in one process (x: the first)':44} {'median':>13}")
    unit = 0.0
    for workload in WORKLOADS:
        prepared: Workload = workload()
        seconds = timed(prepared.work)
        unit = unit or seconds
        report(prepared.name, seconds, unit, prepared.count, prepared.noun)


if __name__ == "__main__":
    main()
