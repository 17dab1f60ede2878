"""Expressions of pasted code: numbers, lists, layers made and called on tensors."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any, NoReturn

from examsolver.core.problem import Problem
from examsolver.frameworks.adding import on_tensors
from examsolver.frameworks.calling import ALLOWED, Calling
from examsolver.frameworks.dialect import Bound
from examsolver.frameworks.pasted_text import NotUnderstood
from examsolver.frameworks.python_words import PYTHON, formatted
from examsolver.frameworks.taking import part_of, side_of
from examsolver.frameworks.values import (
    Batch,
    Chain,
    Class,
    Function,
    Instance,
    Made,
    Method,
    Opaque,
    Parameter,
    Positions,
    Ref,
    Scope,
    Side,
    Sides,
    Table,
    Tensor,
    WeightsOf,
)  # fmt: skip
from examsolver.registry import near

MOST = 10**12
LONGEST = 10_000

OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
UNKNOWN = (Tensor, Side, Sides, Batch, Ref)


class Evaluator(Calling):
    """Works out what an expression is."""

    def value(self, node: ast.expr, scope: Scope) -> Any:
        """The value of an expression. Raises NotUnderstood."""
        self.count(node)
        self.deeper(node)
        found = getattr(self, f"_{type(node).__name__.lower()}", None)
        if found is None:
            self.refuse(node, "this expression does more than build layers", ALLOWED)
        value = found(node, scope)
        self.depth -= 1
        return value

    def _constant(self, node: ast.Constant, scope: Scope) -> Any:
        return node.value

    def _name(self, node: ast.Name, scope: Scope) -> Any:
        try:
            return scope.find(node.id)
        except KeyError:
            return self.named(node, scope)

    def named(self, node: ast.Name, scope: Scope) -> Any:
        """What a name means that the code does not define: something of the framework."""
        known = self.dialect
        if node.id in known.modules or node.id in known.kinds or node.id in known.functions or node.id in PYTHON:
            return Ref((node.id,))
        if node.id in known.opaque or node.id == "__name__":
            return Ref((node.id,))
        close = near(node.id, [*scope.known(), *known.kinds, *known.modules])
        return self.refuse(node, f"{node.id!r} is not defined here", f"did you mean {close!r}?" if close else ALLOWED)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Any:
        owner = self.value(node.value, scope)
        if isinstance(owner, Ref):
            return Ref((*owner.path, node.attr))
        if isinstance(owner, Instance):
            return self.attribute(owner, node)
        if isinstance(owner, Tensor) and node.attr == "shape":
            return Sides(owner)
        if isinstance(owner, Chain) and node.attr in ("output", "outputs", "input", "inputs"):
            return owner.output
        if isinstance(owner, Opaque):
            return owner
        if isinstance(owner, Class):
            constant = self.make_plain(owner).get(node.attr)
            return Method(owner, node.attr) if constant is None else constant
        if isinstance(owner, Made) and node.attr in ("weight", "bias"):
            return WeightsOf(owner)
        if isinstance(owner, Made) and node.attr in ("in_features", "out_features", "in_channels", "out_channels"):
            return Bound(owner, self.dialect.kinds[owner.kind], self.code).get(node.attr)
        if isinstance(owner, Parameter) and node.attr == "shape":
            return owner.sides
        if isinstance(owner, dict) and node.attr in owner:
            return owner[node.attr]
        if isinstance(owner, Tensor) and node.attr in ("device", "dtype", "data"):
            return owner if node.attr == "data" else Opaque()
        return Method(owner, node.attr)

    def make_plain(self, cls: Class) -> dict[str, Any]:
        """The constants of a class: ``Block.expansion``."""
        found: dict[str, Any] = {}
        for one in cls.node.body:
            if isinstance(one, ast.Assign | ast.AnnAssign) and one.value is not None:
                target = one.targets[0] if isinstance(one, ast.Assign) else one.target
                if isinstance(target, ast.Name):
                    found[target.id] = self.value(one.value, cls.scope)
        return found

    def _call(self, node: ast.Call, scope: Scope) -> Any:
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr == "add" and isinstance(called.value, ast.Name):
            self.open_chain(called.value, scope)
        what = self.value(called, scope)
        given: list[Any] = []
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                given += self.items(self.value(argument.value, scope), argument)
            else:
                given.append(self.value(argument, scope))
        named: dict[str, Any] = {}
        for word in node.keywords:
            value = self.value(word.value, scope)
            named.update(value if word.arg is None and isinstance(value, dict) else {word.arg or "": value})
        return self.call(what, given, named, node, scope)

    def open_chain(self, name: ast.Name, scope: Scope) -> None:
        """``model.add(…)`` where no line makes the model: an exam shows the lines from there on."""
        try:
            scope.find(name.id)
        except KeyError:
            if name.id not in self.dialect.modules:
                scope.names[name.id] = self.new_chain([], name)

    def _binop(self, node: ast.BinOp, scope: Scope) -> Any:
        return self.operate(node.op, self.value(node.left, scope), self.value(node.right, scope), node)

    def operate(self, sign: ast.operator, left: Any, right: Any, node: ast.AST) -> Any:
        """An operation on numbers, lists or tensors."""
        if isinstance(left, Tensor) or isinstance(right, Tensor):
            return on_tensors(self, sign, left, right, node)
        if isinstance(left, Opaque) or isinstance(right, Opaque):
            return left if isinstance(left, Opaque) else right
        if isinstance(left, str) and isinstance(sign, ast.Mod):
            return formatted(self, left, right, node)
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        lists = isinstance(left, list | tuple | str) and isinstance(right, list | tuple | str | int)
        law = OPERATIONS.get(type(sign))
        if law is None or not (numbers or (lists and isinstance(sign, ast.Add | ast.Mult))):
            self.refuse(node, "this cannot be worked out without running it", "write the number")
        if isinstance(sign, ast.Pow) and (abs(right) > 64 or abs(left) > 10**6):
            self.refuse(node, "this number is too large")
        if lists and isinstance(sign, ast.Mult) and (not isinstance(right, int) or len(left) * right > LONGEST):
            self.refuse(node, "this list is too long")
        if lists and isinstance(sign, ast.Add) and (isinstance(right, int) or len(left) + len(right) > LONGEST):
            self.refuse(node, "this list cannot be made without running it")
        try:
            found = law(left, right)
        except (ZeroDivisionError, OverflowError, TypeError):
            self.refuse(node, "this has no value")
        if isinstance(found, int | float) and abs(found) > MOST:
            self.refuse(node, "this number is too large")
        return found

    def _unaryop(self, node: ast.UnaryOp, scope: Scope) -> Any:
        value = self.value(node.operand, scope)
        if isinstance(node.op, ast.Not):
            return not value
        if isinstance(value, int | float):
            return -value if isinstance(node.op, ast.USub) else value
        if isinstance(value, Tensor | Opaque):
            return value
        return self.refuse(node, "this cannot be worked out without running it")

    def _boolop(self, node: ast.BoolOp, scope: Scope) -> Any:
        value: Any = None
        for operand in node.values:
            value = self.value(operand, scope)
            if bool(value) != isinstance(node.op, ast.And):
                return value
        return value

    def _compare(self, node: ast.Compare, scope: Scope) -> Any:
        left = self.value(node.left, scope)
        for sign, right in zip(node.ops, (self.value(each, scope) for each in node.comparators), strict=True):
            if not isinstance(sign, ast.Is | ast.IsNot) and any(isinstance(one, UNKNOWN) for one in (left, right)):
                self.refuse(node, "this cannot be compared without running it", "write the number")
            if isinstance(sign, ast.In | ast.NotIn):
                holds = (left in self.items(right, node)) == isinstance(sign, ast.In)
            else:
                try:
                    holds = COMPARISONS[type(sign)](left, right)
                except TypeError:
                    self.refuse(node, "this cannot be compared without running it")
            if not holds:
                return False
            left = right
        return True

    def truth(self, node: ast.expr, scope: Scope) -> bool:
        """Whether a condition holds."""
        value = self.value(node, scope)
        if isinstance(value, Tensor | Sides | Batch | Ref):
            self.refuse(node, "this condition cannot be decided without running it")
        return bool(value)

    def _ifexp(self, node: ast.IfExp, scope: Scope) -> Any:
        test = self.value(node.test, scope)
        if isinstance(test, Opaque):
            return test
        return self.value(node.body if test else node.orelse, scope)

    def _list(self, node: ast.List, scope: Scope) -> Any:
        found: list[Any] = []
        for inner in node.elts:
            if isinstance(inner, ast.Starred):
                found += self.items(self.value(inner.value, scope), inner)
            else:
                found.append(self.value(inner, scope))
        return found

    def _tuple(self, node: ast.Tuple, scope: Scope) -> Any:
        return tuple(self._list(ast.List(node.elts), scope))

    def _dict(self, node: ast.Dict, scope: Scope) -> Any:
        found: dict[Any, Any] = {}
        for key, inner in zip(node.keys, node.values, strict=True):
            if key is None:  # **more
                more = self.value(inner, scope)
                found.update(more if isinstance(more, dict) else {})
                continue
            name = self.value(key, scope)
            if not isinstance(name, str | int | float | tuple):
                self.refuse(key, "a key is a text or a number here")
            found[name] = self.value(inner, scope)
        return found

    def _listcomp(self, node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> Any:
        found: list[Any] = []
        self._loops(node.generators, Scope(outer=scope), lambda inner: found.append(self.value(node.elt, inner)))
        return found

    def _dictcomp(self, node: ast.DictComp, scope: Scope) -> Any:
        found: dict[Any, Any] = {}

        def put(inner: Scope) -> None:
            found[str(self.value(node.key, inner))] = self.value(node.value, inner)

        self._loops(node.generators, Scope(outer=scope), put)
        return found

    def _loops(self, loops: list[ast.comprehension], scope: Scope, each: Callable[[Scope], None]) -> None:
        """The loops inside a list, from the outermost."""
        if not loops:
            each(scope)
            return
        for value in self.items(self.value(loops[0].iter, scope), loops[0].iter):
            self.count(loops[0].iter)
            self.assign(loops[0].target, value, scope)
            if all(self.truth(test, scope) for test in loops[0].ifs):
                self._loops(loops[1:], scope, each)

    _generatorexp = _listcomp

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Any:
        body: list[ast.stmt] = [ast.copy_location(ast.Return(node.body), node)]
        made = ast.FunctionDef(name="lambda", args=node.args, body=body, decorator_list=[])
        return Function(ast.copy_location(made, node), scope)

    def _set(self, node: ast.Set, scope: Scope) -> Any:
        return self._list(ast.List(node.elts), scope)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        owner = self.value(node.value, scope)
        if isinstance(owner, Tensor):
            return part_of(self, owner, node, scope)
        if isinstance(owner, Sides):
            return side_of(self, owner, node, scope)
        if isinstance(owner, Opaque | Parameter | Positions | Table | Ref):
            return owner  # such as list[int] in a hint of types
        where = slice(*self._bounds(node.slice, scope)) if isinstance(node.slice, ast.Slice) else None
        place = where if where is not None else self.value(node.slice, scope)
        items = owner if isinstance(owner, dict) else self.items(owner, node.value)
        try:
            return items[place]
        except (IndexError, KeyError, TypeError):
            self.refuse(node, "there is nothing at this place")

    def _bounds(self, node: ast.Slice, scope: Scope) -> tuple[Any, ...]:
        return tuple(None if end is None else self.value(end, scope) for end in (node.lower, node.upper, node.step))

    def _joinedstr(self, node: ast.JoinedStr, scope: Scope) -> str:
        pieces = (self.value(piece, scope) for piece in node.values)
        return "".join(str(piece) for piece in pieces if isinstance(piece, str | int | float))

    def _formattedvalue(self, node: ast.FormattedValue, scope: Scope) -> Any:
        return self.value(node.value, scope)

    def refuse(self, node: ast.AST, message: str, hint: str | None = None) -> NoReturn:
        """Stops with a problem at a node."""
        raise NotUnderstood(Problem(message, self.code.span_of(node), hint))
