"""Values as the text that a student with full marks would write, and as formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from examsolver.core.choosing import Letters
from examsolver.core.derivation import Undefined, Value
from examsolver.core.formula import Apply, Formula, Listing, Num, Number, Operators, Sym, Text
from examsolver.core.question import Form
from examsolver.maths.numerals import decimal_places, fraction_text, number_text, rounded, significant
from examsolver.maths.plain import plain
from examsolver.maths.tree import rebuild
from examsolver.maths.units import size_of

__all__ = ["as_formula", "exact_text", "is_size", "plain", "show", "show_all", "show_equation"]

_SEPARATORS = re.compile(r"[,;:=|()\[\]{}\"\n]|->|→|^\s|\s$|\s-\s")

Tree = Value
"""A number, or nested tuples and lists of numbers."""


def show(value: Value, form: Form | None = None, unit: str | None = None) -> str:
    """The answer as text: ``483456``, ``0.25``, ``10/3``, ``6x6``, ``yes, 6x6``, ``[[0.5, 0], [1, 2]]``, ``the, cat``.

    ``form`` are the digits asked for; ``unit`` a power of ten (``millions``) that numbers are counted in.
    """
    if isinstance(value, Undefined):
        return f"undefined ({value.reason})"
    if value is None or (isinstance(value, tuple) and not value):
        return "none"
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Operators):
        return plain(value)  # type: ignore[arg-type]
    if isinstance(value, Letters):
        return str(value)
    if is_worded(value):
        return words_text(value, form)
    if is_feasibility(value):
        return _feasible(value)
    if is_size(value):
        return "x".join(map(number_text, value))
    return _nested(_tree(value), form, size_of(unit))


def show_all(values: tuple[Value, ...], form: Form | None = None, unit: str | None = None) -> str:
    """All solutions of a condition: ``1, 2``, or ``(3, 1), (5, 2)`` of two unknowns together."""
    return ", ".join(
        f"({', '.join(map(str, value))})" if isinstance(value, tuple) else show(value, form, unit) for value in values
    )


def exact_text(value: Value, form: Form | None = None, unit: str | None = None) -> str | None:
    """The exact value as text where it says more than the answer (``1/4`` for 0.25); None elsewhere, and for floats."""
    if isinstance(value, (Undefined, str, bool, Letters, Operators)) or is_size(value) or is_feasibility(value):
        return None
    tree = _tree(value)
    if any(isinstance(leaf, (float, bool, str)) or not isinstance(leaf, (int, Fraction)) for leaf in leaves(tree)):
        return None
    exact = _write(tree, fraction_text)
    return None if exact == show(value, form, unit) else exact


def show_equation(name: str, formula: Formula) -> str:
    """A gate's equation as a student writes it: ``f = sigmoid(W_f [h, x] + b_f)``, time indices left out."""
    right = formula.args[1] if isinstance(formula, Apply) and formula.op == "=" and len(formula.args) == 2 else formula
    return f"{name} = {plain(right if name.startswith('dL/d') else rebuild(right, _timeless))}"


def as_formula(value: Value) -> Formula:
    """A value as a formula: a number, a text, a size with ×, a (nested) listing."""
    if isinstance(value, (Num, Sym, Apply, Listing, Text)):
        return value
    if isinstance(value, str):
        return Text(value)
    if value is None or isinstance(value, (Undefined, bool, Letters)) or is_feasibility(value):
        return Sym(show(value))
    if is_size(value):
        sizes = tuple(Num(extent) for extent in value)
        return sizes[0] if len(sizes) == 1 else Apply("times", sizes)
    return _listing(_tree(value))


def is_worded(value: Value) -> bool:
    """Whether a value is a list with texts in it: words in order, or rows of words and numbers."""
    return isinstance(value, tuple) and any(isinstance(part, str) or is_worded(part) for part in value)


def words_text(value: tuple[Value, ...], form: Form | None = None) -> str:
    """``Healthy, Healthy, Fever``; ``(the, cat), (cat, the)``. A word that holds a separator is quoted."""
    return ", ".join(_word(part, form) for part in value)


def _word(part: Value, form: Form | None) -> str:
    if isinstance(part, tuple):
        return f"({words_text(part, form)})"
    if not isinstance(part, str):
        return show(part, form)
    return plain(Text(part)) if needs_quotes(part) else part


def needs_quotes(word: str) -> bool:
    """Whether a word is written in quotation marks, as something in it would part words."""
    return not word.strip() or bool(_SEPARATORS.search(word))


def is_size(value: Value) -> bool:
    """Whether a value is a size: a tuple of one or more ints."""
    return isinstance(value, tuple) and bool(value) and all(type(extent) is int for extent in value)


def is_feasibility(value: Value) -> bool:
    """Whether a value is (possible, size or None …)."""
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], bool)


def leaves(tree: Tree) -> Iterable[Value]:
    """The numbers of a nested tuple, in order."""
    if isinstance(tree, (tuple, list)):
        for item in tree:
            yield from leaves(item)
    else:
        yield tree


def _feasible(value: tuple[Value, ...]) -> str:
    size = value[1] if len(value) > 1 else None
    return "no" if not value[0] else "yes" if size is None else f"yes, {show(size)}"


def _tree(value: Value) -> Tree:
    """An array as nested lists of Python numbers."""
    return value.tolist() if hasattr(value, "tolist") else value


def _nested(tree: Tree, form: Form | None, scale: Fraction) -> str:
    return _write(tree, lambda number: _number(number if scale == 1 else _scaled(number, scale), form))


def _scaled(number: Number, scale: Fraction) -> Number:
    return number / float(scale) if isinstance(number, float) else Fraction(number) / scale


def _write(tree: Tree, write: Callable[[Any], str]) -> str:
    if isinstance(tree, (tuple, list)):
        return f"[{', '.join(_write(item, write) for item in tree)}]"
    return show(tree) if isinstance(tree, (bool, str)) else write(tree)


def _number(number: Number, form: Form | None) -> str:
    """One number with the digits asked for; an exact one that needs fewer shows fewer."""
    if form is None or form.style in ("about", "exactly") or isinstance(number, int):
        return number_text(number)
    if form.style == "significant":
        return significant(number, form.digits)
    needed = None if isinstance(number, float) else decimal_places(number)
    return number_text(number) if needed is not None and needed <= form.digits else rounded(number, form.digits)


def _listing(tree: Tree) -> Formula:
    if isinstance(tree, (tuple, list)):
        return Listing(tuple(_listing(item) for item in tree))
    return Num(tree) if isinstance(tree, (int, float, Fraction)) and not isinstance(tree, bool) else as_formula(tree)


def _timeless(formula: Formula) -> Formula:
    """A state or input without its time: h for h[t-1], x for x[t]."""
    if isinstance(formula, Sym) and any(Sym("t") in (part, *getattr(part, "args", ())) for part in formula.index):
        return replace(formula, index=())
    return formula
