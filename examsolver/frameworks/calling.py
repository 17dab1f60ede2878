"""Calls in pasted code: of layers on tensors, of the framework, of what the code defines, of a few Python words."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NoReturn

from examsolver.core.problem import Problem
from examsolver.frameworks.axes import laid, order_of, straight, wanted
from examsolver.frameworks.dialect import Bound, Dialect
from examsolver.frameworks.graph import Graph, Options, Written
from examsolver.frameworks.methods import UNCHANGING, WEIGHTS_OF, call_method
from examsolver.frameworks.pasted_text import Code, NotUnderstood
from examsolver.frameworks.python_words import PYTHON, word_of_python
from examsolver.frameworks.sizing import can_share
from examsolver.frameworks.taking import all_sides, settled
from examsolver.frameworks.values import (
    Chain,
    Class,
    Drawn,
    Function,
    Instance,
    Made,
    Method,
    Model,
    Opaque,
    Positions,
    Ref,
    Scope,
    Sides,
    Table,
    Tensor,
)  # fmt: skip
from examsolver.registry import did_you_mean

SEVERAL = {"MultiheadAttention": 3, "MultiHeadAttention": 3, "TransformerDecoderLayer": 2, "Bilinear": 2}
RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN")
CALLED = ("value", "key", "memory", "initial_state")
TRIED = 4
ALLOWED = "allowed are layers, calls of layers, assignments, functions and modules of them, loops over range and lists"
STEPS = 100_000
DEPTH = 80


class Calling:
    """What has been met so far, and what a call comes to. Expressions and statements are read by its heirs."""

    def __init__(self, code: Code, dialect: Dialect) -> None:
        self.code = code
        self.dialect = dialect
        self.graph = Graph(dialect.conventions)
        self.globals = Scope()
        self.classes: list[Class] = []
        self.results: list[Any] = []
        self.models: list[Any] = []
        self.alive: list[Any] = []  # what was made: told apart by where it lies in memory
        self.also: list[int] = []
        self.told: tuple[Any, ...] | None = None
        self.steps = 0
        self.depth = 0

    def refuse(self, node: ast.AST, message: str, hint: str | None = None) -> NoReturn:
        """Stops with a problem at a node."""
        raise NotUnderstood(Problem(message, self.code.span_of(node), hint))

    def count(self, node: ast.AST) -> None:
        """One more thing read; loops may not make it endless."""
        self.steps += 1
        if self.steps > STEPS:
            self.refuse(node, "this code goes on for too long", "write fewer rounds")

    def deeper(self, node: ast.AST) -> None:
        """One level further in."""
        self.depth += 1
        if self.depth > DEPTH:
            self.refuse(node, "this is nested too deeply", "give a piece of it a name of its own")

    # --- layers and tensors -----------------------------------------------------------------------------------------

    def place(self, word: str, options: Options, sources: tuple[Tensor, ...], node: ast.AST, **more: Any) -> Tensor:
        """A layer of ours that reads these tensors, turned as it needs them."""
        flows = tuple(settled(self, source, node) for source in sources)
        flows = laid(self, word, flows, node)
        placed = self.graph_place(word, options, flows, node, **more)
        return replace(placed, order=self._lies(word, placed, flows))

    def graph_place(
        self, word: str, options: Options, sources: tuple[Tensor, ...], node: ast.AST, **more: Any
    ) -> Tensor:
        """A layer of ours that reads these tensors as they are."""
        span = self.code.span_of(node)
        layer = Written(word, options, tuple(source.layer for source in sources), span, **more)
        return Tensor(self.graph.place(layer))

    def _lies(self, word: str, placed: Tensor, sources: tuple[Tensor, ...]) -> tuple[int, ...]:
        """How what a layer gives lies: as PyTorch would have it."""
        shape = self.graph.shape(placed.layer)
        if shape is None or not sources or not self.dialect.channels_first:
            return ()
        needs = wanted(word, len(shape))
        before = order_of(self, sources[0])
        return needs if needs is not None else before if len(before) == len(shape) else straight(len(shape))

    def apply(self, what: Any, given: list[Any], node: ast.AST) -> Any:
        """A layer, a chain of layers or a module on its input."""
        if given and isinstance(given[0], Opaque):
            self._tried(given[0])
            return given[0]  # a try with numbers that say the size of the input
        if isinstance(what, Made):
            return self._apply_layer(what, given, node)
        if isinstance(what, Chain):
            flows = given[0] if given else None
            for _, member in what.members:
                if isinstance(member, Tensor):
                    continue  # the input that a chain of its own would have
                memory = given[1:2] if getattr(member, "kind", "") == "TransformerDecoderLayer" else []
                flows = self.apply(member, [flows, *memory], getattr(member, "node", node))
            return flows
        if isinstance(what, Instance):
            forward = what.cls.method(self.dialect.forward)
            if forward is None:
                self.refuse(node, f"the module {what.cls.node.name} has no {self.dialect.forward}")
            return self.call_function(Function(forward, what.cls.scope, what), given, {}, node)
        if isinstance(what, Model):
            return self.again(what, given, node)
        if isinstance(what, Ref | Function | Method):
            return self.call(what, given, {}, node, self.globals)
        return self.refuse(node, "this is no layer", "a layer is called on what it reads")

    def _tried(self, given: Opaque) -> None:
        if isinstance(given, Drawn) and self.told is None and self.depth < TRIED:
            sides = given.sides[1:]
            if sides and all(isinstance(side, int) for side in sides):
                self.told = sides

    def again(self, model: Model, given: list[Any], node: ast.AST) -> Any:
        """A model called as a layer: its layers are placed again, with the same weights."""
        flows = [*tensors_in(given)]
        if len(flows) != len(model.inputs):
            self.refuse(node, f"this model reads {len(model.inputs)} inputs, here are {len(flows)}")
        number = {one.layer: flow.layer for one, flow in zip(model.inputs, flows, strict=True)}
        for place in self.graph.leading_to(one.layer for one in model.outputs):
            if place not in number:
                layer = self.graph.layers[place]
                if not layer.sources:
                    self.refuse(node, "this model reads an input that it does not name", "give it to keras.Model")
                sources = tuple(number[source] for source in layer.sources)
                number[place] = self.graph.place(replace(layer, sources=sources))
        outputs = [replace(one, layer=number[one.layer]) for one in model.outputs]
        return outputs[0] if len(outputs) == 1 else outputs

    def _apply_layer(self, made: Made, given: list[Any], node: ast.AST) -> Any:
        kind = self.dialect.kinds[made.kind]
        if made.kind == "Embedding" and given and isinstance(given[0], Positions):
            made.uses += 1
            return Table(made, node)
        inputs = self.inputs(given, made)
        if made.kind in RECURRENT:  # the states that it begins with come from another layer
            self.also += [one.layer for one in tensors_in(given[1:])]
        bound = Bound(made, kind, self.code)
        said = kind.word if isinstance(kind.word, str) else kind.word(bound)
        if not said:
            return inputs[0]
        options = tuple(kind.options(bound)) if kind.options else ()
        made.uses += 1
        self.alive.append(made)
        channels = bound.get(kind.channels) if kind.channels else None
        word, _, part = said.partition(" ")
        word = "cross-attention" if word == "attention" and len(inputs) > 1 else word
        inputs = inputs[:2] if word in ("cross-attention", "decoder-layer") else inputs
        if made.uses > 1 and kind.weights and not can_share(word):
            self.refuse(node, f"this {made.kind} is used twice", "make one layer for each place")
        options += (("tied", True),) if made.tied and word == "dense" else ()
        own = made.name or made.named.get("name")
        flows = self.place(
            word, options, inputs, made.node, name=own if isinstance(own, str) else None,
            channels=channels if isinstance(channels, int) else None, made=id(made) if kind.weights else None,
        )  # fmt: skip
        return self.results_of(flows, part, made)

    def results_of(self, flows: Tensor, part: str, made: Made) -> Any:
        """What a layer gives: one tensor, or its outputs and its states."""
        several = part == "states" or bool(made.named.get("return_state"))
        if not several:
            return flows
        if part == "weights":
            return (flows, Opaque())
        states = (Tensor(flows.layer, "state"), Tensor(flows.layer, "state"))
        if self.dialect.channels_first:
            return (flows, states if made.kind == "LSTM" else states[0])
        return (flows, *states[: 2 if made.kind == "LSTM" else 1])

    def inputs(self, given: list[Any], made: Made) -> tuple[Tensor, ...]:
        """The tensors that a layer is called on."""
        found: list[Tensor] = []
        for one in given[: SEVERAL.get(made.kind, 1)]:
            found += one if isinstance(one, list | tuple) else [one]
        found = [one for one in found if isinstance(one, Tensor)]
        if not found:
            self.refuse(made.node, f"this {made.kind} is not called on what it reads")
        if SEVERAL.get(made.kind, 1) > 2 and len({one.layer for one in found}) == 1:
            return tuple(found[:1])
        return tuple(found)

    def new_chain(self, members: list[Any], node: ast.AST) -> Chain:
        """``Sequential``: layers one after the other."""
        chain = Chain([(None, member) for member in members], node)
        self.models.append(chain)
        return chain

    # --- calls ------------------------------------------------------------------------------------------------------

    def call(self, what: Any, given: list[Any], named: dict[str, Any], node: ast.AST, scope: Scope) -> Any:
        """What a call comes to. Raises NotUnderstood."""
        if isinstance(what, Ref):
            return self._call_name(what, given, named, node, scope)
        if isinstance(what, Class):
            return self.make(what, given, named, node)
        if isinstance(what, Function):
            return self.call_function(what, given, named, node)
        if isinstance(what, Method):
            return call_method(self, what, given, named, node)
        if isinstance(what, Made) and named:
            given = [*given, *(named[word] for word in CALLED if word in named)]
        if isinstance(what, Opaque):
            return what
        return self.apply(what, given, node)

    def _call_name(self, ref: Ref, given: list[Any], named: dict[str, Any], node: ast.AST, scope: Scope) -> Any:
        own = self.dialect
        if ref.last in own.functions and (ref.last not in own.kinds or any(tensor_in(one) for one in given)):
            return own.functions[ref.last](self, given, named, node)
        if ref.last in own.kinds:
            return Made(ref.last, tuple(given), named, node)
        if len(ref.path) == 1 and ref.last in PYTHON:
            return word_of_python(self, ref.last, given, named, node)
        if ref.last == "super":
            return Opaque()
        if set(ref.path) & own.opaque:
            return Opaque()
        known = sorted({*own.kinds, *own.functions})
        close = difflib.get_close_matches(ref.last, known, n=1, cutoff=0.6)
        folded = [one for one in known if one.lower() == ref.last.lower()]
        says = f"did you mean {(folded or close)[0]!r}?" if folded or close else ALLOWED
        return self.refuse(node, f"{'.'.join(ref.path)!r} is not understood in {own.name} code", says)

    def attribute(self, owner: Instance, node: ast.Attribute) -> Any:
        """An attribute or a method of a module."""
        if node.attr in owner.attributes:
            return owner.attributes[node.attr]
        method = owner.cls.method(node.attr)
        if method is not None:
            return Function(method, owner.cls.scope, owner)
        if node.attr == "training":
            return False
        if node.attr in ("add_module", "register_buffer", "add_weight", *UNCHANGING, *WEIGHTS_OF):
            return Method(owner, node.attr)
        known = [*owner.attributes, *(one.name for one in owner.cls.node.body if isinstance(one, ast.FunctionDef))]
        return self.refuse(node, f"self has no {node.attr!r}", did_you_mean(node.attr, known))

    def items(self, value: Any, node: ast.AST) -> list[Any]:
        """The values of a list, a tuple or a chain of layers."""
        if isinstance(value, Chain):
            return [member for _, member in value.members]
        if isinstance(value, Sides):
            return all_sides(self, value)
        if isinstance(value, dict):
            return list(value)
        if isinstance(value, list | tuple | str):
            return list(value)
        return self.refuse(node, "this is no list that can be read without running it", "write a list or range(…)")

    # --- written by the heirs ---------------------------------------------------------------------------------------

    def value(self, node: ast.expr, scope: Scope) -> Any:
        """The value of an expression."""
        raise NotImplementedError

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """A value gets a name."""
        raise NotImplementedError

    def make(self, cls: Class, given: list[Any], named: dict[str, Any], node: ast.AST) -> Instance:
        """A module of a class."""
        raise NotImplementedError

    def call_function(self, function: Function, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
        """A function of the code."""
        raise NotImplementedError


def tensor_in(value: Any) -> bool:
    """Whether a value is a tensor or a list of them."""
    return isinstance(value, Tensor) or (
        isinstance(value, list | tuple) and bool(value) and all(isinstance(one, Tensor) for one in value)
    )


def tensors_in(value: Any) -> Iterator[Tensor]:
    """All tensors in a value."""
    todo = [value]
    while todo:
        one = todo.pop(0)
        if isinstance(one, Tensor):
            yield one
        elif isinstance(one, list | tuple):
            todo = [*one, *todo]
        elif isinstance(one, dict):
            todo = [*one.values(), *todo]


__all__ = ["Calling", "Model", "tensor_in"]
