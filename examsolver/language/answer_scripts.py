"""The token cursor, and names with what stands above, below and behind them."""

from __future__ import annotations

from examsolver.core.formula import Apply, Formula, Num, Sym
from examsolver.language.answer_limits import DEPTH, TOKENS, Unreadable
from examsolver.language.answer_names import Piece, Vocabulary, timed
from examsolver.language.answer_tokens import END, Token

_OPENS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_EARLIER = frozenset(["prev", "previous", "old", "last", "before"])


class Scripts:
    """A place in the tokens of one text, and the reading of names there."""

    def __init__(self, tokens: list[Token], words: Vocabulary) -> None:
        self.tokens = tokens
        self.place = 0
        self.words = words
        self.depth = 0
        self.open: list[str] = []

    @property
    def here(self) -> Token:
        return self.tokens[self.place] if self.place < len(self.tokens) else END

    def ahead(self, count: int) -> Token:
        place = self.place + count
        return self.tokens[place] if place < len(self.tokens) else END

    def advance(self) -> Token:
        token = self.here
        self.place += 1
        return token

    def names(self, token: Token) -> Formula:
        """The symbol of a word. A word of several names goes back as tokens, so that ``QK^T`` is Q times K^T."""
        if token.piece is not None:
            return self.scripted(token.piece)
        if (found := self.differential(token)) is not None:
            return found
        first, *others = self.words.pieces(token.text, self.operand_next())
        if not others:
            return self.scripted(first)
        if len(self.tokens) + len(others) > TOKENS:
            raise Unreadable(f"more than {TOKENS} symbols")
        self.tokens[self.place : self.place] = [Token("word", piece.base, piece=piece) for piece in others]
        return self.symbol(first.base, first.script, ())

    def operand_next(self) -> bool:
        return self.here.kind in ("word", "number") or self.here.text in ("(", "[", "{", "*", "·", "×", "@", "⊙")

    def differential(self, token: Token) -> Formula | None:
        """``dL`` of ``dL/dX``: on both sides of a slash, and where no name is spelt so."""
        text = token.text
        if len(text) < 2 or text[0] != "d" or text in self.words.names or not self.beside_slash():
            return None
        return Apply("differential", (self.scripted(self.words.pieces(text[1:], False)[-1]),))

    def beside_slash(self) -> bool:
        back = 2
        while back < self.place and self.ahead(-back).text == "(":
            back += 1
        before = self.ahead(-back).text if self.place >= back else ""
        after, place = self.ahead(0).text, 0
        while after in ("_", "'", "[", "(", ")", "]", ",", "^") or self.ahead(place).kind == "number":
            place += 1
            after = self.ahead(place).text
        place += 1
        while self.ahead(place).text == "(":
            place += 1
        return before == "/" or (after == "/" and self.ahead(place).text[:1] in ("d", "∂"))

    def symbol(self, base: str, script: str, index: tuple[Formula, ...]) -> Sym:
        return Sym(f"{base}_{script}" if script else base, index)

    def scripted(self, piece: Piece) -> Formula:
        """The name with its primes, subscripts, steps and indices."""
        base, script, marks = piece.base, piece.script, ""
        index: tuple[Formula, ...] = timed("", self.back()).index if piece.timed else ()
        if self.here.kind == "number" and self.here.glued and len(base) == 1 and self.here.text.isdigit():
            base += self.advance().text
        while True:
            token = self.here
            if token.text == "'" and not self.is_transpose(base):
                marks += self.advance().text
            elif token.text == "~" and token.glued:
                self.advance()
                base += "_tilde"
            elif token.text == "_":
                self.advance()
                script, index = self.below(script, index)
            elif (step := self.step_above_or_behind()) is not None:
                index = step
            else:
                break
        return self.symbol(base + marks, script, index)

    def is_transpose(self, base: str) -> bool:
        return self.words.matrix and f"{base}'" not in self.words.names

    def below(self, script: str, index: tuple[Formula, ...]) -> tuple[str, tuple[Formula, ...]]:
        """After ``_``: a step (``t-1``) or a piece of the name (``xf``)."""
        if (step := self.step_in_brackets()) is not None:
            return script, step
        if self.here.text == "t" and self.here.kind == "word":
            self.advance()
            return script, timed("", self.back()).index
        text = self.script_text()
        if text in _EARLIER:
            return script, timed("", -1).index
        if text.endswith(",t") or text.startswith("t,"):
            return script + text.replace(",", "").replace("t", "", 1), timed("").index
        return script + text.replace(",", ""), index

    def back(self) -> int:
        """The ``-1`` glued to a ``t``."""
        if self.here.text == "-" and self.here.glued and self.ahead(1).text == "1" and self.ahead(1).glued:
            self.place += 2
            return -1
        return 0

    def step_above_or_behind(self) -> tuple[Formula, ...] | None:
        """``h^{(t-1)}``, ``a^<t>``, ``h[t-1]``, ``h(t)``, ``X[1,2]``; None where it is no index."""
        begin = self.place
        token = self.here
        if token.text == "^":
            self.advance()
            if self.here.text == "t" and self.words.gate:
                self.advance()
                return timed("", self.back()).index
            step = self.step_in_brackets()
        elif token.glued and token.text in ("[", "("):
            step = self.step_in_brackets()
            if step is None and token.text == "[":
                step = self.numbers_in_brackets()
        else:
            return None
        if step is None:
            self.place = begin
        return step

    def step_in_brackets(self) -> tuple[Formula, ...] | None:
        """``(t)``, ``{t-1}``, ``<t+1>``, ``((t))``: the brackets are passed over only if a step is in them."""
        begin, closing = self.place, ""
        while self.here.text in _OPENS and len(closing) < 3:
            closing = _OPENS[self.advance().text] + closing
        if not closing or self.here.text != "t":
            self.place = begin
            return None
        self.advance()
        index = self.offset()
        for mark in closing:
            if self.advance().text != mark:
                self.place = begin
                return None
        return index

    def offset(self) -> tuple[Formula, ...]:
        if self.here.text in ("-", "+") and self.ahead(1).text.isdecimal() and len(self.ahead(1).text) < 5:
            sign, count = self.advance().text, int(self.advance().text)
            return timed("", -count if sign == "-" else count).index
        return timed("").index

    def numbers_in_brackets(self) -> tuple[Formula, ...] | None:
        """``[1, 2]`` behind a name."""
        begin, found = self.place, []
        self.advance()
        while self.here.text.isdecimal():
            found.append(Num(int(self.advance().text)))
            if self.here.text != ",":
                break
            self.advance()
        if not found or self.advance().text != "]":
            self.place = begin
            return None
        return tuple(found)

    def script_text(self) -> str:
        """What stands below a name, as text: ``xf`` of ``_{x,f}``."""
        token = self.advance()
        if token.text not in _OPENS:
            return self.bare_script(token)
        written, level = [], 1
        while level:
            token = self.advance()
            if token is END:
                raise Unreadable("a subscript is not closed")
            level += (token.text in _OPENS) - (token.text in _OPENS.values())
            if level > DEPTH:
                raise Unreadable(f"nested deeper than {DEPTH}")
            written.append(token.text)
        return "".join(written[:-1])

    def bare_script(self, token: Token) -> str:
        """A subscript without brackets; of ``W_fh_{t-1}`` only the ``f``."""
        if token.kind not in ("word", "number"):
            raise Unreadable("a subscript is missing")
        text = token.text
        if token.kind == "word" and len(text) > 1 and self.here.text == "_":
            self.place -= 1
            self.tokens[self.place] = Token("word", text[-1])
            return text[:-1]
        if token.kind == "word" and self.here.kind == "number" and self.here.glued:
            return text + self.advance().text
        return text
