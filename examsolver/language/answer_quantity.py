"""A number with its unit: ``4 GB``, ``9.8 kg m / s^2``, ``4e9 bytes``.

A unit is a factor and powers of base units; prefixes are those of the SI, and Ki, Mi … for bits and bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from examsolver.core.marking import Entry
from examsolver.language.answer_limits import Unreadable
from examsolver.language.answer_number import read_number

Powers = tuple[tuple[str, int], ...]

_NUMBER = re.compile(
    r"\s*[≈~]?\s*(?P<number>[-+]?\s*(?:\d[\d.,' _]*|\.\d+)(?:\s*[×x*·]\s*10\s*(?:\^|\*\*)\s*\(?\s*[-+]?\d+\s*\)?"
    r"|[eE][+-]?\d+(?![A-Za-z]))?(?:\s*/\s*\d+)?)\s*(?P<unit>[^\d\s].*?)\s*\.?\s*"
)
_FACTOR = re.compile(
    r"\s*(?P<sign>[/*·⊙.]|\bper\b)?\s*(?P<name>[^\W\d_]+|%|°\s*[CF]?)\s*(?:\^?\s*\(?\s*(?P<power>[-−]?\d)\s*\)?)?\s*"
)

_PREFIXES: Mapping[str, int] = {
    "": 0, "p": -12, "n": -9, "u": -6, "μ": -6, "m": -3, "c": -2, "d": -1, "h": 2, "k": 3, "M": 6, "G": 9, "T": 12,
    "P": 15,
}  # fmt: skip
_LONG: Mapping[str, int] = {
    "nano": -9, "micro": -6, "milli": -3, "centi": -2, "kilo": 3, "mega": 6, "giga": 9, "tera": 12, "peta": 15,
}  # fmt: skip
_BINARY: Mapping[str, int] = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "kibi": 10, "mebi": 20, "gibi": 30, "tebi": 40}
_ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Unit:
    """So many of a product of base units."""

    factor: Fraction = _ONE
    powers: Powers = ()

    def times(self, other: Unit, power: int) -> Unit:
        """The product with a power of another unit."""
        powers = dict(self.powers)
        for name, count in other.powers:
            powers[name] = powers.get(name, 0) + power * count
        return Unit(self.factor * other.factor**power, tuple(sorted((n, c) for n, c in powers.items() if c)))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, as it was written, and its unit."""

    entry: Entry
    unit: Unit
    text: str

    @property
    def value(self) -> Fraction:
        """In base units."""
        return self.entry.value * self.unit.factor


_BASE: Mapping[str, Unit] = {
    "m": Unit(powers=(("m", 1),)),
    "g": Unit(Fraction(1, 1000), (("kg", 1),)),
    "s": Unit(powers=(("s", 1),)),
    "A": Unit(powers=(("A", 1),)),
    "K": Unit(powers=(("K", 1),)),
    "mol": Unit(powers=(("mol", 1),)),
    "N": Unit(powers=(("kg", 1), ("m", 1), ("s", -2))),
    "J": Unit(powers=(("kg", 1), ("m", 2), ("s", -2))),
    "W": Unit(powers=(("kg", 1), ("m", 2), ("s", -3))),
    "Pa": Unit(powers=(("kg", 1), ("m", -1), ("s", -2))),
    "Hz": Unit(powers=(("s", -1),)),
    "V": Unit(powers=(("A", -1), ("kg", 1), ("m", 2), ("s", -3))),
    "L": Unit(Fraction(1, 1000), (("m", 3),)),
    "b": Unit(powers=(("bit", 1),)),
    "bit": Unit(powers=(("bit", 1),)),
    "B": Unit(Fraction(8), (("bit", 1),)),
    "FLOP": Unit(powers=(("operation", 1),)),
    "FLOPs": Unit(powers=(("operation", 1),)),
    "FLOPS": Unit(powers=(("operation", 1), ("s", -1))),
    "MAC": Unit(powers=(("mac", 1),)),
    "MACs": Unit(powers=(("mac", 1),)),
}
_NAMED: Mapping[str, Unit] = {
    "second": _BASE["s"], "sec": _BASE["s"], "meter": _BASE["m"], "metre": _BASE["m"], "gram": _BASE["g"],
    "newton": _BASE["N"], "joule": _BASE["J"], "watt": _BASE["W"], "hertz": _BASE["Hz"], "volt": _BASE["V"],
    "byte": _BASE["B"], "bit": _BASE["b"], "liter": _BASE["L"], "litre": _BASE["L"], "flop": _BASE["FLOP"],
}  # fmt: skip
_OTHER: Mapping[str, Unit] = {
    "min": Unit(Fraction(60), (("s", 1),)), "minute": Unit(Fraction(60), (("s", 1),)),
    "h": Unit(Fraction(3600), (("s", 1),)), "hr": Unit(Fraction(3600), (("s", 1),)),
    "hour": Unit(Fraction(3600), (("s", 1),)), "day": Unit(Fraction(86400), (("s", 1),)),
}  # fmt: skip


def read_quantity(text: str) -> Quantity:
    """The number and the unit of a text in the plain notation.

    Raises:
        Unreadable: no number, no unit, or one that is not known.
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise Unreadable("no number with a unit was found")
    unit = unit_of(found["unit"])
    if unit is None:
        raise Unreadable(f"'{found['unit'][:30]}' is not a unit that is known here")
    return Quantity(read_number(found["number"].strip())[0], unit, found["unit"])


@cache
def _simple(name: str) -> Unit | None:
    """One unit with its prefix."""
    if name in _OTHER or name.rstrip("s") in _OTHER:
        return _OTHER.get(name) or _OTHER[name.rstrip("s")]
    if name in _BASE:
        return _BASE[name]
    for prefix, base in _split(name):
        power = _BINARY.get(prefix)
        if power is not None and base.powers in (_BASE["b"].powers, _BASE["FLOP"].powers):
            return Unit(base.factor * 2**power, base.powers)
        tens = _LONG.get(prefix, _PREFIXES.get(prefix))
        if tens is not None:
            return Unit(base.factor * Fraction(10) ** tens, base.powers)
    return None


def _split(name: str) -> list[tuple[str, Unit]]:
    """Every way of cutting a prefix from a unit."""
    found: list[tuple[str, Unit]] = []
    for size in range(min(len(name), 6)):
        prefix, rest = name[:size], name[size:]
        short = _BASE.get(rest)
        long = _NAMED.get(rest) or _NAMED.get(rest.removesuffix("s"))
        if long is not None and (not prefix or prefix in _LONG or prefix in _BINARY):
            found.append((prefix, long))
        if short is not None and (prefix in _PREFIXES or prefix in _BINARY):
            found.append((prefix, short))
        if prefix == "K" and rest in ("B", "b"):
            found.append(("k", _BASE[rest]))
    return found


def unit_of(text: str) -> Unit | None:
    """The unit of a text, a product of powers: ``kg m / s^2``; None where a part is not known."""
    place, total = 0, Unit()
    text = text.strip()
    while place < len(text):
        found = _FACTOR.match(text, place)
        if found is None or found.end() == place:
            return None
        unit = _simple(found["name"]) or _simple(found["name"].casefold())
        if unit is None or len(total.powers) > 8:
            return None
        power = int((found["power"] or "1").replace("−", "-"))
        total = total.times(unit, -power if found["sign"] in ("/", "per") else power)
        place = found.end()
    return total if total.powers else None
