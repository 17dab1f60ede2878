"""Formulas as students write them.

A small Pratt parser and no grammar file: student text juxtaposes (``W_f h_{t-1}``, ``zσ(2z)``,
``-ln 0.5``), decides by neighbours (``W[h, x]`` is a product, ``h[t-1]`` an index, ``C_t'`` a name,
``A'`` a transpose) and splits words by what the question knows (``QK``). In an LALR grammar each of
these is a conflict; here each is a line. Depth is limited, loops carry the length.
"""

from __future__ import annotations

from fractions import Fraction

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, apply, derivative
from examsolver.language.answer_limits import DEEP, DEPTH, DIGITS, Unreadable, quoted
from examsolver.language.answer_names import FUNCTIONS, MAYBE_FUNCTIONS, Vocabulary
from examsolver.language.answer_scripts import Scripts
from examsolver.language.answer_tokens import END, Token, tokens_of
from examsolver.maths.size import depth
from examsolver.maths.tree import rebuild

_CLOSING = {"(": ")", "[": "]", "{": "}", "⌊": "⌋", "⌈": "⌉", "|": "|"}
_PRODUCTS = frozenset("*·×⊙@/")
_SUM, _PRODUCT, _POWER = 10, 20, 30


def parse_answer(text: str, vocabulary: Vocabulary | None = None) -> Formula:
    """The formula of a text in the plain notation.

    Raises:
        Unreadable: with the reason.
    """
    parser = Parser(tokens_of(text), vocabulary or Vocabulary())
    formula = parser.expression(0)
    if parser.here is not END:
        raise Unreadable(f"{quoted(parser.here.text)} was not expected")
    return check_depth(formula)


def check_depth(formula: Formula) -> Formula:
    """The formula itself, if it is not so deep that walking it is unsafe.

    Raises:
        Unreadable: it is.
    """
    if depth(formula, DEEP) >= DEEP:
        raise Unreadable("a formula too long to follow")
    return formula


class Parser(Scripts):
    """One text. ``expression`` parses operators that bind more tightly than ``power``."""

    def expression(self, power: int) -> Formula:
        self.depth += 1
        if self.depth > DEPTH * 2:
            raise Unreadable(f"nested deeper than {DEPTH}")
        left = self.prefix()
        while (bound := self.binding()) > power:
            left = self.infix(left, bound)
        self.depth -= 1
        return left

    def binding(self) -> int:
        """How tightly the operator here binds; juxtaposition is a product."""
        token = self.here
        if token.kind == "op":
            if token.text in "+-":
                return _SUM
            if token.text in _PRODUCTS:
                return _PRODUCT
            if token.text in ("^", "'", ".T"):
                return _POWER
        return _PRODUCT if self.starts_operand() else 0

    def starts_operand(self) -> bool:
        token = self.here
        if token.kind == "number":
            return self.ahead(-1).kind != "number"
        if token.kind == "word":
            return True
        if token.text == "|":
            return token.text not in self.open
        return token.kind == "op" and token.text in "([{⌊⌈√~∂∇"

    def infix(self, left: Formula, bound: int) -> Formula:
        token = self.here
        if bound == _POWER:
            return self.raised(left)
        if token.kind != "op" or token.text not in "+-*·×⊙@/":
            return self.product(left, self.expression(_PRODUCT), "")
        self.advance()
        right = self.expression(bound)
        if token.text in "+-":
            return apply(token.text, left, right)
        return self.quotient(left, right) if token.text == "/" else self.product(left, right, token.text)

    def product(self, left: Formula, right: Formula, sign: str) -> Formula:
        matrix = sign == "@" or (self.words.matrix and sign != "⊙")
        return apply("@" if matrix else "*", left, right)

    def quotient(self, over: Formula, under: Formula) -> Formula:
        """``dL/dX`` and ``∂L/∂X`` are gradients, else a fraction."""
        if isinstance(over, Apply) and isinstance(under, Apply) and over.op == under.op == "differential":
            return derivative(over.args[0], under.args[0])
        return apply("/", over, under)

    def raised(self, base: Formula) -> Formula:
        token = self.advance()
        if token.text in ("'", ".T"):
            return apply("transpose", base)
        self.enter()
        power = self.expression(_POWER - 1) if self.here.text != "-" else self.prefix()
        self.depth -= 1
        if isinstance(power, Sym) and power.name in ("T", "⊤") and "T" not in self.words.names:
            return apply("transpose", base)
        return apply("exp", power) if base == Sym("e") and "e" not in self.words.names else apply("^", base, power)

    def enter(self) -> None:
        self.depth += 1
        if self.depth > DEPTH * 2:
            raise Unreadable(f"nested deeper than {DEPTH}")

    def prefix(self) -> Formula:
        token = self.advance()
        if token.kind == "number":
            return self.number(token)
        if token.kind == "word":
            return self.word(token)
        if token is END:
            raise Unreadable("it ends where something was expected")
        if token.text in "+-":
            inside = self.expression(_PRODUCT - 1)
            return apply("neg", inside) if token.text == "-" else inside
        if token.text in _CLOSING:
            return self.bracketed(token.text)
        return self.sign(token)

    def sign(self, token: Token) -> Formula:
        """The remaining signs that begin an operand."""
        if token.text == "√":
            return apply("sqrt", self.expression(_POWER - 1))
        if token.text == "∂":
            return Apply("differential", (self.expression(_POWER),))
        if token.text == "∇":
            return Apply("nabla", (self.expression(_POWER),))
        if token.text == "~" and self.here.kind == "word":
            named = self.word(self.advance())
            if isinstance(named, Sym):
                return Sym(f"{named.name}_tilde", named.index)
        raise Unreadable(f"{quoted(token.text)} was not expected")

    def number(self, token: Token) -> Formula:
        mantissa, _, exponent = token.text.lower().partition("e")
        if exponent and abs(int(exponent[:6])) > DIGITS * 10:
            raise Unreadable("an exponent too large")
        value = Fraction(mantissa) * Fraction(10) ** int(exponent or 0)
        return Num(int(value) if value.denominator == 1 else value)

    def bracketed(self, opening: str) -> Formula:
        self.enter()
        self.open.append(opening)
        items = [self.expression(0)]
        while self.here.text in (",", ";"):
            self.advance()
            if self.here.text != _CLOSING[opening]:
                items.append(self.expression(0))
        if self.here.text != _CLOSING[opening]:
            raise Unreadable(f"'{opening}' is not closed")
        self.advance()
        self.open.pop()
        self.depth -= 1
        return self.closed(opening, items)

    def closed(self, opening: str, items: list[Formula]) -> Formula:
        if opening in "⌊⌈|":
            return Apply({"⌊": "floor", "⌈": "ceil", "|": "abs"}[opening], tuple(items))
        if len(items) > 1:
            return Listing(tuple(items))
        return _grouped(opening, items[0]) if self.words.gate else items[0]

    def word(self, token: Token) -> Formula:
        """A function with its argument, a symbol, or several symbols side by side."""
        function = self.function_of(token)
        if function:
            return self.call(function)
        return self.names(token)

    def function_of(self, token: Token) -> str | None:
        name = token.text
        if self.here.text == "(" and f"{name}(" in self.words.names:
            return name
        if name in self.words.names:
            return None
        name = {"σ": "sigma", "Σ": "sum"}.get(name, name)
        if name == "log" and self.here.glued and self.here.text in ("2", "10") and self.ahead(1).text == "(":
            return name + self.advance().text
        if name in MAYBE_FUNCTIONS:
            applied = self.here.text in ("(", "[", "'", "^", "{") or self.argument_follows()
            return MAYBE_FUNCTIONS[name] if applied else None
        return FUNCTIONS.get(name.lower())

    def argument_follows(self) -> bool:
        return self.here.kind == "word" and self.here.text not in self.words.names and not self.here.glued

    def call(self, function: str) -> Formula:
        """``tanh(x)``, ``tanh^2(x)``, ``σ'(x)``, ``log_2 x``, ``-ln 0.5``, ``Σ_i y_i``."""
        prime, power = False, None
        while self.here.text in ("'", "^", "_"):
            mark = self.advance().text
            if mark == "'":
                prime = True
            elif mark == "^":
                power = self.prefix()
            else:
                function = self.subscripted(function)
        args = (self.expression(_SUM),) if function == "sum" and power is None else self.arguments()
        made = _primed(function, args) if prime else _made(function, args)
        return made if power is None else apply("^", made, power)

    def subscripted(self, function: str) -> str:
        """What stands below a function: a base for log, bounds for a sum, nothing that matters elsewhere."""
        below = self.script_text()
        if function == "sum" and self.here.text == "^":
            self.advance()
            self.prefix()
        return f"log{below}" if function == "log" and below in ("2", "10") else function

    def arguments(self) -> tuple[Formula, ...]:
        if self.here.text in ("(", "[", "{"):
            inside = self.bracketed(self.advance().text)
            return inside.items if isinstance(inside, Listing) else (inside,)
        self.enter()
        argument = self.expression(_POWER - 1)
        while self.starts_operand() and not self.at_function() and self.here.text not in "([{|":
            argument = self.product(argument, self.expression(_POWER - 1), "")
        self.depth -= 1
        return (argument,)

    def at_function(self) -> bool:
        return self.here.kind == "word" and self.here.text.lower() in FUNCTIONS


def _grouped(opening: str, inside: Formula) -> Formula:
    """In gates ``[h x]`` is a list, and ``(U h)`` one factor: ``(U h) ⊙ r`` is not ``U (h ⊙ r)``."""
    match inside:
        case Apply("*", (Sym(), Sym()) as pair) if opening == "[" and not _weighs(pair[0]):
            return Listing(pair)
        case Apply("*", pair) if _weighs(_first(inside)):
            return Apply("@", pair)
    return inside


def _first(formula: Formula) -> Formula:
    """The leftmost factor of a product."""
    while isinstance(formula, Apply) and formula.op == "*":
        formula = formula.args[0]
    return formula


def _weighs(formula: Formula) -> bool:
    return isinstance(formula, Sym) and formula.name[:1] in "WUVR" and not formula.index


def _made(function: str, args: tuple[Formula, ...]) -> Formula:
    if function == "sech" and len(args) == 1:
        return 1 / apply("cosh", args[0])
    if function == "concat":
        return Listing(args)
    return Apply(function, args)


def _primed(function: str, args: tuple[Formula, ...]) -> Formula:
    """σ' and tanh' written out, so that they compare and evaluate like everything else."""
    inside = Apply(function, args)
    if function == "sigmoid":
        return inside * (1 - inside)
    if function == "tanh":
        return 1 - inside**2
    raise Unreadable(f"the derivative of {function} is not known here")


def replaced(formula: Formula, name: Formula, by: Formula) -> Formula:
    """The formula with one name put in: ``s(1-s) where s = σ(x)``."""
    return rebuild(formula, lambda part: by if part == name else part)
