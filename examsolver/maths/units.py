"""Units that an answer is asked in: counts (``millions``) and bytes (``MB``, ``MiB``)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

COUNTS: Mapping[str, int] = {
    "hundreds": 2, "percent": -2, "thousands": 3, "millions": 6, "billions": 9, "trillions": 12,
}  # fmt: skip
"""Powers of ten that a count can be asked in."""
_ASKED = ("thousands", "millions", "billions", "trillions")
_LETTERS = {"k": "thousands", "K": "thousands", "M": "millions", "G": "billions", "B": "billions", "T": "trillions"}
_OPERATIONS = ("FLOPs", "FLOPS", "FLOP", "MACs", "MAC")
DECIMAL: Mapping[str, int] = {"bytes": 0, "KB": 3, "MB": 6, "GB": 9, "TB": 12}
"""Powers of ten that bytes can be counted in."""
BINARY: Mapping[str, int] = {"KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40}
"""Powers of two that bytes can be counted in."""
_LONG = {
    "byte": "bytes", "kB": "KB", "kilobyte": "KB", "megabyte": "MB", "gigabyte": "GB", "terabyte": "TB",
    "kibibyte": "KiB", "mebibyte": "MiB", "gibibyte": "GiB", "tebibyte": "TiB",
}  # fmt: skip


def unit_named(word: str) -> str | None:
    """The unit that a word behind ``in`` means: ``million`` is ``millions``, ``GFLOPs`` is ``billions``."""
    if word in DECIMAL or word in BINARY or word == "percent":
        return word
    if word.casefold().removesuffix("s") + "s" in _ASKED:
        return word.casefold().removesuffix("s") + "s"
    if word in _LETTERS:
        return _LETTERS[word]
    if word[1:] in _OPERATIONS and word[0] in _LETTERS:
        return _LETTERS[word[0]]
    return _LONG.get(word) or _LONG.get(word.casefold().removesuffix("s"))


def known_units() -> tuple[str, ...]:
    """What may stand behind ``in``."""
    return (*_ASKED, "percent", *DECIMAL, *BINARY)


def is_bytes(unit: str | None) -> bool:
    """Whether a unit counts bytes; the value of a part is then in that unit, not whole."""
    return unit in DECIMAL or unit in BINARY


def size_of(unit: str | None) -> Fraction:
    """How much a count is multiplied to be whole: 10^6 for ``millions``; 1 for bytes, whose values are in the unit."""
    return Fraction(10) ** COUNTS.get(unit or "", 0)


def bytes_in(unit: str, binary: bool = False) -> tuple[int, int]:
    """Base and exponent of the bytes in a unit; ``binary`` takes KB, MB and GB for powers of two."""
    if unit in BINARY:
        return 2, BINARY[unit]
    return (2, DECIMAL[unit] // 3 * 10) if binary else (10, DECIMAL[unit])


def amount_of(unit: str) -> int:
    """How many one of a unit is: 10^6 ``millions``, 2^20 bytes of a ``MiB``."""
    base, exponent = bytes_in(unit) if is_bytes(unit) else (10, COUNTS.get(unit, 0))
    return int(base**exponent)
