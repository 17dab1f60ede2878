"""Cosine annealing, with and without restarts."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.decaying_rates import END, ENDING, PROGRESS, progressed
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.schedule_inputs import EPOCH, FIRST_EPOCH, LEARNING_RATE, NEW, RATE, TOTAL, counted, curve


def between(rate: Formula, end: Formula | None, shape: Formula) -> Line:
    """end + (rate − end) · shape."""
    if end is None:
        return Line(NEW, rate * shape, "the rate follows half a cosine")
    return Line(
        NEW,
        end + (rate - end) * shape,
        "between start and end, along half a cosine",
        (
            Mistake("end-not-subtracted", "Only the way from the end to the start shrinks.", end + rate * shape),
            Mistake("end-not-added", "The rate comes down to its end, not to zero.", (rate - end) * shape),
        ),
    )


def ending(facts: Facts) -> Formula | None:
    """The rate at the end, where it is not zero."""
    return None if facts.value("end") == 0 else Sym("end")


def annealed(rate: Formula, end: Formula | None) -> list[Line]:
    """Half a cosine over the progress, and the rate that follows it."""
    shape = Line("shape", apply("half_cosine", Sym("progress")), "half a cosine, from 1 to 0")
    return [shape, between(rate, end, Sym("shape"))]


def cosine(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Progress, half a cosine, rate."""
    return with_mistakes([progressed(facts, conventions), *annealed(Sym("rate"), ending(facts))])


def restarting(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Which cycle it is, its start and length, the progress in it, rate."""
    epoch, period, factor, cycle = counted(conventions), Sym("period"), Sym("factor"), Sym("cycle")
    lines = [Line("cycle", apply("restarts", epoch, period, factor), "how many restarts there have been")]
    start: Formula
    length: Formula
    if facts.value("factor") == 1:
        start, length = period * cycle, period
    else:
        start, length = period * (factor**cycle - 1) / (factor - 1), period * factor**cycle
    lines.append(Line("start", start, "where this cycle began: the lengths of those before"))
    lines.append(Line("length", length, "how long this cycle is"))
    progress = (epoch - Sym("start")) / Sym("length")
    mistakes = (
        Mistake("restart-forgotten", "The progress begins again with every cycle.", epoch / Sym("length")),
        Mistake("length-not-grown", "This cycle is longer than the first.", (epoch - Sym("start")) / period),
    )
    lines.append(Line("progress", progress, "the share of this cycle that is over", mistakes))
    rate: Formula = Sym("rate")
    if facts.value("shrink") != 1:
        rate = rate * Sym("shrink") ** cycle
    return with_mistakes([*lines, *annealed(rate, ending(facts))])


SHAPE = Result("shape", "half a cosine: (1 + cos(π · progress))/2")

ALGORITHMS = (
    Algorithm(
        name="cosine-annealing",
        summary="cosine annealing: end + ½(rate − end)(1 + cos(π · epoch/total))",
        inputs=(RATE, TOTAL, EPOCH, ENDING),
        results=(LEARNING_RATE, PROGRESS, SHAPE),
        equations=cosine,
        conventions=(FIRST_EPOCH, END),
        pictures=curve,
        example="question cosine: compute cosine-annealing\n  rate = 0.1\n  total = 10\n  end = 0.001\n"
        "  epoch = [0, 2, 5, 7, 10]\n  find learning-rate to 4 decimals",
        also=("cosine", "cosine-decay", "cosine-schedule", "cosineannealinglr"),
    ),
    Algorithm(
        name="cosine-restarts",
        summary="cosine annealing with warm restarts (SGDR)",
        inputs=(
            RATE,
            Input("period", "length of the first cycle", "number", also=("T_0", "T0", "first_decay_steps", "total")),
            EPOCH,
            Input(
                "factor", "how much longer every cycle is than the one before", "number", 1, also=("T_mult", "t_mul")
            ),
            Input(
                "shrink", "what the rate of the start is multiplied by at every restart", "number", 1, also=("m_mul",)
            ),
            ENDING,
        ),
        results=(
            LEARNING_RATE,
            Result("cycle", "how many restarts there have been", ("restarts",)),
            Result("start", "where the cycle began"),
            Result("length", "how long the cycle is"),
            PROGRESS,
            SHAPE,
        ),
        equations=restarting,
        conventions=(FIRST_EPOCH,),
        pictures=curve,
        example="question again: compute cosine-restarts\n  rate = 0.1\n  period = 10\n  factor = 2\n  epoch = 20\n"
        "  find cycle, progress, learning-rate",
        also=("sgdr", "cosine-annealing-warm-restarts", "warm-restarts", "cosine-decay-restarts"),
    ),
)
