r"""LaTeX to the one plain notation: ``\frac{a}{b}`` becomes ``((a)/(b))``, ``\hat{C}_t`` a C with a hat.

One pass over the tokens, so that the cost is the length of the text; depth is limited, and a
command that is not known leaves its name as a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from examsolver.language.answer_limits import DEPTH, Unreadable, words_of
from examsolver.language.answer_unicode import BAR, HAT, TILDE

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}]|\d|[^\\{}\d]", re.DOTALL)

_DOUBLED = re.compile(r"\\\\(?=(?:[dtc]?frac|sqrt|text|cdot|times|left|right|boxed|pi|sigma|sum|log|ln)(?![a-z]))")
_THOUSANDS = re.compile(r",\\!\s*")

_NOTHING = words_of(
    "left right big Big bigl bigr Bigl Bigr biggl biggr displaystyle textstyle limits nonumber boxed hline"
)
_SPACES = words_of(
    "quad qquad thinspace medspace thickspace negthinspace negmedspace negthickspace enspace space , ; : ! > ~ ( ) [ ]"
)
_STYLES = words_of(
    "text textnormal textrm textbf textit mathrm mathbf mathit mathsf mathtt mathcal mathbb boldsymbol bm "
    "operatorname vec mathop mathbin ensuremath"
)
_ACCENTED: Mapping[str, str] = {
    "hat": HAT, "widehat": HAT, "tilde": TILDE, "widetilde": TILDE, "bar": BAR, "overline": BAR,
}  # fmt: skip
_SYMBOLS: Mapping[str, str] = {
    "times": "×", "cdot": "·", "cdotp": "·", "odot": "⊙", "circ": "⊙", "otimes": "⊙", "ast": "*", "star": "*",
    "div": "/", "approx": "≈", "simeq": "≈", "sim": "≈", "le": "<=", "leq": "<=", "ge": ">=", "geq": ">=",
    "ne": "!=", "neq": "!=", "to": "→", "rightarrow": "→", "Rightarrow": "→", "implies": "→", "leftarrow": "←",
    "gets": "←", "partial": "∂", "nabla": "∇", "top": "T", "intercal": "T", "prime": "'", "infty": "∞", "mid": "|",
    "vert": "|", "lvert": "|", "rvert": "|", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "pm": "±",
    "sum": " sum", "prod": " prod", "lt": "<", "gt": ">",
    "leqslant": "<=", "geqslant": ">=", "equiv": "=", "coloneqq": ":=",
    "therefore": "∴", "longrightarrow": "→", "Longrightarrow": "→", "mapsto": "→", "bullet": "·",
    "cup": " ∪ ", "cap": " ∩ ", "mp": "∓",
    "ldots": "...", "cdots": "...", "dots": "...", "lbrack": "[", "rbrack": "]", "%": "%", "{": "{",
    "}": "}", "\\": "\n", "_": "_", "&": "&", "#": "#", "$": "", "|": "|", "in": " in ", "arg": "arg", "newline": "\n",
    "textless": "<", "textgreater": ">", "textasciitilde": "~", "textasciicircum": "^",
    "langle": "[", "rangle": "]", "cr": "\n",
}  # fmt: skip
_GRIDS = frozenset(["matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "smallmatrix", "array"])


def fold_latex(text: str) -> str:
    """The text without LaTeX; text that has none is handed back as it is.

    Raises:
        Unreadable: groups or arguments nested too deep.
    """
    if "\\" not in text and "$" not in text and "{" not in text:
        return text
    if "\\begin" not in text:
        text = _DOUBLED.sub("\\\\", text)
    return _Folder(_TOKEN.findall(_THOUSANDS.sub(",", text))).all()


class _Folder:
    """Reads tokens from left to right. Braces of commands are groups, others are brackets."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0
        self.grids = 0

    def all(self) -> str:
        written: list[str] = []
        while self.place < len(self.tokens):
            written.append(self.one())
        return "".join(written)

    def one(self) -> str:
        token = self.tokens[self.place]
        self.place += 1
        if token == "{":
            return self.braces()
        if token in "_^":
            return token + self.script()
        if token == "$":
            return " "
        if token == "&":
            return "," if self.grids else "&"
        return self.command(token[1:].rstrip("*")) if token[0] == "\\" and len(token) > 1 else token

    def braces(self) -> str:
        """Braces of no command: ``{{1,2},{3,4}}`` is a list, ``{a}`` a group."""
        inside = self.group()
        if not inside:
            return ""
        return f"{{{inside}}}" if "," in inside or "[" in inside else f"({inside})"

    def script(self) -> str:
        """What follows ``_`` or ``^``: a group in braces becomes one in parentheses."""
        if self.peek() == "{":
            self.place += 1
            return f"({self.group()})"
        return ""

    def group(self) -> str:
        """Everything up to the closing brace."""
        self.deeper()
        written: list[str] = []
        while self.place < len(self.tokens) and self.tokens[self.place] != "}":
            written.append(self.one())
        self.place += 1
        self.depth -= 1
        return "".join(written)

    def argument(self) -> str:
        """A group in braces, or the next single token (``\\frac12``, ``\\hat c``)."""
        while self.peek().isspace():
            self.place += 1
        if not self.peek():
            return ""
        if self.peek() == "{":
            self.place += 1
            return self.group()
        self.deeper()
        inside = self.one()
        self.depth -= 1
        return inside

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise Unreadable(f"nested deeper than {DEPTH}")

    def command(self, name: str) -> str:
        if name in _SYMBOLS:
            return ";" if name in ("\\", "cr") and self.grids else _SYMBOLS[name]
        if name in _NOTHING:
            return ""
        if name in _SPACES or name.isspace():
            return " "
        if name in _STYLES:
            return self.styled()
        if name in _ACCENTED:
            inside = self.argument().strip()
            return inside[:1] + _ACCENTED[name] + inside[1:]
        if name in ("begin", "end"):
            return self.environment(name)
        return self.function(name)

    def styled(self) -> str:
        inside = self.argument()
        if inside == "step" and self.peek() == "(":  # alone it is a word of prose
            return f" {inside}"
        behind = "" if self.peek() == "_" else " "  # a name and its subscript stay together
        return f" {inside}{behind}" if len(inside) > 1 else inside

    def function(self, name: str) -> str:
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            over, under = self.argument(), self.argument()
            return f"(({over})/({under}))"
        if name == "sqrt":
            return self.root()
        if name in ("binom", "dbinom", "tbinom"):
            over, under = self.argument(), self.argument()
            return f" binomial(({over}), ({under}))"
        return f" {name} "

    def root(self) -> str:
        """``\\sqrt{x}`` and ``\\sqrt[3]{x}``."""
        while self.peek().isspace():
            self.place += 1
        if self.peek() != "[":
            return f" sqrt({self.argument()})"
        degree: list[str] = []
        self.place += 1
        while self.peek() not in ("]", ""):
            degree.append(self.one())
        self.place += 1
        return f" root(({self.argument()}), ({''.join(degree)}))"

    def environment(self, name: str) -> str:
        kind = self.argument().rstrip("*")
        if kind not in _GRIDS:
            return "\n" if name == "begin" else ""
        if name == "end":
            self.grids = max(0, self.grids - 1)
            return "]"
        if kind == "array":
            self.argument()
        self.grids += 1
        return "["
