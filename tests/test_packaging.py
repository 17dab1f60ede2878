"""Wheel, editable install and bare checkout all find ``grammars`` and ``question_bank``."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FINDS = "from examsolver.resources import read_data; print(len(read_data('grammars', 'exam.lark')))"
SOLVES = (
    "import examsolver; q = examsolver.load('question q: shapes\\n  input 5x5\\n  filters 1 of 3x3\\n"
    "  strides 2\\n  find output\\n').question('q'); print(examsolver.render((examsolver.solve(q),), 'text'))"
)


def run_python(code: str, path: Path, folder: Path) -> str:
    program = f"import sys; sys.path.insert(0, {str(path)!r}); {code}"
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as pip builds it (hatchling is its build requirement)."""
    pytest.importorskip("hatchling", reason="the extra dev brings hatchling")
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return next(target.glob("*.whl"))


def test_a_bare_checkout_finds_its_data(tmp_path: Path) -> None:
    assert int(run_python(FINDS, ROOT, tmp_path)) > 0


def test_a_wheel_holds_grammars_and_bank_once(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert len(names) == len(set(names))
    assert {"examsolver/grammars/exam.lark", "examsolver/grammars/tables/find.json"} <= set(names)
    assert any(name.startswith("examsolver/question_bank/") and name.endswith(".exam") for name in names)
    assert any(name.endswith(".j2") for name in names)


def test_an_unpacked_wheel_solves(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    assert "2x2" in run_python(SOLVES, tmp_path / "site", tmp_path)


def test_a_zipped_wheel_solves(wheel: Path, tmp_path: Path) -> None:
    assert "2x2" in run_python(SOLVES, wheel, tmp_path)
