"""One side of a claim: a formula, or a number with the digits that it shows."""

from __future__ import annotations

import re
from fractions import Fraction

from examsolver.core.formula import Apply, Formula, Num
from examsolver.core.working import Side
from examsolver.language.answer_formula import parse_answer
from examsolver.language.answer_limits import Unreadable, over_limit
from examsolver.language.answer_names import Vocabulary
from examsolver.language.answer_number import PLAIN, joined, literal
from examsolver.language.working_words import pretty, with_signs, without_prose

_SIZE = re.compile(r"\(?\s*\d{1,9}(?:\s*[x×]\s*\d{1,9})+\s*\)?")
_SCIENTIFIC = re.compile(
    r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*(?:e|[*·×]\s*10\s*(?:\^|\*\*)\s*)\(?\s*([+-]?\s*\d{1,3})\s*\)?", re.IGNORECASE
)
_PAIR = re.compile(r"_\((\d+\s*,\s*\d+(?:\s*,\s*\d+)*)\)")


def read_side(text: str, names: frozenset[str], *, head: bool = False) -> Side:
    """What stands on one side; where it cannot be understood, the reason."""
    text = (text if head else without_prose(text, names)).strip(" ,.;:$")
    problem = over_limit(text) if text else "nothing stands there"
    if problem:
        return Side(text[:100], pretty(text), None, problem)
    if (number := _number(text)) is not None:
        return number
    if _SIZE.fullmatch(text):
        sides = tuple(Num(int(number)) for number in re.findall(r"\d+", text))
        return Side(text, pretty(text), Apply("times", sides), alone=True)
    try:
        formula = parse_answer(_PAIR.sub(r"[\1]", with_signs(joined(text))), Vocabulary(names))
    except Unreadable as error:
        return Side(text, pretty(text), None, str(error))
    return Side(text, pretty(text), formula, alone=_is_value(formula))


def _number(text: str) -> Side | None:
    """A number alone."""
    compact = joined(text).replace(" ", "") if text[:1] in "+-" else joined(text)
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


def _plain(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


def _is_value(formula: Formula) -> bool:
    """A number or a list of numbers, with signs and strokes at most."""
    todo: list[Formula] = [formula]
    while todo:
        here = todo.pop()
        if isinstance(here, Num):
            continue
        if isinstance(here, Apply) and (here.op == "neg" or (here.op == "/" and _of_numbers(here))):
            todo.extend(here.args)
        elif not isinstance(here, Apply) and hasattr(here, "items"):
            todo.extend(here.items)
        else:
            return False
    return True


def _of_numbers(quotient: Apply) -> bool:
    return all(isinstance(part, Num) for part in quotient.args)
