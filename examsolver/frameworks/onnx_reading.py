"""ONNX files as layers: sizes of kernels and counts of filters stand in the shapes of the weights."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from pathlib import Path
from typing import Any

from examsolver.core.derivation import Value
from examsolver.core.problem import ExamError, Problem, Source, Span
from examsolver.frameworks.dialect import one_side, optional
from examsolver.frameworks.graph import Options, Written
from examsolver.frameworks.onnx_operators import MORE
from examsolver.frameworks.pasting import turned

SAME = {
    "Relu": "relu", "Sigmoid": "sigmoid", "Tanh": "tanh", "Softmax": "softmax", "LogSoftmax": "log-softmax",
    "LeakyRelu": "leaky-relu", "Elu": "elu", "Gelu": "gelu", "Selu": "selu", "Softplus": "softplus",
}  # fmt: skip
PASSED = ("Identity", "Dropout", "Cast")
SCALING = ("Mul", "Div", "Sub", "Pow", "Sqrt")
ENDS = {1: (("left", "right"),), 2: (("top", "bottom"), ("left", "right"))}
ENDS[3] = (("front", "back"), *ENDS[2])


def onnx_layers(path: Path) -> list[Written]:
    """The layers of an ONNX file.

    Raises:
        ExamError: the file cannot be read, or holds operators that are no layers of ours.
    """
    try:
        import onnx
    except ImportError as error:
        problem = Problem("ONNX files need the package onnx", None, 'pip install "examsolver[onnx]"')
        raise ExamError([problem]) from error
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped, unused-ignore]

    try:
        model = onnx.load(str(path), load_external_data=False)
    except (OSError, DecodeError) as error:
        raise ExamError([Problem(f"{path} cannot be read as ONNX: {error}")]) from error
    array = onnx.numpy_helper.to_array
    try:
        return turned(Graph(model.graph, str(path), onnx.helper.get_attribute_value, array).layers())
    except (KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        hint = "it may be cut off or damaged: export it again"
        raise ExamError([Problem(f"{path} says something that no operator of ONNX says", None, hint)]) from error


SMALL = 64


class Graph:
    """Places the nodes of one graph."""

    def __init__(
        self, graph: Any, name: str, attribute: Callable[[Any], Any], array: Callable[[Any], Any] | None = None
    ) -> None:
        self.graph = graph
        self.span = Span(Source(name, ""), 0, 0)
        self.attribute = attribute
        self.weights = {weight.name: tuple(weight.dims) for weight in graph.initializer}
        self.values = {weight.name: weight for weight in graph.initializer}
        self.array = array
        self.flows: dict[str, int] = {}
        self.found: list[Written] = []

    def layers(self) -> list[Written]:
        """All layers, in the order of the file, which is that of what reads what."""
        for given in self.graph.input:
            if given.name not in self.weights:
                self._input(given)
        for node in self.graph.node:
            self._node(node)
        return self.found

    def _place(self, word: str, options: Options, sources: tuple[int, ...], result: str) -> None:
        self.found.append(Written(word, options, sources, self.span))
        self.flows[result] = len(self.found) - 1

    def _input(self, given: Any) -> None:
        sides = tuple(side.dim_value for side in given.type.tensor_type.shape.dim)[1:]
        if not sides or not all(sides):
            raise ExamError([Problem(f"the size of the input {given.name!r} is open in this file")])
        self._place("input", (("shape", sides if len(sides) > 1 else sides[0]),), (), given.name)

    def _node(self, node: Any) -> None:
        sources = tuple(self.flows[name] for name in node.input if name in self.flows)
        if not sources and node.op_type in ("Constant", "Shape", "ConstantOfShape"):
            return  # sizes that are worked out, such as those of a reshape
        if node.op_type == "Shape" or (not sources and node.op_type in ("Gather", "Unsqueeze", "Concat")):
            return
        if node.op_type in PASSED:
            self.flows[node.output[0]] = sources[0]
            return
        if node.op_type == "Add" and len(sources) == 1:  # a bias apart
            self._bias(node, sources[0])
            return
        if node.op_type in SCALING and len(sources) == 1:  # by a constant: no size changes
            self.flows[node.output[0]] = sources[0]
            return
        if not sources:
            hint = "the order of its nodes is not that of what reads what"
            raise ExamError([Problem(f"{node.op_type} reads nothing that stands before it", None, hint)])
        word, options = self._said(node)
        self._place(word, options, sources, node.output[0])

    def _bias(self, node: Any, source: int) -> None:
        layer = self.found[source]
        self.found[source] = Written(
            layer.word, tuple(one for one in layer.options if one != ("bias", False)), layer.sources, layer.span
        )
        self.flows[node.output[0]] = source

    def _said(self, node: Any) -> tuple[str, Options]:
        told = {one.name: self.attribute(one) for one in node.attribute}
        if node.op_type in SAME:
            return SAME[node.op_type], ()
        reader = READERS.get(node.op_type)
        if reader is None:
            known = ", ".join(sorted((*SAME, *READERS, *PASSED)))
            message = f"the operator {node.op_type!r} ({node.name or node.output[0]}) is no layer that is known here"
            raise ExamError([Problem(message, None, f"known are: {known}")])
        return reader(self, node, told)

    def numbers(self, name: str) -> list[float]:
        """The numbers of a small constant; none where it is not in the file."""
        if name not in self.values or self.array is None or prod(self.weights[name]) > SMALL:
            return []
        return [float(one) for one in self.array(self.values[name]).reshape(-1).tolist()]

    def shape(self, node: Any, place: int) -> tuple[int, ...]:
        """The shape of a weight."""
        name = node.input[place] if len(node.input) > place else ""
        if name not in self.weights:
            raise ExamError([Problem(f"the weights of {node.name or node.op_type} are not in the file")])
        return self.weights[name]


def _window(kernel: tuple[int, ...], told: dict[str, Any], stride: Value = 1) -> Options:
    pads = tuple(told.get("pads") or (0,) * (2 * len(kernel)))
    axes = len(kernel)
    ends = [(pads[axis], pads[axis + axes]) for axis in range(axes)]
    options: list[tuple[str, Value]] = [("kernel", one_side(kernel))]
    options += optional(("stride", one_side(tuple(told.get("strides") or (1,) * axes)), stride))
    if all(one == other for one, other in ends):
        options += optional(("padding", one_side(tuple(one for one, _ in ends)), 0))
    else:
        named = zip(ENDS[axes], ends, strict=True)
        options += [(side, pad) for sides, pair in named for side, pad in zip(sides, pair, strict=True) if pad]
    if told.get("auto_pad") in (b"SAME_UPPER", b"SAME_LOWER"):
        options.append(("same", True))
    options += optional(("dilation", one_side(tuple(told.get("dilations") or (1,) * axes)), 1))
    return tuple(options)


def _axes(word: str, count: int) -> str:
    return word if count == 2 else f"{word}{count}d"


def _conv(graph: Graph, node: Any, told: dict[str, Any]) -> tuple[str, Options]:
    filters, _, *kernel = graph.shape(node, 1)
    more: list[tuple[str, Value]] = list(optional(("groups", told.get("group", 1), 1)))
    more += [] if len(node.input) > 2 else [("bias", False)]
    return _axes("conv", len(kernel)), (("filters", filters), *_window(tuple(kernel), told), *more)


def _transposed(graph: Graph, node: Any, told: dict[str, Any]) -> tuple[str, Options]:
    _, filters, *kernel = graph.shape(node, 1)
    groups = told.get("group", 1)
    extra = one_side(tuple(told.get("output_padding") or (0,)))
    more: list[tuple[str, Value]] = list(optional(("groups", groups, 1), ("output padding", extra, 0)))
    more += [] if len(node.input) > 2 else [("bias", False)]
    return _axes("conv-transpose", len(kernel)), (("filters", filters * groups), *_window(tuple(kernel), told), *more)


def _times(graph: Graph, node: Any, told: dict[str, Any]) -> tuple[str, Options]:
    """A product with weights is a dense layer, one of two that flow is a product of matrices."""
    both = all(name in graph.flows for name in node.input[:2])
    return ("matmul", ()) if both else _dense(graph, node, told)


def _dense(graph: Graph, node: Any, told: dict[str, Any]) -> tuple[str, Options]:
    rows = graph.shape(node, 1)
    bias: Options = () if node.op_type == "Gemm" and len(node.input) > 2 else (("bias", False),)
    return "dense", (("units", rows[0] if told.get("transB") else rows[-1]), *bias)


def _pool(graph: Graph, node: Any, told: dict[str, Any]) -> tuple[str, Options]:
    kernel = tuple(told["kernel_shape"])
    stride = tuple(told.get("strides") or (1,) * len(kernel))
    options = _window(kernel, {**told, "strides": stride}, one_side(kernel))
    word = "maxpool" if node.op_type == "MaxPool" else "avgpool"
    return _axes(word, len(kernel)), (*options, *((("ceil", True),) if told.get("ceil_mode") else ()))


def _embedding(graph: Graph, node: Any, told: dict[str, Any]) -> tuple[str, Options]:
    vocabulary, dimension = graph.shape(node, 0)
    return "embedding", (("vocabulary", vocabulary), ("dimension", dimension))


def _plain(word: str) -> Callable[[Graph, Any, dict[str, Any]], tuple[str, Options]]:
    return lambda graph, node, told: (word, ())


READERS: dict[str, Callable[[Graph, Any, dict[str, Any]], tuple[str, Options]]] = {
    "Conv": _conv,
    "ConvTranspose": _transposed,
    "Gemm": _dense,
    "MatMul": _times,
    "MaxPool": _pool,
    "AveragePool": _pool,
    "Gather": _embedding,
    "GlobalAveragePool": _plain("gap"),
    "ReduceMean": _plain("gap"),
    "BatchNormalization": _plain("batchnorm"),
    "Flatten": _plain("flatten"),
    "Reshape": _plain("flatten"),
    "Concat": _plain("concat"),
    "Add": _plain("add"),
    "Mul": _plain("multiply"),
    **MORE,
}
