"""What is timed. Each is prepared outside the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import examsolver
from examsolver.core.marking import Answer, Submission
from examsolver.core.question import Exam
from examsolver.exchange.answers import read_answers
from examsolver.resources import read_data


@dataclass(frozen=True, slots=True)
class Workload:
    """A name, the work, and how many of what it does."""

    name: str
    work: Callable[[], object]
    count: int = 0
    noun: str = ""


def core() -> Exam:
    """The core exam of the bank."""
    return examsolver.load(read_data("question_bank", "core/source-core.exam"))


def parsing() -> Workload:
    """Text to questions: parse, derive once, name the parts."""
    text = read_data("question_bank", "core/source-core.exam")
    return Workload("core exam: parse and derive", lambda: examsolver.load(text))


def solving() -> Workload:
    """Derivations and all values."""
    exam = core()
    return Workload("core exam: solve", lambda: [examsolver.solve(q) for q in exam], len(exam.questions), "questions")


def verifying() -> Workload:
    """Oracles."""
    exam = core()
    return Workload("core exam: check", lambda: examsolver.check(exam))


def rendering(form: str) -> Callable[[], Workload]:
    """Worked solutions in one format."""

    def prepare() -> Workload:
        solutions = tuple(examsolver.solve(question) for question in core())
        return Workload(f"core exam: render {form}", lambda: examsolver.render(solutions, form))

    return prepare


def marking() -> Workload:
    """The core answers of 20 classes, every student with another id."""
    exam = core()
    given, _ = read_answers(read_data("question_bank", "core/source-core.answers.jsonl"), exam)
    scripts = [replace(script, student=f"{script.student}-{turn}") for turn in range(20) for script in given]
    count = sum(len(script.answers) for script in scripts)
    return Workload("core answers, 20 times: mark", lambda: examsolver.grade(exam, scripts), count, "answers")


def marking_anew() -> Workload:
    """Numbers that no two students write alike: nothing is remembered between them."""
    lines = ("question q: network", "input 64x64x3", "conv 8, kernel 3", "find conv.parameters, conv.output")
    exam = examsolver.load("\n  ".join(lines))
    scripts = [
        Submission(
            f"s{n}",
            (
                Answer("q", "conv.parameters", f"224 weights, script {n}"),
                Answer("q", "conv.output", f"62x62x8, script {n}"),
            ),
        )
        for n in range(1000)
    ]
    name = "2000 answers, each written differently: mark"
    return Workload(name, lambda: examsolver.grade(exam, scripts), 2000, "answers")


def long_chain() -> Workload:
    """10,000 statements, one gradient through them all."""
    lines = ["question q: compute", "  x = 1/2", "  h[0] = x", "  for t in 1..10000:", "    h[t] = h[t-1] + x"]
    text = "\n".join([*lines, "  find h[10000], dh[10000]/dx"]) + "\n"
    return Workload("10,000 steps and their gradient: parse, solve", lambda: examsolver.load(text), 10_000, "steps")


def big_convolution() -> Workload:
    """A 64x64 convolution in exact fractions, with both gradients."""
    text = (
        "question q: compute\n  X = 0.1 as 64x64\n  F = [[1, 2, 1], [0, 1, 0], [1, 0, -1]]\n"
        "  Z = conv(X, F)\n  y = gap(Z)\n  find y, dy/dX, dy/dF\n"
    )
    return Workload("64x64 convolution and gradients, exact", lambda: examsolver.load(text))


WORKLOADS: tuple[Callable[[], Workload], ...] = (
    parsing,
    solving,
    verifying,
    rendering("text"),
    rendering("json"),
    rendering("html"),
    rendering("pdf"),
    marking,
    marking_anew,
    long_chain,
    big_convolution,
)
