"""Pasted code, statement by statement: layers are made and placed, nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from examsolver.frameworks.calling import ALLOWED
from examsolver.frameworks.evaluating import Evaluator
from examsolver.frameworks.freezing import FLAGS, HINT, SAYS, freezes, freezing_in
from examsolver.frameworks.naming import baptise
from examsolver.frameworks.values import (
    Chain,
    Class,
    Function,
    Instance,
    Made,
    Opaque,
    Ref,
    Returned,
    Scope,
    WeightsOf,
)  # fmt: skip
from examsolver.registry import did_you_mean

IGNORED = {"print", "summary", "compile", "eval", "train", "cuda", "count_params", "fit", "plot_model", "manual_seed"}


class Reader(Evaluator):
    """Goes through the code once."""

    def read(self) -> None:
        """Every statement of the code, in order. Raises NotUnderstood."""
        self.run(self.code.tree.body, self.globals)

    def run(self, body: Iterable[ast.stmt], scope: Scope) -> Returned | None:
        """Statements in order, up to a ``return``."""
        for node in body:
            self.count(node)
            ended = self._statement(node, scope)
            if ended is not None:
                return ended
        return None

    def _statement(self, node: ast.stmt, scope: Scope) -> Returned | None:
        match node:
            case ast.Return():
                return Returned(None if node.value is None else self.value(node.value, scope))
            case ast.For():
                return self._for(node, scope)
            case ast.If():
                return self._if(node, scope)
            case ast.With():
                return self.run(node.body, scope)
            case _:
                self._plain(node, scope)
                return None

    def _plain(self, node: ast.stmt, scope: Scope) -> None:
        match node:
            case ast.Assign():
                value = self.value(node.value, scope)
                for target in node.targets:
                    self.assign(target, value, scope)
            case ast.AnnAssign():
                if node.value is not None:
                    self.assign(node.target, self.value(node.value, scope), scope)
            case ast.AugAssign():
                self._augmented(node, scope)
            case ast.Expr():
                self._expression(node.value, scope)
            case ast.FunctionDef():
                scope.names[node.name] = Function(node, scope)
            case ast.ClassDef():
                scope.names[node.name] = Class(node, scope)
                self.classes.append(scope.names[node.name])
            case ast.Import() | ast.ImportFrom():
                self._import(node, scope)
            case ast.Pass() | ast.Assert():
                pass
            case _:
                self.refuse(node, "this statement does more than build layers", ALLOWED)

    def _expression(self, node: ast.expr, scope: Scope) -> None:
        if isinstance(node, ast.Constant):
            return  # a docstring
        called = node.func if isinstance(node, ast.Call) else None
        word = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if isinstance(node, ast.Call) and word in ("summary", "build"):
            self._told_shape(node, scope)
        elif word not in IGNORED:
            self.results.append(self.value(node, scope))

    def _told_shape(self, node: ast.Call, scope: Scope) -> None:
        """``summary(model, (3, 224, 224))`` and ``model.build((None, 28, 28, 1))`` say the size of the input."""
        values = [*node.args, *(word.value for word in node.keywords if word.arg in ("input_size", "input_shape"))]
        for given in values:
            shape = self.value(given, scope)
            if isinstance(shape, tuple | list) and shape:
                whole = (
                    "input_size" in {word.arg for word in node.keywords} or getattr(node.func, "attr", "") == "build"
                )
                self.told = tuple(shape[1:] if whole else shape)

    def _augmented(self, node: ast.AugAssign, scope: Scope) -> None:
        before = self.value(_loaded(node.target), scope)
        value = self.value(node.value, scope)
        if isinstance(before, Chain) and isinstance(value, list):
            before.members += [(None, member) for member in value]
            return
        self.assign(node.target, self.operate(node.op, before, value, node), scope)

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """A value gets a name."""
        match target:
            case ast.Name():
                scope.names[target.id] = value
            case ast.Attribute():
                owner = self.value(target.value, scope)
                if target.attr == "weight" and isinstance(owner, Made) and isinstance(value, WeightsOf):
                    self.tie(owner, value.made, target)
                    return
                if freezes(target.attr, value):
                    self.refuse(target, SAYS, HINT)
                if target.attr in FLAGS:
                    return
                if isinstance(owner, Opaque | WeightsOf):
                    return
                if not isinstance(owner, Instance):
                    self.refuse(target, "only attributes of self can be set", ALLOWED)
                owner.attributes[target.attr] = value
                baptise(value, target.attr)
            case ast.Tuple() | ast.List():
                values = self.items(value, target)
                if len(values) != len(target.elts):
                    self.refuse(target, f"{len(target.elts)} names for {len(values)} values")
                for inner, each in zip(target.elts, values, strict=True):
                    self.assign(inner, each, scope)
            case _:
                self.refuse(target, "this assignment does more than build layers", ALLOWED)

    def tie(self, one: Made, other: Made, node: ast.AST) -> None:
        """``head.weight = embedding.weight``: counted where the embedding has them."""
        dense = [made for made in (one, other) if made.kind == "Linear"]
        if len(dense) != 1 or {one.kind, other.kind} != {"Linear", "Embedding"}:
            self.refuse(node, "weights are tied between an embedding and a linear layer here", "call one layer twice")
        dense[0].tied = True

    def _for(self, node: ast.For, scope: Scope) -> Returned | None:
        values = self.items(self.value(node.iter, scope), node.iter)
        frozen = None if values else freezing_in(node.body)  # parameters are not listed one by one
        if frozen is not None:
            self.refuse(frozen, SAYS, HINT)
        for value in values:
            self.assign(node.target, value, scope)
            ended = self.run(node.body, scope)
            if ended is not None:
                return ended
        return self.run(node.orelse, scope)

    def _if(self, node: ast.If, scope: Scope) -> Returned | None:
        test = node.test
        if isinstance(test, ast.Compare) and getattr(test.left, "id", "") == "__name__":
            return self.run(node.body, scope)
        return self.run(node.body if self.truth(test, scope) else node.orelse, scope)

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        for alias in node.names:
            path = tuple((getattr(node, "module", None) or "").split(".")) if isinstance(node, ast.ImportFrom) else ()
            path = tuple(piece for piece in (*path, *alias.name.split(".")) if piece)
            if alias.name != "*":
                name = alias.asname or alias.name.split(".")[0]
                scope.names[name] = Ref(path if alias.asname or isinstance(node, ast.ImportFrom) else path[:1])

    # --- calls of what the code itself defines ----------------------------------------------------------------------

    def call_function(self, function: Function, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
        """A function of the code, with its arguments put in."""
        scope = Scope(outer=function.scope)
        owner = [] if function.owner is None else [function.owner]
        self._bind(function.node, [*owner, *given], named, scope, node)
        self.deeper(node)
        ended = self.run(function.node.body, scope)
        self.depth -= 1
        return None if ended is None else ended.value

    def _bind(
        self, function: ast.FunctionDef, given: list[Any], named: dict[str, Any], scope: Scope, node: ast.AST
    ) -> None:
        takes = function.args
        names = [argument.arg for argument in (*takes.posonlyargs, *takes.args)]
        defaults = dict(zip(names[len(names) - len(takes.defaults) :], takes.defaults, strict=True))
        later = {one.arg: value for one, value in zip(takes.kwonlyargs, takes.kw_defaults, strict=True) if value}
        scope.names.update(zip(names, given, strict=False))
        known = {*names, *(argument.arg for argument in takes.kwonlyargs)}
        extra = {name: value for name, value in named.items() if name not in known}
        if extra and takes.kwarg is None:
            hint = did_you_mean(next(iter(extra)), sorted(known - {"self"}))
            self.refuse(node, f"{function.name} takes no argument {next(iter(extra))!r}", hint)
        scope.names.update({name: value for name, value in named.items() if name in known})
        if len(given) > len(names):
            if takes.vararg is None:
                self.refuse(node, f"{function.name} takes {len(names)} arguments, here are {len(given)}")
            scope.names[takes.vararg.arg] = given[len(names) :]
        elif takes.vararg is not None:
            scope.names[takes.vararg.arg] = []
        for name, default in {**defaults, **later}.items():
            if name not in scope.names:
                scope.names[name] = self.value(default, scope.outer or scope)
        if missing := [name for name in (*names, *later) if name not in scope.names]:
            self.refuse(node, f"{function.name} needs {missing[0]!r}")
        if takes.kwarg is not None:
            scope.names[takes.kwarg.arg] = extra

    def make(self, cls: Class, given: list[Any], named: dict[str, Any], node: ast.AST) -> Instance:
        """A module of a class: its ``__init__`` says which layers it has."""
        made = Instance(cls, node)
        constants = self.make_plain(cls)
        made.attributes.update(constants)
        start = cls.method("__init__")
        if start is not None:
            self.call_function(Function(start, cls.scope, made), given, named, node)
        else:  # a dataclass of sizes
            made.attributes.update(zip(constants, given, strict=False))
            made.attributes.update(named)
        return made


def _loaded(node: ast.expr) -> ast.expr:
    """A target as something to be read."""
    return node
