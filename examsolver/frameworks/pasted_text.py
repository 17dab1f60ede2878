"""Pasted Python: its syntax tree, and where each node stands in the text that it was pasted into."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass, field
from itertools import accumulate

from examsolver.core.problem import Problem, Span

QUOTES = '"""'


class NotUnderstood(Exception):
    """Code that says something which is not building layers."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Code:
    """Code and its tree. ``starts`` and ``texts``: where each line begins in the source, and the line as parsed."""

    span: Span
    tree: ast.Module
    starts: tuple[int, ...] = field(repr=False)
    texts: tuple[str, ...] = field(repr=False)

    def place(self, line: int, column: int) -> int:
        """The place in the source of a line (from 1) and a column in bytes."""
        text = self.texts[line - 1]
        return self.starts[line - 1] + len(text.encode()[:column].decode(errors="ignore"))

    def span_of(self, node: ast.AST) -> Span:
        """Where a node stands."""
        line, column = getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
        if not line:
            return self.span
        start = self.place(line, column)
        end = self.place(getattr(node, "end_lineno", line) or line, getattr(node, "end_col_offset", column) or column)
        return Span(self.span.source, start, max(start + 1, end))


def read_code(span: Span) -> Code | Problem:
    """The tree of the code between triple quotes (or of the whole span), whatever its indentation."""
    inner = _without_quotes(span)
    rows = inner.text.split("\n")
    starts = [inner.start, *(inner.start + end for end in accumulate(len(row) + 1 for row in rows[:-1]))]
    margin = _margin(rows)
    cuts = [margin if row[:margin].strip() == "" else 0 for row in rows]
    cuts[0] = len(rows[0]) - len(rows[0].lstrip()) if cuts[0] or span != inner else 0
    texts = tuple(row[cut:] for row, cut in zip(rows, cuts, strict=True))
    begins = tuple(start + min(cut, len(row)) for start, row, cut in zip(starts, rows, cuts, strict=True))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse("\n".join(texts))
    except SyntaxError as error:
        line = min(max(error.lineno or 1, 1), len(texts))
        start = begins[line - 1] + min(max((error.offset or 1) - 1, 0), len(texts[line - 1]))
        return Problem(f"this is not Python: {error.msg}", Span(span.source, start, start + 1), "paste it as it runs")
    except (ValueError, RecursionError, MemoryError):
        return Problem("this code cannot be read", span, "paste plain code that builds layers")
    return Code(inner, tree, begins, texts)


def _without_quotes(span: Span) -> Span:
    if span.text.startswith(QUOTES) and span.text.endswith(QUOTES) and len(span.text) >= 2 * len(QUOTES):
        return Span(span.source, span.start + len(QUOTES), span.end - len(QUOTES))
    return span


def _margin(rows: list[str]) -> int:
    """How far all lines but the first are indented."""
    deep = [len(row) - len(row.lstrip()) for row in rows[1:] if row.strip()]
    if rows[0].strip():
        deep.append(len(rows[0]) - len(rows[0].lstrip()) if len(deep) == 0 else min(deep))
    return min(deep, default=0)
