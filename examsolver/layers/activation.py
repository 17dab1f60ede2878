"""Activations: fixed functions of every element."""

from __future__ import annotations

from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Step
from examsolver.core.layer import Layer, Placed
from examsolver.layers.counting import (
    ACTIVATION_COUNTED,
    elementwise,
    no_weights,
    same_window,
    size_kept,
    unlearned,
)


def _steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    return (
        size_kept(placed, "an activation works on every element, so the size stays"),
        *unlearned(placed, "an activation is a fixed function: there is nothing to learn", ACTIVATION_COUNTED),
        elementwise(placed, "one operation for every element"),
    )


def _describe(placed: Placed, *, says: str) -> str:
    return says


def _layer(name: str, says: str) -> Layer:
    return Layer(
        name,
        f"{says} of every element",
        _steps,
        quantities=("output", "parameters", "trainable", "operations"),
        weights=no_weights,
        windows=same_window,
        example=f"input 5x5x3\n{name}\nfind {name}.operations",
        describe=partial(_describe, says=says),
    )


LAYERS = (
    _layer("relu", "ReLU activation"),
    _layer("sigmoid", "sigmoid activation"),
    _layer("tanh", "tanh activation"),
    _layer("softmax", "softmax activation"),
)

NAMES = (*(layer.name for layer in LAYERS), "linear", "leaky-relu", "elu", "selu", "gelu", "silu", "swish", "softplus")
"""What may be written for the activation of a layer as a word alone: ``dense 84, tanh``."""
