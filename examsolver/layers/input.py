"""The input of a network: given, not computed."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Step
from examsolver.core.layer import Layer, Placed
from examsolver.core.rule import Option
from examsolver.layers.sizes import needed, size_text


def _steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    needed(placed, "shape", "size", "write e.g. `input 32x32x3`")
    return ()


def _describe(placed: Placed) -> str:
    shape = placed.settings["shape"]
    if shape is None:
        return "input"
    return f"input of size {size_text((shape,) if isinstance(shape, int) else shape)}"


LAYERS = (
    Layer(
        "input",
        "what the network reads; channels last, without the batch",
        _steps,
        options=(Option("shape", "the size of one example", "size", also=("size", "of")),),
        positional=("shape",),
        quantities=("output",),
        sources=0,
        example="input 32x32x3\nflatten\nfind output",
        group="sizes",
        describe=_describe,
    ),
)
