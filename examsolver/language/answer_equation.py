"""Equations as students write them: ``f_t = σ(…)``, several lines, ``s(1-s) where s = σ(x)``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from examsolver.core.formula import Apply, Formula, Sym
from examsolver.language.answer_formula import check_depth, parse_answer, replaced
from examsolver.language.answer_limits import Unreadable
from examsolver.language.answer_names import FUNCTIONS, Vocabulary
from examsolver.maths.tree import symbols, walk

_WHERE = re.compile(r"[,;]?\s*\b(?:where|with|wherein|given)\b\s*:?\s*", re.IGNORECASE)
_INTRODUCED = re.compile(r"^\s*[A-Za-z][A-Za-z \-]{2,40}:\s+(?=\S)")
_REMARK = re.compile(r"\s\(\s*([A-Za-z]{4,}(?:[ \-][A-Za-z]+)*|[a-z]{2,}(?: [a-z]{2,})+)\s*\)\s*\.?\s*$")
_EQUALS = frozenset("=≈≡←≃")
_DEFINED = re.compile(r"[\n;]|,(?![^\[(]*[\])])|\band\b")
_LISTED = re.compile(r",\s*(?=[^\W\d][\w'^(){}]{0,20}\s*=[^=])")
MAX_STATEMENTS = 40
MAX_GROWN = 5_000


def read_equation(text: str, words: Vocabulary) -> tuple[Formula | None, Formula]:
    """The left side, if there is one, and the last right side of the last statement in a text.

    Earlier statements, and those after ``where``, are definitions and are put in.

    Raises:
        Unreadable: with the reason.
    """
    if text.count("\n") + text.count(";") > MAX_STATEMENTS:
        raise Unreadable("too many lines")
    main, *after = _WHERE.split(text.replace("&", " "))
    if not after and (listed := _LISTED.search(main)) and _outside(main, listed.start()):
        main, after = main[: listed.start()], [main[listed.start() + 1 :]]
    told = statements(main)
    defined = [statement for part in after for statement in _DEFINED.split(part) if "=" in statement]
    if not told:
        raise Unreadable("no formula was found")
    if len(told) + len(defined) > MAX_STATEMENTS:
        raise Unreadable("too many lines")
    left, right = _sides(told[-1], words)
    return left, _put_in(right, left, (*told[:-1], *defined), words)


def _outside(text: str, place: int) -> bool:
    """Whether a place stands in no bracket, and an equation before it."""
    before = text[:place]
    level = sum((mark in "([{") - (mark in ")]}") for mark in before)
    return level == 0 and bool(sides_of(before)[1:]) and "\n" not in before and ";" not in before


def statements(text: str) -> list[str]:
    """The statements of a text; a line that begins with an operator or lacks ``=`` continues the one before."""
    found: list[str] = []
    for line in re.split(r"[\n;](?![^\[(]*[\])])", text):
        line = _REMARK.sub(_dropped, _INTRODUCED.sub("", line)).strip(" .,")
        if not line:
            continue
        if found and (line[0] in "=+*·/)" or not sides_of(line)[1:]):
            found[-1] += " " + line
        else:
            found.append(line)
    return found


def _dropped(found: re.Match[str]) -> str:
    return found[0] if found[1].split()[0].lower() in FUNCTIONS else ""


def sides_of(statement: str) -> list[str]:
    """The sides of the equals signs outside brackets."""
    statement = statement.replace(":=", "=").replace("<-", "=")
    sides, begin, level = [], 0, 0
    for place, mark in enumerate(statement):
        level += (mark in "([{") - (mark in ")]}")
        plain_sign = statement[place - 1 : place] not in ("<", ">", "!")
        if mark in _EQUALS and level == 0 and plain_sign:
            sides.append(statement[begin:place])
            begin = place + 1
    return [side.strip() for side in (*sides, statement[begin:]) if side.strip()]


def _sides(statement: str, words: Vocabulary) -> tuple[Formula | None, Formula]:
    first, *others = sides_of(statement) or [""]
    if not others:
        return None, parse_answer(first, words)
    return _name(first, words), parse_answer(others[-1], words)


def _name(text: str, words: Vocabulary) -> Formula | None:
    """The left side; what cannot be read there costs nothing."""
    try:
        formula = parse_answer(text, words)
    except Unreadable:
        return None
    is_name = isinstance(formula, Sym) or (isinstance(formula, Apply) and formula.op in ("derivative", "*", "@"))
    return formula if is_name else None


def _put_in(formula: Formula, left: Formula | None, told: Iterable[str], words: Vocabulary) -> Formula:
    """The formula with definitions of names put in, the nearest first."""
    for statement in reversed(tuple(told)):
        name, value = _sides(statement, words)
        if isinstance(name, Sym) and name != left and name in symbols(formula) and name not in symbols(value):
            formula = check_depth(replaced(formula, name, value))
            if sum(1 for _ in walk(formula)) > MAX_GROWN:
                raise Unreadable("definitions that grow too large")
    return formula
