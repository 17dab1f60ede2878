"""Activations: fixed functions of every element."""

from __future__ import annotations

from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Step
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.rule import Option
from examsolver.layers.conventions import SLOPES
from examsolver.layers.counting import (
    ACTIVATION_COUNTED,
    elementwise,
    learned,
    no_weights,
    same_window,
    size_kept,
    unlearned,
)
from examsolver.layers.lettered import counting, weighed, wrong_count
from examsolver.layers.sizes import elements


def _steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    return (
        size_kept(placed, "an activation works on every element, so the size stays"),
        *unlearned(placed, "an activation is a fixed function: there is nothing to learn", ACTIVATION_COUNTED),
        elementwise(placed, "one operation for every element"),
    )


SLOPE = Option(
    "slope",
    "the slope for negative inputs, which changes no size and no count",
    "number",
    also=("negative slope", "alpha"),
    least=0,
)
ALPHA = Option("alpha", "what it falls to for negative inputs, which changes no size and no count", "number", least=0)


def _describe(placed: Placed, *, says: str) -> str:
    told = [(option.name, placed.settings.get(option.name)) for option in placed.layer.options]
    return says + "".join(f" with {name} {float(value):g}" for name, value in told if value is not None)


def _layer(name: str, says: str, also: tuple[str, ...] = (), options: tuple[Option, ...] = ()) -> Layer:
    return Layer(
        name,
        f"{says} of every element",
        _steps,
        quantities=("output", "parameters", "trainable", "operations"),
        weights=no_weights,
        windows=same_window,
        also=also,
        options=options,
        positional=tuple(option.name for option in options),
        example=f"input 5x5x3\n{name}\nfind {name}.operations",
        group="activation",
        describe=partial(_describe, says=says),
    )


# --- PReLU ------------------------------------------------------------------------------------------------------------


def _slopes(shape: Shape) -> dict[str, int]:
    return {"c": shape[-1], "n": elements(shape)}


COUNTS: dict[str, Formula] = {"per channel": Sym("c"), "one": Num(1), "per element": Sym("n")}


def _prelu(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    chosen = SLOPES.chosen(conventions)
    none = wrong_count("prelu-has-no-parameters", "PReLU learns its slopes for negative inputs.", Num(0))
    return (
        size_kept(placed, "an activation works on every element, so the size stays"),
        *counting(placed, _slopes, {}, *weighed(COUNTS[chosen.name], None, chosen.says, (none,))),
        learned(placed),
        elementwise(placed, "one operation for every element"),
    )


def _prelu_weights(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> tuple[Shapes, Shapes]:
    chosen = conventions.get("prelu slopes", "per channel")
    return ({"per channel": shapes[0][-1:], "one": (1,), "per element": shapes[0]}[chosen],), ()


PRELU = Layer(
    "prelu",
    "ReLU with learned slopes for negative inputs",
    _prelu,
    quantities=("output", "parameters", "weights", "biases", "trainable", "operations"),
    weights=_prelu_weights,
    windows=same_window,
    conventions=(SLOPES,),
    example="input 5x5x3\nprelu\nfind prelu.parameters",
    group="activation",
    describe=partial(_describe, says="PReLU activation"),
)

LAYERS = (
    _layer("relu", "ReLU activation"),
    _layer("sigmoid", "sigmoid activation", ("logistic",)),
    _layer("tanh", "tanh activation"),
    _layer("softmax", "softmax activation"),
    _layer("leaky-relu", "leaky ReLU activation", ("leakyrelu",), (SLOPE,)),
    _layer("relu6", "ReLU activation capped at 6"),
    _layer("elu", "ELU activation", (), (ALPHA,)),
    _layer("selu", "SELU activation"),
    _layer("gelu", "GELU activation"),
    _layer("silu", "SiLU (swish) activation", ("swish",)),
    _layer("softplus", "softplus activation"),
    _layer("softsign", "softsign activation"),
    _layer("mish", "Mish activation"),
    _layer("hard-sigmoid", "hard sigmoid activation", ("hardsigmoid",)),
    _layer("hard-swish", "hard swish activation", ("hardswish",)),
    _layer("log-softmax", "logarithm of the softmax", ("logsoftmax",)),
    _layer("activation", "an activation function"),
    _layer("identity", "identity", ("pass-through",)),
    PRELU,
)

NAMES = (*(layer.name for layer in LAYERS if layer.name not in ("activation", "identity", "prelu")), "linear", "swish")
"""What may be written for the activation of a layer as a word alone: ``dense 84, tanh``."""
