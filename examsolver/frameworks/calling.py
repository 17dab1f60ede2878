"""Calls in pasted code: of layers on tensors, of the framework, of what the code defines, of a few Python words."""

from __future__ import annotations

import ast
import difflib
from typing import Any, NoReturn

from examsolver.core.problem import Problem
from examsolver.frameworks.dialect import Bound, Dialect
from examsolver.frameworks.graph import Graph, Options, Written
from examsolver.frameworks.pasted_text import Code, NotUnderstood
from examsolver.frameworks.values import (
    Batch,
    Chain,
    Class,
    Function,
    Instance,
    Made,
    Method,
    Model,
    Opaque,
    Ref,
    Scope,
    Side,
    Sides,
    Tensor,
)  # fmt: skip
from examsolver.registry import did_you_mean

ALLOWED = "allowed are layers, calls of layers, assignments, functions and modules of them, loops over range and lists"
STEPS = 100_000
DEPTH = 80
LONGEST = 10_000


class Calling:
    """What has been met so far, and what a call comes to. Expressions and statements are read by its heirs."""

    def __init__(self, code: Code, dialect: Dialect) -> None:
        self.code = code
        self.dialect = dialect
        self.graph = Graph(dialect.channels_first)
        self.globals = Scope()
        self.classes: list[Class] = []
        self.results: list[Any] = []
        self.models: list[Any] = []
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
        """A layer of ours that reads these tensors."""
        span = self.code.span_of(node)
        layer = Written(word, options, tuple(source.layer for source in sources), span, **more)
        return Tensor(self.graph.place(layer))

    def apply(self, what: Any, given: list[Any], node: ast.AST) -> Any:
        """A layer, a chain of layers or a module on its input."""
        if given and isinstance(given[0], Opaque):
            return given[0]  # a try with numbers that say the size of the input
        if isinstance(what, Made):
            return self._apply_layer(what, given, node)
        if isinstance(what, Chain):
            flows = given[0] if given else None
            for _, member in what.members:
                flows = self.apply(member, [flows], getattr(member, "node", node))
            return flows
        if isinstance(what, Instance):
            forward = what.cls.method(self.dialect.forward)
            if forward is None:
                self.refuse(node, f"the module {what.cls.node.name} has no {self.dialect.forward}")
            return self.call_function(Function(forward, what.cls.scope, what), given, {}, node)
        if isinstance(what, Ref | Function | Method):
            return self.call(what, given, {}, node, self.globals)
        return self.refuse(node, "this is no layer", "a layer is called on what it reads")

    def _apply_layer(self, made: Made, given: list[Any], node: ast.AST) -> Any:
        kind = self.dialect.kinds[made.kind]
        inputs = self.inputs(given, made)
        bound = Bound(made, kind, self.code)
        said = kind.word if isinstance(kind.word, str) else kind.word(bound)
        if not said:
            return inputs[0]
        options = tuple(kind.options(bound)) if kind.options else ()
        made.uses += 1
        if made.uses > 1 and kind.weights:
            hint = "make one layer for each place; weights that two places share cannot be told apart here"
            self.refuse(node, f"this {made.kind} is used twice", hint)
        channels = bound.get(kind.channels) if kind.channels else None
        word, _, part = said.partition(" ")
        word = "cross-attention" if word == "attention" and len(inputs) > 1 else word
        inputs = inputs[:2] if word == "cross-attention" else inputs
        own = made.name or made.named.get("name")
        flows = self.place(
            word, options, inputs, made.node, name=own if isinstance(own, str) else None,
            channels=channels if isinstance(channels, int) else None,
        )  # fmt: skip
        return self.results_of(flows, part, made)

    def results_of(self, flows: Tensor, part: str, made: Made) -> Any:
        """What a layer gives: one tensor, or its outputs and its states."""
        several = part == "states" or bool(made.named.get("return_state"))
        if not several:
            return flows
        states = (Tensor(flows.layer, "state"), Tensor(flows.layer, "state"))
        if self.dialect.channels_first:
            return (flows, states if made.kind == "LSTM" else states[0])
        return (flows, *states[: 2 if made.kind == "LSTM" else 1])

    def inputs(self, given: list[Any], made: Made) -> tuple[Tensor, ...]:
        """The tensors that a layer is called on."""
        found: list[Tensor] = []
        for one in given[:3] if made.kind == "MultiheadAttention" else given[:1]:
            found += one if isinstance(one, list | tuple) else [one]
        found = [one for one in found if isinstance(one, Tensor)]
        if not found:
            self.refuse(made.node, f"this {made.kind} is not called on what it reads")
        if made.kind in ("MultiheadAttention", "MultiHeadAttention") and len({one.layer for one in found}) == 1:
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
            return self._call_method(what, given, named, node)
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
            return self._python(ref.last, given, node)
        if ref.last == "super":
            return Opaque()
        if set(ref.path) & own.opaque:
            return Opaque()
        known = sorted({*own.kinds, *own.functions})
        close = difflib.get_close_matches(ref.last, known, n=1, cutoff=0.6)
        folded = [one for one in known if one.lower() == ref.last.lower()]
        says = f"did you mean {(folded or close)[0]!r}?" if folded or close else ALLOWED
        return self.refuse(node, f"{'.'.join(ref.path)!r} is not understood in {own.name} code", says)

    def _call_method(self, method: Method, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
        owner, name = method.owner, method.name
        if isinstance(owner, Tensor):
            law = self.dialect.methods.get(name)
            if law is None:
                self.refuse(node, f"the method {name!r} is not understood", did_you_mean(name, [*self.dialect.methods]))
            return law(self, [owner, *given], named, node)
        if isinstance(owner, Chain | list):
            return self._grow(owner, name, given, node)
        if isinstance(owner, dict) and name in ("items", "values", "keys"):
            return list(getattr(owner, name)())
        if name in ("to", "cuda", "eval", "train", "float", "apply"):
            return owner
        return self.refuse(node, f"the method {name!r} is not understood", "layers are made and called")

    def _grow(self, owner: Chain | list[Any], name: str, given: list[Any], node: ast.AST) -> Any:
        more = given[-1:] if name in ("add", "append", "add_module") else self.items(given[0], node) if given else []
        if name not in ("add", "append", "add_module", "extend"):
            return (
                owner if name in ("to", "cuda", "eval", "train") else self.refuse(node, f"{name!r} is not understood")
            )
        if len(more) + len(owner if isinstance(owner, list) else owner.members) > LONGEST:
            self.refuse(node, "this list is too long")
        if isinstance(owner, list):
            owner += more
        else:
            own = given[0] if name == "add_module" else None
            owner.members += [(own, member) for member in more]
        return None

    def attribute(self, owner: Instance, node: ast.Attribute) -> Any:
        """An attribute or a method of a module."""
        if node.attr in owner.attributes:
            return owner.attributes[node.attr]
        method = owner.cls.method(node.attr)
        if method is not None:
            return Function(method, owner.cls.scope, owner)
        if node.attr in ("add_module", "register_buffer", "to", "eval", "train", "training"):
            return Method(owner, node.attr)
        known = [*owner.attributes, *(one.name for one in owner.cls.node.body if isinstance(one, ast.FunctionDef))]
        return self.refuse(node, f"self has no {node.attr!r}", did_you_mean(node.attr, known))

    # --- a few words of Python --------------------------------------------------------------------------------------

    def _python(self, word: str, given: list[Any], node: ast.AST) -> Any:
        if word == "range":
            if not given or not all(isinstance(one, int) for one in given) or len(range(*given)) > LONGEST:
                self.refuse(node, "range needs whole numbers that are not too large")
            return list(range(*given))
        if word in ("zip", "enumerate", "reversed", "list", "tuple", "len"):
            lists = [self.items(one, node) for one in given[: None if word == "zip" else 1]]
            return self._of_lists(word, lists)
        if word == "super":
            return Opaque()
        try:
            return PYTHON[word](*given)
        except (TypeError, ValueError, OverflowError):
            return self.refuse(node, "this cannot be worked out without running it", "write the number")

    def _of_lists(self, word: str, lists: list[list[Any]]) -> Any:
        if word == "zip":
            return list(zip(*lists, strict=False))
        first = lists[0] if lists else []
        match word:
            case "enumerate":
                return list(enumerate(first))
            case "reversed":
                return first[::-1]
            case "len":
                return len(first)
            case _:
                return list(first)

    def items(self, value: Any, node: ast.AST) -> list[Any]:
        """The values of a list, a tuple or a chain of layers."""
        if isinstance(value, Chain):
            return [member for _, member in value.members]
        if isinstance(value, Sides):
            return [Batch(), *(Side(place) for place in range(1, 5))]
        if isinstance(value, dict):
            return list(value)
        if isinstance(value, list | tuple | str):
            return list(value)
        return self.refuse(node, "this is no list that can be read without running it", "write a list or range(…)")

    def part_of(self, owner: Tensor, node: ast.Subscript) -> Tensor:
        """``out[:, -1]`` of a recurrent layer: its last step; ``h[-1]`` of its states: the same."""
        layer = self.graph.layers[owner.layer]
        if layer.word not in ("lstm", "gru", "rnn") or (not owner.part and not _last_step(node.slice)):
            self.refuse(node, "of tensors only the last step of a recurrent layer can be taken", "such as out[:, -1]")
        if not self.graph.readers(owner.layer):
            self.graph.last_step(owner.layer)
        return Tensor(owner.layer)

    def side_of(self, owner: Sides, node: ast.Subscript, scope: Scope) -> Any:
        """``x.shape[0]``: the batch."""
        place = self.value(node.slice, scope)
        if not isinstance(place, int):
            self.refuse(node, "this size is not known without running it", "write the number")
        if place == (1 if self.dialect.channels_first else -1):
            channels = self.graph.channels(owner.of.layer)
            return Side(place) if channels is None else channels
        return Batch() if place == 0 else Side(place)

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


def _last_step(place: ast.expr) -> bool:
    """``[:, -1]`` and ``[:, -1, :]``."""
    pieces = place.elts if isinstance(place, ast.Tuple) else [place]
    minus = pieces[1] if len(pieces) > 1 else pieces[0]
    return isinstance(minus, ast.UnaryOp) and isinstance(minus.op, ast.USub) and getattr(minus.operand, "value", 0) == 1


def tensor_in(value: Any) -> bool:
    """Whether a value is a tensor or a list of them."""
    return isinstance(value, Tensor) or (
        isinstance(value, list | tuple) and bool(value) and all(isinstance(one, Tensor) for one in value)
    )


PYTHON: dict[str, Any] = {
    "int": int, "float": float, "str": str, "bool": bool, "sum": sum, "max": max, "min": min, "abs": abs,
    "round": round, "range": range, "zip": zip, "enumerate": enumerate, "reversed": reversed, "list": list,
    "tuple": tuple, "len": len, "super": Opaque, "dict": dict, "print": Opaque,
}  # fmt: skip

__all__ = ["Calling", "Model", "tensor_in"]
