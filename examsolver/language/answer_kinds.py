"""What kind of answer a text is, from the text alone: how a comparison without a question begins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from examsolver.language.answer_choices import choice_of, is_choice_list
from examsolver.language.answer_feasible import judged
from examsolver.language.answer_limits import Unreadable, words_of
from examsolver.language.answer_names import FUNCTIONS, GENERAL_FUNCTIONS, GREEK, is_word
from examsolver.language.answer_quantity import read_quantity

Kind = Literal[
    "auto", "number", "size", "yes-no", "choice", "choices", "growth", "quantity", "gate", "grid", "words", "formula"
]

ALIASES: Mapping[str, Kind] = {
    **dict.fromkeys(("integer", "number", "percent", "count", "fraction", "ocr"), "number"),
    **dict.fromkeys(("size", "shape", "sizes"), "size"),
    **dict.fromkeys(("yesno", "yes-no", "yes/no", "feasibility", "boolean", "truefalse"), "yes-no"),
    **dict.fromkeys(("mcq", "choice", "choices"), "choices"),
    **dict.fromkeys(("big-o", "bigo", "growth", "complexity"), "growth"),
    **dict.fromkeys(("quantity", "units", "unit"), "quantity"),
    **dict.fromkeys(("gate", "gates"), "gate"),
    **dict.fromkeys(("matrix", "vector"), "grid"),
    **dict.fromkeys(("expression", "equation", "inequality", "interval", "set", "values", "formula"), "formula"),
    **dict.fromkeys(("name", "word", "words", "text"), "words"),
}  # fmt: skip
"""What a kind may be called; anything else is found out from the text."""

_SIZE = re.compile(
    r"\(?\s*(?:None|\d+)(?:\s*[x×@хX]\s*(?:None|\d+))+\s*\)?|\(\s*None(?:\s*,\s*(?:None|\d+))+\s*\)|torch\.Size\(.*\)"
)
_GROWTH = re.compile(r"\s*[OΘΩo]\s*\(.*\)\s*")
_GATE = re.compile(r"\s*~?[fiogzrchsnCHSG]['~\u0302\u0303]?\s*'?(?:_\(?t\)?|\^\(+t\)+|\[t\]|_t|t)'?\s*=.*")
_CELL = re.compile(r"t\s*-\s*1|[⊙*·]|sigmoid|σ|sigma|tanh|\bW|\bU")
_WORDS = re.compile(r"[^\W\d_][^\W\d_'’ \-]*(?:[ \-][^\W\d_'’\-]+)*")
_VALUES = words_of("infinity inf infinite pi half none")
_ANSWERS = words_of(
    "yes no true false possible impossible valid invalid feasible infeasible not is it allowed permitted correct"
    " incorrect works fits can cannot be done yep nope"
)


def kind_of(text: str, told: str = "auto") -> Kind:
    """The kind of an expected answer in the plain notation; ``told`` decides where it is a kind and fits."""
    wanted = ALIASES.get(told.casefold().replace("_", "-"), "auto")
    if wanted in ("size", "yes-no", "choices", "growth", "gate"):
        return wanted
    found = _looks(text, wanted == "words")
    if wanted == "quantity" and _is_quantity(text):
        return "quantity"
    return "formula" if wanted == "formula" and found in ("choice", "choices", "words", "yes-no", "size") else found


def _looks(text: str, words_first: bool) -> Kind:
    bare = text.strip(" .")
    if words_first and is_wording(bare) and choice_of(bare) is None:
        return "words"
    if is_choice_list(bare):
        return "choices"
    if (choice := choice_of(bare)) is not None and choice in "ABCDEFGHIJ":
        return "choice"
    if is_yes_or_no(bare):
        return "yes-no"
    if _GROWTH.fullmatch(bare):
        return "growth"
    if _SIZE.fullmatch(bare):
        return "size"
    if _is_quantity(bare):
        return "quantity"
    if _GATE.fullmatch(bare) and _CELL.search(bare):
        return "gate"
    return "words" if is_wording(bare) else _written(bare)


def _written(text: str) -> Kind:
    """A number, a bracketed grid, or a formula."""
    if re.search(r"\d", text) and not re.search(r"[<>;{}=:!∪±\n]", text) and text.count("[") < 1:
        return "number"
    return "grid" if re.fullmatch(r"\(?\s*\[.*\]\s*\)?(?:\^\(?T\)?)?", text, re.DOTALL) else "formula"


def is_yes_or_no(text: str) -> bool:
    """``not possible``, ``True``: a yes or no and nothing else."""
    words = text.casefold().split()
    return 0 < len(words) <= 4 and all(word in _ANSWERS for word in words) and judged(text.casefold()) is not None


def is_wording(text: str) -> bool:
    """Words of a language rather than names of a formula: three letters at least, and none a function."""
    if not _WORDS.fullmatch(text):
        return False
    words = text.replace("-", " ").split()
    if len(words) == 1 and words[0].casefold() in FUNCTIONS and len(words[0]) > 2:
        return True
    if any(_is_mathematical(word) for word in words):
        return len(words) > 1 and any(len(word) > 3 and not _is_mathematical(word) for word in words)
    return any(len(word) >= 3 and re.search(r"[aeiouyäöüAEIOU]", word) for word in words)


def _is_mathematical(word: str) -> bool:
    low = word.casefold()
    return is_word(word) or low in FUNCTIONS or low in GENERAL_FUNCTIONS or word in GREEK or low in _VALUES


def _is_quantity(text: str) -> bool:
    try:
        read_quantity(text)
    except Unreadable:
        return False
    return True
