"""Equations of gradients in a cell: every way of writing dL/dc at a step, as one name with its step behind."""

from __future__ import annotations

import re

LOSS = r"(?:L|E|J|\\mathcal\s*\{?\s*L\s*\}?|ℒ|C)"
D = r"(?:\\partial|∂|d|\\mathrm\s*\{\s*d\s*\}|δ)"
NAME = r"(\\tilde\s*\{?\s*[chgn]\s*\}?|[cghn]̃|candidate|cand|[a-z]['~]?)"
STEP = r"((?:_\s*\{[^{}]*\}|_\s*\(?\s*t(?:\s*[+-]\s*1)?\s*\)?|_?\s*\[[^\]]*\]|\s*\^\s*\{?\(t[^)]*\)\}?)?)"

_FRACTION = re.compile(rf"\\[dt]?frac\s*\{{\s*{D}\s*{LOSS}\s*\}}\s*\{{\s*{D}\s*{NAME}\s*{STEP}\s*\}}")
_SLASH = re.compile(rf"{D}\s*{LOSS}(?:_t)?\s*/\s*\(?\s*{D}\s*{NAME}\s*{STEP}")
_NABLA = re.compile(rf"(?:∇|\\nabla)\s*_\s*\{{\s*{NAME}\s*{STEP}\s*\}}\s*{LOSS}")
_DELTA = re.compile(rf"(?<![A-Za-z\\])(?:d|δ|Δ|\\delta\s*){NAME}(?![A-Za-z(])\s*{STEP}")

GRADIENT_NAMES = frozenset(
    {"candidate", "diag", *(f"grad{name}" for name in ("c", "h", "f", "i", "o", "z", "r", "y", "x", "candidate"))}
)
"""The names that a gradient has once its text is read."""

CANDIDATES = ("g", "n", "candidate", "cand")


def gradient_text(text: str) -> str:
    """``∂L/∂c_{t+1} ⊙ f_{t+1}`` as ``gradc_{t+1} ⊙ f_{t+1}``; ``dc_t`` is a gradient too."""
    for pattern in (_FRACTION, _SLASH, _NABLA, _DELTA):
        text = pattern.sub(_named, text)
    return re.sub(r"\b(tanh|sigmoid)\s*(?:\^|\*\*)\s*\{?2\}?\s*(\([^()]*\))", r"(\1\2)^2", text)


def _named(found: re.Match[str]) -> str:
    return f" grad{_plain(found[1])}{found[2] or ''} "


def _plain(name: str) -> str:
    """The letter of a gate; any name of a candidate as ``candidate``."""
    if "tilde" in name or "̃" in name or name[-1] in "'~" or name in CANDIDATES:
        return "candidate"
    return name
