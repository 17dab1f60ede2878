"""What README, CONTRIBUTING and the bank's prose show is what comes out."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FENCE = re.compile(r"^```(\w+)(?: ([\w./-]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    kind: str
    file: str | None
    text: str


def blocks(document: str) -> tuple[Block, ...]:
    text = (ROOT / document).read_text(encoding="utf-8")
    return tuple(Block(kind, file or None, body) for kind, file, body in FENCE.findall(text))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file that the README writes out."""
    made = tmp_path_factory.mktemp("readme")
    for block in blocks("README.md"):
        if block.file:
            (made / block.file).write_text(block.text, encoding="utf-8")
    return made


def sessions() -> list[tuple[str, str]]:
    """Every ``$ command`` of the README with the output shown under it."""
    found = []
    for block in blocks("README.md"):
        if block.kind == "console":
            for piece in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
                command, _, shown = piece.partition("\n")
                found.append((command, shown))
    return found


def matches(shown: str, output: str) -> bool:
    """A line ``…`` in what is shown stands for any lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line.rstrip()) + r"[ ]*\n" for line in shown.splitlines()
    )
    return re.fullmatch(pattern + r"\s*", output if output.endswith("\n") else output + "\n") is not None


@pytest.mark.parametrize(("command", "shown"), [s for s in sessions() if s[0].startswith("examsolver")])
def test_a_command_of_the_readme_prints_what_is_shown(command: str, shown: str, folder: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "100"}
    done = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert matches(shown, done.stdout + done.stderr), done.stdout + done.stderr


def test_the_readme_shows_commands_and_questions() -> None:
    kinds = {block.kind for block in blocks("README.md")}
    assert {"exam", "console", "python"} <= kinds


def test_the_python_of_the_readme_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    text = "\n".join(block.text for block in blocks("README.md") if block.kind == "python")
    test = doctest.DocTestParser().get_doctest(text, {}, "README", "README.md", 0)
    results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)
    assert results.attempted > 0
    assert results.failed == 0
