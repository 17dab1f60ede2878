"""PDF by typst, in memory. The same input gives the same bytes: the time stamp is fixed."""

from __future__ import annotations

import re
from tempfile import TemporaryDirectory
from typing import Any

from examsolver.rendering.calculation import SETTING
from examsolver.rendering.environment import render_template
from examsolver.rendering.pictures import draw
from examsolver.rendering.svg import legal
from examsolver.rendering.view import View

# 1 January 2000: a date that nobody takes for the day of printing.
TIMESTAMP = 946_684_800

# Scripts that the fonts inside typst cover. A text with others looks for fonts of the system;
# all others come out the same on every machine.
_COVERED = re.compile("[\u0000-\u052f\u1d00-\u1fff\u2000-\u2bff\ufb00-\ufb06\ufffd\U0001d400-\U0001d7ff]*")


def render_pdf(view: View) -> bytes:
    """Worked solutions as PDF."""
    return typeset("solution.typ.j2", view=view)


def typeset(template: str, **facts: object) -> bytes:
    """A template's PDF. Templates get ``draw`` for pictures and what sets lines.

    Raises:
        typst.TypstError: a template wrote what typst does not understand; no text of an author can make it.
    """
    return compile_typst(render_template(template, draw=draw, **SETTING, **facts))


def compile_typst(source: str) -> bytes:
    """The PDF of a typst text; its root is an empty folder, so that it can read no file."""
    import typst

    data: Any = legal(source).encode("utf-8")  # typst's types want a root of the input's own type
    covered = _COVERED.fullmatch(source) is not None
    with TemporaryDirectory() as root:
        pdf: bytes = typst.compile(data, root=root, format="pdf", timestamp=TIMESTAMP, ignore_system_fonts=covered)
    return pdf
