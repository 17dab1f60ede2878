"""The input of a network: given, not computed."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Step
from examsolver.core.layer import Layer, Placed, Shape
from examsolver.core.option import Option
from examsolver.layers.sizes import needed, size_text

OPTIONS = (
    Option("shape", "the size of one example", "size", also=("size", "of")),
    Option("batch", "how many examples go through at once", default=1, also=("batch size", "batches of")),
    Option("tokens", "how many tokens a whole training reads", "number", also=("training tokens",)),
    Option(
        "channels first",
        "whether its size is written channels x height x width; all other sizes are told channels last",
        "flag",
        False,
        also=("nchw", "chw"),
    ),
)


def input_shape(placed: Placed) -> Shape:
    """The size of one example, channels last."""
    said = placed.settings["shape"]
    sides: Shape = (said,) if isinstance(said, int) else tuple(said)
    return (*sides[1:], sides[0]) if placed.settings.get("channels first") else sides


def _steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    needed(placed, "shape", "size", "write e.g. `input 32x32x3`")
    return ()


def _describe(placed: Placed) -> str:
    shape = placed.settings["shape"]
    if shape is None:
        return "input"
    batch, tokens = placed.settings.get("batch") or 1, placed.settings.get("tokens")
    told = "input of size " + size_text((shape,) if isinstance(shape, int) else shape)
    if placed.settings.get("channels first"):
        told += f", channels first (told channels last: {size_text(input_shape(placed))})"
    told += f", in batches of {batch}" if batch != 1 else ""
    return told + (f", {tokens} tokens in the whole training" if tokens is not None else "")


LAYERS = (
    Layer(
        "input",
        "what the network reads; channels last, without the batch",
        _steps,
        options=OPTIONS,
        positional=("shape",),
        quantities=("output",),
        sources=0,
        example="input 32x32x3\nflatten\nfind output",
        group="sizes",
        describe=_describe,
    ),
)
