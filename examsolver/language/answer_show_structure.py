"""What was understood of an answer of any shape, as one line of text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from examsolver.core.formula import Apply, Formula, Listing, Sym
from examsolver.language.answer_shown import show_equation
from examsolver.maths.size import nodes
from examsolver.maths.tree import rebuild

MOST = 400
_TIGHT = frozenset(["factorial", "series", "product", "conditional"])
_SIGNS: Mapping[str, str] = {"<=": "≤", ">=": "≥", "!=": "≠"}


def show_structure(formula: Formula) -> str:
    """One line; long ones are cut."""
    if nodes(formula, MOST) >= MOST:
        return "a long formula"
    match formula:
        case Apply(op, args) if op in _SHAPES:
            return _SHAPES[op]([show_structure(arg) for arg in args])
        case Apply("chain", args):
            return _chain(formula, [show_structure(arg) for arg in args])
        case Apply("interval", (low, high)):
            closed = dict(formula.options)["closed"]
            marks = ("[" if closed[0] else "(", "]" if closed[1] else ")")  # type: ignore[index]
            return f"{marks[0]}{show_structure(low)}, {show_structure(high)}{marks[1]}"
        case Listing(items):
            return f"[{', '.join(show_structure(item) for item in items)}]"
        case Sym("infinity", ()):
            return "∞"
    return show_equation(None, rebuild(formula, _spoken))


def _spoken(part: Formula) -> Formula:
    """Inside a formula, what the printers do not know, as a name that reads like it."""
    if isinstance(part, Apply) and (part.op in _SHAPES or part.op.endswith("()")):
        inner = [show_equation(None, arg) for arg in part.args]
        called = f"{part.op[:-2]}({', '.join(inner)})".replace(", | ", " | ")
        text = _SHAPES[part.op](inner) if part.op in _SHAPES else called
        return Sym(text if part.op in _TIGHT or part.op.endswith("()") else f"({text})")
    if part == Sym("infinity"):
        return Sym("∞")
    return part


def _chain(formula: Apply, sides: list[str]) -> str:
    signs = dict(formula.options)["signs"]
    text = sides[0]
    for sign, side in zip(signs, sides[1:], strict=True):  # type: ignore[call-overload]
        text += f" {_SIGNS.get(sign, sign)} {side}"
    return text


_SHAPES: Mapping[str, Callable[[list[str]], str]] = {
    "=": " = ".join,
    "<-": " ← ".join,
    "in": " ∈ ".join,
    "union": " ∪ ".join,
    "list": ", ".join,
    "meet": " and ".join,
    "ratio": " : ".join,
    "pm": " ± ".join,
    "set": lambda items: "{" + ", ".join(items) + "}",
    "tuple": lambda items: "(" + ", ".join(items) + ")",
    "series": lambda parts: _series("Σ", parts),
    "product": lambda parts: _series("Π", parts),
    "conditional": lambda parts: f"| {parts[0]}",
    "factorial": lambda parts: f"({parts[0]})!",
}


def _series(sign: str, parts: list[str]) -> str:
    body, index, *bounds = parts
    span = f"{index}={bounds[0]}..{bounds[1]}" if len(bounds) == 2 else index
    return f"{sign}[{span}] {body}"
