"""Functions of mathematics, made of a few that every kind of number has.

A table is made for one kind of number (floats, complex floats, many digits) from a namespace with
``exp log sqrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh``; everything else is
defined here once, in its usual real branch: arccot x is arctan 1/x, arcsec x is arccos 1/x.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from typing import Any

Law = Callable[..., Any]
_GIVEN = "sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh"
_RECIPROCAL = {"sec": "cos", "csc": "sin", "cot": "tan", "sech": "cosh", "csch": "sinh", "coth": "tanh"}


def functions(space: Any, modest: Law) -> Mapping[str, Law]:
    """The table for one namespace; ``modest`` lets an argument pass, or raises where it is too large to bear."""
    exp, log, sqrt = space.exp, space.log, space.sqrt
    table: dict[str, Law] = {name: _guarded(getattr(space, name), modest) for name in _GIVEN.split()}
    for name, of in _RECIPROCAL.items():
        table[name] = _reciprocal(table[of])
        table[f"a{name}"] = _of_reciprocal(table[f"a{of}"])
    return {
        **table,
        "exp": _guarded(exp, modest),
        "log": log,
        "log2": lambda value: log(value) / log(2),
        "log10": lambda value: log(value) / log(10),
        "log_base": lambda value, base: log(value) / log(base),
        "sqrt": sqrt,
        "sigmoid": lambda value: 1 / (1 + exp(modest(-value))),
        "softplus": lambda value: log(1 + exp(modest(value))),
    }


def _guarded(law: Law, modest: Law) -> Law:
    return lambda value: law(modest(value))


def _reciprocal(law: Law) -> Law:
    return lambda value: 1 / law(value)


def _of_reciprocal(law: Law) -> Law:
    return lambda value: law(1 / value)


def plus(left: Any, right: Any) -> Any:
    """left + right."""
    return left + right


def minus(left: Any, right: Any) -> Any:
    """left − right."""
    return left - right


def times(left: Any, right: Any) -> Any:
    """left · right."""
    return left * right


def over(left: Any, right: Any) -> Any:
    """left / right."""
    return left / right


def negative(value: Any) -> Any:
    """−value."""
    return -value


RING: Mapping[str, Law] = {"+": plus, "-": minus, "*": times, "@": times, "/": over, "neg": negative}


def opaque(sine: Law, modest: Law) -> Law:
    """A function of which nothing is known: some smooth function of its arguments, its own for each name."""

    def law(op: str, *args: Any) -> Any:
        phase = phase_of(f"{op}/{len(args)}")
        return sine(phase + sum((place + phase) * modest(arg) for place, arg in enumerate(args, 1)))

    return law


def phase_of(op: str) -> float:
    """A number that stands for a name."""
    return zlib.crc32(op.encode()) / 2**30
