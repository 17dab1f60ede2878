"""The few words of Python itself that code of networks uses: range, zip, isinstance, texts put together."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from examsolver.frameworks.values import Chain, Instance, Made, Opaque, Ref

if TYPE_CHECKING:
    from examsolver.frameworks.calling import Calling

LONGEST = 10_000
PYTHON: dict[str, Any] = {
    "int": int, "float": float, "str": str, "bool": bool, "sum": sum, "max": max, "min": min, "abs": abs,
    "round": round, "range": range, "zip": zip, "enumerate": enumerate, "reversed": reversed, "list": list,
    "tuple": tuple, "len": len, "super": Opaque, "dict": dict, "print": Opaque, "isinstance": isinstance,
    "sorted": sorted, "any": any, "all": all, "hasattr": hasattr, "set": set,
}  # fmt: skip
NUMBERS = frozenset(["int", "float", "str", "bool", "sum", "max", "min", "abs", "round", "sorted", "any", "all"])


def word_of_python(reader: Calling, word: str, given: list[Any], named: dict[str, Any], node: ast.AST) -> Any:
    """A call of one of these words."""
    if word == "range":
        if not given or not all(isinstance(one, int) for one in given) or len(range(*given)) > LONGEST:
            reader.refuse(node, "range needs whole numbers that are not too large")
        return list(range(*given))
    if word in ("zip", "enumerate", "reversed", "list", "tuple", "len", "set"):
        lists = [reader.items(one, node) for one in given[: None if word == "zip" else 1]]
        return _of_lists(word, lists, given[1:], named)
    if word == "dict":
        return {**(given[0] if given and isinstance(given[0], dict) else {}), **named}
    if word == "isinstance":
        return _is_of(given)
    if word not in NUMBERS:
        return Opaque()
    if any(isinstance(one, Opaque) for one in given):
        return Opaque()
    try:
        return PYTHON[word](*given)
    except (TypeError, ValueError, OverflowError):
        return reader.refuse(node, "this cannot be worked out without running it", "write the number")


def _of_lists(word: str, lists: list[list[Any]], more: list[Any], named: dict[str, Any]) -> Any:
    if word == "zip":
        return list(zip(*lists, strict=False))
    first = lists[0] if lists else []
    match word:
        case "enumerate":
            begin = named.get("start", more[0] if more else 0)
            return list(enumerate(first, begin if isinstance(begin, int) else 0))
        case "reversed":
            return first[::-1]
        case "len":
            return len(first)
        case "tuple":
            return tuple(first)
        case _:
            return list(first)


def _is_of(given: list[Any]) -> bool:
    """``isinstance(x, nn.Conv2d)`` and ``isinstance(x, int)``."""
    if len(given) != 2:
        return False
    value, kinds = given[0], given[1] if isinstance(given[1], list | tuple) else [given[1]]
    names = {kind.last for kind in kinds if isinstance(kind, Ref)}
    if isinstance(value, Made):
        return value.kind in names
    if isinstance(value, Chain):
        return bool(names & {"Sequential", "ModuleList"})
    if isinstance(value, Instance):
        return any(getattr(kind, "node", None) is value.cls.node for kind in kinds)
    return type(value).__name__ in names


def method_of_text(
    reader: Calling, text: str, name: str, given: list[Any], named: dict[str, Any], node: ast.AST
) -> str:
    """``"block{}".format(3)`` and a few more; texts are names of layers."""
    plain = all(isinstance(one, str | int | float) for one in (*given, *named.values()))
    if name == "format" and plain and len(text) < 1000:
        rest = iter(given)

        def put(found: re.Match[str]) -> str:
            key = found[1]
            value = next(rest, "") if not key else given[int(key)] if key.isdigit() and int(key) < len(given) else None
            return str(named.get(key, "") if value is None else value)

        return re.sub(r"\{(\w*)(?::[^{}]*)?\}", put, text)
    if name in ("lower", "upper", "strip", "title", "capitalize") and not given:
        return str(getattr(text, name)())
    if name == "join" and given and len(reader.items(given[0], node)) < 1000:
        return text.join(map(str, reader.items(given[0], node)))
    return reader.refuse(node, f"the method {name!r} of a text is not understood", "write the text out")


def formatted(reader: Calling, text: str, values: Any, node: ast.AST) -> str:
    """``"conv%d" % 3``."""
    given = list(values) if isinstance(values, tuple) else [values]
    if len(text) > 1000 or not all(isinstance(one, str | int | float) for one in given):
        reader.refuse(node, "this text cannot be put together without running it", "write it out")
    rest = iter(given)
    return re.sub(r"%[-+ 0]?\d{0,2}(?:\.\d)?[dsifr]", lambda found: str(next(rest, "")), text)
