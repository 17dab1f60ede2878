"""What was understood of an answer, as text for the student to see."""

from __future__ import annotations

from fractions import Fraction

from examsolver.core.formula import Formula, Sym
from examsolver.core.marking import Entry, Feasible
from examsolver.language.answer_unicode import ACCENTS
from examsolver.maths.numerals import fraction_text, integer_text
from examsolver.maths.tree import rebuild
from examsolver.maths.unicode import unicode_text

_LONG = 60
_MARKS = {name: mark for mark, name in ACCENTS.items()}


def show_reading(value: object) -> str:
    """The text of an entry, a size, a yes or no, or nested cells (a missing one is ``?``)."""
    match value:
        case None:
            return "?"
        case Entry():
            return _entry(value)
        case Feasible(possible, size):
            said = {True: "yes", False: "no", None: ""}[possible]
            return ", ".join(part for part in (said, show_reading(size) if size else "") if part)
        case tuple() if value and all(isinstance(item, int) for item in value):
            return "x".join(str(item) for item in value)
        case tuple():
            return "[" + ", ".join(show_reading(item) for item in value) + "]"
        case _:
            return str(value)


def _entry(entry: Entry) -> str:
    if entry.percent:
        return _decimal(entry.value * 100, max(0, (entry.decimals or 0) - 2)) + "%"
    if entry.decimals is not None and entry.decimals > 0:
        return _decimal(entry.value, entry.decimals)
    if entry.significant is not None and entry.decimals is None:
        return f"{float(entry.value):.10g}"
    text = fraction_text(entry.value)
    return text if len(text) <= _LONG else f"{text[:20]}… ({len(text)} digits)"


def _decimal(value: Fraction, decimals: int) -> str:
    """Exactly so many decimals."""
    if abs(value) >= 10**_LONG:
        return integer_text(round(value))
    if decimals > _LONG:
        return f"{float(value):.10g}"
    whole = str(abs(round(value * 10**decimals))).rjust(decimals + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{whole[:-decimals]}.{whole[-decimals:]}" if decimals else whole)


def show_equation(left: Formula | None, right: Formula) -> str:
    """``left = right`` as one line of Unicode mathematics."""
    shown = unicode_text(rebuild(right, _accented))
    return f"{unicode_text(rebuild(left, _accented))} = {shown}" if left is not None else shown


def _accented(part: Formula) -> Formula:
    """``C_hat`` as a C with a hat."""
    if not isinstance(part, Sym):
        return part
    base, _, accent = part.name.partition("_")
    mark = _MARKS.get(accent.rstrip("'"))
    return Sym(base + mark + "'" * accent.count("'"), part.index) if mark else part
