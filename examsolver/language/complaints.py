"""What the parser says in its own words, said in ours: what was expected, what was found, what to write instead."""

from __future__ import annotations

import re

from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.lexer import PatternStr

from examsolver.core.problem import Problem, Source, Span
from examsolver.registry import near

END = "$END"
_SAYS = {
    END: "the end of the line",
    "NUMBER": "a number",
    "NAME": "a name",
    "WORD": "a word",
    "ID": "an id",
    "SIZE": "a size such as 13x13",
    "STRING": "a text in quotes",
    "RELATION": "a comparison such as =",
    "CROSS": "'x'",
    "DIVIDE": "'/'",
    "_INDEX": "'['",
    "_OPEN": "'['",
}
_SILENT = {"BLOCK", "SIGN", "PERCENT", "DERIVATIVE", "HYPHENATED", "SUPERSCRIPT", "MARKS_WORD", "TWO_STARS"}
_OPERATORS = {"PLUS", "MINUS", "STAR", "DIVIDE", "AT", "CIRCUMFLEX"}
_OPERAND = {"NUMBER", "NAME", "LPAR"}
_TOKEN = re.compile(r"[^\W\d][\w'.-]*|\d[\w.]*|\"[^\"\n]{0,30}\"?|\S")


def complaint(error: UnexpectedInput, lark: Lark, source: Source, text: str, begin: int, end: int) -> Problem:
    """A parser's error as a problem with a place."""
    at = _position(error, begin, end)
    found = _TOKEN.match(text, at, end)
    span = Span(source, at, found.end()) if found else Span(source, end, end)
    expected = _expected(error)
    wanted = _wanted(expected, lark)
    said = f"found {found[0]!r}" if found else "found the end of the line"
    message = f"expected {wanted}, {said}" if wanted else f"{said}, which cannot stand here"
    return Problem(message, _visible(span, begin), _hint(found, expected, lark, text, at, begin))


def _position(error: UnexpectedInput, begin: int, end: int) -> int:
    if isinstance(error, UnexpectedToken) and error.token.type == END:
        return end
    position = error.pos_in_stream
    return begin if position is None else max(begin, min(position, end))


def _visible(span: Span, begin: int) -> Span:
    """A place at the end of a line still shows a caret: under the last character."""
    return span if span.end > span.start else Span(span.source, max(begin, span.start - 1), max(span.end, begin + 1))


def _expected(error: UnexpectedInput) -> set[str]:
    if isinstance(error, UnexpectedToken):
        return set(error.accepts or error.expected)
    if isinstance(error, UnexpectedCharacters):
        return {END if name == "<END-OF-FILE>" else name for name in error.allowed or ()}
    return set()


def _wanted(expected: set[str], lark: Lark) -> str:
    """The expected terminals in words: ``a number, a name or ')'``."""
    said: list[str] = []
    rest = set(expected) - _SILENT - {"BLANK", "COMMENT"}
    if rest >= _OPERAND:
        said.append("a formula")
        rest -= _OPERAND | {"PLUS", "MINUS", "_OPEN", "STRING", "BLOCK"}
    if rest >= _OPERATORS:
        said.append("an operator")
        rest -= _OPERATORS | {"__ANON_0", "×", "_INDEX"}
    said += sorted({_says(name, lark) for name in rest} - {""}, key=lambda word: (word.startswith("'"), word))
    if len(said) > 6:
        said = [*said[:5], "…"]
    return said[0] if len(said) == 1 else ", ".join(said[:-1]) + " or " + said[-1] if said else ""


def _says(name: str, lark: Lark) -> str:
    if name in _SAYS:
        return _SAYS[name]
    words = _literal(name, lark)
    return repr(words) if words and words not in ("%", "×") else ""


def _literal(name: str, lark: Lark) -> str | None:
    """What a terminal looks like, when it always looks the same (or the first way to write it)."""
    if name == END:
        return None
    pattern = lark.get_terminal(name).pattern
    if isinstance(pattern, PatternStr):
        return str(pattern.value)
    ways = re.fullmatch(r"\(\?:([a-z]+)(?:\|[a-z]+)*\)", pattern.value)
    return ways[1] if ways else None


def _hint(found: re.Match[str] | None, expected: set[str], lark: Lark, text: str, at: int, begin: int) -> str | None:
    before = text[begin:at].rstrip()
    if found and (found[0][0].isalpha() or found[0][0] == "(") and "STAR" in expected and before[-1:] != ",":
        words = [word for name in expected if (word := _literal(name, lark)) and word.isalpha() and len(word) > 1]
        if len(found[0]) > 2 and (close := near(found[0], words)):
            return f"did you mean {close!r}?"
        return _product(before, found[0]) if before[-1:].isalnum() else None
    in_list = before.rfind("[") > before.rfind("]") and "STAR" in expected
    if found and in_list and (found[0][0].isdigit() or found[0] == ";"):
        return "a comma stands between entries, and a row has brackets of its own: [[1, 2], [3, 4]]"
    if found and "REPEAT" in expected and found[0].isdigit():
        return f"what comes several times is written so: repeat {found[0]}: dense 10"
    if found and "REPEAT" in expected and found[0][0].isdigit():
        return f"the kind of layer comes first: conv 64, kernel {found[0]}"
    if found and found[0] == ":" and "CALC" in expected and before.isidentifier():
        return f"a name stands before an equals sign: {before} = conv 64, kernel 3"
    if expected - _SILENT == {"COLON"}:
        return f"write {text[begin:at].strip()}:"
    if found and found[0].isidentifier():
        words = [word for name in expected if (word := _literal(name, lark)) and word.isalpha()]
        close = near(found[0], words)
        return f"did you mean {close!r}?" if close and close != found[0] else None
    return None


def _product(before: str, right: str) -> str:
    """What to write between two things that stand side by side: ``@`` for matrices, ``*`` for numbers."""
    left = _last(before)
    if left == "T" and before[:-1].rstrip().endswith("^"):
        left = _last(before[:-1].rstrip().removesuffix("^")) + "^T"
        return f"a product of matrices is written with @: {left} @ {right}"
    if left[:1].isdigit():
        return f"a product is written with *: {left} * {right}"
    return f"a product of numbers is written with *, of matrices with @: {left} * {right} or {left} @ {right}"


def _last(text: str) -> str:
    word = re.search(r"[\w.']+$", text)
    return word[0] if word else ""
