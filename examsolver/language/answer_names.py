"""Names as students write them: ``ht-1``, ``W_{xf}``, ``QK``, ``C_t'`` to one canonical spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from examsolver.core.formula import Formula, Num, Sym
from examsolver.language.answer_limits import words_in
from examsolver.language.answer_unicode import ACCENTS

_LETTERS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi"
    " omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
)
GREEK: Mapping[str, str] = dict(zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ", words_in(_LETTERS), strict=True))
_PLAIN_FUNCTIONS = (
    "sigmoid tanh relu exp log sqrt softmax max min abs floor ceil sinh cosh sech sin cos tan softplus erf sum mean"
    " concat conv gap maxpool avgpool log2 log10"
)
FUNCTIONS: Mapping[str, str] = {
    **{name: name for name in words_in(_PLAIN_FUNCTIONS)},
    "sigm": "sigmoid", "sig": "sigmoid", "logistic": "sigmoid", "expit": "sigmoid", "ln": "log", "lg": "log10",
    "hardtanh": "hardtanh", "tg": "tan", "th": "tanh", "average": "mean", "avg": "mean", "cat": "concat",
    "concatenate": "concat", "hstack": "concat", "vstack": "concat", "identity": "identity", "max_pool": "maxpool",
}  # fmt: skip
_INVERSE = ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch")
GENERAL_FUNCTIONS: Mapping[str, str] = {
    **{name: name for name in words_in("sec csc cot csch coth factorial binomial root sign gcd lcm det tr rank")},
    "conditional": "conditional",
    **{f"a{name}": f"a{name}" for name in _INVERSE},
    **{f"arc{name}": f"a{name}" for name in _INVERSE},
    **{f"ar{name}": f"a{name}" for name in _INVERSE if name.endswith("h")},
    "ceiling": "ceil", "binom": "binomial", "cosec": "csc", "sgn": "sign", "trace": "tr", "cbrt": "cbrt",
}  # fmt: skip
"""Functions of mathematics at large, known where the question is not about a network's own formulas."""

INVERTED: Mapping[str, str] = {name: f"a{name}" for name in _INVERSE}
"""``sin^{-1}`` is the inverse function, not one over."""

CALLED = frozenset(["f", "g", "F", "G", "P", "Pr", "L", "J", "p", "q", "Q", "u", "v", "h", "phi", "psi", "E"])
"""Names that are a function of which nothing is known where a parenthesis follows at once: ``f(x)``."""

MAYBE_FUNCTIONS: Mapping[str, str] = {"sigma": "sigmoid"}
"""Names that are a function where an operand follows at once, else a symbol."""

_WORDS = frozenset([*GREEK.values(), "var", "epsilon", "varepsilon", "varphi", "vartheta", "candidate", "prev"])
_SAME = {"varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta", "varsigma": "sigma"}
_WEIGHT_STATE = re.compile(r"([WUVRw])([a-zA-Z]?)([hxcsHXC])t")
_WEIGHT = re.compile(r"([WUVR]|b)([a-zA-Z]{1,2})")
_STATE = re.compile(rf"([a-zA-Z][{''.join(ACCENTS)}]?)(t)")

T = Sym("t")


@dataclass(frozen=True, slots=True)
class Piece:
    """A name inside a word: its base, what stands below it, and whether ``t`` does."""

    base: str
    script: str = ""
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known of the names in an answer: those of the question, and the kind of formula."""

    names: frozenset[str] = frozenset()
    gate: bool = False
    matrix: bool = False
    general: bool = False

    def pieces(self, word: str, before_operand: bool) -> list[Piece]:
        """The names that a word without separators is made of: ``QK`` is two, ``tanh`` is one."""
        if word in self.names or is_word(word):
            return [Piece(spelled(word))]
        if self.gate and (found := _gate_pieces(word, before_operand)):
            return found
        return [Piece(spelled(piece)) for piece in self._cut(word)]

    def _cut(self, word: str) -> list[str]:
        """Known names, longest first, else letters; a long word that has none stays whole."""
        cut: list[str] = []
        place, known = 0, 0
        while place < len(word):
            longest = min(12, len(word) - place)
            size = next((n for n in range(longest, 1, -1) if self._knows(word[place : place + n])), 1)
            size += sum(1 for mark in word[place + size :][:2] if mark in ACCENTS)
            cut.append(word[place : place + size])
            known += size > 1 or self._knows(cut[-1])
            place += size
        return cut if len(word) <= 3 or known >= (len(cut) + 1) // 2 else [word]

    def _knows(self, word: str) -> bool:
        return word in self.names or is_word(word) or word in GREEK


def _gate_pieces(word: str, before_operand: bool) -> list[Piece]:
    """``ft`` is f_t, ``Wf`` is W_f, ``Wfxt`` is W_f x_t, and a last ``Wx`` is W x."""
    if found := _WEIGHT_STATE.fullmatch(word):
        return [Piece(found[1], found[2]), Piece(found[3], timed=True)]
    if found := _STATE.fullmatch(word):
        return [Piece(spelled(found[1]), timed=True)]
    if found := _WEIGHT.fullmatch(word):
        if found[2] in ("x", "h") and found[1] != "b" and not before_operand:
            return [Piece(found[1]), Piece(found[2])]
        return [Piece(found[1], found[2])]
    return []


def is_word(word: str) -> bool:
    """Whether a run of letters is a name on its own: a function, a Greek letter."""
    return word.lower() in FUNCTIONS or word in _WORDS


def spelled(word: str) -> str:
    """The canonical spelling of a name: Greek letters by name, accents as ``_hat``."""
    accents = "".join(f"_{ACCENTS[mark]}" for mark in word if mark in ACCENTS)
    bare = "".join(mark for mark in word if mark not in ACCENTS)
    return GREEK.get(bare, _SAME.get(bare, bare)) + accents


def timed(base: str, steps: int = 0) -> Sym:
    """``h_t``, and ``h_{t-1}`` for one step back."""
    if not steps:
        return Sym(base, (T,))
    step: Formula = T - Num(-steps) if steps < 0 else T + Num(steps)
    return Sym(base, (step,))
