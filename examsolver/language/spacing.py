"""The blanks inside one logical line, made regular. Nothing but blanks and look-alike characters changes."""

from __future__ import annotations

import re

from examsolver.language.cutting import Piece

_TOKEN = re.compile(
    r'(?P<string>"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*")|(?P<comment>\#[^\n]*)|(?P<newline>\n)|(?P<blank>[ \t]+)'
    r"|(?P<size>\d+(?:[ \t]*x[ \t]*\d+)+(?![\w.]))|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,)"
    r"|(?P<equals>(?<![=<>!])=(?!=))|(?P<colon>:)|(?P<word>[\w.']+)|(?P<sign>.)"
)
_INDENT = 4


def spaced(piece: Piece, column: int) -> str:
    """The text of a logical line, which begins at a column. Line breaks inside brackets stay, aligned."""
    writer = _Writer(column)
    if piece.quoted:
        return piece.source.text[piece.start : piece.end].replace("\r\n", "\n")
    for found in _TOKEN.finditer(piece.text, piece.start, piece.end):
        kind = found.lastgroup or ""
        text = piece.source.text[found.start() : found.end()] if kind in ("string", "comment") else found[0]
        writer.add(kind, text.replace("\r\n", "\n").rstrip("\r") if kind in ("string", "comment") else text)
    return writer.text


class _Writer:
    """Writes tokens one after the other, and knows which brackets are open."""

    def __init__(self, column: int) -> None:
        self.column = column
        self.text = ""
        self.last = "open"
        self.blank = False
        self.indents: list[int] = []

    def add(self, kind: str, text: str) -> None:
        """Write one token, with the blank before it that it wants."""
        if kind in ("blank", "newline"):
            self.blank = True
            if kind == "newline" and self.last != "newline":
                self.text = self.text.rstrip(" ")
                self.last = "newline"
            return
        if kind == "close" and self.indents:
            inner = self.indents.pop()
            self._break(self.column if self.last == "newline" and self._hanging(inner) else inner)
        else:
            self._break(self.indents[-1] if self.indents else self.column)
        if self._wants_blank(kind) and not self.text.endswith(" "):
            self.text += "  " if kind == "comment" else " "
        if kind == "size":
            text = re.sub(r"[ \t]+", "", text)
        self.text += text
        self.last, self.blank = kind, False
        if kind == "open":
            self.indents.append(self._width())

    def _break(self, indent: int) -> None:
        """Begin a new line inside brackets, where one was asked for."""
        if self.last != "newline":
            return
        if self.indents and self._opened_last():
            self.indents[-1] = indent = self.column + _INDENT
        self.text += "\n" + " " * indent
        self.last = "open"

    def _opened_last(self) -> bool:
        return bool(re.search(r"[(\[{]([ \t]*#[^\n]*)?$", self.text))

    def _hanging(self, inner: int) -> bool:
        return inner == self.column + _INDENT

    def _width(self) -> int:
        begin = self.text.rfind("\n") + 1
        return len(self.text) - begin + (0 if begin else self.column)

    def _wants_blank(self, kind: str) -> bool:
        if kind in ("comma", "close", "colon") or self.last == "open":
            return kind == "comment"
        if kind == "comment" or self.last == "comma":
            return True
        if "equals" in (kind, self.last):
            return not self.indents
        return self.blank
