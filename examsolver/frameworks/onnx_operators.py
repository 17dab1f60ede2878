"""More operators of ONNX files: norms, borders, enlarging, joins, and products of what flows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from examsolver.core.problem import ExamError, Problem
from examsolver.frameworks.dialect import one_side
from examsolver.frameworks.graph import Options

if TYPE_CHECKING:
    from examsolver.frameworks.onnx_reading import Graph

Said = tuple[str, Options]
ENDS = (("front", "back"), ("top", "bottom"), ("left", "right"))


def refuse(node: Any, says: str, hint: str) -> ExamError:
    """A problem with a node, by its name."""
    return ExamError([Problem(f"{node.op_type} ({node.name or node.output[0]}) {says}", None, hint)])


def normalised(graph: Graph, node: Any, told: dict[str, Any]) -> Said:
    """A norm whose scale and shift are weights of the file."""
    return "layernorm", () if len(node.input) > 2 else (("shift", False),)


def instance(graph: Graph, node: Any, told: dict[str, Any]) -> Said:
    """``InstanceNormalization`` has both."""
    return "instancenorm", ()


def capped(graph: Graph, node: Any, told: dict[str, Any]) -> Said:
    """``Clip`` between 0 and 6 is ReLU6; others are some activation."""
    ends = [graph.numbers(name) for name in node.input[1:3]]
    return ("relu6" if ends == [[0.0], [6.0]] else "activation"), ()


def shuffled(graph: Graph, node: Any, told: dict[str, Any]) -> Said:
    """``DepthToSpace``."""
    return "pixel-shuffle", (("factor", int(told.get("blocksize", 2))),)


def bordered(graph: Graph, node: Any, told: dict[str, Any]) -> Said:
    """``Pad``: how much before and after each axis, the batch and the channels first."""
    pads = [int(one) for one in told.get("pads") or graph.numbers(node.input[1] if len(node.input) > 1 else "")]
    axes = len(pads) // 2 - 2
    if not 1 <= axes <= 3 or min(pads) < 0 or any(pads[place] for place in (0, 1, axes + 2, axes + 3)):
        raise refuse(node, "pads something other than the sides of a map", "only zeros around maps are read")
    ends = zip(ENDS[3 - axes :], pads[2 : axes + 2], pads[axes + 4 :], strict=True)
    options = tuple((side, pad) for pair, *both in ends for side, pad in zip(pair, both, strict=True) if pad)
    return {1: "zeropad1d", 2: "zeropad", 3: "zeropad3d"}[axes], options


def enlarged(graph: Graph, node: Any, told: dict[str, Any]) -> Said:
    """``Resize`` and ``Upsample`` by whole factors."""
    scales = [one for name in node.input[1:4] for one in graph.numbers(name)] or list(told.get("scales", ()))
    sides = [int(one) for one in scales[2:] if one == int(one) and one >= 1]
    if not sides or len(sides) != len(scales) - 2 or scales[:2] != [1, 1]:
        raise refuse(node, "enlarges by factors that are not whole, or not told", "write the network in our language")
    return "upsample", (("factor", one_side(tuple(sides))),)


def slopes(graph: Graph, node: Any, told: dict[str, Any]) -> Said:
    """``PRelu``."""
    return "prelu", ()


def _as(word: str) -> Callable[[Graph, Any, dict[str, Any]], Said]:
    return lambda graph, node, told: (word, ())


MORE: dict[str, Callable[[Graph, Any, dict[str, Any]], Said]] = {
    "LayerNormalization": normalised,
    "InstanceNormalization": instance,
    "Clip": capped,
    "DepthToSpace": shuffled,
    "Pad": bordered,
    "Resize": enlarged,
    "Upsample": enlarged,
    "PRelu": slopes,
    **{
        name: _as(word)
        for name, word in {
            "GlobalMaxPool": "gmp",
            "ReduceMax": "gmp",
            "HardSwish": "hard-swish",
            "HardSigmoid": "hard-sigmoid",
            "Mish": "mish",
            "Softsign": "softsign",
            "LRN": "lrn",
            "Sub": "subtract",
            "Sum": "add",
            "Max": "maximum",
            "Min": "minimum",
            "Mean": "average",
        }.items()
    },
}
