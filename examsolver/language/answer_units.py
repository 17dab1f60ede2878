"""Words behind a number that change its size (``k``, ``million``, ``GB``), and numbers in words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

_COUNTS: Mapping[str, int] = {
    "thousand": 3, "thousands": 3, "k": 3, "million": 6, "millions": 6, "mio": 6, "mil": 6, "mn": 6, "M": 6, "m": 6,
    "billion": 9, "billions": 9, "bn": 9, "B": 9, "G": 9, "trillion": 12, "trillions": 12, "T": 12, "K": 3,
    "hundred": 2, "hundreds": 2,
}  # fmt: skip
_BYTES: Mapping[str, Fraction] = {
    "byte": Fraction(1), "bytes": Fraction(1), "bit": Fraction(1, 8), "bits": Fraction(1, 8),
    **{
        f"{prefix}{unit}": Fraction(base**power, eighth)
        for power, letters in enumerate(("kK", "M", "G", "T"), 1)
        for letter in letters
        for prefix, base in ((letter, 1000), (f"{letter}i", 1024))
        for unit, eighth in (("B", 1), ("b", 8))
    },
    "kilobyte": Fraction(10**3), "megabyte": Fraction(10**6), "gigabyte": Fraction(10**9), "terabyte": Fraction(10**12),
    "kilobytes": Fraction(10**3), "megabytes": Fraction(10**6), "gigabytes": Fraction(10**9),
    "terabytes": Fraction(10**12),
}  # fmt: skip
_OPERATIONS = {f"{prefix}{unit}": prefix for prefix in "kKMGT" for unit in ("FLOPs", "FLOPS", "FLOP", "MACs", "MAC")}
_SMALL = {
    "zero": 0, "none": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
}  # fmt: skip
_SHARES = {
    "half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4, "fifth": 5, "fifths": 5,
    "sixth": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10, "halves": 2,
}  # fmt: skip


def scale_of(word: str | None) -> Fraction | None:
    """How much a word behind a number multiplies it; None for words that name what is counted."""
    if not word:
        return None
    if word in ("%", "percent"):
        return Fraction(1, 100)
    word = _OPERATIONS.get(word, word)
    power = _COUNTS.get(word) or (_COUNTS.get(word.casefold()) if len(word) > 1 else None)
    return Fraction(10**power) if power else _BYTES.get(word)


def is_count(unit: str | None) -> bool:
    """Whether a unit counts in thousands, millions …"""
    return bool(unit) and str(unit) in _COUNTS


def word_number(text: str) -> Fraction | None:
    """``three``, ``half``, ``one quarter``, ``three-quarters``."""
    words = [word for word in text.casefold().replace("-", " ").split() if word not in ("a", "an", "the", "of")]
    if len(words) == 1:
        if words[0] in _SHARES:
            return Fraction(1, _SHARES[words[0]])
        return Fraction(_SMALL[words[0]]) if words[0] in _SMALL else None
    if len(words) == 2 and words[0] in _SMALL and words[1] in _SHARES:
        return Fraction(_SMALL[words[0]], _SHARES[words[1]])
    return None
