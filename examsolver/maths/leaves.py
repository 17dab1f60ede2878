"""Numbers, names and lists of pieces: the layouts that hold no formula."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from examsolver.core.formula import Num, Number
from examsolver.maths.binding import Style, is_fraction
from examsolver.maths.layout import Layout, Mark, Row, Script, Stack, Text
from examsolver.maths.letters import split_name
from examsolver.maths.naming import words
from examsolver.maths.numerals import decimal_places, float_text, integer_text, number_text, rounded


def number(value: Number, style: Style) -> Layout:
    """A number; a negative one begins with its sign, a fraction has a bar or a stroke."""
    if value < 0:
        return Row((Mark("−", "prefix"), number(-value, style)))
    if is_fraction(Num(value)) and isinstance(value, Fraction):
        over, under = (Text(integer_text(part), "number") for part in (value.numerator, value.denominator))
        return Stack(over, under) if style.stacked else Row((over, Mark("/", "tight"), under))
    return _digits(number_text(value), style)


def _digits(text: str, style: Style) -> Layout:
    """Digits; those of a very small or large number with a power of ten."""
    lead, _, power = text.partition("e")
    if style.plain or not power:
        return Text(text, "number")
    sign, digits = ("−", power[1:]) if power.startswith("-") else ("", power)
    above = Row((Mark(sign, "prefix"), Text(digits, "number"))) if sign else Text(digits, "number")
    return Row((Text(lead, "number"), Mark("·", "tight"), Script(Text("10", "number"), above=above)))


def quotation(text: str, style: Style) -> Layout:
    """Somebody's text in quotation marks, on one line; as an author would type it where the style is plain."""
    if style.plain:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return Text(f'"{_one_line(escaped)}"', "quoted")
    return Text(f"“{_one_line(text)}”", "quoted")


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())


def decimal(value: Number, places: object, style: Style) -> Layout:
    """A number written with decimals where they end (exact), or with as many as were asked for (rounded)."""
    if value < 0:
        return Row((Mark("−", "prefix"), decimal(-value, places, style)))
    if isinstance(value, float):
        return _digits(rounded(value, places) if isinstance(places, int) else float_text(value), style)
    if isinstance(value, Fraction) and decimal_places(value) is None:
        return number(value, style)
    return Text(number_text(value), "number")


def symbol(name: str, index: tuple[Layout, ...], style: Style, typed: bool = False) -> Layout:
    """A name with what stands below it; ``typed``: ``a.scores`` as it is typed, not in words."""
    if style.plain:
        whole = Text(name, "word")
        return Script(whole, below=commas(index)) if index else whole
    letters, kind, below, primes = split_name(name if typed else words(name))
    body = Text(letters + "′" * primes, kind)
    under: tuple[Layout, ...] = (Text(below, _kind(below)),) if below else ()
    if index:
        under = (*under, indices(index))
    return Script(body, below=joined(under, Mark(",", "tight"))) if under else body


def _kind(text: str) -> Literal["number", "letter", "word"]:
    return "number" if text.isdigit() else "letter" if len(text) == 1 else "word"


def indices(parts: tuple[Layout, ...]) -> Layout:
    """Positions of one digit touch (X₂₁); others are kept apart by commas."""
    short = all(isinstance(part, Text) and len(part.text) == 1 for part in parts)
    return Row(parts) if short else joined(parts, Mark(",", "tight"))


def joined(parts: tuple[Layout, ...], mark: Mark) -> Layout:
    """Pieces with a sign between each two."""
    if len(parts) == 1:
        return parts[0]
    out: list[Layout] = []
    for place, part in enumerate(parts):
        out.extend((mark, part) if place else (part,))
    return Row(tuple(out))


def commas(parts: tuple[Layout, ...]) -> Layout:
    """Pieces with commas between them."""
    return joined(parts, Mark(",", "comma"))


def option_text(value: object) -> str:
    """A named argument: stride=2, padding=1x1, axis=rows."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    sized = isinstance(value, tuple) and value and all(isinstance(part, int) for part in value)
    return "x".join(map(str, value)) if sized and isinstance(value, tuple) else str(value)
