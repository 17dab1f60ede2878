"""One number as a student writes it: separators, units, percent, scales, small arithmetic, digits shown."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from examsolver.core.derivation import LawError
from examsolver.core.marking import Entry
from examsolver.language.answer_formula import parse_answer
from examsolver.language.answer_limits import DIGITS, Unreadable, quoted
from examsolver.language.answer_names import FUNCTIONS, GREEK, Vocabulary
from examsolver.language.answer_plain import claims, unwrapped
from examsolver.language.answer_units import is_count, scale_of, word_number
from examsolver.maths.evaluate import exact
from examsolver.maths.magnitude import digit_count
from examsolver.maths.units import is_bytes

PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_SCIENTIFIC = re.compile(
    r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*(?:[eE]\s*|(?:[*·×x.]\s*)10\s*(?:\^|\*\*)\s*)\(?\s*([+-]?\s*\d+)\s*\)?"
)
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ '_]\d{3})+(?![\d])|(?<![\w.,])\d+(?:_\d+)+(?!\w)")
_COMMAS = re.compile(r"(?<![\w.,])(\d+(?:,\d+)+)(\.\d+)?(?![\d,])|(?<![\w.,])((?:,\d+))(?![\w,.])")
_POINTS = re.compile(r"(?<![\w.,])(\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d+)(?![\w,.])")
_SPACED_POINT = re.compile(r"(?<![\d.])(\d+) ?\. (\d+)(?!\s*\d*\s*\^)(?![\d.])|(?<![\d.])(\d+) \.(\d+)(?![\d.])")
_MIDDLE_POINT = re.compile(r"(?<![\d.·)])(0)·(\d+)(?![\d.·^])")
_SEPARATOR = re.compile(r"[, '_·.]")
_REMARK = re.compile(r"(?<![^\W\d_])\s*[(\[][^()\[\]]*[^\W\d_]{2,}[^()\[\]]*[)\]]\s*$")
_PIECE = re.compile(r"[^\W\d_](?:[^\W_]|[-'](?=[^\W\d_]))*|%")
_TIMES = re.compile(r"(?<=[\d)])\s*[xX×]\s*(?=[\d(])")
_POWER_BEFORE_WORD = re.compile(r"(?<=\d)[eE]([+-]?\d{1,5})(?=[^\W\d_])")
_CONFUSED = re.compile(r"(?=.*\d)[-+]?[\dOolIS]*[.,]?[\dOolIS]+")
_MIXED = re.compile(
    r"(?<![\w.,/*·×)^])(\d{1,9})(?:\s+(?=\d)|\s*(?=\())(?:\(\()?(\d{1,4})(?:\)/\(|\s?/\s?)(\d{1,4})(?:\)\))?(?![\w.,/*·×(^])"
)
_RATIO = re.compile(r"^\s*([+-]?\d{1,18})\s*:\s*(\d{1,18})\s*$")
_REPEATING = re.compile("(?<![\\w.])(\\d{1,18})\\.(\\d{0,18})(?:\\((\\d{1,18})\\)|(\\d)\u0304)(?![\\w.(])")
_SIMPLE = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?(?:\s*/\s*[1-9]\d{0,17})?")
_ARROW = re.compile(r"[→⇒←]|=>|->|<-")
PLAINLY = 10**6
"""Bytes in the smallest unit in which a number as large is surely bytes: nobody has a million MB."""
_BARE_BYTES = re.compile(r"(?<=[\d)])\s*B$")
"""``7168 B``: where bytes are asked no billions are meant."""
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "S": "5"})


def read_number(text: str, unit: str | None = None) -> tuple[Entry, tuple[str, ...]]:
    """The last number claimed in a text in the plain notation, and remarks on how it was read.

    ``unit`` is what the part counts in (``millions``, ``percent``): a bare number is taken in it,
    and the value handed back is the whole quantity.

    Raises:
        Unreadable: no number, or more than one.
    """
    if PLAIN.fullmatch(text):
        return in_unit(literal(text), unit, None), ()
    sides = claims(_REPEATING.sub(_repeating, _RATIO.sub(r"\1/\2", text)))
    if not sides:
        raise Unreadable("no number was found")
    if len(sides) > 1 and (before := _exact_before(text, sides)) is not None:
        return in_unit(before, unit, None), ()
    return _claimed(sides[-1], unit)


def _exact_before(text: str, sides: list[str]) -> Entry | None:
    """``19/3 ≈ 6.33``: the exact value, which the last side only rounds.

    Raises:
        Unreadable: two decimals that are not the same number.
    """
    before, last = (joined(_MIXED.sub(_mixed, side.strip(" ~()."))) for side in sides[-2:])
    if not PLAIN.fullmatch(last) or not _SIMPLE.fullmatch(before) or _ARROW.search(text):
        return None
    over, _, under = before.partition("/")
    value, rounded = Fraction(over.strip()) / (Fraction(under.strip() or 1) or 1), literal(last)
    if rounded.decimals and _is_rounding(value, rounded):
        return Entry(value) if under else max(literal(before), rounded, key=lambda entry: entry.decimals or 0)
    written = literal(before) if not under else None
    if written is None or value == rounded.value or (written.decimals and _is_rounding(rounded.value, written)):
        return None
    raise Unreadable(f"two different numbers are set equal: {before} and {last}")


def _is_rounding(value: Fraction, shown: Entry) -> bool:
    """Whether the digits shown are those of a value, rounded or cut off."""
    unit = Fraction(1, 10 ** (shown.decimals or 0))
    off = abs(value) - abs(shown.value)
    return value * shown.value >= 0 and -unit / 2 <= off < unit


def _repeating(found: re.Match[str]) -> str:
    """``2.(6)``: two and two thirds."""
    whole, fixed, period = found[1], found[2], found[3] or found[4]
    under = (10 ** len(period) - 1) * 10 ** len(fixed)
    return f"({int(whole + fixed + period) - int(whole + fixed)}/{under})"


def _claimed(side: str, unit: str | None) -> tuple[Entry, tuple[str, ...]]:
    side = unwrapped(_MIXED.sub(_mixed, side.strip(" ~")))
    if _CONFUSED.fullmatch(side) and not PLAIN.fullmatch(joined(side)) and side.casefold() != "o":
        clear = side.translate(_LOOKALIKES)
        return in_unit(literal(joined(clear)), unit, None), (f"read {side} as {clear}",)
    side = _BARE_BYTES.sub(" bytes", side) if is_bytes(unit) else side
    core, scale, percent = _stripped(joined(side))
    entry = _valued(core)
    if percent:
        return _scaled(entry, Fraction(1, 100), percent=True), ()
    return in_unit(entry, unit, scale), ()


def _mixed(found: re.Match[str]) -> str:
    """``2 1/2`` and ``2\\frac{1}{2}``: two and a half."""
    over, under = int(found[2]), int(found[3])
    return f"({found[1]}+{over}/{under})" if 0 < over < under else found[0]


def in_unit(entry: Entry, unit: str | None, scale: Fraction | None) -> Entry:
    """The entry as a whole quantity: its own scale word counts, else the unit of the part.

    A count so large that it can only be the whole quantity is taken as that. In a unit of bytes the entry stays in
    that unit.
    """
    if is_bytes(unit):
        return _in_bytes(entry, scale_of(unit) or Fraction(1), scale)
    if scale is not None:
        return _scaled(entry, scale)
    size = scale_of(unit) if unit else None
    if size is None or size == 1 or (is_count(unit) and abs(entry.value) >= size and entry.value.denominator == 1):
        return entry
    return _scaled(entry, size)


def _in_bytes(entry: Entry, size: Fraction, scale: Fraction | None) -> Entry:
    """So many units of bytes; what is written in another unit keeps as many digits, and a long count is of bytes."""
    if scale is None and size >= PLAINLY and entry.value.denominator == 1 and abs(entry.value) >= size:
        scale = Fraction(1)
    if scale is None or scale == size:
        return entry
    ratio = scale / size
    if _power_of_ten(ratio) is not None:
        return _scaled(entry, ratio)
    moved = round(math.log10(ratio))
    decimals = None if entry.decimals is None else max(entry.decimals - moved, 0)
    return Entry(entry.value * ratio, decimals, entry.significant)


def _scaled(entry: Entry, by: Fraction, percent: bool = False) -> Entry:
    """Digits shown move with the scale: 28.3 % shows three decimals of 0.283."""
    decimals, power = entry.decimals, _power_of_ten(by)
    if decimals is None and entry.value.denominator == 1 and power:
        decimals = 0
    moved = None if decimals is None or power is None else decimals - power
    shown = entry.significant or digit_count(entry.value.numerator)
    return Entry(entry.value * by, moved, shown if moved is not None else entry.significant, percent)


def _power_of_ten(scale: Fraction) -> int | None:
    text = str(max(scale.numerator, scale.denominator))
    if text.strip("0") != "1":
        return None
    return (len(text) - 1) * (1 if scale >= 1 else -1)


def literal(text: str) -> Entry:
    """A decimal or integer, with the digits it shows."""
    whole, point, after = text.lstrip("+-").partition(".")
    if not point:
        return Entry(Fraction(text))
    digits = (whole + after).lstrip("0")
    return Entry(Fraction(text if after else text[:-1]), len(after), len(digits) or 1)


def _valued(core: str) -> Entry:
    """A literal, a power of ten, or arithmetic."""
    compact = core.replace(" ", "") if core[:1] in "+-" else core
    if PLAIN.fullmatch(compact):
        return literal(compact)
    if found := _SCIENTIFIC.fullmatch(core):
        return _scientific(literal(found[1]), int(found[2].replace(" ", "")[: DIGITS + 2]))
    if (named := word_number(core)) is not None:
        return Entry(named)
    return _arithmetic(core)


def _scientific(mantissa: Entry, exponent: int) -> Entry:
    if abs(exponent) > DIGITS * 10:
        raise Unreadable("an exponent too large")
    value = mantissa.value * Fraction(10) ** exponent
    if mantissa.decimals is None and exponent < 0:
        mantissa = Entry(mantissa.value, 0, digit_count(mantissa.value.numerator))
    decimals = None if mantissa.decimals is None else mantissa.decimals - exponent
    if decimals is not None and decimals <= 0 and value.denominator == 1 and mantissa.decimals == 0:
        decimals = None
    return Entry(value, decimals, mantissa.significant)


def _arithmetic(core: str) -> Entry:
    formula = parse_answer(re.sub(r"(?<=[\d)])\s*x\s*(?=[\d(])", "*", core), Vocabulary())
    try:
        value = exact(formula)
    except LawError as error:
        raise Unreadable(f"{quoted(core)} is not a number: {error.reason}") from None
    if isinstance(value, float):
        return Entry(Fraction(value), None, 15)
    return Entry(Fraction(value))


def joined(text: str) -> str:
    """Numbers without separators: ``1,234`` and ``1 234`` are 1234, ``0,25`` is 0.25."""
    if not _SEPARATOR.search(text):
        return text
    text = _GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    text = _POINTS.sub(lambda found: found[0].replace(".", "").replace(",", "."), text)
    text = _COMMAS.sub(_comma, text)
    text = _MIDDLE_POINT.sub(r"\1.\2", text)
    return _SPACED_POINT.sub(lambda found: f"{found[1] or found[3]}.{found[2] or found[4]}", text)


def _comma(found: re.Match[str]) -> str:
    """Thousands where every group has three digits, a decimal comma where there is one and no point."""
    if found[3]:
        return "0." + found[3][1:]
    first, *groups = found[1].split(",")
    if all(len(group) == 3 for group in groups) and len(first) <= 3 and first[0] != "0":
        return first + "".join(groups) + (found[2] or "")
    if len(groups) == 1 and not found[2]:
        return f"{first}.{groups[0]}"
    return found[0]


def _stripped(side: str) -> tuple[str, Fraction | None, bool]:
    """The arithmetic in a text, the scale word behind it (``k``, ``million``), and whether percent."""
    side = _unpointed(side)
    if re.search(r"\d", side):
        while found := _REMARK.search(side):
            side = side[: found.start()]
    side = _POWER_BEFORE_WORD.sub(r"*10^(\1) ", _TIMES.sub("*", side))
    pieces = [found for found in _PIECE.finditer(side) if not _belongs(found, side)]
    if any(_is_glued(found, side) for found in pieces):
        raise Unreadable(f"{quoted(side)} is not a number")
    if not pieces:
        return _unpointed(side), None, False
    chunks = _chunks(side, pieces)
    numbers = [place for place, chunk in enumerate(chunks) if re.search(r"\d", chunk)]
    if not numbers:
        return _unpointed(side), None, False
    if len(numbers) > 1:
        raise Unreadable("several numbers were found, and it is not clear which one is meant")
    place = numbers[0]
    after = pieces[place][0] if place < len(pieces) else ""
    if after.casefold() in ("per",) and place + 1 < len(pieces):
        after = "%" if pieces[place + 1][0].casefold() == "cent" else after
    core = _unpointed(chunks[place])
    if after.casefold() in ("%", "percent", "pct"):
        return core, None, True
    return core, scale_of(after) if after else None, False


def _is_glued(found: re.Match[str], side: str) -> bool:
    """``3a7``: letters with digits on both sides are no unit."""
    before = side[: found.start()]
    return before[-1:].isdigit() and any(mark.isdigit() for mark in found[0])


def _chunks(side: str, pieces: list[re.Match[str]]) -> list[str]:
    ends = [0, *(found.end() for found in pieces)]
    starts = [*(found.start() for found in pieces), len(side)]
    return [side[begin:end] for begin, end in zip(ends, starts, strict=True)]


def _belongs(found: re.Match[str], side: str) -> bool:
    """Whether letters are part of the arithmetic: a function, π, an ``x`` or ``e`` between numbers."""
    word = found[0]
    before, after = side[: found.start()].rstrip()[-1:], side[found.end() :].lstrip()[:1]
    if word == "x":
        return (before.isdigit() or before == ")") and (after.isdigit() or after in ("(", "-"))
    if word.lower() in ("e",) or re.fullmatch(r"[eE]\d+", word):
        return (before.isdigit() and (after in ("+", "-") or word[1:].isdigit())) or after == "^"
    return word.rstrip("0123456789").lower() in FUNCTIONS or GREEK.get(word, word) in ("pi", "sigma")


def _unpointed(text: str) -> str:
    """Without punctuation before and behind."""
    return text.strip().rstrip(" ,:;.✓✔☑").lstrip(" ,:;~>").lstrip() if text.strip(" .") else text
