"""Where a framework counts other numbers than the question does: comments above the code that is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from examsolver.frameworks.writing import Sized


def remarks(layers: Sequence[Sized], framework: str) -> list[str]:
    """A comment for every convention that the framework has otherwise, so that its count is no surprise."""
    return list(dict.fromkeys(_differing(layers, framework)))


def _differing(layers: Sequence[Sized], framework: str) -> Iterator[str]:
    for layer in layers:
        cell = layer.kind.removeprefix("bi")
        if cell in ("lstm", "rnn", "gru") and layer.get("bias", True):
            yield from _of_biases(layer, cell, framework)
        counted = layer.conventions.get("batchnorm statistics") == "counted"
        if layer.kind == "batchnorm" and not counted and framework == "keras":
            yield "# Keras counts 4 numbers a channel of batch normalisation, the question 2: without moving statistics"
        if layer.kind == "batchnorm" and counted and framework == "pytorch":
            yield "# PyTorch counts 2 numbers a channel of batch normalisation, the question 4: with moving statistics"


def _of_biases(layer: Sized, cell: str, framework: str) -> Iterator[str]:
    two = bool(layer.get("reset after")) or layer.conventions.get(f"{cell} biases") == "two"
    gates = "the state" if cell == "rnn" else "every gate"
    if framework == "pytorch" and not two:
        yield f"# PyTorch has two bias vectors for {gates} of the {cell.upper()}, the question counts one"
    if framework == "keras" and two and cell != "gru":  # its GRU has two of them on demand
        yield f"# Keras has one bias vector for {gates} of the {cell.upper()}, the question counts two"
