"""Code that freezes parameters: what is trained then is not read, so it is told at its place and never passed over."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any

FLAGS = ("trainable", "requires_grad")
METHOD = "requires_grad_"
SAYS = "which parameters are frozen is not read"
HINT = "leave the line out: the totals count all parameters, frozen ones too"


def freezes(name: str, value: Any) -> bool:
    """Whether an attribute that is set to a value may freeze parameters: only a plain True surely does not."""
    return name in FLAGS and value is not True


def call_freezes(name: str, given: list[Any], named: Mapping[str, Any]) -> bool:
    """Whether a method that is called so freezes: ``requires_grad_(False)``."""
    flag = given[0] if given else named.get("requires_grad", True)
    return name == METHOD and flag is not True


def freezing_in(body: Iterable[ast.stmt]) -> ast.AST | None:
    """Where statements over parameters freeze them: ``p.requires_grad = False`` or ``p.requires_grad_(False)``."""
    return next((node for statement in body for node in ast.walk(statement) if _freezing(node)), None)


def _freezing(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        named = {word.arg or "": _constant(word.value) for word in node.keywords}
        return call_freezes(node.func.attr, [_constant(one) for one in node.args], named)
    if not isinstance(node, ast.Assign):
        return False
    value = _constant(node.value)
    return any(isinstance(target, ast.Attribute) and freezes(target.attr, value) for target in node.targets)


def _constant(node: ast.AST) -> Any:
    """The value of a constant; None for anything that would have to be worked out."""
    return node.value if isinstance(node, ast.Constant) else None
