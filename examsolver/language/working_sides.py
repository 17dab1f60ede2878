"""One side of a claim: a formula, or a number with the digits that it shows."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from examsolver.core.formula import Apply, Formula, Listing, Num
from examsolver.core.working import Side
from examsolver.language.answer_formula import parse_answer
from examsolver.language.answer_limits import Unreadable, over_limit
from examsolver.language.answer_names import GREEK, Vocabulary
from examsolver.language.answer_number import PLAIN, literal
from examsolver.language.working_words import pretty, with_signs, without_prose

_SCIENTIFIC = re.compile(
    r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*(?:e|[*·×]\s*10\s*(?:\^|\*\*)\s*)\(?\s*([+-]?\s*\d{1,3})\s*\)?", re.IGNORECASE
)
_PAIR = re.compile(r"_\(\s*(\d+\s*,\s*\d+(?:\s*,\s*\d+)*)\s*\)")
_INDEX = r"(?:_\([\w, ]{1,12}\)|_\w{1,8}|\[[\d, ]{1,12}\]|\d{1,4})?"
_GRADIENT = re.compile(rf"(?<![\w∂(])([d∂] ?[^\W\d_]{{1,8}}{_INDEX} ?/ ?[d∂] ?[^\W\d_]{{1,8}}{_INDEX})(?![\w(\[])")
_BELOW_TWICE = re.compile(r"_([^\W\d_]{2,})_\((\d[\d,]*)\)")
_SPELLED = {**GREEK, "∂": "d", "≗": "="}
_GROUPS = re.compile(r"(?<![\w.,])\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+)(?![\d,])")
_COMMA = re.compile(r"(?<![\w.,])(\d+),(\d+)(?![\d,])")
_LISTED = re.compile(r"[\[(][^\])(]*,")
_TIMES = re.compile(r"×|(?<=[\d)\s])[xX](?=[\s\d(])")


def read_side(text: str, names: frozenset[str], *, head: bool = False) -> Side:
    """What stands on one side; where it cannot be understood, the reason."""
    text = (text if head else without_prose(text, names)).strip(" ,.;:$")
    problem = over_limit(text) if text else "nothing stands there"
    if problem:
        return Side(text[:100], pretty(text), None, problem)
    if (number := _number(text)) is not None:
        return number
    sizes = _sizes(text, names)
    try:
        formula = _parsed(with_signs(text), names)
    except Unreadable as error:
        return Side(text, pretty(text), None, str(error), size=sizes)
    return Side(text, pretty(text), formula, alone=_is_value(sizes or formula), size=sizes)


def named(side: Side, text: str) -> Side:
    """A side with all of its words, by which it may be known; Greek letters by name."""
    spelled = "".join(_SPELLED.get(mark, mark) for mark in text.strip())
    return replace(side, text=spelled, shown=side.shown if side.formula is not None else pretty(text))


def _parsed(text: str, names: frozenset[str]) -> Formula:
    text = _BELOW_TWICE.sub(r"_(\1)[\2]", _PAIR.sub(r"[\1]", _without_separators(text)))
    text = _GRADIENT.sub(r"(\1)", text)
    return parse_answer(text, Vocabulary(names))


def _without_separators(text: str) -> str:
    """``1,769,472`` and ``0,25`` as they are typed elsewhere; commas in brackets part what stands there."""
    if "," not in text and " " not in text:
        return text
    text = _GROUPS.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    return text if _LISTED.search(text) else _COMMA.sub(r"\1.\2", text)


def _number(text: str) -> Side | None:
    """A number alone."""
    bare = _without_separators(text)
    compact = bare.replace(" ", "") if text[:1] in "+-" else bare
    if PLAIN.fullmatch(compact):
        entry = literal(compact)
        return Side(compact, compact, Num(_plain(entry.value)), "", True, entry.decimals, entry.significant or 0)
    if found := _SCIENTIFIC.fullmatch(text):
        entry, power = literal(found[1]), int(found[2].replace(" ", ""))
        value = entry.value * Fraction(10) ** power
        decimals = max((entry.decimals or 0) - power, 0)
        digits = entry.significant or len(str(abs(entry.value.numerator)))
        return Side(text, pretty(text), Num(_plain(value)), "", True, decimals, digits)
    return None


def _sizes(text: str, names: frozenset[str]) -> Formula | None:
    """Factors joined by ``×``, as the sides of a size."""
    if not 0 < len(_TIMES.findall(text)) < 6:
        return None
    factors = _outside_brackets(text)
    try:
        sides = tuple(_parsed(factor, names) for factor in factors)
    except Unreadable:
        return None
    return Apply("times", sides) if len(sides) > 1 else sides[0]


def _outside_brackets(text: str) -> list[str]:
    level, begin, found = 0, 0, []
    for mark in re.finditer(rf"[(\[{{⌈⌊]|[)\]}}⌉⌋]|{_TIMES.pattern}", text):
        if mark[0] in "([{⌈⌊":
            level += 1
        elif mark[0] in ")]}⌉⌋":
            level -= 1
        elif level == 0:
            found.append(text[begin : mark.start()])
            begin = mark.end()
    rest = [*found, text[begin:]]
    return [rest[0].strip()[1:-1]] if len(rest) == 1 else rest


def _plain(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


def _is_value(formula: Formula) -> bool:
    """A number, a size or a list of numbers, with signs and strokes at most."""
    todo: list[Formula] = [formula]
    while todo:
        match todo.pop():
            case Num():
                continue
            case Apply("neg" | "times", args) | Apply("/", (Num(), Num()) as args):
                todo.extend(args)
            case Listing(items):
                todo.extend(items)
            case _:
                return False
    return True
