"""Wordings of books and slides for lines and finds of a network, and what is told of those that mean nothing."""

from __future__ import annotations

import pytest

import examsolver
from examsolver.core.marking import Answer, Submission, Verdict

SAME = {
    "input 512 tokens\nembedding 100, 8\nfind output": "input 512\nembedding 100, 8\nfind output",
    "input 10 time steps x 32\nlstm 8\nfind output": "input 10x32\nlstm 8\nfind output",
    "input 10 positions x 32 features\nlstm 8\nfind output": "input 10x32\nlstm 8\nfind output",
    "input 5x5x3\nleaky relu 0.2\nfind output": "input 5x5x3\nleaky-relu\nfind output",
    "input 5x5x3\nelu 0.5\nfind output": "input 5x5x3\nelu\nfind output",
    "input 5x5x3\nbatchnorm\nfind trainable parameters, non-trainable parameters": (
        "input 5x5x3\nbatchnorm\nfind total trainable, total non-trainable"
    ),
    "input 5x5x3\nbatchnorm\nfind non-trainable parameters": "input 5x5x3\nbatchnorm\nfind total non-trainable",
    "input 5x5x3\nc = conv 8, kernel 3\nfind output volume; activation volume of c": (
        "input 5x5x3\nc = conv 8, kernel 3\nfind output, c.output"
    ),
    "input 5x5x3\nbatch norm\nmax pool 2\nfind parameters of batch norm; output of max-pool": (
        "input 5x5x3\nbatchnorm\nmaxpool 2\nfind batchnorm.parameters, maxpool.output"
    ),
    "input 5x5x3\nmax pool 2\nconv transpose 8, kernel 2\nfind max pool.output; parameters of conv transpose": (
        "input 5x5x3\nmaxpool 2\nconv-transpose 8, kernel 2\nfind maxpool.output, conv-transpose.parameters"
    ),
    "input 8x8x3\nconv layer 4, kernel 3\nmax pooling layer 2\nflatten layer\ndense layer 10\nfind total parameters": (
        "input 8x8x3\nconv 4, kernel 3\nmaxpool 2\nflatten\ndense 10\nfind total parameters"
    ),
}
REFUSED = {
    "input 5x5x3\nconv 8, kernel 3\nfind total kv cache": ("there is no kv-cache here", "attention 8"),
    "input 5x5x3\nconv 8, kernel 3\nfind total kv cache memory in GB": ("no kv-cache-memory here", "attention 8"),
    "input 5x5x3\nconv 8, kernel 3\nfind output, total macs in millions": ("cannot be in millions", "of its own"),
    "input 5x5x3\nconv 8, kernel 3\nfind conv.depth": ("a network has no 'depth'", "one side of the size"),
    "convention layout channels first\ninput 3x5x5\nconv 8, kernel 3\nfind output": (
        "unknown convention",
        "input 3x32x32, channels first",
    ),
}


def question(lines: str) -> examsolver.Question:
    (read,) = examsolver.load("question q: network\n" + "".join(f"  {line}\n" for line in lines.split("\n")))
    return read


def answers(lines: str) -> list[object]:
    solution = examsolver.solve(question(lines))
    return [solution.run[part.steps[0]] for part in solution.question.parts]


@pytest.mark.parametrize("lines", SAME)
def test_other_words_for_it_mean_the_same(lines: str) -> None:
    assert answers(lines) == answers(SAME[lines])


@pytest.mark.parametrize("lines", REFUSED)
def test_what_means_nothing_is_told_with_a_hint(lines: str) -> None:
    says, hint = REFUSED[lines]
    with pytest.raises(examsolver.ExamError) as raised:
        question(lines)
    assert says in raised.value.problems[0].message
    assert hint in (raised.value.problems[0].hint or "")
    assert raised.value.problems[0].span is not None


def test_a_unit_is_that_of_everything_asked_in_its_find() -> None:
    lines = "input 5x5x3\nconv 8, kernel 3\nfind total parameters, total macs in thousands"
    assert [part.unit for part in question(lines).parts] == ["thousands", "thousands"]


def test_the_slope_of_a_leaky_relu_is_told() -> None:
    text = examsolver.render(examsolver.load("question q: network\n  input 5x5x3\n  leaky relu 0.2\n  find output\n"))
    assert "leaky ReLU activation with slope 0.2" in text


def verdict_on(answer: str) -> Verdict:
    exam = examsolver.load("question q: network\n  input 100\n  d = dense 1589\n  find d.parameters\n")
    given = Submission("a", (Answer("q", "d.parameters", answer),))
    ((verdict,),) = (report.verdicts for report in examsolver.grade(exam, (given,)).reports)
    return verdict


@pytest.mark.parametrize("answer", ["160,489 K", "160,489k", "160,489 thousand"])
def test_a_comma_before_thousands_may_be_either_so_a_human_decides(answer: str) -> None:
    verdict = verdict_on(answer)
    assert verdict.needs_human and "may be decimal" in verdict.message


@pytest.mark.parametrize("answer", ["160,489", "160.489 K", "160489", "160,489 parameters", "160,489 kernels"])
def test_other_commas_and_thousands_are_read(answer: str) -> None:
    assert verdict_on(answer).outcome == "correct"


@pytest.mark.parametrize("before", ["encoder-layer", "encoder layer", "parameters of encoder-layer", "encoder-layer:"])
def test_working_names_a_layer_by_its_kind_with_a_hyphen(before: str) -> None:
    lines = "  input 10x16\n  encoder-layer 4, hidden 32\n  find encoder-layer.parameters\n"
    exam = examsolver.load("question q: network\n" + lines)
    sign = "" if before.endswith(":") else " ="
    given = Submission("a", (Answer("q", "encoder-layer.parameters", f"{before}{sign} 1088 + 1072 + 64 = 2224"),))
    ((verdict,),) = (report.verdicts for report in examsolver.grade(exam, (given,)).reports)
    assert verdict.outcome == "correct" and not verdict.needs_human
