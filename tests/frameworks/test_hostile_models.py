"""Models in files that are cut off, damaged, huge or read themselves: layers or a problem, never anything else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import examsolver
from tests.frameworks.test_files import onnx_file

JSON = (
    '{"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "InputLayer", "config": '
    '{"batch_shape": [null, 8, 8, 3], "name": "i"}}, {"class_name": "Conv2D", "config": {"name": "c", "filters": 4, '
    '"kernel_size": [3, 3]}}, {"class_name": "Dense", "config": {"name": "d", "units": 3}}]}}'
)
CIRCLE = (
    '{"class_name": "Functional", "config": {"layers": [{"class_name": "Add", "name": "a", "config": {"name": "a"}, '
    '"inbound_nodes": [[["a", 0, 0, {}]]]}]}}'
)
HOSTILE = [CIRCLE, "{" * 5000, '{"a":' * 3000, "[]", "{}", JSON.replace("4", "9" * 30), JSON.replace("3]", "1e400]")]


def read(given: Path | str, framework: str) -> bool:
    """Whether it came to a question that holds."""
    try:
        examsolver.load(examsolver.question_from(given, framework))
    except examsolver.ExamError as error:
        assert all(problem.message for problem in error.problems)
        return False
    return True


def damaged(text: str, seed: int) -> str:
    rng = random.Random(seed)
    signs = list(text)
    for _ in range(rng.randint(1, 4)):
        signs[rng.randrange(len(signs))] = rng.choice(["[", "]", "{", "}", '"', "9", "-", "null", ",", "e", "0"])
    return "".join(signs)


def test_json_is_read_or_told() -> None:
    assert read(JSON, "keras")
    for text in (*HOSTILE, *(JSON[:end] for end in range(0, len(JSON), 11))):
        assert not read(text, "keras")
    for seed in range(150):
        read(damaged(JSON, seed), "keras")


def test_onnx_is_read_or_told(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="install the extra 'onnx'")
    whole = onnx_file(tmp_path / "whole.onnx")
    assert read(whole, "onnx")
    content, path = whole.read_bytes(), tmp_path / "other.onnx"
    for seed in range(200):
        rng = random.Random(seed)
        changed = bytearray(content)
        for _ in range(rng.randint(1, 5)):
            changed[rng.randrange(900)] = rng.randrange(256)
        path.write_bytes(bytes(changed[: rng.choice([len(content), rng.randrange(len(content))])]))
        read(path, "onnx")


@pytest.mark.parametrize("seed", range(4))
def test_code_that_is_damaged_is_read_or_told(seed: int) -> None:
    paths = sorted((Path(__file__).parent / "code").glob("*/*.txt"))
    rng = random.Random(seed)
    for path in paths:
        rows = path.read_text().split("\n")
        place = rng.randrange(len(rows))
        change = rng.choice(["drop", "twice", "number", "name"])
        if change == "drop":
            del rows[place]
        elif change == "twice":
            rows.insert(place, rows[place])
        else:
            rows[place] = rows[place].replace("3", "0") if change == "number" else rows[place].replace("x", "y")
        given = "  input 16x16x3\n" if path.parent.name == "keras" else "  input 3x16x16\n"
        code = "\n".join(rows)
        text = f'question q: network from {path.parent.name}\n{given}  """\n{code}\n  """\n  find total parameters\n'
        try:
            examsolver.load(text)
        except examsolver.ExamError as error:
            assert error.problems and all(problem.message for problem in error.problems)
