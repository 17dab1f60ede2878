"""Values and names as Python writes them."""

from __future__ import annotations

import json
import keyword
import re
from fractions import Fraction

from examsolver.core.derivation import Value

BUILT_IN = {"input", "layers", "keras", "torch", "nn", "model", "max", "min", "sum"}


def python(value: Value) -> str:
    """A number, a size, a word, a truth."""
    if isinstance(value, Fraction):
        return repr(float(value))
    if isinstance(value, tuple):
        return "(" + ", ".join(map(python, value)) + ("," if len(value) == 1 else "") + ")"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def call(function: str, *given: Value, **named: Value) -> str:
    """A call; what is None is left out, and a text that begins with ``=`` is code."""
    told = [_argument(value) for value in given if value is not None]
    told += [f"{name}={_argument(value)}" for name, value in named.items() if value is not None]
    return f"{function}({', '.join(told)})"


def _argument(value: Value) -> str:
    return value[1:] if isinstance(value, str) and value.startswith("=") else python(value)


def identifier(name: str) -> str:
    """The name of a layer as a variable."""
    plain = re.sub(r"\W", "_", name.replace("'", "_prime"))
    plain = f"layer_{plain}" if plain[:1].isdigit() else plain
    return f"{plain}_" if keyword.iskeyword(plain) or plain in BUILT_IN else plain
