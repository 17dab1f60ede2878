"""The tables of our parsers, made beforehand: Lark takes longer to make them than we to solve a question.

``grammars/tables`` holds them, each with the grammar that it was made of. Where that is no longer the grammar, or Lark
is another version, the parser is made of the grammar. They are written by a test, told to update its snapshots.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

from examsolver.resources import read_data

FOLDER = "grammars"


def file_of(name: str) -> str:
    """The file with the tables of a parser, in the folder of grammars."""
    return f"tables/{name}.json"


def ready_parser(name: str, grammar: str, starts: tuple[str, ...], plugins: Mapping[str, object]) -> Lark | None:
    """The parser of a grammar from its tables; None where there are none of this very grammar."""
    try:
        held = json.loads(read_data(FOLDER, file_of(name)))
    except (FileNotFoundError, ValueError):
        return None
    if held.get("made of") != _made_of(grammar, starts):
        return None
    data, memo = held["data"], _by_number(held["memo"])
    table = data["parser"]["parser"]
    table["tokens"] = _by_number(table["tokens"])
    table["states"] = {number: _by_number(row) for number, row in _by_number(table["states"]).items()}
    parser: Lark = Lark._load_from_dict(data, memo, _plugins=plugins)  # type: ignore[no-untyped-call]
    return parser


def tables_of(parser: Lark, grammar: str, starts: tuple[str, ...]) -> str:
    """What is written of a parser."""
    data, memo = parser.memo_serialize([TerminalDef, Rule])
    data["options"].pop("_plugins")
    held = {"made of": _made_of(grammar, starts), "data": data, "memo": memo}
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")) + "\n"


def _made_of(grammar: str, starts: tuple[str, ...]) -> list[object]:
    return [lark.__version__, list(starts), grammar]


def _by_number(rows: Mapping[str, Any]) -> dict[int, Any]:
    """JSON has no numbers for keys."""
    return {int(number): row for number, row in rows.items()}
