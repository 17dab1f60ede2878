"""``python -m examsolver.maths.algebra``: SymPy as a process that answers whether two formulas are equal.

A line in is the JSON of two formulas (see :func:`~examsolver.maths.compare_symbolically.as_json`); a line
out is ``equal`` or ``unknown``. Expressions are built by constructors; no text is parsed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

_PLAIN = "exp log tanh sinh cosh coth sech csch sin cos tan cot sec csc asin acos atan asinh acosh atanh floor"
FAILURES = (ArithmeticError, AttributeError, IndexError, KeyError, LookupError, TypeError, ValueError, RecursionError)


def main() -> None:
    """Answer until the input ends."""
    import sympy

    print("ready", flush=True)
    for line in sys.stdin:
        try:
            one, other = (built(part) for part in json.loads(line))
            difference = sympy.simplify(sympy.expand_func((one - other).doit()))
            equal = difference == 0
        except (*FAILURES, NotImplementedError):
            equal = False
        print("equal" if equal else "unknown", flush=True)


def built(node: Any) -> Any:
    """The SymPy expression of a formula given as nested lists. Raises KeyError for an operator it has not."""
    import sympy

    kind, *rest = node
    if kind == "num":
        return sympy.Rational(rest[0])
    if kind == "sym":
        return _named(rest[0], rest[1:])
    op = kind[3:]
    if op in ("series", "product"):
        body, variable, low, high = (built(part) for part in rest)
        return (sympy.Sum if op == "series" else sympy.Product)(body, (variable, low, high))
    args = [built(part) for part in rest]
    if op.endswith("()"):
        return sympy.Function(op[:-2])(*args)
    return _operations()[op](*args)


def _named(name: str, index: list[Any]) -> Any:
    import sympy

    known = {"pi": sympy.pi, "e": sympy.E, "infinity": sympy.oo}
    if name in known and not index:
        return known[name]
    if index:
        return sympy.Function(name)(*(built(part) for part in index))
    return sympy.Symbol(name, real=True)


@cache
def _operations() -> Mapping[str, Callable[..., Any]]:
    import operator

    import sympy

    return {
        **{name: getattr(sympy, name) for name in _PLAIN.split()},
        "+": operator.add,
        "-": operator.sub,
        "*": operator.mul,
        "/": operator.truediv,
        "^": operator.pow,
        "neg": operator.neg,
        "ceil": sympy.ceiling,
        "abs": sympy.Abs,
        "sqrt": sympy.sqrt,
        "root": sympy.real_root,
        "factorial": sympy.factorial,
        "binomial": sympy.binomial,
        "max": sympy.Max,
        "min": sympy.Min,
        "sigmoid": lambda value: 1 / (1 + sympy.exp(-value)),
        "log_base": lambda value, base: sympy.log(value) / sympy.log(base),
        "log2": lambda value: sympy.log(value) / sympy.log(2),
        "log10": lambda value: sympy.log(value) / sympy.log(10),
    }


if __name__ == "__main__":
    main()
