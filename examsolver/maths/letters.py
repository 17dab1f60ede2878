"""Letters: Greek names, what a name's subscript is, and Unicode's small digits."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
GREEK_NAMES = {letter: name for name, letter in GREEK.items()}

_BELOW = dict(zip("0123456789+−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)) | {"-": "₋"}
_ABOVE = dict(zip("0123456789+−=()nit", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵗ", strict=True)) | {"T": "ᵀ", "⊤": "ᵀ", "-": "⁻"}
_NAME = re.compile(r"([A-Za-z]+)(?:_([A-Za-z0-9]+)|(\d+))?('*)")


class Name(NamedTuple):
    """A name taken apart: ``W_f'`` is W, below it f, and one prime."""

    body: str
    kind: Literal["letter", "word"]
    below: str = ""
    primes: int = 0


def split_name(name: str) -> Name:
    """The parts of a name; one that is not built like a variable (``total parameters``) is a word."""
    found = _NAME.fullmatch(name)
    if found is None:
        return Name(name, "letter" if len(name) == 1 else "word")
    body, below, digits, primes = found.groups()
    body = GREEK.get(body, body)
    if digits and len(body) > 1:
        return Name(name, "word")
    return Name(body, "letter" if len(body) == 1 else "word", below or digits or "", len(primes))


def small(text: str, *, above: bool = False) -> str | None:
    """The text in Unicode's small characters, or None where one is missing."""
    table = _ABOVE if above else _BELOW
    changed = [table.get(character) for character in text if character != " "]
    return None if None in changed else "".join(part for part in changed if part)
