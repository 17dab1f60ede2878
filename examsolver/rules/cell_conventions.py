"""What sources differ on in recurrent cells: the order of inputs and gates, which matrix acts on the state, batches."""

from __future__ import annotations

from examsolver.core.convention import Convention, Variant

INPUT_ORDER = Convention(
    "cell input",
    (
        Variant("state-first", "weights act on [h, x]: the state first"),
        Variant("input-first", "weights act on [x, h]: the input first", accepted=False),
    ),
    quiet=True,
)

RNN_MATRICES = Convention(
    "rnn matrices",
    (
        Variant("w-state", "W acts on the state and U on the input: W h + U x"),
        Variant("u-state", "U acts on the state and W on the input: U h + W x", accepted=False),
    ),
    quiet=True,
)

GATE_MATRICES = Convention(
    "gate matrices",
    (
        Variant("u-state", "W acts on the input and U on the state: W x + U h"),
        Variant("w-state", "U acts on the input and W on the state: U x + W h", accepted=False),
    ),
    quiet=True,
)

SIDE = Convention(
    "cell product",
    (
        Variant("left", "a square weight matrix stands on the left: W x"),
        Variant("right", "a square weight matrix stands on the right of a row: x W", accepted=False),
    ),
    quiet=True,
)

LSTM_ORDER = Convention(
    "lstm gate order",
    (
        Variant("ifco", "stacked weights hold input gate, forget gate, candidate, output gate"),
        Variant("ifoc", "stacked weights hold input gate, forget gate, output gate, candidate"),
        Variant("icfo", "stacked weights hold input gate, candidate, forget gate, output gate"),
        Variant("fico", "stacked weights hold forget gate, input gate, candidate, output gate"),
        Variant("fioc", "stacked weights hold forget gate, input gate, output gate, candidate"),
        Variant("fcio", "stacked weights hold forget gate, candidate, input gate, output gate"),
    ),
    quiet=True,
)

GRU_ORDER = Convention(
    "gru gate order",
    (
        Variant("zrc", "stacked weights hold update gate, reset gate, candidate"),
        Variant("rzc", "stacked weights hold reset gate, update gate, candidate"),
    ),
    quiet=True,
)

DIRECTION = Convention(
    "cell direction",
    (
        Variant("forward", "the first row of x is read first"),
        Variant("backward", "the last row of x is read first", accepted=False),
    ),
    quiet=True,
)

BATCH = Convention(
    "cell batch",
    (
        Variant("first", "x is samples × steps × features"),
        Variant("second", "x is steps × samples × features", accepted=False),
    ),
    quiet=True,
)

ACTIVATION = Convention(
    "rnn activation",
    (
        Variant("tanh", "the state is squashed by tanh"),
        Variant("relu", "the state goes through ReLU", accepted=False),
        Variant("sigmoid", "the state is squashed by the sigmoid", accepted=False),
        Variant("step", "the state is 1 where its input is positive, else 0", accepted=False),
        Variant("linear", "the state has no activation", accepted=False),
    ),
    quiet=True,
)

OUTPUT = Convention(
    "cell output",
    (
        Variant("linear", "the output y has no activation; p is its softmax"),
        Variant("sigmoid", "the output y goes through the sigmoid", accepted=False),
        Variant("tanh", "the output y goes through tanh", accepted=False),
        Variant("relu", "the output y goes through ReLU", accepted=False),
        Variant("step", "the output y is 1 where its input is positive, else 0", accepted=False),
    ),
    quiet=True,
)

PEEPHOLES = Convention(
    "lstm peepholes",
    (
        Variant("none", "the gates do not see the cell state"),
        Variant("diagonal", "the gates see the cell state: f and i the old one, o the new one", accepted=False),
    ),
    quiet=True,
)

COUPLING = Convention(
    "lstm coupling",
    (
        Variant("none", "forget gate and input gate are two"),
        Variant("forget", "the input gate is what the forget gate leaves: i = 1 − f", accepted=False),
        Variant("input", "the forget gate is what the input gate leaves: f = 1 − i", accepted=False),
    ),
    quiet=True,
)

FORGET_BIAS = Convention(
    "forget bias",
    (
        Variant("given", "the bias of the forget gate is as it is given"),
        Variant("plus-one", "1 is added inside the forget gate", accepted=False),
    ),
    quiet=True,
)

FUNCTIONS = {"tanh": "tanh", "relu": "relu", "sigmoid": "sigmoid", "step": "step"}
"""From the variant of an activation to the rule that computes it; ``linear`` has none."""

LAYOUTS = (INPUT_ORDER, SIDE, DIRECTION, BATCH, OUTPUT)
"""The topics of every cell that only matter for the numbers of a question."""
