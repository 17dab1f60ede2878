"""The one place where templates are loaded and given their filters.

Filters on a formula: ``unicode``, ``unicode_block``, ``unicode_display``, ``plain``, ``latex``,
``mathml``, ``typst``. Filters on the lines of a :class:`~examsolver.maths.worked.Worked` step or of
its cells: ``unicode_lines``, ``latex_lines``, ``mathml_lines``, ``typst_lines``. On values: ``show``;
on marks: ``marks``; on text: ``wrap``, ``hang``. On authors' text: ``md``, ``tex``, ``typst_string``
(HTML is escaped by itself). The test ``formula`` tells a formula from a sentence.
"""

from __future__ import annotations

import functools
import re
import textwrap
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, Text
from examsolver.maths.block import unicode_block
from examsolver.maths.console import unicode_display, unicode_lines
from examsolver.maths.latex import escape as tex
from examsolver.maths.latex import latex, latex_lines
from examsolver.maths.lines import Line
from examsolver.maths.mathml import block as mathml_block
from examsolver.maths.mathml import mathml, mathml_lines
from examsolver.maths.plain import plain
from examsolver.maths.show import show
from examsolver.maths.typst import quoted as typst_string
from examsolver.maths.typst import typst, typst_lines
from examsolver.maths.unicode import unicode_text


@functools.cache
def environment() -> Environment:
    """The Jinja environment: strict about undefined names, escaping HTML and XML only."""
    made = Environment(
        loader=PackageLoader("examsolver.rendering", "templates"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html.j2", "svg.j2"), default=False, default_for_string=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(FILTERS)
    made.tests["formula"] = is_formula
    return made


def render_template(name: str, **facts: object) -> str:
    """The text of a template; ``name`` such as ``solution.md.j2``."""
    return environment().get_template(name).render(**facts)


def is_formula(thing: object) -> bool:
    """Whether a sentence of a prompt is a formula."""
    return isinstance(thing, (Num, Sym, Apply, Listing, Text))


def marks_text(marks: Fraction | int | None) -> str:
    """Marks as people write them: ``2``, ``2.5``, ``10/19``; nothing for None."""
    return "" if marks is None else show(Fraction(marks))


def md(text: str) -> str:
    """An author's text in Markdown: its signs mean themselves, and no line of it begins a list or heading."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#|$~])", r"\\\1", text)
    return re.sub(r"(?m)^(\s*(?:\d+(?=[.)]\s)|(?=[-+=]\s?)))", r"\1\\", escaped)


def wrap(text: str, width: int = 100, indent: str = "") -> str:
    """Text in lines of at most ``width`` columns, all of them indented."""
    paragraphs = text.splitlines() or [""]
    filler = textwrap.TextWrapper(
        width, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(filler.fill(line) for line in paragraphs)


def hang(text: str, width: int, indent: str, margin: int) -> str:
    """One entry of a list: lines after the first begin ``margin`` columns further in."""
    margin = min(margin, width // 3)
    filler = textwrap.TextWrapper(
        width,
        initial_indent=indent,
        subsequent_indent=indent + " " * margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return filler.fill(text)


def _markup(formula: Formula, display: bool = False) -> Markup:
    """MathML that HTML templates need not escape again: every name in it is."""
    return Markup(mathml_block(formula) if display else mathml(formula))


def _markup_lines(lines: tuple[Line, ...]) -> Markup:
    return Markup(mathml_lines(lines))


FILTERS: dict[str, Callable[..., Any]] = {
    "unicode": unicode_text,
    "unicode_block": unicode_block,
    "unicode_display": unicode_display,
    "unicode_lines": unicode_lines,
    "plain": plain,
    "latex": latex,
    "latex_lines": latex_lines,
    "mathml": _markup,
    "mathml_lines": _markup_lines,
    "typst": typst,
    "typst_lines": typst_lines,
    "typst_string": typst_string,
    "show": show,
    "marks": marks_text,
    "md": md,
    "tex": tex,
    "wrap": wrap,
    "hang": hang,
}
