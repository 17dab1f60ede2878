"""Blocks of networks: a residual connection around two layers, and the feed-forward block of a transformer."""

from __future__ import annotations

from dataclasses import replace

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.arithmetic import first, second
from examsolver.rules.normalisations import SAMPLES
from examsolver.rules.rewriting import slip

RESIDUAL = Convention(
    "residual activation",
    (
        Variant("after", "the activation comes after the addition"),
        Variant("before", "the activation comes before the addition, on the block alone"),
        Variant("none", "there is no activation after the second layer"),
        Variant("pre", "the activation comes before each layer, and none after the addition (pre-activation)"),
    ),
)
ACTIVATIONS = ("relu", "gelu", "tanh", "sigmoid", "swish", "silu", "leaky_relu", "elu", "none")

SKIPPED = (
    replace(slip("skip-connection-forgotten", "The input of the block is added to its output.", first), special=True),
)
BLOCK_LOST = (replace(slip("block-forgotten", "The output of the block is added to its input.", second), special=True),)
W_1 = Input("W_1", "weights of the first layer", also=("W1", "w1"))
W_2 = Input("W_2", "weights of the second layer", also=("W2", "w2"))
B_1 = Input("b_1", "bias of the first layer", optional=True, also=("b1",))
B_2 = Input("b_2", "bias of the second layer", optional=True, also=("b2",))
ACTIVATION = Input("activation", "the activation between the layers", "word", "relu", words=ACTIVATIONS)


def layer(facts: Facts, conventions: Conventions, source: Formula, number: int, width: tuple[int, ...]) -> Formula:
    """W x + b for a vector; x W + b for samples in rows. ``width`` is the shape of the source."""
    weights, bias = Sym(f"W_{number}"), Sym(f"b_{number}")
    formula = source @ weights if _right(width, conventions) else weights @ source
    return formula + bias if facts.has(f"b_{number}") else formula


def _right(shape: tuple[int, ...], conventions: Conventions) -> bool:
    """Whether the weights stand on the right: samples are rows."""
    return len(shape) == 2 and SAMPLES.chosen(conventions).name == "in rows"


def after(facts: Facts, conventions: Conventions, shape: tuple[int, ...], number: int) -> tuple[int, ...]:
    """The shape after a layer. Raises LawError where its weights do not fit."""
    weights = facts.shape(f"W_{number}")
    right = _right(shape, conventions)
    fits = len(weights) == 2 and 1 <= len(shape) <= 2
    if not fits or (shape[0] != weights[1] and (len(shape) == 1 or shape[1] != weights[0])):
        said = f"input {describe(shape)}, W_{number} {describe(weights)}"
        turned = "X @ W for samples in rows; where they are columns: convention samples in columns"
        raise LawError(f"the shapes do not fit: {said}", turned if len(shape) == 2 else "W @ x for a vector")
    return (*shape[:-1], weights[1]) if right else (weights[0], *shape[1:])


def activated(facts: Facts, formula: Formula) -> Formula:
    """The activation of a formula."""
    word = str(facts.value("activation"))
    return formula if word == "none" else apply("swish" if word == "silu" else word, formula)


def residual(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Two layers and the way around them. Raises LawError where the sum does not fit."""
    shape = facts.shape("x")
    order = RESIDUAL.chosen(conventions).name
    inner = after(facts, conventions, shape, 1)
    outer = after(facts, conventions, inner, 2)
    way = after(facts, conventions, shape, 3) if facts.has("W_3") else shape
    if sorted(outer) != sorted(way):
        said = f"the block gives {describe(outer)}, the way around it {describe(way)}"
        raise LawError(f"the shapes do not fit: {said}", "W_s changes the shape on the way around")
    return (*_block(facts, conventions, order, shape, inner), *_addition(facts, conventions, order, shape))


def _block(
    facts: Facts, conventions: Conventions, order: str, shape: tuple[int, ...], inner: tuple[int, ...]
) -> list[Equation]:
    source: Formula = Sym("x")
    found = []
    if order == "pre":
        found.append(Equation("activated", activated(facts, Sym("x")), "first the activation"))
        source = Sym("activated")
    found += [
        Equation("first", layer(facts, conventions, source, 1, shape), "the first layer"),
        Equation("hidden", activated(facts, Sym("first"))),
        Equation("block", layer(facts, conventions, Sym("hidden"), 2, inner), "the second layer"),
    ]
    return found


def _addition(facts: Facts, conventions: Conventions, order: str, shape: tuple[int, ...]) -> list[Equation]:
    way: Formula = layer(facts, conventions, Sym("x"), 3, shape) if facts.has("W_3") else Sym("x")
    block: Formula = activated(facts, Sym("block")) if order == "before" else Sym("block")
    total = Equation("sum", block + way, "the input goes around the block and is added", SKIPPED + BLOCK_LOST)
    last = activated(facts, Sym("sum")) if order == "after" else Sym("sum")
    return [total, Equation("output", last)]


def feed_forward(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """activation(x W_1 + b_1) W_2 + b_2, and the input added where asked."""
    shape = facts.shape("x")
    inner = after(facts, conventions, shape, 1)
    outer = after(facts, conventions, inner, 2)
    found = [
        Equation("first", layer(facts, conventions, Sym("x"), 1, shape), "the first layer"),
        Equation("hidden", activated(facts, Sym("first"))),
        Equation("output", layer(facts, conventions, Sym("hidden"), 2, inner), "the second layer"),
    ]
    if outer == shape:
        whole = Sym("output") + Sym("x")
        found.append(Equation("added", whole, "the input goes around the block and is added", SKIPPED))
    return tuple(found)


ALGORITHMS = (
    Algorithm(
        name="residual-block",
        summary="a residual block: two layers, and the input added to what they give",
        inputs=(
            Input("x", "a vector, or a matrix of samples", also=("X",)),
            W_1,
            W_2,
            Input("W_3", "weights on the way around, where the shape changes", optional=True, also=("W_s", "W_skip")),
            B_1,
            B_2,
            Input("b_3", "bias on the way around", optional=True, also=("b_s",)),
            ACTIVATION,
        ),
        results=(
            Result("output", "what the block gives", ("y", "out")),
            Result("activated", "the activation of the input, where it comes first"),
            Result("first", "the first layer before its activation", ("z1",)),
            Result("hidden", "the activation of the first layer", ("h",)),
            Result("block", "the second layer: the residual function F", ("F", "z2")),
            Result("sum", "block plus input", ("s",)),
        ),
        equations=residual,
        conventions=(RESIDUAL, SAMPLES),
        example="question skip: compute residual-block\n  x = [1, -2]\n  W_1 = [[1, 0], [0, 1]]\n"
        "  W_2 = [[0.5, 0], [0, 0.5]]\n  find block, sum, output",
        also=("resnet-block", "skip-connection"),
    ),
    Algorithm(
        name="feed-forward",
        summary="the feed-forward block of a transformer: two layers with an activation between them",
        inputs=(Input("x", "a vector, or a matrix of tokens, one a row", also=("X",)), W_1, W_2, B_1, B_2, ACTIVATION),
        results=(
            Result("output", "the second layer", ("y", "out")),
            Result("first", "the first layer before its activation", ("z1",)),
            Result("hidden", "the activation of the first layer", ("h",)),
            Result("added", "output plus input"),
        ),
        equations=feed_forward,
        conventions=(SAMPLES,),
        example="question block: compute feed-forward\n  x = [[1, -1], [0, 2]]\n  W_1 = [[1, 0, 1], [0, 1, 1]]\n"
        "  W_2 = [[1, 0], [0, 1], [1, 1]]\n  find hidden, output",
        also=("ffn", "feedforward"),
    ),
)
