"""Questions as lecturers write them at once: words, blanks, missing commas, short forms."""

from __future__ import annotations

import pytest

import examsolver
from examsolver.core.problem import ExamError
from examsolver.core.question import Solution
from examsolver.language.extracting import question_text


def solved(lines: str, family: str = "network") -> Solution:
    return examsolver.solve(examsolver.load(f"question q: {family}\n{lines}\n").questions[0])


def answers(solution: Solution) -> list[object]:
    return [solution.run[part.steps[0]] for part in solution.question.parts]


def told(lines: str, family: str = "network") -> list[tuple[str, str]]:
    with pytest.raises(ExamError) as caught:
        examsolver.load(f"question q: {family}\n{lines}\n")
    return [(problem.message, problem.hint or "") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("written", "output"),
    [
        ("max pool 2x2", (4, 4, 3)),
        ("max-pool 2", (4, 4, 3)),
        ("Max_Pooling 2", (4, 4, 3)),
        ("average pool 2", (4, 4, 3)),
        ("average pooling 2, stride 1", (7, 7, 3)),
        ("global average pooling", (3,)),
        ("batch norm", (8, 8, 3)),
    ],
)
def test_layer_words_are_written_apart_or_with_hyphens(written: str, output: object) -> None:
    assert answers(solved(f"  input 8x8x3\n  {written}\n  find output")) == [output]


@pytest.mark.parametrize("written", ["fully connected 10", "fully-connected 10", "fc 10", "linear 10", "dense 10"])
def test_a_dense_layer_has_many_names(written: str) -> None:
    assert answers(solved(f"  input 4\n  {written}\n  find total parameters")) == [50]


@pytest.mark.parametrize(
    "line", ["dense 84, tanh", "dense 84 tanh", "dense 84, activation tanh", "dense 84, no bias, tanh"]
)
def test_an_activation_is_a_word_alone(line: str) -> None:
    body = solved(f"  input 4\n  {line}\n  find output").question.body
    assert body.layer("dense").settings["activation"] == "tanh"  # type: ignore[attr-defined]
    assert body.layer("dense").settings["units"] == 84  # type: ignore[attr-defined]


def test_a_layer_called_like_an_activation_can_still_be_read() -> None:
    lines = "  x = input 4\n  relu\n  a = dense 3, from x\n  b = dense 2, from relu\n  concat a, b\n  find output"
    assert answers(solved(lines)) == [(5,)]


@pytest.mark.parametrize(
    "line", ["conv 96, kernel 1 from in", "conv 96, kernel 1, from in", "conv 96, 1, tanh from in"]
)
def test_no_comma_is_needed_before_from(line: str) -> None:
    solution = solved(f"  in = input 8x8x3\n  conv 5, kernel 3\n  b = {line}\n  find b.output, b.parameters")
    assert answers(solution) == [(8, 8, 96), 384]


def test_a_range_of_strides() -> None:
    parts = solved("  input 13x13\n  filters 8 of 3x3\n  strides 1..4\n  find feasible", "shapes").question.parts
    assert [part.id for part in parts] == [f"stride={stride}" for stride in (1, 2, 3, 4)]


def test_a_condition_is_on_what_a_find_can_name() -> None:
    network = "  input 28x28x1\n  conv 8\n  flatten\n  dense 10\n  find kernel such that "
    for condition in ("output of conv = 24x24x8", "total parameters = 46298", "total.parameters = 46298"):
        assert answers(solved(network + condition)) == [(5,)]


@pytest.mark.parametrize(
    ("form", "shown"),
    [("3 sf", "0.143"), ("3 s.f.", "0.143"), ("3 sig figs", "0.143"), ("4 dp", "0.1429"), ("4 d.p.", "0.1429")],
)
def test_digits_are_asked_for_in_short(form: str, shown: str) -> None:
    solution = solved(f"  a = 7\n  y = 1 / a\n  find y to {form}", "compute")
    assert f"y  {shown}" in str(examsolver.render(solution))


def test_several_equations_stand_on_one_line_and_share_its_marks() -> None:
    lines = "  x as number\n  y = x**2\n  r = x^3\n  find dy/dx as equation, dr/dx as an equation [3]"
    parts = solved(lines, "compute").question.parts
    assert [(part.id, part.marks) for part in parts] == [("dy/dx", 1.5), ("dr/dx", 1.5)]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("  input 8x8x3\n  conv 16, kernel 11\n  find total parameters", "conv.output has no value"),
        (
            "  in = input 8x8x3\n  a = conv 16, kernel 3\n  b = conv 16, kernel 5, from in\n  add a, b\n"
            "  find total parameters",
            "add.output has no value: add needs equal sizes",
        ),
        ("  input 8\n  dropout 1.5\n  find total parameters", "rate must be at most 1"),
    ],
)
def test_a_network_that_cannot_be_has_no_parameters(lines: str, message: str) -> None:
    (said,) = told(lines)
    assert said[0].startswith(message)


@pytest.mark.parametrize(
    ("family", "line", "message", "hint"),
    [
        ("network", "repeat 2", "expected ':', found the end of the line", "write repeat 2:"),
        ("network", "conv 6 filters 3x3 stride 2", "a comma is missing", "separated by commas"),
        ("network", "max pol 2", "no layer is called 'max'", "did you mean 'maxpool'?"),
        ("network", "zzzz 2", "no layer is called 'zzzz'", "layers: activation, adaptive-avgpool"),
        ("compute", "y = x^T x", "expected", "a product of matrices is written with @: x^T @ x"),
        ("compute", "y = W x", "expected", "W * x or W @ x"),
        ("compute", "y = 3x", "expected", "a product is written with *: 3 * x"),
        ("compute", "y = [1 2 x]", "expected", "a comma stands between entries"),
        ("compute", "y = zzz(3)", "there is no function 'zzz'", "functions: abs, "),
    ],
)
def test_a_message_says_what_to_write(family: str, line: str, message: str, hint: str) -> None:
    before = "  input 28x28x3" if family == "network" else "  x = [1, 2]\n  W = [[1, 2], [3, 4]]"
    asked = "find output" if family == "network" else "find y"
    said = told(f"{before}\n  {line}\n  {asked}", family)
    assert said[0][0].startswith(message)
    assert hint in said[0][1]


def test_internal_words_are_no_functions() -> None:
    ((_, hint),) = told("  x = [1]\n  y = zzz(x)\n  find y", "compute")
    assert not {"index", "listing", "neg"} & set(hint.replace(",", "").split())


def test_a_misspelt_quantity_is_told_beside_a_misspelt_layer() -> None:
    messages = [message for message, _ in told("  input 8x8x3\n  convv 4, kernel 3\n  find totl parameters")]
    assert messages == ["no layer is called 'convv'", "a network has no 'totl parameters'"]


def test_a_function_that_where_cannot_compute_is_named() -> None:
    lines = "  let a = 4..9\n  where phi(a) = 1\n  input 13\n  filters 3 of 2\n  strides a\n  find feasible"
    ((message, _),) = told(lines, "shapes")
    assert message == "'phi' cannot be computed here"


def test_draws_can_be_coprime() -> None:
    lines = "  let a = 4..9\n  where gcd(a, 6) = 1\n  input 30\n  filters 3 of 2\n  strides a\n  find feasible"
    assert solved(lines, "shapes").question.draw in ((("a", 5),), (("a", 7),))


@pytest.mark.parametrize("header", ["question s6: shapes", 'question s6 "A: b": shapes', "question s6 [2]: shapes"])
def test_a_question_is_written_out_under_another_id(header: str) -> None:
    lines = "  input 13x13\n  filters 8 of 3x3\n  find output\n"
    question = examsolver.load(f"{header}\n{lines}").questions[0]
    assert question_text(question, "new").partition("\n")[0] == header.replace("s6", "new")


def test_a_prompt_stands_above_the_layers() -> None:
    solution = solved('  prompt "Count them."\n  input 28x28x1\n  conv 8, kernel 5\n  find total parameters')
    text = str(examsolver.render(solution))
    assert text.index("Count them.") < text.index("convolution with 8 filters")


def test_a_question_in_parts_is_chosen_whole() -> None:
    first = "  part a: compute\n    x = 2\n    y = 3 * x\n    find y\n"
    text = f"question m\n{first}  part b: network\n    input 3\n    dense 2\n    find output\n"
    exam = examsolver.load(text)
    assert [question.id for question in examsolver.questions_of(exam, "m")] == ["m.a", "m.b"]
    assert [question.id for question in examsolver.questions_of(exam, "m.b")] == ["m.b"]
    with pytest.raises(ExamError, match="no question 'n'"):
        examsolver.questions_of(exam, "n")
