"""Practice sheets: questions with room for answers, and the blank answers file that ``grade`` reads back.

The key of a sheet is its worked solutions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from examsolver.core.formula import Formula
from examsolver.core.question import Exam, Part, Question, Solution
from examsolver.maths.naming import name_formula
from examsolver.rendering.environment import render_template
from examsolver.rendering.html import page
from examsolver.rendering.pdf import typeset
from examsolver.rendering.svg import legal
from examsolver.rendering.view import ConventionView, QuestionView, question_view

FORMATS = ("html", "pdf", "markdown", "text")
MANY = 4
_HOW = {
    "feasibility": "yes with the output size, or no",
    "gate": "an equation",
    "expression": "a formula",
    "sizes": "all solutions",
    "yes-no": "yes or no",
    "names": "in order",
    "pairs": "all of them, each in brackets",
    "choice": "the letter",
}
_LINES = {"matrix": 4, "vector": 2, "gate": 1, "expression": 2, "feasibility": 2, "names": 2, "pairs": 2}


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to answer: ``how`` says the form asked for, ``lines`` the room it needs."""

    letter: str
    id: str
    name: Formula
    how: str
    marks: Fraction | None
    lines: int


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """A question as it is set; with ``brief``, its parts stand in a table, one short answer a row."""

    view: QuestionView
    asks: tuple[Ask, ...]
    brief: bool
    conventions: tuple[ConventionView, ...]


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet, ready to print."""

    title: str
    marks: Fraction
    questions: tuple[SheetQuestion, ...]


def render_sheet(exam: Exam, solutions: Iterable[Solution], format: str) -> str | bytes:
    """The questions of an exam with room for answers, in ``html``, ``pdf`` (bytes), ``markdown`` or ``text``.

    Nothing that a solution works out is shown; ``text`` is the blank answers file.

    Raises:
        ValueError: a format that sheets do not have.
    """
    if format == "text":
        return blank_answers(exam)
    view = sheet_view(exam, solutions)
    match format:
        case "html":
            return page("sheet.html.j2", view=view)
        case "pdf":
            return typeset("sheet.typ.j2", view=view)
        case "markdown":
            return legal(render_template("sheet.md.j2", view=view))
        case _:
            raise ValueError(f"no sheet as {format!r}; there is {', '.join(FORMATS)}")


def blank_answers(exam: Exam) -> str:
    """The text sheet that a student fills in: a line for every part, and what is asked as remarks."""
    questions = [(question, _asks(question)) for question in exam]
    return legal(render_template("answers.txt.j2", exam=exam, questions=questions))


def sheet_view(exam: Exam, solutions: Iterable[Solution]) -> SheetView:
    """The view of a sheet. Pictures are left out: they show sizes that are asked."""
    solved = {solution.question.id: question_view(solution, pictures=False) for solution in solutions}
    marks = sum((question.marks for question in exam), Fraction(0))
    return SheetView(exam.title, marks, tuple(_set(question, solved[question.id]) for question in exam))


def _set(question: Question, view: QuestionView) -> SheetQuestion:
    asks = _asks(question)
    brief = len(asks) > MANY and all(ask.lines == 1 for ask in asks)
    # A convention of a cell is said as the very equation that is asked.
    asks_equations = any(part.kind == "gate" for part in question.parts)
    return SheetQuestion(view, asks, brief, () if asks_equations else view.conventions)


def _asks(question: Question) -> tuple[Ask, ...]:
    return tuple(
        Ask(_letter(place), part.id, name_formula(part.id), how_text(part), part.marks, _LINES.get(part.kind, 1))
        for place, part in enumerate(question.parts)
    )


def _letter(place: int) -> str:
    """a to z, then aa, ab …"""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def how_text(part: Part) -> str:
    """The form asked for in words: ``in millions, to 4 decimals``; may be empty."""
    said = (_HOW.get(part.kind, ""), f"in {part.unit}" if part.unit else "", part.form.words if part.form else "")
    return ", ".join(words for words in said if words)
