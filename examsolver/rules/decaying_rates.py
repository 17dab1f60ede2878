"""Schedules in one formula: step, exponential, natural exponential, time-based, polynomial and linear decay."""

from __future__ import annotations

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import as_array
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.schedule_inputs import (
    EPOCH,
    FIRST_EPOCH,
    LEARNING_RATE,
    NEW,
    RATE,
    TOTAL,
    counted,
    curve,
    multiplied,
)

STAIRS = Convention(
    "exponential decay",
    (
        Variant("continuous", "the rate falls a little in every step"),
        Variant("staircase", "the rate falls at whole multiples of the decay steps only"),
    ),
)

END = Convention(
    "end of schedule",
    (
        Variant("stays", "after its end a schedule keeps its last rate"),
        Variant("continues", "after its end a schedule goes on as its formula says"),
    ),
)

FACTOR = Input(
    "factor",
    "what the rate is multiplied by",
    "number",
    also=("gamma", "γ", "drop", "drop_rate", "decay", "decay_rate"),
)
STEP_FORGOTTEN = "staircase-forgotten"


def step_decay(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """drops = ⌊epoch/every⌋, rate · factor^drops."""
    epoch, every = counted(conventions), Sym("every")
    drops = Line(
        "drops",
        apply("floor", epoch / every),
        "how many times the rate has dropped: whole intervals only",
        (
            Mistake(
                "epoch-off-by-one", "The drop comes at the end of an interval.", apply("floor", (epoch + 1) / every)
            ),
            Mistake(
                "epoch-off-by-one", "The drop comes at the end of an interval.", apply("floor", (epoch - 1) / every)
            ),
            Mistake("rounded-up", "Only intervals that are over count.", apply("ceil", epoch / every)),
            Mistake(STEP_FORGOTTEN, "The rate drops at the end of whole intervals only.", epoch / every),
        ),
    )
    return with_mistakes([drops, powered(Sym("drops"))])


def powered(power: Formula) -> Line:
    """rate · factor^power."""
    rate, factor = Sym("rate"), Sym("factor")
    return multiplied(
        rate,
        factor**power,
        "the rate is multiplied by the factor every time",
        Mistake("factor-once", "The factor is applied once for every drop.", rate * factor + 0 * power),
        Mistake(
            "factor-times-count", "The factor is raised to the count, not multiplied by it.", rate * (factor * power)
        ),
        Mistake("complement-of-factor", "The rate is multiplied by the factor itself.", rate * (1 - factor) ** power),
    )


def exponential_decay(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """rate · factor^(epoch/every)."""
    power: Formula = counted(conventions)
    if facts.has("every") and facts.value("every") != 1:
        power = power / Sym("every")
        if STAIRS.chosen(conventions).name == "staircase":
            power = apply("floor", power)
    return with_mistakes([powered(power)])


def natural_decay(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """rate · e^(−k · epoch)."""
    rate, power = Sym("rate"), Sym("k") * counted(conventions)
    wrong = Mistake("sign-of-exponent", "The exponent is negative: the rate falls.", rate * apply("exp", power))
    return with_mistakes([multiplied(rate, apply("exp", -power), "the rate falls exponentially", wrong)])


def time_decay(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """rate / (1 + k · epoch)."""
    rate, epoch = Sym("rate"), counted(conventions)
    scaled = epoch / Sym("every") if facts.has("every") and facts.value("every") != 1 else epoch
    right = rate / (1 + Sym("k") * scaled)
    mistakes = (
        Mistake("one-forgotten", "The denominator is 1 + k·epoch.", rate / (Sym("k") * scaled)),
        Mistake(
            "multiplied-in-place-of-divided", "The rate is divided by 1 + k·epoch.", rate * (1 + Sym("k") * scaled)
        ),
        Mistake("linear-in-place-of-quotient", "The rate is divided by 1 + k·epoch.", rate * (1 - Sym("k") * scaled)),
        Mistake("decay-not-times-epoch", "k is multiplied by the epoch.", rate / (1 + Sym("k")) + 0 * epoch),
    )
    return with_mistakes([Line(NEW, right, "the rate falls with one over the time", mistakes)])


def polynomial_decay(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """end + (rate − end) · (1 − progress)^power."""
    lines = [progressed(facts, conventions)]
    rate, left = Sym("rate"), 1 - Sym("progress")
    power = facts.value("power") if facts.has("power") else 1
    shape = left if power == 1 else left ** Sym("power")
    if facts.has("end") and facts.value("end") != 0:
        lines.append(Line(NEW, Sym("end") + (rate - Sym("end")) * shape, "from the start to the end", _towards(shape)))
    else:
        lines.append(multiplied(rate, shape, "from the start down to zero", Mistake(
            "progress-not-subtracted", "What is left counts: 1 − progress.", rate * Sym("progress"))))  # fmt: skip
    return with_mistakes(lines)


def _towards(shape: Formula) -> tuple[Mistake, ...]:
    rate, end = Sym("rate"), Sym("end")
    return (
        Mistake(
            "end-not-subtracted", "Only the way from the end to the start shrinks: rate − end.", end + rate * shape
        ),
        Mistake("end-not-added", "The rate comes down to its end, not to zero.", (rate - end) * shape),
    )


def epochs_of(facts: Facts) -> list[Value]:
    """The epochs that are asked, one by one."""
    epochs: list[Value] = as_array(facts.value("epoch")).ravel().tolist()
    return epochs


def progressed(facts: Facts, conventions: Conventions) -> Line:
    """progress = epoch/total, at most 1 where the schedule stays at its end. Raises LawError for no length."""
    if facts.value("total") <= 0:
        raise LawError(f"a schedule of length {facts.value('total')}", "the length is above zero: total = 100")
    epoch, total = counted(conventions), Sym("total")
    right = epoch / total
    if END.chosen(conventions).name == "stays" and max(epochs_of(facts)) > facts.value("total"):
        right = apply("min", epoch, total) / total
    off = Mistake("epoch-off-by-one", "The first epoch is at the start of the schedule.", (epoch + 1) / total)
    return Line("progress", right, "the share of the schedule that is over", (off,))


PROGRESS = Result("progress", "share of the schedule that is over")
ENDING = Input(
    "end", "rate at the end", "number", 0, also=("end_rate", "min_rate", "eta_min", "final_rate", "end_learning_rate")
)
EVERY = Input(
    "every",
    "epochs or steps between two drops",
    "number",
    also=("step_size", "drop_every", "epochs_drop", "interval", "decay_steps"),
)
EVERY_ONE = Input(
    "every", "steps in which the factor applies once", "number", 1, also=("decay_steps", "step_size", "interval")
)
K = Input("k", "how fast it falls", "number", also=("decay", "decay_rate", "gamma", "lambda"))
POWER = Input("power", "power of what is left", "number", 1, also=("p", "exponent"))
PROMPT = "\n  rate = 0.1\n"

ALGORITHMS = (
    Algorithm(
        name="step-decay",
        summary="step decay: the rate is multiplied by a factor after every so many epochs",
        inputs=(RATE, FACTOR, EVERY, EPOCH),
        results=(LEARNING_RATE, Result("drops", "how many times the rate has dropped")),
        equations=step_decay,
        conventions=(FIRST_EPOCH,),
        pictures=curve,
        example=f"question stairs: compute step-decay{PROMPT}  factor = 0.5\n  every = 10\n  epoch = 25\n"
        "  find drops, learning-rate",
        also=("step-schedule", "staircase-decay", "steplr"),
    ),
    Algorithm(
        name="exponential-decay",
        summary="exponential decay: the rate is multiplied by a factor in every epoch",
        inputs=(RATE, FACTOR, EPOCH, EVERY_ONE),
        results=(LEARNING_RATE,),
        equations=exponential_decay,
        conventions=(FIRST_EPOCH, STAIRS),
        pictures=curve,
        example=f"question fall: compute exponential-decay{PROMPT}  factor = 0.9\n  epoch = [0, 1, 2, 3]\n"
        "  find learning-rate",
        also=("exponential-schedule", "exponentiallr"),
    ),
    Algorithm(
        name="natural-exponential-decay",
        summary="natural exponential decay: rate · e^(−k · epoch)",
        inputs=(RATE, K, EPOCH),
        results=(LEARNING_RATE,),
        equations=natural_decay,
        conventions=(FIRST_EPOCH,),
        pictures=curve,
        example=f"question fall: compute natural-exponential-decay{PROMPT}  k = 0.05\n  epoch = 10\n"
        "  find learning-rate to 4 decimals",
    ),
    Algorithm(
        name="time-decay",
        summary="time-based decay: rate / (1 + k · epoch)",
        inputs=(RATE, K, EPOCH, EVERY_ONE),
        results=(LEARNING_RATE,),
        equations=time_decay,
        conventions=(FIRST_EPOCH,),
        pictures=curve,
        example=f"question fall: compute time-decay{PROMPT}  k = 0.5\n  epoch = 2\n  find learning-rate",
        also=("inverse-time-decay", "time-based-decay", "one-over-t-decay"),
    ),
    Algorithm(
        name="polynomial-decay",
        summary="polynomial decay: end + (rate − end) · (1 − epoch/total)^power",
        inputs=(RATE, TOTAL, EPOCH, POWER, ENDING),
        results=(LEARNING_RATE, PROGRESS),
        equations=polynomial_decay,
        conventions=(FIRST_EPOCH, END),
        pictures=curve,
        example=f"question fall: compute polynomial-decay{PROMPT}  total = 10\n  power = 2\n  epoch = 5\n"
        "  find learning-rate",
        also=("poly-decay", "linear-decay", "polynomial-schedule"),
    ),
)
