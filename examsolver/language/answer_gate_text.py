"""Gate equations with what surrounds them: other signs for concatenation and activations, words behind."""

from __future__ import annotations

import re

from examsolver.language.answer_names import FUNCTIONS, GREEK

_SIGMA_OF = re.compile(r"(?:σ|\bsigma\b|\bsigmoid\b)\s*_\s*\(?\s*([ghc])\s*\)?(?=\s*[(\[])")
_PIPE = re.compile(r"(\[[^\[\]|]*)\|([^\[\]|]*\])")
_CROSS = re.compile(r"(?<=[\w)\]}])\s+[xX]\s+(?=[^\W\d_]|\()")
_WORDS = re.compile(r"(?<=[)\]}\w])((?:\s+[A-Za-z]{2,20}){3,})\s*[.!]?\s*$")
_STACKED = re.compile(r"\b[hv]stack\s*\(\s*([(\[])([^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*)[)\]]\s*\)")


def gate_text(text: str, gate: str) -> str:
    """An equation in the plain notation, without words behind it; ``gate`` is the value it gives."""
    text = _SIGMA_OF.sub(lambda found: "sigmoid" if found[1] == "g" else "tanh", _unworded(text))
    text = _STACKED.sub(r"[\2]", _PIPE.sub(r"\1,\2", text))
    if gate in ("c", "h"):
        text = _CROSS.sub(" ⊙ ", text)
    return _summed(text) if "⊕" in text else text


def _unworded(text: str) -> str:
    """Without a clause behind the equation: ``… + b_f) decides what to forget``."""
    found = _WORDS.search(text)
    if found is None or any(word.lower() in FUNCTIONS or word in GREEK.values() for word in found[1].split()):
        return text
    return text[: found.start()]


def _summed(text: str) -> str:
    """``⊕`` outside brackets is a sum of what stands beside it; inside it puts two vectors together."""
    level, written = 0, []
    for mark in text:
        level += (mark in "([{") - (mark in ")]}")
        written.append("+" if mark == "⊕" and level == 0 else mark)
    return "".join(written)
