"""Names of several parts, texts, operators and options in working, each folded into one letter before it is read.

``heads-joined``, ``a.scores`` (also said as ``scores of a``), ``"the cat"`` and ``axis=row`` hold signs that mean
something else in formulas; a letter that nobody writes takes their place until the formula is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from examsolver.core.formula import Apply, Formula, Sym, Text
from examsolver.language.answer_names import FUNCTIONS
from examsolver.language.owned_names import fold_owned
from examsolver.maths.tree import rebuild

TEXTS = '"'
"""Stands among the names of a question that holds texts."""
_FIRST, _LAST = 0x13000, 0x1342E
"""Letters of a script that no student writes in: a letter for each thing that is folded."""
_QUOTED = re.compile(r'"([^"\n]{0,400})"')
_CALL = re.compile(r"(?<![\w-])[^\W\d_][\w-]*\s*\(")
_OPTION = re.compile(r"([^\W\d_]\w*)\s*=\s*(\S.*?)|each\s+(\w+)", re.DOTALL)
_PARTS = re.compile(r"[-_]")
_BEGIN, _END = r"(?:(?<![\w.])|(?<=\bd))", r"(?![^\W_])"


@dataclass(slots=True)
class Folded:
    """A text in which such things are letters, and what the letters stand for."""

    text: str
    names: frozenset[str]
    held: dict[str, Formula] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    options: dict[str, tuple[str, str]] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    @property
    def known(self) -> frozenset[str]:
        """The names of the question, and the letters that stand for some."""
        return self.names | self.held.keys() | self.options.keys() | {f"{letter}(" for letter in self.functions}

    def letter(self, written: str) -> str:
        """A new letter for what is written so; what is written again has its letter already."""
        place = _FIRST + len(self.written)
        if place > _LAST:
            return written
        self.written[chr(place)] = written
        return chr(place)

    def shown(self, text: str) -> str:
        """A piece of the folded text as it was written."""
        while any(letter in text for letter in self.written):
            text = "".join(self.written.get(mark, mark) for mark in text)
        return text

    def formula(self, formula: Formula) -> Formula:
        """What was read in the folded text, with names, texts and options in their places."""
        return rebuild(formula, self._unfolded) if self.written else formula

    def _unfolded(self, part: Formula) -> Formula:
        match part:
            case Sym(name, index) if name[:1] in self.held:
                found = self.held[name[0]]
                return Sym(found.name + name[1:], index) if isinstance(found, Sym) else found
            case Apply(op, args):
                given = [arg for arg in args if not (isinstance(arg, Sym) and arg.name in self.options)]
                options = [self.options[arg.name] for arg in args if isinstance(arg, Sym) and arg.name in self.options]
                return Apply(self.functions.get(op, op), tuple(given), tuple(sorted(options)))
            case _:
                return part


def fold(text: str, names: frozenset[str]) -> Folded:
    """The text with all that the names of a question say of it folded."""
    folded = Folded(text, names)
    if TEXTS in names:
        _fold_texts(folded)
    _fold_options(folded)
    _fold_owned(folded)
    _fold_names(folded)
    return folded


def _fold_texts(folded: Folded) -> None:
    def change(found: re.Match[str]) -> str:
        letter = folded.letter(found[0])
        folded.held[letter] = Text(" ".join(found[1].split()))
        return letter

    folded.text = _QUOTED.sub(change, folded.text)


def _fold_options(folded: Folded) -> None:
    """``sum(x, axis=row)``, ``sum(x, each row)``: in calls of what is known to be a function."""
    pieces: list[str] = []
    begin = 0
    for found in _CALL.finditer(folded.text):
        name = found[0][:-1].strip()
        if found.start() < begin or not (name.lower() in FUNCTIONS or f"{name}(" in folded.names):
            continue
        cut, end = _arguments(folded.text, found.end())
        pieces += [folded.text[begin : found.end()], ",".join(_option(folded, piece) for piece in cut)]
        begin = end
    folded.text = "".join([*pieces, folded.text[begin:]])


def _arguments(text: str, begin: int) -> tuple[list[str], int]:
    """What stands between the commas of a call, and where it ends."""
    level, cut, last = 0, [], begin
    for place in range(begin, min(len(text), begin + 2000)):
        mark = text[place]
        if mark in "([{":
            level += 1
        elif mark in ")]}" and level:
            level -= 1
        elif mark == "," and not level:
            cut.append(text[last:place])
            last = place + 1
        elif mark == ")":
            return [*cut, text[last:place]], place
    return [text[begin:]], len(text)


def _option(folded: Folded, piece: str) -> str:
    found = _OPTION.fullmatch(piece.strip())
    if found is None:
        return piece
    letter = folded.letter(piece.strip())
    folded.options[letter] = ("axis", found[3]) if found[3] else (found[1], folded.shown(found[2]))
    return f" {letter}"


def _fold_owned(folded: Folded) -> None:
    known: dict[str, str] = {}

    def letter(name: str, written: str) -> str:
        if name not in known or folded.written[known[name]] != written:
            known[name] = folded.letter(written)
            folded.held[known[name]] = Sym(name)
        return known[name]

    folded.text = fold_owned(folded.text, folded.names, letter)


def _fold_names(folded: Folded) -> None:
    pattern = _pattern(folded.names)
    if pattern is None:
        return
    regex, said = pattern
    known: dict[str, str] = {}

    def change(found: re.Match[str]) -> str:
        name = said[int((found.lastgroup or "n0")[1:])]
        if name not in known or folded.written[known[name]] != found[0]:
            known[name] = folded.letter(found[0])
            if name.endswith("("):
                folded.functions[known[name]] = name[:-1]
            else:
                folded.held[known[name]] = Sym(name)
        return known[name]

    folded.text = regex.sub(change, folded.text)


@lru_cache(maxsize=32)
def _pattern(names: frozenset[str]) -> tuple[re.Pattern[str], tuple[str, ...]] | None:
    """What finds the names of several parts, however they are written, the longest first."""
    said = tuple(sorted(filter(_is_folded, names), key=lambda name: (-len(name), name)))
    if not said:
        return None
    found = (f"(?P<n{place}>{'|'.join(_ways(name))})" for place, name in enumerate(said))
    ways = [way for way in found if not way.endswith(">)")]
    return (re.compile(rf"{_BEGIN}(?:{'|'.join(ways)})"), said) if ways else None


def _is_folded(name: str) -> bool:
    if name == TEXTS or "." in name:
        return False
    if name.endswith("("):
        return name[:-1].lower() not in FUNCTIONS
    parts = _PARTS.split(name)
    return "-" in name or (len(parts) > 1 and all(parts) and any(len(part) > 1 for part in parts))


def _ways(name: str) -> Iterator[str]:
    """Regular expressions of the ways to write a name."""
    if name.endswith("("):
        yield rf"{_spelled(name[:-1])}(?=\s*\()"
    else:
        yield _spelled(name, blanks=all(len(part) > 1 for part in _PARTS.split(name))) + _END


def _spelled(name: str, blanks: bool = False) -> str:
    """The parts of a name with what may stand between them; a minus sign has blanks around it, a hyphen has none."""
    pieces = re.split("([-_])", name)
    written = re.escape(pieces[0])
    for mark, part in zip(pieces[1::2], map(re.escape, pieces[2::2]), strict=True):
        ways = [rf"\s*_\s*{part}", rf"\s*_\(\s*{part}\s*\)"]
        ways += [f"-{part}"] if mark == "-" or blanks else []
        ways += [rf"\s+{part}"] if blanks else []
        written += f"(?:{'|'.join(ways)})"
    return written
