"""Comparisons of networks: ratios, differences and reductions, held to counting by hand."""

from fractions import Fraction

import pytest

import examsolver
from examsolver.core.marking import Answer, Submission
from examsolver.core.problem import ExamError

TWO = """question q: network
  network A:
    input 32x32x3
    conv 64, kernel 5, same
  network B:
    input 32x32x3
    conv 64, kernel 3, same
    conv 64, kernel 3, same
"""
A, B = (25 * 3 + 1) * 64, (9 * 3 + 1) * 64 + (9 * 64 + 1) * 64
A_MACS, B_MACS = 32 * 32 * 64 * 75, 32 * 32 * 64 * (27 + 576)


def solved(text):
    (question,) = examsolver.load(text).questions
    solution = examsolver.solve(question)
    checks = question.family.verify(question.body, solution.run)
    assert [check for check in checks if not check.agrees] == []
    return {part.id: solution.run[part.steps[0]] for part in question.parts}


def marked(find, answer):
    exam = examsolver.load(f"{TWO}  find {find}\n")
    (question,) = exam.questions
    answers = (Answer(question.id, question.parts[0].id, answer),)
    (report,) = examsolver.grade(exam, (Submission("one", answers),)).reports
    return report.verdicts[0]


@pytest.mark.parametrize(
    ("find", "value"),
    [
        ("A.parameters / B.parameters", Fraction(A, B)),
        ("B.macs - A.macs", B_MACS - A_MACS),
        ("ratio = B.macs / A.macs", Fraction(B_MACS, A_MACS)),
        ("saved = 1 - A.parameters / B.parameters in percent", 1 - Fraction(A, B)),
        ("100 * (B.parameters - A.parameters) / A.parameters", Fraction(100 * (B - A), A)),
        ("share = B.conv_2.parameters / B.parameters in percent", Fraction(577 * 64, B)),
        ("A.parameters + B.parameters", A + B),
        ("total.parameters - A.parameters", B),
        ("reduction of parameters from B to A", Fraction(B - A, B)),
        ("increase of macs from A to B", Fraction(B_MACS - A_MACS, A_MACS)),
        ("ratio of parameters from B to A", Fraction(B, A)),
        ("difference of macs from A to B", B_MACS - A_MACS),
    ],
)
def test_comparisons_are_what_counting_says(find, value):
    assert list(solved(f"{TWO}  find {find}\n").values()) == [value]


def test_networks_of_the_bank_are_compared():
    found = solved("question q: network\n  a = vgg-16\n  b = resnet-50\n  find ratio = a.parameters / b.parameters\n")
    assert found == {"ratio": Fraction(138_357_544, 25_557_032)}


def test_blocks_of_one_network_are_compared():
    lines = """question q: network
  block plain(c):
    conv c, kernel 3, same
  block thin(c):
    depthwise kernel 3, same
    conv c, kernel 1
  input 56x56x128
  p = plain 128
  t = thin 128
  find p.parameters / t.parameters
"""
    thin = 9 * 128 + 128 + 128 * 128 + 128
    assert list(solved(lines).values()) == [Fraction((9 * 128 + 1) * 128, thin)]


def test_networks_are_told_one_after_the_other():
    (question,) = examsolver.load(f"{TWO}  find A.parameters\n").questions
    assert question.family.prompt(question.body) == (
        "Network A reads an input of size 32x32x3. Its layers, one after the other:",
        "conv: convolution with 64 filters of size 5x5, same padding.",
        "Network B reads an input of size 32x32x3. Its layers, one after the other:",
        "conv_1: convolution with 64 filters of size 3x3, same padding.",
        "conv_2: convolution with 64 filters of size 3x3, same padding.",
    )


def test_the_solution_shows_names_then_numbers_then_the_fraction():
    text = examsolver.render(
        examsolver.load(f"{TWO}  find ratio = B.parameters / A.parameters to 2 decimals\n"), "text"
    )
    lines = [line.strip() for line in text.split("\n")]
    at = lines.index("ratio = parameters of B/parameters of A")
    assert lines[at + 1 : at + 3] == ["= 38720/4864", "= 605/76"]


@pytest.mark.parametrize(
    ("find", "answer", "tag"),
    [
        ("ratio = B.parameters / A.parameters to 2 decimals", "0.13", "ratio-inverted"),
        ("reduction of parameters from B to A to 1 decimal", "0.874", "percent-not-multiplied"),
        ("reduction of parameters from B to A to 1 decimal", "12.6", "share-left-for-share-saved"),
        ("reduction of parameters from B to A to 1 decimal", "696.1", "relative-to-the-other"),
        ("1 - A.parameters / B.parameters in percent to 1 decimal", "12.6", "share-left-for-share-saved"),
        ("B.macs - A.macs", str(A_MACS - B_MACS), "difference-turned-round"),
        ("100 * (B.parameters - A.parameters) / B.parameters to 2 decimals", "0.87", "percent-not-multiplied"),
    ],
)
def test_wrong_ideas_are_named(find, answer, tag):
    verdict = marked(find, answer)
    assert verdict.outcome == "known-mistake"
    assert verdict.tag == tag


@pytest.mark.parametrize(
    ("find", "answer"),
    [
        ("reduction of parameters from B to A to 1 decimal", "87.4 %"),
        ("reduction of parameters from B to A to 1 decimal", "87.4"),
        ("ratio = B.parameters / A.parameters to 2 decimals", "605/76"),
        ("ratio = B.parameters / A.parameters to 2 decimals", "7.96"),
    ],
)
def test_right_answers_are_right(find, answer):
    assert marked(find, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("find", "message"),
    [
        ("A.parameters / C.parameters", "no layer is called 'C'"),
        ("A.parameters / B.weightz", "a block has no 'weightz' in total"),
        ("A.output / B.output", "A.output is a size: it cannot be calculated with"),
        ("reduction of parameters from A to C", "no layer is called 'C'"),
        ("shrinkage of parameters from A to B", "what is to be compared from one to the other?"),
    ],
)
def test_what_cannot_be_compared_is_told(find, message):
    with pytest.raises(ExamError) as caught:
        examsolver.load(f"{TWO}  find {find}\n")
    assert message in [problem.message for problem in caught.value.problems]
    assert all(problem.span is not None for problem in caught.value.problems)


def test_a_quotient_by_nothing_is_told():
    lines = "question q: network\n  input 8x8x3\n  conv 4, kernel 3\n  maxpool 2\n"
    with pytest.raises(ExamError):
        examsolver.load(f"{lines}  find conv.parameters / maxpool.parameters\n")
