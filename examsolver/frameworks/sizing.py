"""The size that a layer gives, worked out by the layer itself while code is read: code asks for sizes as it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from examsolver.core.derivation import LawError, Value, evaluate
from examsolver.core.layer import Placed, Shape
from examsolver.layers import CATALOGUE

Options = tuple[tuple[str, Value], ...]


def size_after(word: str, options: Options, reads: Sequence[Shape | None], told: Mapping[str, str]) -> Shape | None:
    """The output of a layer of ours; None where it does not follow (an input that does not fit is told later)."""
    told_here = dict(options)
    if word == "input":
        size = told_here.get("shape")
        return size if isinstance(size, tuple) else (size,) if isinstance(size, int) else None
    if not reads or any(shape is None for shape in reads):
        return None
    layer = CATALOGUE.get(word)
    if layer is None:
        return None
    settings = {option.name: option.default for option in layer.options} | told_here
    sources = tuple(f"in{number}" for number in range(len(reads)))
    values: dict[str, Value] = {f"{source}.output": shape for source, shape in zip(sources, reads, strict=True)}
    try:
        steps = layer.steps(Placed("layer", layer, sources, settings), told)
    except LawError:
        return None
    size = evaluate(next(step for step in steps if step.name == "layer.output"), values)
    return size if isinstance(size, tuple) else None


def can_share(word: str) -> bool:
    """Whether a layer can use the weights of another."""
    layer = CATALOGUE.get(word)
    return layer is not None and any(option.name == "shared" for option in layer.options)


def is_first(word: str, option: str) -> bool:
    """Whether the value of an option may stand first, without its name."""
    layer = CATALOGUE.get(word)
    return (layer is not None and layer.positional[:1] == (option,)) or (word, option) == ("input", "shape")
