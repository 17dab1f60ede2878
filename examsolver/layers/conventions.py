"""What sources differ on when they count sizes and parameters."""

from __future__ import annotations

from examsolver.core.convention import Convention, Conventions, Variant

OUTPUT_SIZE = Convention(
    "output size",
    (
        Variant("floor", "an inexact division is rounded down: the last positions that do not fit are left out"),
        Variant("exact", "the window must fit exactly: an inexact division means that the stride is not possible"),
        Variant("ceil", "an inexact division is rounded up", accepted=False),
        Variant("round half up", "an inexact division is rounded to the nearest, a half up", accepted=False),
    ),
)

SAME = Convention(
    "same padding",
    (
        Variant("ceil", "`same` gives the input size over the stride, rounded up; a surplus is padded at the end"),
        Variant("symmetric", "`same` pads (k - 1)/2 on each side, whatever the stride, so a window has an odd size"),
        Variant("stride 1 only", "`same` is defined for stride 1 only"),
    ),
)

PADDING = Convention(
    "padding",
    (
        Variant("each side", "the padding is added on each of the two sides of an axis"),
        Variant("in total", "the padding is the sum of both sides of an axis; an odd one has more at the end"),
    ),
    quiet=True,
)

TRANSPOSED = Convention(
    "transposed size",
    (
        Variant("pytorch", "without padding a transposed convolution gives (n - 1)s + k, as PyTorch does"),
        Variant("keras", "without padding a transposed convolution gives (n - 1)s + max(k, s), as Keras does"),
    ),
)

TIED = Convention(
    "tied weights",
    (
        Variant("counted once", "weights that two layers share are counted at the first alone"),
        Variant("counted at both", "weights that two layers share are counted at both"),
    ),
)

LAYERNORM = Convention(
    "layernorm axes",
    (
        Variant("channels", "layer normalisation has a scale and a shift for every channel (the last axis)"),
        Variant("whole map", "layer normalisation has a scale and a shift for every element of the map"),
    ),
)

SLOPES = Convention(
    "prelu slopes",
    (
        Variant("per channel", "PReLU learns a slope for every channel"),
        Variant("one", "PReLU learns one slope for the layer"),
        Variant("per element", "PReLU learns a slope for every element"),
    ),
)

SCORES = Convention(
    "attention macs",
    (
        Variant("with scores", "the products of queries with keys and of weights with values are counted too"),
        Variant("projections only", "only products with learned matrices are counted in attention"),
    ),
)

MASK = Convention(
    "attention mask",
    (
        Variant("full", "every position attends to every position"),
        Variant("causal", "a position attends to itself and those before it: T(T + 1)/2 pairs", accepted=False),
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
        Variant("folded", "biases are a further row of the weight matrix: parameters, and counted among the weights"),
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


def pairs_masked(conventions: Conventions) -> bool:
    """Whether a position attends to itself and those before it only."""
    return MASK.chosen(conventions).name == "causal"


def bias_counted(conventions: Conventions) -> bool:
    """Whether biases count as parameters."""
    return BIAS.chosen(conventions).name != "not counted"
