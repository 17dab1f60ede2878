"""Schedules by boundaries: piecewise constant rates, and drops at milestones."""

from __future__ import annotations

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.decaying_rates import FACTOR, powered
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.schedule_inputs import EPOCH, FIRST_EPOCH, LEARNING_RATE, NEW, RATE, counted, curve

BOUNDARY = Convention(
    "schedule boundary",
    (
        Variant("earlier interval", "a boundary itself belongs to the interval before it"),
        Variant("later interval", "at a boundary the value of the interval behind it holds"),
    ),
)

MILESTONE = Convention(
    "milestone",
    (
        Variant("drops there", "at a milestone the rate has dropped already"),
        Variant("drops after", "the rate drops after the milestone"),
    ),
)


def piecewise(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """How many boundaries are passed, and the value there. Raises LawError where values and boundaries do not fit."""
    boundaries, values = facts.shape("boundaries"), facts.shape("values")
    if len(boundaries) == len(values) == 1 and values[0] != boundaries[0] + 1:
        said = f"{boundaries[0]} boundaries and {values[0]} values"
        raise LawError(f"{said} do not fit", "there is one value more than boundaries")
    later = BOUNDARY.chosen(conventions).name == "later interval"
    passed = apply("boundaries_passed", Sym("epoch"), Sym("boundaries"), inclusive=later)
    return (
        Equation("passed", passed, "how many boundaries are passed"),
        Equation(NEW, apply("interval_value", Sym("passed"), Sym("values")), "the value of this interval"),
    )


def multi_step(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """rate · factor^(milestones reached)."""
    there = MILESTONE.chosen(conventions).name == "drops there"
    epoch, milestones = counted(conventions), Sym("milestones")
    drops = apply("boundaries_passed", epoch, milestones, inclusive=there)
    off = apply("boundaries_passed", epoch + 1, milestones, inclusive=there)
    wrong = Mistake("epoch-off-by-one", "The rate drops at the milestones themselves.", off)
    return with_mistakes([Line("drops", drops, "how many milestones are reached", (wrong,)), powered(Sym("drops"))])


ALGORITHMS = (
    Algorithm(
        name="piecewise-constant",
        summary="piecewise constant schedule: a value for every interval between boundaries",
        inputs=(
            Input("boundaries", "where the value changes, rising", also=("bounds",)),
            Input("values", "one value more than boundaries", also=("rates",)),
            EPOCH,
        ),
        results=(LEARNING_RATE, Result("passed", "how many boundaries are passed")),
        equations=piecewise,
        conventions=(BOUNDARY,),
        pictures=curve,
        example="question pieces: compute piecewise-constant\n  boundaries = [100, 110]\n  values = [1, 0.1, 0.01]\n"
        "  epoch = [0, 100, 105, 999]\n  find learning-rate",
        also=("piecewise-constant-decay", "piecewise-schedule", "piecewise"),
    ),
    Algorithm(
        name="multi-step-decay",
        summary="multi-step decay: the rate is multiplied by a factor at every milestone",
        inputs=(RATE, FACTOR, Input("milestones", "epochs at which the rate drops", also=("boundaries",)), EPOCH),
        results=(LEARNING_RATE, Result("drops", "how many milestones are reached")),
        equations=multi_step,
        conventions=(FIRST_EPOCH, MILESTONE),
        pictures=curve,
        example="question stairs: compute multi-step-decay\n  rate = 0.1\n  factor = 0.1\n  milestones = [30, 80]\n"
        "  epoch = [29, 30, 80]\n  find learning-rate",
        also=("multi-step", "multistep", "multisteplr"),
    ),
)
