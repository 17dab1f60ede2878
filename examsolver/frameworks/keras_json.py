"""What Keras's ``model.to_json()`` writes, as layers."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from examsolver.core.problem import Problem, Span
from examsolver.frameworks.calling import tensors_in
from examsolver.frameworks.graph import Written, shared
from examsolver.frameworks.keras_reading import KERAS, place_input
from examsolver.frameworks.pasted_text import Code, NotUnderstood
from examsolver.frameworks.reading import Reader
from examsolver.frameworks.values import Made, Tensor
from examsolver.registry import did_you_mean

NESTED = ("Sequential", "Functional", "Model")
DEEPEST = 20
HINT = "paste what model.to_json() gives, of a Sequential or functional model"


def json_layers(span: Span) -> tuple[list[Written], tuple[Problem, ...]]:
    """The layers of a model as Keras writes it into JSON, or what is not understood."""
    code = _code(span)
    try:
        model = json.loads(span.text)
    except json.JSONDecodeError as error:
        place = span.start + error.pos
        return [], (Problem(f"this is not JSON: {error.msg}", Span(span.source, place, place + 1), HINT),)
    except RecursionError:
        return [], (Problem("this JSON is nested too deeply", span, HINT),)
    try:
        return _Model(code).read(model), ()
    except NotUnderstood as error:
        return [], (error.problem,)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError):
        return [], (Problem("this JSON is not of a Keras model", span, HINT),)


def _code(span: Span) -> Code:
    rows = span.text.split("\n")
    starts = [span.start, *(span.start + end for end in accumulate(len(row) + 1 for row in rows[:-1]))]
    return Code(span, ast.Module([], []), tuple(starts), tuple(rows))


class _Model:
    """Places the layers of one model."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.reader = Reader(code, KERAS)
        self.flows: dict[tuple[str, int], Tensor] = {}
        self.made: dict[str, Made] = {}

    def read(self, model: dict[str, Any]) -> list[Written]:
        """All layers, each after those that it reads."""
        self._network(model, [], "", self._node(""))
        return shared(self.reader.graph.layers)

    def _network(self, model: dict[str, Any], given: list[Tensor], scope: str, node: ast.AST) -> Tensor:
        """The layers of a model, which may stand in another: then it reads what it is given."""
        if scope.count("/") > DEEPEST:
            self.reader.refuse(node, "these models stand in one another too deeply", HINT)
        outer, self.flows = self.flows, {}
        sequential = model["class_name"] == "Sequential"
        before, waiting = given[:1], list(given)
        for entry in model["config"]["layers"]:
            before = self._entry(entry, before, waiting, scope, sequential)
        ends = model["config"].get("output_layers") or []
        ends = list(ends.values()) if isinstance(ends, dict) else ends
        end = ends[0] if ends and isinstance(ends[0], list) else ends
        flows = self.flows.get((end[0], end[1])) if len(end) > 1 and not sequential else None
        self.flows = outer
        if flows is None and not before:
            self.reader.refuse(node, "this model holds no layers", HINT)
        return before[0] if flows is None else flows

    def _entry(
        self, entry: dict[str, Any], before: list[Tensor], waiting: list[Tensor], scope: str, sequential: bool
    ) -> list[Tensor]:
        config = entry["config"]
        name = entry.get("name") or config.get("name") or ""
        node = self._node(name)
        if entry["class_name"] == "InputLayer":
            self.flows[name, 0] = waiting.pop(0) if waiting else self._input(config, node, name)
            return [self.flows[name, 0]]
        for use, reads in enumerate([None] if sequential else [*_uses(entry)] or [None]):
            sources = before if reads is None else [self._source(source, node) for source in reads]
            if entry["class_name"] in NESTED:
                before = [self._network(entry, sources, f"{scope}/{name}", node)]
            else:
                made = self.made.setdefault(f"{scope}/{name}", self._made(entry["class_name"], config, node, name))
                flows = self.reader.apply(made, [sources or [self._input(config, node, "input")]], node)
                before = [*tensors_in(flows)][:1]
            self.flows[name, use] = before[0]
        return before

    def _source(self, source: tuple[str, int], node: ast.AST) -> Tensor:
        if source not in self.flows:
            self.reader.refuse(node, f"this layer reads {source[0]!r}, which does not stand before it")
        return self.flows[source]

    def _input(self, config: dict[str, Any], node: ast.AST, name: str) -> Tensor:
        whole = config.get("batch_shape") or config.get("batch_input_shape")
        return place_input(self.reader, tuple(whole[1:]) if whole else None, node, name)

    def _made(self, kind: str, config: dict[str, Any], node: ast.AST, name: str) -> Made:
        more: dict[str, Any] = {}
        if kind in ("Bidirectional", "TimeDistributed"):
            inner = config["layer"]
            more = {"bidirectional": True, "merge_mode": config.get("merge_mode", "concat")}
            more = more if kind == "Bidirectional" else {}
            kind, config = inner["class_name"], inner["config"]
        if kind not in KERAS.kinds:
            self.reader.refuse(node, f"the layer {kind!r} is not known here", did_you_mean(kind, [*KERAS.kinds]))
        order = KERAS.kinds[kind].order
        named = {key: _plain(value) for key, value in config.items() if key in order and value is not None}
        return Made(kind, (), {**named, **more}, node, name)

    def _node(self, name: str) -> ast.AST:
        """A place in the text to point at: where the layer's name stands."""
        found = self.code.span.text.find(f'"{name}"')
        place = self.code.span.start + max(found, 0)
        line = sum(start <= place for start in self.code.starts)
        column = len(self.code.texts[line - 1][: place - self.code.starts[line - 1]].encode())
        node = ast.Constant(name)
        node.lineno = node.end_lineno = line
        node.col_offset, node.end_col_offset = column, column + len(name.encode()) + 2
        return node


def _plain(value: Any) -> Any:
    """Lists as tuples; one of one side is the side."""
    if not isinstance(value, list):
        return value
    return _plain(value[0]) if len(value) == 1 else tuple(map(_plain, value))


def _uses(entry: dict[str, Any]) -> Iterator[list[tuple[str, int]]]:
    """What a layer reads each time it is called, and which use of that, as Keras 3 and as Keras 2 say it."""
    for node in entry.get("inbound_nodes") or []:
        found: list[tuple[str, int]] = []
        todo: list[Any] = [node["args"] if isinstance(node, dict) else node]
        while todo:
            one = todo.pop(0)
            if isinstance(one, dict) and "keras_history" in one.get("config", {}):
                history = one["config"]["keras_history"]
                found.append((history[0], history[1]))
            elif isinstance(one, list) and len(one) >= 3 and isinstance(one[0], str) and isinstance(one[1], int):
                found.append((one[0], one[1]))
            elif isinstance(one, list):
                todo = [*one, *todo]
        if found:
            yield found
