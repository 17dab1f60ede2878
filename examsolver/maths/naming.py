"""Names of steps and parts as formulas: ``dL/dX``, ``h[2]``, ``parameters of conv``, ``output at stride 2``."""

from __future__ import annotations

import re
from collections.abc import Container
from fractions import Fraction

from examsolver.core.formula import Apply, Formula, Num, Sym, derivative
from examsolver.maths.tree import rebuild

_NAMED = r"([^\W\d][\w-]*'*(?:\.[a-z][\w-]*)?(?:\[[^\]]*\])?)"
_GRADIENT = re.compile(f"d{_NAMED}/d{_NAMED}")
_INDEXED = re.compile(r"([^\[\]]+)\[([^\[\]]+)\]")
_QUANTITY = re.compile(r"(.+)\.([a-z][a-z_ -]*(?:-in-[A-Za-z]+)?)")
_PLACE = re.compile(r"(.+) (\w+)=(-?\d{1,20}(?:\.\d{1,20}|/[1-9]\d{0,19})?)")
_CALCULATED = re.compile(r" [-+*/] |/|\(")
_SETTING = re.compile(r"([a-z]+)=(\S+?)")


def name_formula(name: str) -> Formula:
    """The left-hand side that a step or part is shown under."""
    if " via " in name:
        gradient, through = name.split(" via ", 1)
        return Apply("via", (name_formula(gradient), name_formula(through)))
    place = _PLACE.fullmatch(name)
    if place:
        return Apply("at", (name_formula(place[1]), Apply("=", (Sym(place[2]), Num(_number(place[3]))))))
    found = _GRADIENT.fullmatch(name)
    if found:
        return derivative(_differentiated(found[1]), _differentiated(found[2]))
    found = _INDEXED.fullmatch(name)
    if found and all(_is_index(part) for part in found[2].split(",")):
        return Sym(found[1], tuple(_index(part.strip()) for part in found[2].split(",")))
    return Sym(words(name))


def _differentiated(name: str) -> Formula:
    """A name in a gradient; ``a.scores`` stays, since ``d scores of a`` would not be understood."""
    return Sym(name) if _QUANTITY.fullmatch(name) else name_formula(name)


def entries_apart(formula: Formula, steps: Container[str]) -> Formula:
    """Entry 1 of the step h₂ as h₂,₁, so that it is not taken for an entry of a matrix h."""

    def apart(part: Formula) -> Formula:
        match part:
            case Sym(name, (Num(int() as time), _, *_) as index) if name.isalpha() and time >= 0:
                step = f"{name}[{time}]" in steps and name not in steps
                return Sym(f"{name}_{time}", index[1:]) if step else part
            case _:
                return part

    return rebuild(formula, apart)


def _number(text: str) -> int | Fraction:
    value = Fraction(text)
    return value.numerator if value.denominator == 1 else value


def _is_index(part: str) -> bool:
    return re.fullmatch(r"\s*(\d{1,9}|[a-z]([-+]\d{1,9})?)\s*", part) is not None


def _index(part: str) -> Formula:
    if part.isdigit():
        return Num(int(part))
    letter, sign, rest = part[0], part[1:2], part[2:]
    if not sign:
        return Sym(letter)
    return Sym(letter) + int(rest) if sign == "+" else Sym(letter) - int(rest)


def words(name: str) -> str:
    """``conv.parameters`` and ``stride=2.output`` in words; other names as they are."""
    found = None if _CALCULATED.search(name) else _QUANTITY.fullmatch(name)
    if not found or " of " in found[1]:
        setting = _SETTING.fullmatch(name)
        return f"{setting[1]} {setting[2]}" if setting else name
    owner, quantity = found[1], found[2].replace("-", " ").replace("_", " ")
    if owner == "total":
        return f"total {quantity}"
    setting = _SETTING.fullmatch(owner)
    return f"{quantity} at {setting[1]} {setting[2]}" if setting else f"{quantity} of {owner}"
