"""What sources differ on when they count sizes and parameters."""

from __future__ import annotations

from examsolver.core.convention import Convention, Conventions, Variant

OUTPUT_SIZE = Convention(
    "output size",
    (
        Variant("floor", "an inexact division is rounded down: the last positions that do not fit are left out"),
        Variant("exact", "the window must fit exactly: an inexact division means that the stride is not possible"),
        Variant("ceil", "an inexact division is rounded up", accepted=False),
    ),
)

POOLING_SIZE = Convention(
    "pooling output size",
    (
        Variant("like convolutions", "pooling rounds its output size as convolutions do"),
        Variant("floor", "pooling rounds its output size down"),
        Variant("ceil", "pooling rounds its output size up, where the last window still begins inside the input"),
    ),
)

BIAS = Convention(
    "bias",
    (
        Variant("counted", "biases are counted as parameters"),
        Variant("not counted", "biases are not counted as parameters"),
    ),
)

STATISTICS = Convention(
    "batchnorm statistics",
    (
        Variant("not counted", "batch normalisation has 2 parameters a channel; its moving statistics are not counted"),
        Variant("counted", "batch normalisation has 4 parameters a channel: its 2 moving statistics are counted too"),
    ),
)

MACS = Convention(
    "macs",
    (
        Variant("weights only", "a multiply-accumulate is counted for every product with a weight"),
        Variant("with biases", "adding a bias is counted as one more operation for every output"),
    ),
)


def biases_of(cell: str) -> Convention:
    """How many bias vectors each gate of a recurrent cell has."""
    return Convention(
        f"{cell} biases",
        (
            Variant("one", f"every gate of the {cell} has one bias vector"),
            Variant("two", f"every gate of the {cell} has two bias vectors, one for the input and one for the state"),
        ),
    )


RNN_BIASES, LSTM_BIASES, GRU_BIASES = biases_of("rnn"), biases_of("lstm"), biases_of("gru")


def rounding(conventions: Conventions) -> str:
    """``floor``, ``exact`` or ``ceil`` for convolutions."""
    return OUTPUT_SIZE.chosen(conventions).name


def pooling_rounding(conventions: Conventions) -> str:
    """``floor``, ``exact`` or ``ceil`` for pooling."""
    own = POOLING_SIZE.chosen(conventions)
    return rounding(conventions) if own is POOLING_SIZE.default else own.name


def bias_counted(conventions: Conventions) -> bool:
    """Whether biases count as parameters."""
    return BIAS.chosen(conventions).name == "counted"
