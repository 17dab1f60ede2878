"""Formulas of mathematics at large, beyond what a network's own equations hold.

The parser of :mod:`~examsolver.language.answer_formula` with factorials, ``±``, ratios, roots, inverse
functions, sums with bounds, rows of matrices, and functions of which only the name is known.
"""

from __future__ import annotations

import re

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, apply
from examsolver.language.answer_formula import _CLOSING, _POWER, _SUM, Parser, check_depth
from examsolver.language.answer_limits import Unreadable, quoted
from examsolver.language.answer_names import CALLED, FUNCTIONS, GENERAL_FUNCTIONS, INVERTED, Piece, Vocabulary
from examsolver.language.answer_tokens import END, Token, tokens_of
from examsolver.maths.tree import symbols

_UNKNOWN = frozenset(["lim", "int", "iint", "oint", "limsup", "liminf", "infty", "sup"])
_RATIO = 5
_POSTFIX = {"!": "factorial", "%": "percent"}
_SERIES = {"sum": "series", "prod": "product", "Σ": "series", "∏": "product", "∑": "series", "Π": "product"}
_BOUND = re.compile(r"(?<![A-Za-z])([A-Za-z])(?![A-Za-z])")
_GROUPS = {"(": ")", "[": "]", "{": "}"}


def parse_general(text: str, vocabulary: Vocabulary) -> Formula:
    """The formula of a text in the plain notation.

    Raises:
        Unreadable: with the reason.
    """
    if vocabulary.gate:
        parser: Parser = Parser(tokens_of(text), vocabulary)
    else:
        parser = GeneralParser(tokens_of(text.replace("||", "| |")), vocabulary)
    formula = parser.expression(0)
    if parser.here is not END:
        raise Unreadable(f"{quoted(parser.here.text)} was not expected")
    return check_depth(formula)


class GeneralParser(Parser):
    """One text in the notation of mathematics at large. ``based`` is the base of a logarithm just read."""

    based: Formula | None = None

    def binding(self) -> int:
        token = self.here
        if token.kind == "op":
            if token.text == ":":
                return _RATIO
            if token.text in "±∓":
                return _SUM
            if token.text in _POSTFIX:
                return _POWER + 1
        return super().binding()

    def starts_operand(self) -> bool:
        return super().starts_operand() or (self.here.kind == "op" and self.here.text in ("∑", "∏", "∞"))

    def infix(self, left: Formula, bound: int) -> Formula:
        token = self.here
        if token.kind == "op" and token.text in _POSTFIX:
            self.advance()
            return left / 100 if token.text == "%" else apply("factorial", left)
        if token.kind == "op" and token.text in ":±∓":
            self.advance()
            op = {":": "ratio", "±": "pm", "∓": "mp"}[token.text]
            return apply(op, left, self.expression(bound))
        if mixed := self.mixed(left):
            return mixed
        return super().infix(left, bound)

    def mixed(self, left: Formula) -> Formula | None:
        """``2 ((1)/(2))`` of a LaTeX fraction behind a whole number: two and a half."""
        texts = [self.ahead(place).text for place in range(9)]
        shape = "".join("n" if text.isdecimal() else text for text in texts)
        if shape not in ("((n)/(n))",) or not isinstance(left, Num) or not isinstance(left.value, int):
            return None
        over, under = int(texts[2]), int(texts[6])
        if self.ahead(-1).kind != "number" or not 0 < over < under:
            return None
        self.place += 9
        return left + Num(over) / Num(under)

    def raised(self, base: Formula) -> Formula:
        if self.here.text == "^" and self.ahead(1).text in ("′", "'"):
            self.advance()
        if self.here.text == "'" and isinstance(base, Apply) and base.op.endswith("()"):
            self.advance()
            return Apply(base.op[:-2] + "'()", base.args)
        return super().raised(base)

    def sign(self, token: Token) -> Formula:
        if token.text in ("±", "∓"):
            return apply("pm", 0, self.expression(_SUM))
        if token.text == "∞":
            return Sym("infinity")
        if token.text in _SERIES:
            return self.series(_SERIES[token.text])
        return super().sign(token)

    def bracketed(self, opening: str) -> Formula:
        """As the parent, with rows where semicolons part them."""
        self.enter()
        self.open.append(opening)
        closing, rows, parted = _CLOSING[opening], [[self.expression(0)]], False
        while self.here.text in (",", ";"):
            mark = self.advance().text
            if self.here.text == closing:
                break
            if mark == ";":
                parted = True
                rows.append([])
            rows[-1].append(self.expression(0))
        if self.here.text != closing:
            raise Unreadable(f"'{opening}' is not closed")
        self.advance()
        self.open.pop()
        self.depth -= 1
        return self.grouped(opening, rows, parted)

    def grouped(self, opening: str, rows: list[list[Formula]], parted: bool) -> Formula:
        if parted and opening == "[":
            return Listing(tuple(Listing(tuple(row)) for row in rows))
        items = [item for row in rows for item in row]
        if len(items) == 1 and opening == "[" and isinstance(items[0], Listing):
            return Listing(tuple(items))
        if len(items) > 1 and opening == "{":
            return Apply("set", tuple(items))
        if len(items) > 1 and opening == "(":
            return Apply("tuple", tuple(items))
        return self.closed(opening, items)

    def function_of(self, token: Token) -> str | None:
        name = token.text
        if name in ("sum", "prod", "Σ", "Π") and name not in self.words.names:
            return _SERIES[name] if name in ("sum", "prod", "Σ") or self.here.text in "_^" else None
        if name in self.words.names:
            return None
        if name in _UNKNOWN:
            raise Unreadable(f"{name} is not worked out here")
        if self.called(name):
            return f"{name}()"
        return super().function_of(token) or GENERAL_FUNCTIONS.get(name.lower())

    def called(self, name: str) -> bool:
        bare = name.rstrip("'")
        return bare in CALLED and bare not in self.words.names and self.here.glued and self.here.text == "("

    def call(self, function: str) -> Formula:
        if function in ("series", "product"):
            return self.series(function)
        if function.endswith("()"):
            return Apply(function, self.arguments())
        power = self.inverted(function)
        return super().call(power or function)

    def inverted(self, function: str) -> str | None:
        """``sin^{-1}`` and ``sin^-1``; the tokens of the power are passed over."""
        texts = [self.ahead(place).text for place in range(5)]
        for shape in (["^", "(", "-", "1", ")"], ["^", "-", "1"]):
            if function in INVERTED and texts[: len(shape)] == shape:
                self.place += len(shape)
                return INVERTED[function]
        return None

    def arguments(self) -> tuple[Formula, ...]:
        """As the parent; the base of a logarithm becomes its second argument."""
        base, self.based = self.based, None
        found = super().arguments()
        if len(found) == 1 and isinstance(found[0], Apply) and found[0].op in ("tuple", "set"):
            found = found[0].args
        return found if base is None else (*found, base)

    def at_function(self) -> bool:
        text = self.here.text.lower()
        return self.here.kind == "word" and (text in FUNCTIONS or text in GENERAL_FUNCTIONS)

    def subscripted(self, function: str) -> str:
        """The base of a logarithm: 2 and 10 make functions of their own."""
        if function != "log":
            return super().subscripted(function)
        base = self.operand()
        if isinstance(base, Num) and base.value in (2, 10):
            return f"log{base.value}"
        if isinstance(base, Sym) and base.name == "e":
            return function
        self.based = base
        return "log_base"

    def operand(self) -> Formula:
        """What stands below or above a sign: a group, or one token."""
        token = self.advance()
        if token.kind == "number":
            return self.number(token)
        if token.kind == "word":
            return Sym(self.words.pieces(token.text, False)[0].base)
        if token.text in _GROUPS:
            return self.bracketed(token.text)
        if token.text == "∞":
            return Sym("infinity")
        raise Unreadable(f"{quoted(token.text)} was not expected")

    def series(self, op: str) -> Formula:
        """``sum_(k=0)^(n-1) body``, ``sum_i y_i``, ``Σ y_i``: a sum over a name that means nothing outside."""
        bounds: tuple[Formula, ...] = ()
        variable: str | None = None
        while self.here.text in ("_", "^"):
            if self.advance().text == "_":
                variable, low = self.below_series()
                bounds = (*low, *bounds)
            else:
                bounds = (*bounds, self.operand())
        body = self.expression(_SUM)
        return Apply(op, (body, Sym(variable or _bound_in(body)), *bounds))

    def below_series(self) -> tuple[str | None, tuple[Formula, ...]]:
        """The bound name, and the lower bound where there is one."""
        token = self.advance()
        if token.kind == "word":
            return token.text, ()
        if token.text not in _GROUPS:
            raise Unreadable("a sum has no index")
        closing, name = _GROUPS[token.text], self.advance()
        if name.kind != "word":
            raise Unreadable("a sum has no index")
        low: tuple[Formula, ...] = ()
        if self.here.text == "=":
            self.advance()
            low = (self.expression(0),)
        while self.here is not END and self.here.text != closing:
            self.advance()
        if self.advance().text != closing:
            raise Unreadable("a sum's index is not closed")
        return name.text, low

    def scripted(self, piece: Piece) -> Formula:
        """A digit behind a name is part of it, unless the name alone is known: ``2x2y`` is 2·x·2·y."""
        base = piece.base
        glued = self.here.kind == "number" and self.here.glued and len(base) == 1
        if glued and self.is_factor(base, self.here.text):
            return self.symbol(base, piece.script, ())
        return super().scripted(piece)

    def is_factor(self, base: str, digits: str) -> bool:
        names = self.words.names
        if f"{base}{digits}" in names or f"{base}_{digits}" in names:
            return False
        return base in names or self.ahead(-2).kind == "number"


def _bound_in(body: Formula) -> str:
    """The index that a sum without bounds runs over: the letter below its names."""
    named = [symbol for symbol in symbols(body) if "_" in symbol.name]
    found = [match for symbol in named for match in _BOUND.findall(symbol.name.rpartition("_")[2])]
    letters = dict.fromkeys(found)
    return next((letter for letter in letters if letter in "ijkn"), next(iter(letters), "i"))
