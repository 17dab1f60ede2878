"""What all learning-rate schedules share: inputs, the result, how epochs are counted, the curve."""

from __future__ import annotations

from collections.abc import Callable

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import Value
from examsolver.core.formula import Formula, Sym
from examsolver.core.picture import PlotFacts, Series
from examsolver.core.question import Picture
from examsolver.core.rule import Input, Result
from examsolver.maths.arrays import as_array, shape_of
from examsolver.rules.mistaken_equations import Line, Mistake

RATE = Input(
    "rate", "learning rate at the start", also=("initial_rate", "lr", "lr0", "eta", "η", "initial", "base_rate")
)
EPOCH = Input(
    "epoch",
    "epoch or step at which the rate is asked; several: epoch = [0, 5, 10]",
    also=("epochs", "step", "t", "steps"),
)
TOTAL = Input(
    "total", "epochs or steps until the end of the schedule", "number",
    also=("total_steps", "decay_steps", "max_steps", "T_max", "period", "T", "total_epochs", "N"),
)  # fmt: skip
LEARNING_RATE = Result("learning-rate", "the rate at every epoch that is asked", ("lr", "rate", "eta", "new_rate"))
NEW = "learning-rate"

FIRST_EPOCH = Convention(
    "first epoch",
    (
        Variant("zero", "epochs of a schedule are counted from 0: epoch 0 has the rate of the start"),
        Variant("one", "epochs of a schedule are counted from 1: epoch 1 has the rate of the start"),
    ),
)


def counted(conventions: Conventions) -> Formula:
    """The epoch as it stands in a schedule: how many are over."""
    return Sym("epoch") if FIRST_EPOCH.chosen(conventions).name == "zero" else Sym("epoch") - 1


def multiplied(rate: Formula, factor: Formula, says: str, *others: Mistake) -> Line:
    """The rate at the start times a factor."""
    alone = Mistake("initial-rate-forgotten", "The factor is applied to the rate of the start.", factor)
    return Line(NEW, rate * factor, says, (*others, alone))


def curve(value: Callable[[str], Value]) -> tuple[Picture, ...]:
    """The rates over the epochs, where several are asked."""
    epochs, rates = value("epoch"), value(NEW)
    if not shape_of(epochs) or shape_of(epochs) != shape_of(rates) or len(epochs) < 2:
        return ()
    pairs = zip(as_array(epochs).ravel().tolist(), as_array(rates).ravel().tolist(), strict=True)
    points = tuple(sorted((float(epoch), float(rate)) for epoch, rate in pairs))
    facts = PlotFacts("epoch", "learning rate", (Series("learning rate", points),))
    said = ", ".join(f"{rate:.4g} at {epoch:g}" for epoch, rate in points)
    return (Picture("plot", facts, f"the learning rate over the epochs: {said}"),)
