"""Early stopping: training ends when the validation loss has not improved for as long as the patience lasts."""

from __future__ import annotations

from collections.abc import Callable

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.picture import PlotFacts, Series, TableFacts
from examsolver.core.question import Picture
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import as_array, describe
from examsolver.maths.numerals import number_text

IMPROVEMENT = Convention(
    "improvement",
    (
        Variant("strict", "a loss improves when it lies below the best by more than min_delta"),
        Variant("at least", "a loss improves when it lies below the best by min_delta or more"),
    ),
)

PATIENCE = Convention(
    "patience",
    (
        Variant("reached", "training stops when as many epochs in a row as the patience did not improve"),
        Variant("exceeded", "training stops when more epochs in a row than the patience did not improve"),
    ),
)

COUNT = Convention(
    "epoch count",
    (
        Variant("from one", "the first epoch is epoch 1"),
        Variant("from zero", "the first epoch is epoch 0"),
    ),
)


def equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Best so far, epochs without improvement, where it stops, which epoch was best. Raises LawError."""
    losses, turned = measured(facts), facts.has("scores") and not facts.has("losses")
    strict = IMPROVEMENT.chosen(conventions).name == "strict"
    exceeded = PATIENCE.chosen(conventions).name == "exceeded"
    best = apply("best_so_far", losses, Sym("min_delta"), strict=strict)
    wait = apply("epochs_without_improvement", losses, Sym("min_delta"), strict=strict)
    stop = apply("first_reaching", Sym("wait"), Sym("patience") + 1 if exceeded else Sym("patience"))
    negative = (Equation("turned", -Sym("scores"), "a higher score is better; turned round, lower is better"),)
    return (
        *(negative if turned else ()),
        Equation("best", -best if turned else best, "the best so far, at every epoch"),
        Equation("wait", wait, "epochs in a row without improvement"),
        *_places(stop, COUNT.chosen(conventions).name == "from zero", Sym("scores" if turned else "losses")),
        Equation("wasted", Sym("stops-at") - Sym("best-epoch"), "epochs that were trained after the best"),
    )


STOPPING = "the first epoch at which the patience has run out, or the last epoch of all"
KEPT = "the last epoch that improved: its weights are kept"
LESS_ONE = "epochs are counted from 0"


def _places(stop: Formula, from_zero: bool, values: Formula) -> tuple[Equation, ...]:
    """Where it stops and which epoch is best, and their losses."""
    last, best = ("stop", "best-place") if from_zero else ("stops-at", "best-epoch")
    shifted = (
        Equation("stops-at", Sym("stop") - 1, LESS_ONE),
        Equation("best-epoch", Sym("best-place") - 1, LESS_ONE),
    )
    return (
        Equation(last, stop, STOPPING),
        Equation(best, apply("last_zero", Sym("wait"), Sym(last)), KEPT),
        *(shifted if from_zero else ()),
        Equation("best-loss", apply("entry_at", values, Sym(best)), "what the weights of the best epoch reach"),
        Equation("last-loss", apply("entry_at", values, Sym(last)), "what the last weights reach"),
    )


def measured(facts: Facts) -> Formula:
    """What is to become small. Raises LawError where nothing is given, or something that is no row."""
    name = next((name for name in ("losses", "scores") if facts.has(name)), None)
    if name is None:
        raise LawError("losses are missing", "losses = [0.9, 0.7, 0.8], or scores = [0.6, 0.7] where more is better")
    if len(facts.shape(name)) != 1:
        raise LawError(f"the {name} are {describe(facts.shape(name))}", f"write them in one row: {name} = [0.9, 0.7]")
    if facts.value("patience") < 0 or facts.value("patience") != int(facts.value("patience")):
        raise LawError(f"a patience of {facts.value('patience')}", "a number of epochs: patience = 3")
    return Sym("losses") if name == "losses" else Sym("turned")


def picture(value: Callable[[str], Value]) -> tuple[Picture, ...]:
    """The losses over the epochs, with the best epoch and the stop."""
    losses = value("losses") if value("losses") is not None else value("scores")
    counts, stop, best = value("wait"), value("stops-at"), value("best-epoch")
    if losses is None or counts is None or stop is None:
        return ()
    shift = 0 if stop == 0 or counts[int(stop) - 1] != 0 or stop == len(counts) else 1
    values = as_array(losses).tolist()
    points = tuple((float(epoch - shift), float(loss)) for epoch, loss in enumerate(values, 1))
    marks = [(*points[int(stop) + shift - 1], "stops")]
    if best is not None:
        marks.append((*points[int(best) + shift - 1], "best"))
    facts = PlotFacts("epoch", "validation", (Series("validation", points),), tuple(marks))
    said = f"training stops at epoch {stop}" + (f", the best epoch is {best}" if best is not None else "")
    return (Picture("plot", facts, said), _table(values, counts, shift, int(stop) + shift))


def _table(values: list[Value], counts: Value, shift: int, stop: int) -> Picture:
    """Loss and count of every epoch that is trained."""
    epochs = range(1, stop + 1)
    cells = tuple((number_text(values[epoch - 1]), str(counts[epoch - 1])) for epoch in epochs)
    zeros = tuple((epoch - 1, 1) for epoch in epochs if counts[epoch - 1] == 0)
    rows = tuple(f"epoch {epoch - shift}" for epoch in epochs)
    facts = TableFacts(("validation", "epochs without improvement"), rows, cells, zeros)
    return Picture("table", facts, "every epoch with its count of epochs without improvement")


ALGORITHMS = (
    Algorithm(
        name="early-stopping",
        summary="early stopping: training ends when the validation loss stops improving",
        inputs=(
            Input("losses", "validation loss of every epoch", optional=True,
                  also=("loss", "val_loss", "val_losses", "validation_losses", "validation_loss")),
            Input("patience", "epochs without improvement that are allowed", "number"),
            Input("min_delta", "how much lower a loss must be to count as an improvement", "number", 0,
                  also=("delta", "min_improvement", "tolerance")),
            Input("scores", "in the place of losses: accuracies, where more is better", optional=True,
                  also=("accuracies", "accuracy", "val_accuracy", "score")),
        ),
        results=(
            Result("stops-at", "the last epoch that is trained", ("stop-epoch", "stopped-epoch", "stops")),
            Result("best-epoch", "the epoch with the best loss", ("restores", "restored-epoch", "best-at")),
            Result("best-loss", "the loss of the best epoch", ("restored-loss", "best-score")),
            Result("last-loss", "the loss of the last epoch", ("final-loss",)),
            Result("best", "the best loss so far, at every epoch"),
            Result("wait", "epochs in a row without improvement, at every epoch", ("waiting", "counter")),
            Result("wasted", "epochs trained after the best"),
        ),
        equations=equations,
        conventions=(IMPROVEMENT, PATIENCE, COUNT),
        pictures=picture,
        example="question stopping: compute early-stopping\n"
        "  losses = [0.90, 0.71, 0.65, 0.66, 0.64, 0.67, 0.70, 0.71]\n  patience = 3\n  find stops-at, best-epoch",
        also=("earlystopping",),
    ),
)  # fmt: skip
