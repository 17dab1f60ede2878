"""``python -m benchmarks.reading``: a million answers read, each format in a process of its own: seconds and memory."""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PARTS = ("conv.parameters", "conv.output", "total.parameters")
EXAM = "question q: network\n  input 8x8x3\n  conv 4, kernel 3\n  find conv.parameters, conv.output, total parameters\n"
ENDINGS = {"jsonl": ".jsonl", "long": ".csv", "wide": ".csv"}


def lines(form: str, rows: int) -> Iterator[str]:
    """A file of so many answers, three of each student."""
    if form == "long":
        yield "student,question,part,answer\n"
    if form == "wide":
        yield "student," + ",".join(f"q/{part}" for part in PARTS) + "\n"
    for student in range(rows // 3):
        if form == "wide":
            yield f"s{student},112,6x6x4,{student}\n"
            continue
        for part, answer in zip(PARTS, ("112", "6x6x4", student), strict=True):
            if form == "long":
                yield f"s{student},q,{part},{answer}\n"
            else:
                yield f'{{"student": "s{student}", "question": "q", "part": "{part}", "answer": "{answer}"}}\n'


def measure(path: Path) -> None:
    """Read a file and print what it took."""
    import examsolver
    from examsolver.exchange.answers import read_answers

    exam = examsolver.load(EXAM)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.perf_counter()
    submissions, problems = read_answers(path, exam)
    seconds = time.perf_counter() - begin
    count = sum(len(submission.answers) for submission in submissions)
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    size = path.stat().st_size / 2**20
    print(f"{count:10,} answers  {len(submissions):8,} students  {seconds:6.2f} s {count / seconds:10,.0f}/s  ", end="")
    print(f"file {size:5.0f} MB  memory +{more:5.0f} MB  problems {len(problems)}")


def main() -> None:
    """Every format, or (with --file) one file in this process."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--file", type=Path)
    told = options.parse_args()
    if told.file:
        measure(told.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        for form, ending in ENDINGS.items():
            path = Path(folder) / (form + ending)
            with path.open("w", encoding="utf-8") as file:
                file.writelines(lines(form, told.rows))
            print(f"{form:6}", end="", flush=True)
            subprocess.run([sys.executable, "-m", "benchmarks.reading", "--file", str(path)], check=True)


if __name__ == "__main__":
    main()
