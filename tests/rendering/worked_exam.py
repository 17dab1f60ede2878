"""A small exam with solutions and marked answers, built by hand: what the tests of pages are drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Derivation, Index, Misconception, Step, Value, derivation_of
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.marking import Marking, Report, Verdict
from examsolver.core.picture import GraphFacts, GraphNode, WindowFacts
from examsolver.core.problem import Problem, Source, Span
from examsolver.core.question import Exam, Family, Form, Header, Part, Picture, Policy, Question, Solution
from examsolver.grading.likeness import review_groups
from examsolver.grading.statistics import class_statistics
from examsolver.maths.arrays import array_of
from examsolver.maths.tree import cell
from examsolver.rendering.class_summary import render_class

HOSTILE = '<script>alert(1)</script> #eval("1") $x$ \\ `rm` *a* [b](c) | 😀 \u202eRTL\u202c עברית'

SOURCE = Source("core.exam", "question conv-2: compute\n")
SPAN = Span(SOURCE, 0, 8)
ROUNDING = Convention(
    "output size",
    (Variant("floor", "positions that do not fit are left out"), Variant("exact", "every position must fit")),
)


def window_sum(x: Value, f: Value) -> Value:
    return array_of([[sum(x[i + a, j + b] * f[a, b] for a in (0, 1) for b in (0, 1)) for j in (0, 1)] for i in (0, 1)])


def average(z: Value) -> Value:
    return Fraction(sum(z.flat)) / z.size


def spread(z: Value) -> Value:
    return array_of([[Fraction(1, 4)] * 2] * 2)


def window_cells(index: Index, x: Value, f: Value) -> tuple[Formula, ...]:
    i, j = index
    terms = [cell("X", i + a, j + b) * cell("F", a, b) for a in (0, 1) for b in (0, 1)]
    return (terms[0] + terms[1] + terms[2] + terms[3],)


def nothing(derivation: Derivation, step: Step) -> dict[str, Step]:
    return {}


MEAN_FORGOTTEN = Misconception("mean-forgotten", "The sum was not divided by the number of cells.", nothing)


def convolution() -> Derivation:
    givens = {"X": array_of([[3, 4, 5], [2, 1, -3], [4, -2, 0]]), "F": array_of([[2, 0], [-3, 1]])}
    steps = (
        Step("Z", ("X", "F"), window_sum, apply("conv", "X", "F"), "Each entry is a window of X times F, summed.",
             cells=window_cells, rule="conv"),
        Step("y", ("Z",), average, apply("gap", "Z"), "Global average pooling takes the mean of all cells.", rule="gap",
             misconceptions=(MEAN_FORGOTTEN,)),
        Step("dy/dZ", ("Z",), spread, Num(1) / Num(4), "Every cell has an equal share in the mean.", role="backward 0"),
    )  # fmt: skip
    return derivation_of(givens, steps, (ROUNDING,))


def halves(n: int, *, stride: int) -> int:
    return n // stride


def size_derivation() -> Derivation:
    step = Step("n", ("w",), partial(halves, stride=2), apply("floor", Sym("w") / Num(2)), "The pool halves the width.")
    return derivation_of({"w": 13}, (step,))


def no_problems(*_: object) -> tuple[object, ...]:
    return ()


def prompt(body: object) -> tuple[str | Formula, ...]:
    return ("A filter F slides over X; the result is averaged.", apply("=", "Z", apply("conv", "X", "F")),
            apply("=", "y", apply("gap", "Z")))  # fmt: skip


def pictures(body: object, run: object) -> tuple[Picture, ...]:
    nodes = (GraphNode("X", "3 × 3"), GraphNode("F", "2 × 2"), GraphNode("Z", "2 × 2", ("X", "F"), "conv"),
             GraphNode("y", "1/4", ("Z",), "gap"))  # fmt: skip
    grid = (("3", "4", "5"), ("2", "1", "-3"), ("4", "-2", "0"))
    window = WindowFacts(grid, (("2", "0"), ("-3", "1")), (("1", "2"), ("-10", "8")), (2, 2), (1, 1), (0, 0), (0, 1))
    return Picture("graph", GraphFacts(nodes), "X and F give Z, Z gives y."), Picture("window", window, "A window.")


FAMILY = Family("compute", "values and gradients", "compute", no_problems, no_problems, no_problems, prompt,  # type: ignore[arg-type]
                no_problems, no_problems, pictures)  # type: ignore[arg-type]  # fmt: skip


def part(part_id: str, kind: str, marks: Fraction | int, form: Form | None = None) -> Part:
    return Part(part_id, (part_id,), kind, SPAN, form, Fraction(marks))  # type: ignore[arg-type]


def question(question_id: str, parts: tuple[Part, ...], *, title: str = "", text: str | None = None) -> Question:
    return Question(Header(question_id, SPAN, "compute", title=title), FAMILY, None, {}, parts, prompt=text)


def exam(title: str = "Convolutions", hostile: str = "") -> Exam:
    parts = (part("Z", "matrix", 4), part("y", "number", Fraction(10, 19)), part("dy/dZ", "matrix", 2))
    first = question("conv-2", parts, title=f"Forward and backward {hostile}".strip())
    second = question("pool", (part("n", "integer", 1),), text=f"A pool of 2 on 13 pixels. {hostile}".strip())
    return Exam(f"{title} {hostile}".strip(), (first, second), Policy(), SOURCE)


def solutions(of: Exam) -> tuple[Solution, ...]:
    derivations = (convolution(), size_derivation())
    return tuple(
        Solution(asked, derivation, derivation.run()) for asked, derivation in zip(of, derivations, strict=True)
    )


def report(student: str = "anna", name: str = "Anna Low", hostile: str = "") -> Report:
    verdicts = (
        Verdict("conv-2", "Z", "partly", Fraction(3), Fraction(4), None, f"Three of four cells are right. {hostile}",
                "[[1, 2], [-10, 8]]", f"[[1, 2], [-10, 9]] {hostile}", "[[1, 2], [-10, 9]]", steps=("Z",)),
        Verdict("conv-2", "y", "known-mistake", Fraction(0), Fraction(10, 19), "mean-forgotten",
                "The sum was not divided by the number of cells.", "0.25", "1", "1", steps=("y",)),
        Verdict("conv-2", "dy/dZ", "undecided", Fraction(0), Fraction(2), None, "We could not tell.",
                "[[0.25, 0.25], [0.25, 0.25]]", "see back", needs_human=True, steps=("dy/dZ",)),
        Verdict("pool", "n", "correct", Fraction(1), Fraction(1), None, "Right.", "6", "6", "6"),
    )  # fmt: skip
    return Report(student, verdicts, name)


def marking(hostile: str = "") -> Marking:
    blank = Report("bo", tuple(
        Verdict(told.question, told.part, "blank", Fraction(0), told.out_of, expected=told.expected)
        for told in report().verdicts
    ))  # fmt: skip
    problem = Problem("a row that cannot be read", SPAN, "write student, question, part, answer")
    return Marking(exam(hostile=hostile), (report(hostile=hostile), blank), (problem,))


def summary(of: Marking, solved: Iterable[Solution], form: str) -> str | bytes:
    return render_class(of, solved, class_statistics(of.exam, of.reports), review_groups(of.reports), form)
