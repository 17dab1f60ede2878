"""``examsolver code``: there and back."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from examsolver.cli import main

EXAM = (
    "question q: network\n  input 28x28x1\n  conv 8, kernel 5, relu\n  flatten\n  dense 10\n  find total parameters\n"
)


def run(*arguments: str, given: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["code", *arguments], input=given)
    return result.exit_code, result.output


def test_a_question_is_written_as_code_and_read_back(tmp_path: Path) -> None:
    for framework in ("keras", "pytorch"):
        status, code = run("-", "--to", framework, given=EXAM)
        assert status == 0 and ("layers.Conv2D(8, 5" in code or "nn.Conv2d(1, 8, 5)" in code)
        path = tmp_path / f"{framework}.py"
        path.write_text(code, encoding="utf-8")
        status, question = run(str(path), "--from", framework, "--input", "1x28x28" if framework == "pytorch" else "28")
        assert (
            status == 0 and "conv 8, kernel 5" in question and "input 28x28x1" in question.replace("= input", "input")
        )


def test_one_direction_must_be_said() -> None:
    assert run("-", given=EXAM)[0] == 2
    assert run("-", "--to", "keras", "--from", "keras", given=EXAM)[0] == 2
    assert run("-", "--from", "keras", "--input", "big", given="x = 1")[0] == 2


def test_an_exam_without_networks_and_code_without_layers_are_told() -> None:
    status, told = run("-", "--to", "keras", given="question q: compute\n  x = [1, 2]\n  y = relu(x)\n  find y\n")
    assert status == 1 and "no network question" in told
    status, told = run("-", "--from", "keras", given="x = open('f')")
    assert status == 1 and "'open' is not defined here" in told
