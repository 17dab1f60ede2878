"""Working as students write it, cut into lines of claims: ``Z_1 = X_11 F_1 + … = 3*2 + … = 1``.

Plain text, Unicode or LaTeX; several claims on a line, parted by commas, ``=>``, ``∴`` or words; a line
that begins with an equals sign goes on with the one before; lines without any claim are prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from examsolver.core.formula import Sym
from examsolver.core.working import Side, Statement
from examsolver.language.answer_limits import CHARACTERS, Unreadable
from examsolver.language.answer_plain import plain
from examsolver.language.folded_names import Folded, fold
from examsolver.language.working_sides import named, read_side
from examsolver.language.working_words import named_part, pretty, without_prose

LENGTH = 4 * CHARACTERS
"""Characters of the working of a whole question."""
LINES, SIDES = 300, 40
"""Lines of one working, and sides of one line, that are looked at."""

_AT = "≗"
_CONDITION = re.compile(r"\b(?:at|for|when|stride|padding)\s*[^\W\d_]*\s*=\s*[-+−]?[\d./]+(?=\s*[=:])")
_EQUALS = re.compile(r"(?<![<>!=:])={1,2}(?![=>])|:=|[≈≃≅≡]")
_VALUES = re.compile(r"(?:[^=≈,;\n]*=[ \t]*[-+−]?\d[\d./]*[ \t]*(?:[,;\n][ \t]*|and[ \t]|$))+")
_SUBSCRIPTS = re.compile("[₀-₉]+(?:,[₀-₉]+)+")
_APART = re.compile(r"(?<=[^\W\d_]) +(?=_\()")
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_BOLD = re.compile(r"(?<![\w)\]*])\*\*(?=[^\W\d_])([^*\n]{2,80}?)\*\*(?![\w(*])")
_BEGINS = re.compile(r"[=≈≃≅≡+*·×/)]")
_ENDS = re.compile(r"[=≈≃≅≡+*·×/(\[,-]$")
_MARK = re.compile(
    r"(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<claim>=>|->|[→⇒⟹⟶])"
    r"|(?P<part>;|∴|∵|⇔|⟺"
    r"|\b(?:so|then|thus|hence|therefore|because|since|and|also|now|next|finally|where|with|while|giving|gives)\b)"
    r"|(?P<comma>,(?!\d)|,(?=\d+\s*[,=]))",
    re.IGNORECASE,
)


def read_working(text: str, names: frozenset[str]) -> tuple[Statement, ...]:
    """The lines of claims in a text; none where it holds no more than names with values.

    ``names`` are those of the question, so that ``QK`` is known to be two of them; see ``ReadWorking``.
    """
    if not may_be_working(text):
        return ()
    if len(text) > LENGTH:
        return (Statement("", (), f"longer than {LENGTH} characters"),)
    try:
        folded = plain(_SUBSCRIPTS.sub(lambda found: f"_({found[0].translate(_PLAIN)})", text))
    except Unreadable as error:
        return (Statement("", (), str(error)),)
    inside = fold(_APART.sub("", folded), names)
    names = inside.known
    found: list[Statement] = []
    for segment in segments(inside.text):
        if len(found) == LINES:
            found.append(Statement("", (), f"more than {LINES} lines"))
            break
        found.append(_unfolded(_statement(segment, names), inside))
        names = names | _brought_in(found[-1])
    return tuple(found) if any(map(_worked_out, found)) else ()


def _unfolded(statement: Statement, folded: Folded) -> Statement:
    """The statement with the names of several parts and the texts that letters stood for."""
    if not folded.written:
        return statement
    return replace(
        statement,
        text=folded.shown(statement.text),
        sides=tuple(_unfolded_side(side, folded) for side in statement.sides),
    )


def _unfolded_side(side: Side, folded: Folded) -> Side:
    return replace(
        side,
        text=folded.shown(side.text),
        shown=folded.shown(side.shown),
        problem=folded.shown(side.problem),
        formula=None if side.formula is None else folded.formula(side.formula),
        size=None if side.size is None else folded.formula(side.size),
    )


def _brought_in(statement: Statement) -> frozenset[str]:
    """The name that a line begins with, which may be the student's own, and stand in later lines."""
    head = statement.sides[0].formula if statement.sides else None
    return frozenset([head.name]) if isinstance(head, Sym) and not head.index and len(head.name) > 1 else frozenset()


def may_be_working(text: str) -> bool:
    """Whether a text has so many equals signs that there may be working in it; costs next to nothing."""
    if text.count("=") + text.count("≈") + text.count("\\approx") < 2:
        return False
    return _VALUES.fullmatch(text.strip()) is None


def _worked_out(statement: Statement) -> bool:
    """Whether more is claimed than the value of a name."""
    return (
        bool(statement.problem)
        or len(statement.sides) > 2
        or any(side.formula is not None and not side.alone for side in statement.sides[1:])
    )


def _statement(segment: str, names: frozenset[str]) -> Statement:
    first, *others = _EQUALS.split(_CONDITION.sub(lambda found: found[0].replace("=", _AT), segment))[: SIDES + 1]
    first = named_part(first)
    head = without_prose(first, names, leading=True)
    head_side = named(read_side(head, names, head=True), first)
    sides = [head_side, *(read_side(side, names) for side in others if side.strip(" .,&$"))]
    if len(sides) > SIDES:
        return Statement(pretty(segment), (), f"more than {SIDES} equals signs in one line")
    return Statement(pretty(segment), tuple(sides))


def segments(text: str) -> Iterator[str]:
    """The pieces of a text that hold a claim each."""
    for line in _lines(text.replace("&", " ")):
        yield from _parted(line)


def _lines(text: str) -> Iterator[str]:
    """Lines with those that they go on in; lines that claim nothing are left out."""
    held = ""
    for line in text.split("\n"):
        line = _BOLD.sub(r"\1", line).strip(" $\\")
        if not line:
            continue
        goes_on = held and (_BEGINS.match(line) or _ENDS.search(held) or (_is_open(held) and not _EQUALS.search(line)))
        if goes_on and len(held) + len(line) <= CHARACTERS:
            held = f"{held} {line}"
            continue
        if _EQUALS.search(held):
            yield held
        held = line
    if _EQUALS.search(held):
        yield held


def _is_open(line: str) -> bool:
    return line.count("(") + line.count("[") > line.count(")") + line.count("]")


def _parted(line: str) -> Iterator[str]:
    """A line at its commas, arrows and words, outside brackets; a piece without a claim is dropped.

    ``A = B => 0.25`` goes on with the claim before the arrow; ``A = B => C = D`` is two.
    """
    held, begin, level, joins = "", 0, 0, False
    for mark in (*_MARK.finditer(line), None):
        if mark is not None and mark.lastgroup in ("open", "close"):
            level = level + 1 if mark.lastgroup == "open" else max(0, level - 1)
            continue
        if mark is not None and level:
            continue
        piece = line[begin : mark.start() if mark else len(line)].strip()
        if piece and _EQUALS.search(piece):
            if held:
                yield held
            held = piece
        elif piece and joins and (held or not _EQUALS.search(piece)):
            held = f"{held} = {piece}" if held else piece
        elif piece and mark is not None and mark.lastgroup == "claim" and not held:
            held = piece
        if mark is not None:
            joins, begin = mark.lastgroup == "claim", mark.end()
    if held and _EQUALS.search(held):
        yield held
