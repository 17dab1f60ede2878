"""Arithmetic in the lines of a block: ``4*c``, ``floor(c/2)``, ``n - 1`` with the values of its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from examsolver.core.derivation import LawError, Value
from examsolver.core.formula import Formula, Sym
from examsolver.maths.rational import rational
from examsolver.maths.tree import rebuild, symbols
from examsolver.registry import did_you_mean

DIGITS = 50
"""Digits of a whole number beyond which nothing in a network is counted."""


def calculated(formula: Formula, values: Mapping[str, Value]) -> int | Fraction:
    """The value of a formula; LawError for what is not known, or cannot be computed."""
    try:
        value = rational(formula, values, _unknown)
    except ZeroDivisionError:
        raise LawError("a denominator is zero here") from None
    if abs(value) >= 10**DIGITS:
        raise LawError("this number is too large for a network")
    return value.numerator if value.denominator == 1 else value


class Lettered(int):
    """A number that is not known, shown by its letter; what it counts as matters to nobody."""

    text: str

    def __new__(cls, value: int, text: str) -> Lettered:
        """The letter ``text``, which counts as ``value`` until it is known."""
        made = super().__new__(cls, value)
        made.text = text
        return made

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def __reduce__(self) -> tuple[type[Lettered], tuple[int, str]]:
        return Lettered, (int(self), self.text)


def worked_out(formula: Formula, values: Mapping[str, Value]) -> int | Fraction:
    """The value of a formula as :func:`calculated`, lettered where it rests on what is not known."""
    value = calculated(formula, values)
    letters = {one.name: values[one.name] for one in symbols(formula) if isinstance(values.get(one.name), Lettered)}
    if not letters or not isinstance(value, int):
        return value
    from examsolver.maths.unicode import unicode_text  # few networks have letters

    told = rebuild(formula, lambda part: _told(part, letters))
    return Lettered(value, unicode_text(told))


def _told(part: Formula, letters: Mapping[str, Value]) -> Formula:
    return Sym(str(letters[part.name])) if isinstance(part, Sym) and part.name in letters else part


def _unknown(name: str, values: Mapping[str, Value]) -> LawError:
    if name in values:
        return LawError(f"{name} is no number here")
    hint = did_you_mean(name, list(values)) if values else "only a block has parameters: `block unit(c):`"
    return LawError(f"{name!r} is not known here", hint)
