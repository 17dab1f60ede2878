"""The layer, rule, algorithm and family of CONTRIBUTING.md, put in place by adding a file each, and used."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import examsolver
from examsolver import families, layers, rules
from examsolver.core.marking import Answer, Submission
from tests.test_readme import blocks

PACKAGES = {"layers": layers, "rules": rules, "families": families}
CATALOGUES = (
    (layers, "CATALOGUE"),
    (rules, "CATALOGUE"),
    (rules, "ALGORITHM_CATALOGUE"),
    (families, "FAMILIES"),
)


@pytest.fixture
def in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The files of CONTRIBUTING.md beside the package's own."""
    before = set(sys.modules)
    for block in blocks("CONTRIBUTING.md"):
        if block.kind == "python" and block.file:
            path = tmp_path / block.file
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
    for name, package in PACKAGES.items():
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path / name)])
    look_again()
    importlib.invalidate_caches()
    yield
    for name in set(sys.modules) - before:
        if name.startswith("examsolver."):
            del sys.modules[name]
    look_again()


def look_again() -> None:
    """Catalogues keep what they found; let them forget it."""
    for package, attribute in CATALOGUES:
        for cached in ("_found", "_words"):
            getattr(package, attribute).__dict__.pop(cached, None)


def solved_and_marked(text: str, wrong: str) -> tuple[str, str, str | None]:
    exam = examsolver.load(text)
    ((question, checks),) = examsolver.check(exam)
    assert checks
    assert all(check.agrees for check in checks)
    assert examsolver.render(exam, "html")
    (part,) = question.parts
    answer = Submission("s", (Answer(question.id, part.id, wrong),))
    (verdict,) = examsolver.grade(exam, (answer,)).reports[0].verdicts
    return verdict.expected, verdict.outcome, verdict.tag


@pytest.mark.usefixtures("in_place")
def test_the_layer_is_solved_verified_and_marked() -> None:
    text = "question q: network\n  input 6x6x3\n  spacetodepth 2\n  find spacetodepth.output\n"
    assert solved_and_marked(text, "3x3x6") == ("3x3x12", "known-mistake", "block-side-not-squared")


@pytest.mark.usefixtures("in_place")
def test_the_rule_is_solved_verified_and_marked_and_has_a_gradient() -> None:
    text = "question q: compute\n  x = 1\n  y = squareplus(3 * x)\n  find dy/dx to 4 decimals\n"
    assert solved_and_marked(text, "3") == ("2.7481", "known-mistake", "derivative-forgotten")


@pytest.mark.usefixtures("in_place")
def test_the_algorithm_is_solved_verified_and_marked() -> None:
    text = "question q: compute\n  a = amdahl(0.5, n=4)\n  find a.efficiency\n"
    assert solved_and_marked(text, "0.9") == ("0.4", "wrong", None)


@pytest.mark.usefixtures("in_place")
def test_the_family_is_solved_verified_and_marked() -> None:
    (text,) = (block.text for block in blocks("CONTRIBUTING.md") if block.file == "epochs.exam")
    assert solved_and_marked(text.replace("10000", "10100"), "50") == ("51", "other-convention", "last-batch-dropped")
