"""Schedules that rise first: warm-up, inverse square root, Noam, one-cycle and cyclic rates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Listing, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import shape_of
from examsolver.rules.cosine_rates import between, ending
from examsolver.rules.decaying_rates import ENDING, epochs_of
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.schedule_inputs import EPOCH, FIRST_EPOCH, LEARNING_RATE, NEW, RATE, TOTAL, counted, curve

WARM_UP = Convention(
    "warm-up",
    (
        Variant("from zero", "the first step of a warm-up has the rate 0"),
        Variant("from one share", "the first step of a warm-up has one share of the rate already"),
    ),
)

ANNEAL = Convention(
    "one-cycle",
    (
        Variant("cosine", "the rate rises and falls along half a cosine"),
        Variant("linear", "the rate rises and falls along straight lines"),
    ),
)

Cases = Callable[[Facts, Conventions, Formula, Value, str], list[Line]]
"""From the facts, the conventions, an epoch in symbols and as a number, and the end of its names, to its lines."""


def by_epoch(cases: Cases, facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The lines of every epoch by itself, where they differ from epoch to epoch; then all rates together."""
    shape = shape_of(facts.value("epoch"))
    if not shape:
        return with_mistakes(cases(facts, conventions, counted(conventions), epochs_of(facts)[0], ""))
    if len(shape) > 1:
        raise LawError("the epochs form a table", "write them in one row: epoch = [0, 5, 10]")
    lines: list[Line] = []
    less = 0 if FIRST_EPOCH.chosen(conventions).name == "zero" else 1
    for place, epoch in enumerate(epochs_of(facts), 1):
        there = Sym("epoch", (Num(place),))
        lines += cases(facts, conventions, there - less if less else there, epoch, f"[{place}]")
    lines = [Line(line.name.replace(NEW, "rate-at"), line.formula, line.says, line.mistakes) for line in lines]
    everyone = Listing(tuple(Sym("rate-at", (Num(place),)) for place in range(1, shape[0] + 1)))
    return with_mistakes([*lines, Line(NEW, everyone, "the rates of all epochs")])


def _over(conventions: Conventions, epoch: Value) -> Value:
    """How many epochs are over."""
    return epoch if FIRST_EPOCH.chosen(conventions).name == "zero" else epoch - 1


def _step(name: str, end: str) -> Sym:
    return Sym(name, (Num(int(end[1:-1])),)) if end else Sym(name)


def warm_up(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """A straight rise, then what follows."""
    if facts.value("warmup") <= 0:
        raise LawError("a warm-up without steps", "warmup = 10")
    return by_epoch(_warming, facts, conventions)


def _warming(facts: Facts, conventions: Conventions, epoch: Formula, number: Value, end: str) -> list[Line]:
    rate, warmup = Sym("rate"), Sym("warmup")
    if _over(conventions, number) < facts.value("warmup"):
        zero = WARM_UP.chosen(conventions).name == "from zero"
        right = rate * (epoch if zero else epoch + 1) / warmup
        other = rate * (epoch + 1 if zero else epoch) / warmup
        wrong = (
            Mistake("epoch-off-by-one", "The first step of the warm-up is counted otherwise.", other),
            Mistake("warm-up-forgotten", "The rate is still rising here.", rate),
        )
        return [Line(f"{NEW}{end}", right, "warming up: the rate rises in a straight line", wrong)]
    return _after_warm_up(facts, epoch, end)


def _after_warm_up(facts: Facts, epoch: Formula, end: str) -> list[Line]:
    then, rate, warmup = facts.value("then"), Sym("rate"), Sym("warmup")
    if then == "constant":
        return [Line(f"{NEW}{end}", rate, "the warm-up is over")]
    if then == "root":
        right = rate * apply("sqrt", warmup / epoch)
        root = (Mistake("root-forgotten", "The rate falls with the root.", rate * (warmup / epoch)),)
        return [Line(f"{NEW}{end}", right, "the warm-up is over: the rate falls with the root of the steps", root)]
    if not facts.has("total"):
        raise LawError(f"total is missing: a {then} fall needs an end", "total = 100")
    progress = (epoch - warmup) / (Sym("total") - warmup)
    wrong = (
        Mistake("warm-up-not-subtracted", "The fall begins where the warm-up ends.", epoch / Sym("total")),
        Mistake("length-with-warm-up", "The fall lasts from the warm-up to the end.", (epoch - warmup) / Sym("total")),
    )
    lines = [Line(f"progress{end}", progress, "the share of the fall that is over", wrong)]
    return [*lines, *_fallen(rate, ending(facts), _step("progress", end), then == "cosine", end)]


def _fallen(top: Formula, bottom: Formula | None, progress: Formula, cosine: bool, end: str) -> list[Line]:
    if not cosine:
        line = between(top, bottom, 1 - progress)
        return [Line(f"{NEW}{end}", line.formula, "a straight fall", line.mistakes)]
    shape = Line(f"shape{end}", apply("half_cosine", progress), "half a cosine, from 1 to 0")
    line = between(top, bottom, _step("shape", end))
    return [shape, Line(f"{NEW}{end}", line.formula, line.says, line.mistakes)]


def noam(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """factor · d^(−1/2) · min(t^(−1/2), t · warmup^(−3/2))."""
    step, warmup = Sym("epoch"), Sym("warmup")
    rising, falling = step * warmup ** Num(Fraction(-3, 2)), step ** Num(Fraction(-1, 2))
    scale = Sym("d") ** Num(Fraction(-1, 2))
    if facts.value("factor") != 1:
        scale = Sym("factor") * scale
    lower = apply("min", Sym("rising"), Sym("falling"))
    return with_mistakes(
        [
            Line("rising", rising, "the straight rise of the warm-up"),
            Line("falling", falling, "the fall with the root of the steps"),
            Line(
                NEW,
                scale * lower,
                "the smaller of the two, scaled by the width of the model",
                (
                    Mistake("larger-taken", "The smaller of the two holds.",
                            scale * apply("max", Sym("rising"), Sym("falling"))),
                    Mistake("scale-of-model-forgotten", "The rate is scaled by the width of the model.", lower),
                ),
            ),
        ]
    )  # fmt: skip


def inverse_root(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """rate / √epoch."""
    rate, step = Sym("rate"), Sym("epoch")
    wrong = Mistake("root-forgotten", "The rate is divided by the root of the step.", rate / step)
    return with_mistakes([Line(NEW, rate / apply("sqrt", step), "the rate falls with the root of the steps", (wrong,))])


def one_cycle(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Rise to the top, then fall below the start."""
    share = facts.value("share")
    if not 0 < share < 1 or facts.value("total") * share <= 1:
        raise LawError("the rise of the cycle has no steps", "total = 100, share = 0.3")
    first = [
        Equation("initial", Sym("max_rate") / Sym("division"), "the rate of the first step"),
        Equation("final", Sym("initial") / Sym("final_division"), "the rate of the last step"),
        Equation("top", Sym("share") * Sym("total") - 1, "the step at which the rate is highest"),
    ]
    return (*first, *by_epoch(_cycling, facts, conventions))


def _cycling(facts: Facts, conventions: Conventions, epoch: Formula, number: Value, end: str) -> list[Line]:
    top, last, cosine = Sym("top"), Sym("total") - 1, ANNEAL.chosen(conventions).name == "cosine"
    if _over(conventions, number) <= facts.value("share") * facts.value("total") - 1:
        lines = [Line(f"progress{end}", epoch / top, "the share of the rise that is over")]
        start, goal = Sym("initial"), Sym("max_rate")
    else:
        lines = [Line(f"progress{end}", (epoch - top) / (last - top), "the share of the fall that is over")]
        start, goal = Sym("max_rate"), Sym("final")
    return [*lines, *_fallen(start, goal, _step("progress", end), cosine, end)]


def cyclic(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The triangle: up in ``half`` steps, down in as many."""
    epoch, half = counted(conventions), Sym("half")
    distance = apply("abs", epoch / half - 2 * Sym("cycle") + 1)
    low, high = Sym("rate"), Sym("max_rate")
    return with_mistakes(
        [
            Line("cycle", apply("floor", 1 + epoch / (2 * half)), "which triangle it is, from 1"),
            Line("distance", distance, "how far from the top, as a share of half a triangle"),
            Line(NEW, low + (high - low) * (1 - Sym("distance")), "between the lowest and the highest rate",
                 (Mistake("end-not-subtracted", "Only the way between the two counts.",
                          low + high * (1 - Sym("distance"))),)),
        ]
    )  # fmt: skip


PARTS = (Result("progress", "share of this part that is over"), Result("shape", "half a cosine over the progress"))
EACH = Result("rate-at", "the rate at each of several epochs")
STEPS: Sequence[str] = ("warm_up", "warmup_steps", "warm_up_steps", "warmup_epochs", "num_warmup_steps")

ALGORITHMS = (
    Algorithm(
        name="warm-up",
        summary="warm-up: a straight rise to the rate, then constant or a fall",
        inputs=(
            RATE,
            Input("warmup", "steps or epochs of the rise", "number", also=tuple(STEPS)),
            EPOCH,
            Input("then", "what follows", "word", "constant", words=("constant", "linear", "cosine", "root")),
            Input("total", TOTAL.says, "number", optional=True, also=TOTAL.also),
            ENDING,
        ),
        results=(LEARNING_RATE, *PARTS, EACH),
        equations=warm_up,
        conventions=(FIRST_EPOCH, WARM_UP),
        pictures=curve,
        example="question warm: compute warm-up\n  rate = 0.1\n  warmup = 5\n  total = 25\n  then = cosine\n"
        "  epoch = [0, 2, 5, 15]\n  find learning-rate to 4 decimals",
        also=("warmup", "linear-warm-up", "linear-warmup", "warm-up-schedule"),
    ),
    Algorithm(
        name="noam",
        summary="the schedule of the transformer: d^(−1/2) · min(t^(−1/2), t · warmup^(−3/2))",
        inputs=(
            Input("d", "width of the model", "number", also=("d_model", "model_size", "width")),
            Input("warmup", "steps of the rise", "number", also=tuple(STEPS)),
            Input("epoch", "step at which the rate is asked, from 1", also=EPOCH.also),
            Input("factor", "factor before it all", "number", 1, also=("scale",)),
        ),
        results=(LEARNING_RATE, Result("rising", "the rise"), Result("falling", "the fall")),
        equations=noam,
        pictures=curve,
        example="question transformer: compute noam\n  d = 512\n  warmup = 4000\n  step = 100\n"
        "  find learning-rate to 6 decimals",
        also=("noam-schedule", "transformer-schedule"),
    ),
    Algorithm(
        name="inverse-square-root",
        summary="inverse square root: rate / √step (with a warm-up: warm-up, then = root)",
        inputs=(RATE, Input("epoch", "step at which the rate is asked, from 1", also=EPOCH.also)),
        results=(LEARNING_RATE,),
        equations=inverse_root,
        pictures=curve,
        example="question root: compute inverse-square-root\n  rate = 0.1\n  step = 25\n  find learning-rate",
        also=("inverse-sqrt", "inverse-root"),
    ),
    Algorithm(
        name="one-cycle",
        summary="one-cycle: up to the highest rate, then down below the start",
        inputs=(
            Input("max_rate", "highest rate", "number", also=("max_lr", "rate", "lr")),
            Input("total", TOTAL.says, "number", also=TOTAL.also),
            EPOCH,
            Input("share", "share of the steps that rise", "number", Fraction(3, 10), also=("pct_start",)),
            Input("division", "highest rate over the first", "number", 25, also=("div_factor", "div")),
            Input(
                "final_division", "first rate over the last", "number", 10000, also=("final_div_factor", "final_div")
            ),
        ),
        results=(
            LEARNING_RATE,
            Result("initial", "rate of the first step"),
            Result("final", "rate of the last step"),
            Result("top", "step with the highest rate"),
            *PARTS,
            EACH,
        ),
        equations=one_cycle,
        conventions=(FIRST_EPOCH, ANNEAL),
        pictures=curve,
        example="question cycle: compute one-cycle\n  max_rate = 0.1\n  total = 100\n  epoch = [0, 29, 60, 99]\n"
        "  find initial, final, learning-rate to 4 decimals",
        also=("onecycle", "1cycle", "one-cycle-policy", "onecyclelr"),
    ),
    Algorithm(
        name="cyclic-rate",
        summary="cyclic learning rate: triangles between the lowest and the highest rate",
        inputs=(
            Input("rate", "lowest rate", also=("base_lr", "min_rate", "lr", "base_rate")),
            Input("max_rate", "highest rate", "number", also=("max_lr",)),
            Input("half", "steps of half a triangle", "number", also=("step_size", "step_size_up")),
            EPOCH,
        ),
        results=(LEARNING_RATE, Result("cycle", "which triangle"), Result("distance", "how far from the top")),
        equations=cyclic,
        conventions=(FIRST_EPOCH,),
        pictures=curve,
        example="question zigzag: compute cyclic-rate\n  rate = 0.1\n  max_rate = 0.5\n  half = 4\n"
        "  epoch = [0, 2, 4, 6]\n  find learning-rate",
        also=("triangular", "clr", "cyclical-learning-rate"),
    ),
)
