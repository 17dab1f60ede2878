"""Cuts a text by column 0 into blocks, and each block into logical lines.

Brackets and triple quotes continue a line, ``;`` separates two, ``#`` begins a comment. Nothing here
knows what a line means; what cannot be cut is told with its place, and the line is marked broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from examsolver.core.problem import TAB, Problem, Source, Span
from examsolver.language.characters import plain

FENCE = '"""'
DEPTH = 60
BLOCKS = 12
DIGITS = 400

_TOKEN = re.compile(
    r'(?P<string>"""(?:.|\n)*?"""|(?!""")"(?:\\.|[^"\\\n])*")|(?P<quote>"(?:"")?)|(?P<comment>\#[^\n]*)'
    r"|(?P<open>[(\[{]+)|(?P<close>[)\]}]+)|(?P<newline>\n)|(?P<semicolon>;)|(?P<blank>[ \t]+)"
    r"|(?P<text>[^\s\"#()\[\]{};]+)"
)
_INDENT = re.compile(r"[ \t]*")
_TOP = re.compile(r"(?:question|exam)\b", re.IGNORECASE)
_WORDS = r"(?:find|choose|convention|tags|level|topic|source|prompt|let|where|policy|part|accept|question|exam)"
_ANEW = re.compile(rf"[ \t]*{_WORDS}[ \t]+[\w\"]")
_LONG = re.compile(rf"[0-9]{{{DIGITS + 1},}}|[0-9.][eE][+-]?0*[1-9][0-9]{{3,}}")
_FIRST = re.compile(r"[^\W\d][\w-]*")
_HEAD = re.compile(r"(?:for|repeat|block)\b[^:\"\n]*:(?=[ \t]*\S)")
_NEXT = re.compile(r"^(?=(?:question|exam)\b)", re.MULTILINE)
_LETTERED = re.compile(r"(?:[^\W\d_]|\d{1,2})\)")
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One logical line: its place without comments around it, its depth of indentation, and the lines under it.

    ``joined``: it stands behind a ``;`` of the line before. ``opens``: it ends in a colon.
    """

    source: Source
    text: str = field(repr=False)
    start: int
    end: int
    indent: int
    joined: bool = False
    broken: bool = False
    block: tuple[Piece, ...] = ()

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.source, self.start, self.end)

    @property
    def word(self) -> str:
        """Its first word."""
        found = _FIRST.match(self.text, self.start, self.end)
        return found[0] if found else ""

    @property
    def rest(self) -> int:
        """Where the text behind the first word begins."""
        begin = self.start + len(self.word)
        return begin + len(self.text[begin : self.end]) - len(self.text[begin : self.end].lstrip())

    @property
    def quoted(self) -> bool:
        """Whether it is one text in triple quotes, such as pasted code."""
        return self.text.startswith(FENCE, self.start) and self.text.endswith(FENCE, self.start + 3, self.end)

    @property
    def opens(self) -> bool:
        """Whether lines may stand under it."""
        return self.end > self.start and self.text[self.end - 1] == ":"


@dataclass(frozen=True, slots=True)
class Block:
    """A line at column 0 and the lines indented under it."""

    head: Piece
    lines: tuple[Piece, ...]

    @property
    def end(self) -> int:
        """Where the block ends."""
        return max((piece.end for piece in flat((self.head, *self.lines))), default=self.head.end)


def flat(pieces: tuple[Piece, ...]) -> Iterator[Piece]:
    """The lines and all lines under them, in order."""
    todo = list(reversed(pieces))
    while todo:
        piece = todo.pop()
        yield piece
        todo.extend(reversed(piece.block))


def question_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks that are questions."""
    return tuple(block for block in blocks if block.head.word == "question" and not block.head.broken)


def cut(source: Source, start: int = 0, end: int | None = None) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """The blocks of a text, and what could not be cut."""
    cutter = Cutter(source, plain(source.text), len(source.text) if end is None else end)
    pieces = cutter.pieces(start)
    blocks: list[Block] = []
    group: list[Piece] = []
    for piece in pieces:
        if piece.indent == 0 and not piece.joined and group:
            blocks.append(_block(group, cutter.problems))
            group = []
        group.append(piece)
    if group:
        blocks.append(_block(group, cutter.problems))
    return tuple(blocks), tuple(cutter.problems)


def _block(pieces: list[Piece], problems: list[Problem]) -> Block:
    head, *lines = pieces
    if head.indent:
        hint = "begin with: question ID: FAMILY"
        problems.append(Problem("an indented line belongs to no question", head.span, hint))
        head = replace(head, broken=True)
    return Block(head, _nested(lines, problems))


def _nested(lines: list[Piece], problems: list[Problem]) -> tuple[Piece, ...]:
    """Lines put under the lines that open a block, by indentation. Ragged indentation elsewhere means nothing."""
    done: list[list[Piece]] = [[]]
    openers: list[Piece] = []

    def close() -> None:
        block = tuple(done.pop())
        done[-1].append(replace(openers.pop(), block=block))

    inline = False
    for piece in lines:
        while openers and not (piece.joined and inline) and piece.indent <= openers[-1].indent:
            close()
        inline = inline and piece.joined
        if not piece.opens:
            done[-1].append(piece)
        elif len(openers) == BLOCKS:
            problems.append(Problem(f"blocks are nested more than {BLOCKS} deep", piece.span))
            return (replace(piece, broken=True),)
        else:
            openers.append(piece)
            done.append([])
            inline = True
    while openers:
        close()
    return tuple(done[0])


class Cutter:
    """Goes through a text once."""

    def __init__(self, source: Source, text: str, end: int) -> None:
        self.source = source
        self.text = text
        self.end = end
        self.problems: list[Problem] = []

    def pieces(self, start: int) -> list[Piece]:
        """All logical lines from a place on."""
        found: list[Piece] = []
        place = start
        while place < self.end:
            begin = _INDENT.match(self.text, place)
            first = begin.end() if begin else place
            column = self.text.rfind("\n", 0, first) + 1
            indent = len(self.text[column:first].replace("\ufeff", "").expandtabs(TAB))
            if column == 0 and self.source.text.startswith("\ufeff"):
                indent -= 1
            place = self._line(first, max(0, indent), found)
        return found

    def _line(self, place: int, indent: int, found: list[Piece]) -> int:
        """Cut one logical line (several where ``;`` separates them); returns where the next begins."""
        open_brackets: list[int] = []
        begin, last = -1, -1
        count = len(found)
        while place < self.end:
            token = _TOKEN.match(self.text, place)
            if token is None:
                break
            kind, place = token.lastgroup, token.end()
            if kind == "string" and token[0].startswith(FENCE):
                place = self._fenced(token.start(), place)
            if kind in ("blank", "comment"):
                continue
            if kind == "newline" and (not open_brackets or self._anew(place)):
                break
            if kind == "newline":
                continue
            if kind == "semicolon" and not open_brackets:
                self._emit(begin, last, indent, found, count)
                begin = -1
                continue
            begin = token.start() if begin < 0 else begin
            last = place
            if kind == "close" and not open_brackets and _LETTERED.fullmatch(self.text, begin, place):
                continue  # A) begins an option
            if message := self._balance(kind, token, open_brackets):
                return self._give_up(message, token, begin, indent, found)
        if open_brackets:
            message = f"the bracket {self.text[open_brackets[-1]]!r} is never closed"
            self._complain(message, open_brackets[-1], open_brackets[-1] + 1)
            found.append(Piece(self.source, self.text, begin, last, indent, broken=True))
        else:
            self._emit(begin, last, indent, found, count)
        return place

    def _fenced(self, begin: int, end: int) -> int:
        """Where a text in triple quotes ends. One that opens alone on its line closes alone, as deep: code has
        texts in triple quotes of its own, which come in pairs."""
        margin = self.text[self.text.rfind("\n", 0, begin) + 1 : begin]
        rest = self.text.find("\n", begin)
        if margin.strip() or rest < 0 or self.text[begin + len(FENCE) : rest].strip():
            return end
        closing = re.compile(rf"^{margin}{FENCE}(?=[ \t\r]*$)", re.MULTILINE)
        for found in closing.finditer(self.text, rest, self.end):
            if found.start() > rest and self.text.count(FENCE, rest, found.start()) % 2 == 0:
                return found.end()
        return end

    def _emit(self, begin: int, last: int, indent: int, found: list[Piece], count: int) -> None:
        if begin < 0:
            return
        broken = False
        for colon in self._inline(begin, last):
            found.append(Piece(self.source, self.text, begin, colon, indent, len(found) > count))
            begin = colon + len(self.text[colon:last]) - len(self.text[colon:last].lstrip())
        if too_long := _LONG.search(self.text, begin, last):
            hint = f"at most {DIGITS} digits, and exponents below 1000"
            self._complain("this number is too large to compute with", too_long.start(), too_long.end(), hint)
            broken = True
        found.append(Piece(self.source, self.text, begin, last, indent, len(found) > count, broken))

    def _inline(self, begin: int, last: int) -> Iterator[int]:
        """``for t in 1..3: h[t] = …``: where the head of a block ends, when its first line follows it."""
        while found := _HEAD.match(self.text, begin, last):
            yield found.end()
            begin = found.end() + 1

    def _anew(self, place: int) -> bool:
        """Whether a line inside brackets is surely a new one, so that a bracket was left open."""
        return bool(_TOP.match(self.text, place) or _ANEW.match(self.text, place))

    def _balance(self, kind: str | None, token: re.Match[str], open_brackets: list[int]) -> str | None:
        if kind == "quote":
            return "the quotation mark is never closed"
        if kind == "open":
            open_brackets.extend(range(token.start(), min(token.end(), token.start() + DEPTH + 1)))
            return f"brackets are nested more than {DEPTH} deep" if len(open_brackets) > DEPTH else None
        if kind == "close":
            for place in range(token.start(), token.end()):
                if not open_brackets or self.text[open_brackets.pop()] != _PAIRS[self.text[place]]:
                    return f"the bracket {self.text[place]!r} closes nothing"
        return None

    def _give_up(self, message: str, token: re.Match[str], begin: int, indent: int, found: list[Piece]) -> int:
        """Tell the problem, mark the line broken, and go on where a new line surely begins."""
        self._complain(message, token.start(), min(token.end(), token.start() + 1))
        found.append(Piece(self.source, self.text, begin, token.end(), indent, broken=True))
        line_end = self.text.find("\n", token.start())
        if line_end < 0:
            return self.end
        if "nested" in message or token[0] == '"""':
            top = _NEXT.search(self.text, line_end + 1)
            return min(self.end, top.start()) if top else self.end
        return min(self.end, line_end + 1)

    def _complain(self, message: str, start: int, end: int, hint: str | None = None) -> None:
        self.problems.append(Problem(message, Span(self.source, start, end), hint))
