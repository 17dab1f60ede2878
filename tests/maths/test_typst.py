"""Typst mathematics: compiled, not believed."""

from __future__ import annotations

import pytest

from examsolver.core.formula import Formula, Num, Sym, derivative
from examsolver.maths.lines import lines_of
from examsolver.maths.typst import quoted, typst, typst_lines
from tests.maths.sample_formulas import EXAMPLES, HOSTILE, X21, a, b, deep

compiler = pytest.importorskip("typst")


def compiled(source: str) -> str:
    """What typst makes of a text, as SVG."""
    made = compiler.compile(source.encode(), format="svg", ignore_system_fonts=True)
    return (made if isinstance(made, bytes) else b"".join(made)).decode()


def test_every_formula_compiles() -> None:
    formulas = [*EXAMPLES, *deep(300)]
    displayed = "\n\n".join(f"$ {typst(formula)} $" for formula in formulas)
    assert "<svg" in compiled(displayed)


def test_lines_compile() -> None:
    lines = lines_of(Sym("y"), a + b, derivative("L", X21), Num(0.5))
    assert typst_lines(lines).count("&") == 3
    assert "<svg" in compiled(f"$ {typst_lines(lines)} $")


@pytest.mark.parametrize("text", HOSTILE)
def test_an_authors_text_is_a_string(text: str) -> None:
    value = compiler.query(f"#metadata({quoted(text)}) <said>".encode(), "<said>", field="value", one=True)
    import json

    assert json.loads(value) == "".join(sign for sign in text if sign.isprintable() or sign == "\n")


@pytest.mark.parametrize("formula", deep(20_000))
def test_a_formula_that_is_nested_too_deeply_ends_in_an_ellipsis(formula: Formula) -> None:
    assert "…" in typst(formula)
