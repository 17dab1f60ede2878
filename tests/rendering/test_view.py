"""What the templates are given."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from examsolver.core.convention import Convention, Variant
from examsolver.core.derivation import Step, Value, derivation_of
from examsolver.core.formula import Sym, apply
from examsolver.core.question import Check, Form, Kind, Part, Solution
from examsolver.maths.arrays import array_of
from examsolver.rendering.environment import environment, hang, marks_text, md, render_template, wrap
from examsolver.rendering.view import (
    answer_text,
    conventions_of,
    exact_answer,
    part_view,
    question_view,
    step_views,
    view_of,
)
from tests.rendering.worked_exam import SPAN, exam, halves, solutions


def given(value: Value) -> Value:
    return value


def solved(kind: Kind, *values: Value, form: Form | None = None, unit: str | None = None) -> tuple[Part, Solution]:
    """A part that asks for steps with these values."""
    names = tuple(f"s{place}" for place in range(len(values)))
    steps = tuple(Step(name, (f"g{name}",), given) for name in names)
    derivation = derivation_of({f"g{name}": value for name, value in zip(names, values, strict=True)}, steps)
    part = Part("p", names, kind, SPAN, form, Fraction(1), unit=unit)
    question = replace(exam().questions[0], parts=(part,))
    return part, Solution(question, derivation, derivation.run())


GATE = apply("sigmoid", Sym("W_f") @ Sym("x", (Sym("t"),)))


@pytest.mark.parametrize(
    ("kind", "values", "answer", "exact"),
    [
        ("integer", (483456,), "483456", None),
        ("number", (Fraction(1, 4),), "0.25", "1/4"),
        ("size", ((6, 6), 64), "6x6", None),
        ("size", ((3776,),), "3776", None),
        ("feasibility", (True, (6, 6), 64), "yes, 6x6", None),
        ("feasibility", (False, None, 64), "no", None),
        ("vector", (array_of([Fraction(1, 2)]),), "0.5", "1/2"),
        ("matrix", (array_of([[1, Fraction(1, 2)]]),), "[[1, 0.5]]", "[[1, 1/2]]"),
        ("sizes", ((1, 2),), "1, 2", None),
        ("sizes", (((6, 6), (7, 7)),), "(6, 6), (7, 7)", None),
        ("gate", (GATE,), "p = sigmoid(W_f x)", None),
        ("expression", (Sym("x") * 2,), "x * 2", None),
    ],
)
def test_an_answer_is_what_a_student_with_full_marks_would_write(
    kind: Kind, values: tuple[Value, ...], answer: str, exact: str | None
) -> None:
    part, solution = solved(kind, *values)
    assert (answer_text(part, solution), exact_answer(part, solution)) == (answer, exact)


def test_an_answer_has_the_digits_and_the_unit_asked_for() -> None:
    assert answer_text(*solved("number", 0.75026, form=Form("decimals", 4))) == "0.7503"
    assert answer_text(*solved("integer", 33695498, unit="millions")) == "33.695498"


def test_only_steps_that_an_asked_part_rests_on_are_shown_in_order() -> None:
    solution = solutions(exam())[0]
    unasked = replace(solution, question=replace(solution.question, parts=solution.question.parts[:1]))
    assert [step.name for step in step_views(solution)] == ["Z", "y", "dy/dZ"]
    assert [step.name for step in step_views(unasked)] == ["Z"]
    assert step_views(unasked)[0].asked == ("Z",)


def test_hidden_steps_and_steps_without_anything_to_show_are_left_out() -> None:
    steps = (
        Step("a", ("w",), halves_of, shown=False),
        Step("b", ("a",), given),
        Step("c", ("w",), no_size),
    )
    derivation = derivation_of({"w": 8}, steps)
    question = replace(exam().questions[0], parts=(Part("p", ("b", "c"), "integer", SPAN),))
    assert [step.name for step in step_views(Solution(question, derivation, derivation.run()))] == ["b"]


def halves_of(w: Value) -> Value:
    return halves(w, stride=2)


def no_size(w: Value) -> Value:
    return None


def test_what_the_family_states_stands_below_the_authors_text() -> None:
    solution = solutions(exam())[1]
    view, second = question_view(solution), solution.question
    assert view.prompt[0] == "A pool of 2 on 13 pixels."
    assert view.prompt[1:] == tuple(second.family.prompt(second.body))


def test_conventions_in_force_are_told_with_what_they_say() -> None:
    solution = solutions(exam())[0]
    told = conventions_of(solution)
    assert [(convention.topic, convention.variant) for convention in told] == [("output size", "floor")]
    chosen = replace(solution, question=replace(solution.question, conventions={"output size": "exact"}))
    assert conventions_of(chosen)[0].says == "every position must fit"
    other = Convention("x", (Variant("y", "z"),))
    assert other.topic not in {convention.topic for convention in told}


def test_checks_are_made_only_when_they_are_asked_for() -> None:
    solution = solutions(exam())[0]
    family = replace(solution.question.family, verify=agrees)
    checked = replace(solution, question=replace(solution.question, family=family))
    assert not view_of([checked]).questions[0].checks
    assert view_of([checked], checks=True).questions[0].checks == agrees(None, None)


def agrees(body: object, run: object) -> tuple[Check, ...]:
    return (Check("dL/dX", "central differences", True),)


def test_a_part_has_the_last_of_the_steps_that_are_shown_for_it() -> None:
    solution = solutions(exam())[0]
    part = solution.question.part("y")
    assert part is not None
    shown = {step.name: step.worked for step in step_views(solution)}
    assert part_view(part, solution, shown).worked is shown["y"]
    assert part_view(part, solution).worked is None


def test_a_view_adds_up_its_marks() -> None:
    assert view_of(solutions(exam())).marks == 4 + Fraction(10, 19) + 2 + 1


def test_marks_are_written_as_people_do() -> None:
    assert [marks_text(marks) for marks in (None, 2, Fraction(5, 2), Fraction(10, 19))] == ["", "2", "2.5", "10/19"]


def test_undefined_names_in_a_template_are_errors_and_only_html_is_escaped() -> None:
    made = environment()
    assert made.from_string("{{ x }}").render(x="<") == "<"
    assert callable(made.autoescape)
    assert made.autoescape("solution.html.j2")
    assert not made.autoescape("solution.tex.j2")
    with pytest.raises(Exception, match="undefined"):
        made.from_string("{{ nothing }}").render()
    with pytest.raises(Exception, match="nowhere"):
        render_template("nowhere.j2")


def test_text_is_filled_to_its_width() -> None:
    assert wrap("one two three", 8, "  ") == "  one\n  two\n  three"
    assert hang("ab  one two", 9, "", 4) == "ab  one\n   two"


def test_markdown_signs_of_an_author_mean_themselves() -> None:
    assert md("a*b_c `d` <e> $f$") == r"a\*b\_c \`d\` \<e\> \$f\$"
    assert md("- no list\n1. none") == "\\- no list\n1\\. none"
