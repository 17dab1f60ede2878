"""Worked solutions in every format, by the name of the format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib import import_module

from examsolver.core.question import Solution

FORMATS = {
    "text": "solutions:render_text",
    "markdown": "solutions:render_markdown",
    "latex": "solutions:render_latex",
    "html": "html:render_html",
    "pdf": "pdf:render_pdf",
}
"""From a format to ``module:function`` of this package, a function of a view, imported when it is asked for."""

# A terminal obeys these even where a file may hold them.
_CONTROLS = re.compile("[\x7f-\x9f]")


def render_solutions(solutions: Iterable[Solution], form: str = "text", title: str = "") -> str | bytes:
    """Worked solutions as text (bytes for ``pdf``); ``form`` is a key of :data:`FORMATS` or ``json``.

    Raises:
        KeyError: for an unknown format.
    """
    if form == "json":
        from examsolver.rendering.json_solutions import solutions_json

        return solutions_json(solutions)
    module, name = FORMATS[form].split(":")
    render: Callable[[object], str | bytes] = getattr(import_module(f"examsolver.rendering.{module}"), name)
    from examsolver.rendering.view import view_of

    return render(view_of(solutions, title))


def render_text(view: object) -> str:
    """For a terminal: aligned Unicode mathematics, 100 columns."""
    return _render("solution.txt.j2", view)


def render_markdown(view: object) -> str:
    """Markdown with LaTeX mathematics between dollar signs, as GitHub reads it."""
    return _render("solution.md.j2", view)


def render_latex(view: object) -> str:
    """A complete LaTeX document (amsmath)."""
    return _render("solution.tex.j2", view)


def _render(template: str, view: object) -> str:
    from examsolver.rendering.environment import render_template
    from examsolver.rendering.svg import legal

    return _CONTROLS.sub("", legal(render_template(template, view=view)))
