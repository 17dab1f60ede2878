"""The tables that are kept of parsers are those of their grammars. ``--snapshot-update`` writes them anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from examsolver.language import tables
from examsolver.language.parsing import OWN, parser_of, sources_of
from examsolver.language.tables import file_of, ready_parser, tables_of

GRAMMARS = Path(__file__).parents[2] / "grammars"
NAMES = (*OWN, "network", "compute")
BANK = GRAMMARS.parent / "question_bank"
SAMPLE = 7


@pytest.mark.parametrize("name", NAMES)
def test_kept_tables_are_made_of_this_grammar(name: str, pytestconfig: pytest.Config) -> None:
    grammar, starts = sources_of(name)
    if pytestconfig.getoption("update_snapshots") and ready_parser(name, grammar, starts, {}) is None:
        text = tables_of(parser_of(grammar, starts, {}), grammar, starts)
        (GRAMMARS / file_of(name)).write_text(text, encoding="utf-8")
    held = json.loads((GRAMMARS / file_of(name)).read_text(encoding="utf-8"))
    said = "the grammar changed: run pytest tests/language/test_tables.py --snapshot-update"
    assert held["made of"][1:] == [list(starts), grammar], said


@pytest.mark.parametrize("name", NAMES)
def test_a_parser_from_tables_reads_as_one_from_its_grammar(name: str) -> None:
    grammar, starts = sources_of(name)
    ready = ready_parser(name, grammar, starts, {})
    if ready is None:
        pytest.skip("the tables were made with another version of Lark")
    built = parser_of(grammar, starts, {})
    files = sorted(BANK.rglob("*.exam"))
    lines = dict.fromkeys(line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines())
    texts = [line.removeprefix(f"{name} ") for line in list(lines)[::SAMPLE]]
    for start in starts:
        assert [tried(ready, start, text) for text in texts] == [tried(built, start, text) for text in texts]
    assert [terminal.name for terminal in ready.terminals] == [terminal.name for terminal in built.terminals]


def tried(lark: Lark, start: str, text: str) -> object:
    """The tree of a text, or where it goes wrong and what was expected there."""
    try:
        return lark.parse(text, start=start)
    except UnexpectedToken as error:
        return error.pos_in_stream, error.accepts
    except UnexpectedCharacters as error:
        return error.pos_in_stream, error.allowed


def test_tables_of_another_grammar_or_version_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    grammar, starts = sources_of("let")
    assert ready_parser("let", grammar + "// changed", starts, {}) is None
    assert ready_parser("none", grammar, starts, {}) is None
    monkeypatch.setattr(tables.lark, "__version__", "0.0.1")
    assert ready_parser("let", grammar, starts, {}) is None
