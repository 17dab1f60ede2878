"""Iterations and epochs: how many updates there are, and how many examples they see."""

from __future__ import annotations

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes

LAST_BATCH = Convention(
    "last batch",
    (
        Variant("kept", "a smaller last batch makes an update too"),
        Variant("dropped", "a smaller last batch is left out"),
    ),
)


def batches(facts: Facts, conventions: Conventions, per_update: Formula) -> Line:
    """The updates of one epoch: examples over what goes into one update. Raises LawError for sizes below one."""
    for name in ("examples", "batch"):
        if facts.value(name) != int(facts.value(name)) or facts.value(name) < 1:
            raise LawError(f"{name} = {facts.value(name)}", f"a whole number: {name} = 100")
    quotient = Sym("examples") / per_update
    up, down = apply("ceil", quotient), apply("floor", quotient)
    kept = LAST_BATCH.chosen(conventions).name == "kept"
    return Line(
        "iterations",
        up if kept else down,
        "every batch makes one update; a smaller last one counts" if kept else "every whole batch makes one update",
        (
            Mistake("batch-size-taken-for-batches", "The examples are divided by the size of a batch.", per_update),
            Mistake("example-taken-for-update", "A batch makes one update, not every example.", Sym("examples")),
            Mistake("one-batch-too-many", "A last batch without examples makes no update.", down + 1),
        ),
    )


def training(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Iterations of an epoch, updates of all epochs, examples seen, the last batch."""
    iterations, epochs, batch, examples = Sym("iterations"), Sym("epochs"), Sym("batch"), Sym("examples")
    kept = LAST_BATCH.chosen(conventions).name == "kept"
    rest = examples - (apply("ceil", examples / batch) - 1) * batch
    lines = [
        batches(facts, conventions, batch),
        Line(
            "updates",
            iterations * epochs,
            "the updates of one epoch, in every epoch",
            (
                Mistake("epochs-forgotten", "The updates of all epochs are asked.", iterations),
                Mistake("example-taken-for-update", "A batch makes one update, not every example.", examples * epochs),
                Mistake("epochs-over-batches", "The iterations of an epoch are multiplied by the epochs.",
                        iterations / epochs),
            ),
        ),
        Line("last-batch", rest if kept else batch, "what is left for the last batch of an epoch"),
        Line("dropped", examples - examples if kept else examples - iterations * batch, "examples that no update sees"),
        Line(
            "examples-seen",
            (examples if kept else iterations * batch) * epochs,
            "the examples of an epoch, in every epoch",
            (Mistake("epochs-forgotten", "The examples of all epochs are asked.", examples),),
        ),
    ]  # fmt: skip
    return with_mistakes(lines)


def accumulation(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Effective batch size: examples per step of a device, steps that are added up, devices."""
    batch, steps, devices = Sym("batch"), Sym("accumulation"), Sym("devices")
    several = facts.value("devices") != 1
    right = batch * steps * devices if several else batch * steps
    lines = [
        Line(
            "effective-batch",
            right,
            "the gradients of all these examples go into one update",
            (
                Mistake("accumulation-forgotten", "The gradients of several steps go into one update.",
                        batch * devices if several else batch),
                Mistake("devices-forgotten", "Every device has its own batch.", batch * steps),
                Mistake("batch-divided", "The batch of one step is multiplied by the steps.", batch / steps),
            ),
        )
    ]  # fmt: skip
    if facts.has("examples"):
        lines.append(batches(facts, conventions, Sym("effective-batch")))
        lines.append(Line("updates", Sym("iterations") * Sym("epochs"), "the updates of one epoch, in every epoch"))
    if facts.has("rate"):
        lines.append(_scaled(facts))
    return with_mistakes(lines)


def _scaled(facts: Facts) -> Line:
    """The learning rate that goes with a larger batch, by the linear rule."""
    right = Sym("rate") * (Sym("effective-batch") / Sym("batch"))
    wrong = Mistake("root-rule", "The linear rule scales the rate with the batch.",
                    Sym("rate") * apply("sqrt", Sym("effective-batch") / Sym("batch")))  # fmt: skip
    return Line("scaled-rate", right, "linear scaling: the rate grows with the batch", (wrong,))


EXAMPLES = Input("examples", "how many training examples there are", "number",
                 also=("samples", "n_samples", "N", "n", "n_train", "N_train", "images", "data",
                       "dataset_size"))  # fmt: skip
BATCH = Input(
    "batch", "examples in a batch", "number", also=("batch_size", "B", "minibatch", "mini_batch", "micro_batch")
)
EPOCHS = Input("epochs", "passes over the examples", "number", 1, also=("E", "passes"))
ITERATIONS = Result("iterations", "updates in one epoch", ("steps-per-epoch", "batches", "batches-per-epoch", "steps"))
UPDATES = Result("updates", "updates in all epochs", ("total-updates", "total-iterations", "total-steps"))

ALGORITHMS = (
    Algorithm(
        name="training-steps",
        summary="iterations and epochs: updates in an epoch and in all, examples seen, the last batch",
        inputs=(EXAMPLES, BATCH, EPOCHS),
        results=(
            ITERATIONS,
            UPDATES,
            Result("examples-seen", "examples in all updates, those of every epoch counted again", ("samples-seen",)),
            Result("last-batch", "examples in the last batch of an epoch", ("last-batch-size",)),
            Result("dropped", "examples of an epoch that no update sees"),
        ),
        equations=training,
        conventions=(LAST_BATCH,),
        example="question count: compute training-steps\n  examples = 120\n  batch = 25\n  epochs = 3\n"
        "  find iterations, updates, last-batch",
        also=("iterations", "epochs-and-iterations", "steps-per-epoch", "training-iterations", "updates"),
    ),
    Algorithm(
        name="gradient-accumulation",
        summary="gradient accumulation: the effective batch size, and the updates it leaves",
        inputs=(
            BATCH,
            Input(
                "accumulation",
                "steps whose gradients are added up before an update",
                "number",
                1,
                also=("accumulation_steps", "accumulate", "grad_accum"),
            ),
            Input("devices", "devices that each have a batch", "number", 1, also=("gpus", "workers", "GPUs")),
            Input("examples", EXAMPLES.says, "number", optional=True, also=EXAMPLES.also),
            EPOCHS,
            Input("rate", "learning rate for the batch of one step", "number", optional=True, also=("lr",)),
        ),
        results=(
            Result("effective-batch", "examples in one update", ("effective-batch-size",)),
            ITERATIONS,
            UPDATES,
            Result("scaled-rate", "learning rate scaled with the batch"),
        ),
        equations=accumulation,
        conventions=(LAST_BATCH,),
        example="question large: compute gradient-accumulation\n  batch = 8\n  accumulation = 4\n  devices = 2\n"
        "  examples = 1000\n  find effective-batch, iterations",
        also=("effective-batch-size", "effective-batch"),
    ),
)
