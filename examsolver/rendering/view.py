"""What a worked solution shows, as data: every template reads this and computes nothing.

Formulas stay formulas here; a template prints them with the filter of its format
(``unicode``, ``latex``, ``mathml``, ``typst``; see :mod:`examsolver.rendering.environment`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from examsolver.core.derivation import Derivation, Step, Undefined, Value
from examsolver.core.formula import Formula
from examsolver.core.question import Check, Form, Part, Picture, Question, Solution
from examsolver.maths.digits import decimals
from examsolver.maths.insertion import too_big
from examsolver.maths.naming import name_formula
from examsolver.maths.show import as_formula, exact_text, plain, show, show_all, show_equation
from examsolver.maths.worked import Worked, stated, worked
from examsolver.rendering.copies import without_copies
from examsolver.rendering.folding import Shown, without_middle

Sentence = str | Formula
"""A piece of a prompt: plain text (escape it), or a formula to display."""


@dataclass(frozen=True, slots=True)
class ConventionView:
    """A convention in force: ``output size: exact`` and, in a sentence, what that means."""

    topic: str
    variant: str
    says: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One shown step.

    Attributes:
        name: the step's name (``dL/dX``), fit for an id after escaping.
        rule: word of the rule or layer; may be empty.
        worked: name, law, numbers put in, value and cells as formulas; ``worked.lines`` is the
            chain ``name = law = numbers = value`` ready for the ``…_lines`` filters.
        asked: ids of the parts that ask for this very step.
    """

    name: str
    rule: str
    worked: Worked
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartView:
    """One part: what is asked, and the answer that earns full marks.

    Attributes:
        name: the part as a formula (``dL/dX``), for headings.
        answer: the text that a student with full marks would write, with its unit.
        exact: the exact value as text where the answer is rounded, else None.
        value: the value as a formula; None for a compound answer, and where there is none.
        worked: the last of the shown steps that it rests on; None where none is shown.
    """

    id: str
    name: Formula
    answer: str
    exact: str | None
    value: Formula | None
    marks: Fraction | None
    worked: Worked | None = None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question, worked.

    Attributes:
        prompt: what the student reads: the author's own text, if there is one, then the facts that the family states.
        steps: the shown steps that an asked part rests on, in order of computation.
    """

    id: str
    title: str
    family: str
    marks: Fraction
    prompt: tuple[Sentence, ...]
    conventions: tuple[ConventionView, ...]
    steps: tuple[StepView, ...]
    parts: tuple[PartView, ...]
    pictures: tuple[Picture, ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A document of worked questions."""

    title: str
    questions: tuple[QuestionView, ...]

    @property
    def marks(self) -> Fraction:
        """What all questions are worth."""
        return sum((question.marks for question in self.questions), Fraction(0))


def view_of(solutions: Iterable[Solution], title: str = "", *, pictures: bool = True, checks: bool = False) -> View:
    """The document of some solutions. ``checks`` also holds each to its family's oracles, which takes time."""
    return View(title, tuple(question_view(solution, pictures=pictures, checks=checks) for solution in solutions))


def question_view(solution: Solution, *, pictures: bool = True, checks: bool = False) -> QuestionView:
    """One question of the document."""
    question, family = solution.question, solution.question.family
    steps = step_views(solution)
    shown = {step.name: step.worked for step in steps}
    return QuestionView(
        id=question.id,
        title=question.title,
        family=question.header.family or family.name,
        marks=question.marks,
        prompt=(*((question.prompt,) if question.prompt else ()), *map(_as_typed, family.prompt(question.body))),
        conventions=conventions_of(solution),
        steps=steps,
        parts=tuple(part_view(part, solution, shown) for part in question.parts),
        pictures=tuple(family.pictures(question.body, solution.run)) if pictures else (),
        checks=tuple(family.verify(question.body, solution.run)) if checks else (),
    )


def conventions_of(solution: Solution) -> tuple[ConventionView, ...]:
    """The conventions that this derivation depends on, with the variant in force."""
    chosen = ((topic, topic.chosen(solution.question.conventions)) for topic in solution.derivation.conventions)
    told = ((topic, variant) for topic, variant in chosen if not topic.quiet or variant is not topic.default)
    return tuple(ConventionView(topic.topic, variant.name, variant.says) for topic, variant in told)


def step_views(solution: Solution, names: Iterable[str] | None = None) -> tuple[StepView, ...]:
    """The shown steps under the named ones (all asked ones unless told), worked, in order."""
    question = solution.question
    asked: dict[str, list[str]] = {}
    for part in question.parts:
        for name in part.steps:
            asked.setdefault(name, []).append(part.id)
    forms = forms_of(question)
    steps = shown_steps(solution.derivation, asked if names is None else names)
    steps = tuple(step for step in steps if solution.run[step.name] is not None)
    shown = without_copies(without_middle(steps, asked), asked, solution.run)
    return tuple(_step_view(one, solution, forms, asked) for one in shown)


def _step_view(
    one: Shown, solution: Solution, forms: Mapping[str, Form | None], asked: Mapping[str, list[str]]
) -> StepView:
    step = one.step
    done = worked(step, solution.run, forms.get(step.name))
    done = replace(done, because=f"{one.left_out}{done.because}") if one.left_out else done
    return StepView(step.name, step.rule, done, tuple(asked.get(step.name, ())))


def shown_steps(derivation: Derivation, names: Iterable[str]) -> tuple[Step, ...]:
    """The steps that the named ones rest on, without the hidden ones."""
    return tuple(step for step in derivation.before(*names) if step.shown)


def part_view(part: Part, solution: Solution, shown: Mapping[str, Worked] = MappingProxyType({})) -> PartView:
    """One part with its answer; ``shown`` are the steps of the solution, worked, by name."""
    value = _single(part, solution)
    return PartView(
        id=part.id,
        name=name_formula(part.id),
        answer=_answer_said(part, solution),
        exact=_rounded_away(part, solution),
        value=None if value is None or isinstance(value, Undefined) else decimals(as_formula(value)),
        marks=part.marks,
        worked=_last(part, solution, shown),
    )


def _last(part: Part, solution: Solution, shown: Mapping[str, Worked]) -> Worked | None:
    if len(part.steps) == 1 and part.steps[0] in shown:
        return shown[part.steps[0]]
    names = [step.name for step in shown_steps(solution.derivation, part.steps)]
    return shown.get(names[-1]) if names else None


def answer_text(part: Part, solution: Solution) -> str:
    """What a student with full marks would write for this part."""
    values = tuple(solution.run[name] for name in part.steps)
    if part.kind == "gate":
        return show_equation(part.id, values[0])
    if part.kind == "feasibility" and len(values) > 1:
        return show(values)
    if part.kind == "sizes" and isinstance(values[0], tuple):
        return show_all(values[0], part.form, part.unit)
    return show(_single(part, solution), part.form, part.unit)


def exact_answer(part: Part, solution: Solution) -> str | None:
    """The exact value as text where the answer does not say it."""
    return exact_text(_single(part, solution), part.form, part.unit)


def _answer_said(part: Part, solution: Solution) -> str:
    """The answer with the unit that it is counted in."""
    answer = answer_text(part, solution)
    if part.kind == "gate":
        equation = stated(solution.derivation.step(part.steps[0]), solution.run)
        return answer if equation is None else f"{plain(equation.name)} = {plain(equation.value)}"
    return f"{answer} {part.unit}" if part.unit else answer


def _rounded_away(part: Part, solution: Solution) -> str | None:
    """The exact value where the answer is rounded; 0.75 says 3/4 already."""
    unrounded = show(_single(part, solution), None, part.unit)
    return None if answer_text(part, solution) == unrounded else exact_answer(part, solution)


def _single(part: Part, solution: Solution) -> Value:
    """The value that is asked; of a size and its depth the size, of a vector of one number the number."""
    value = solution.run[part.steps[0]]
    if part.kind == "feasibility" and len(part.steps) > 1:
        return None
    if part.kind == "sizes" and isinstance(value, tuple):
        return value[0] if len(value) == 1 else None
    return value.item() if getattr(value, "shape", ()) == (1,) else value


def _as_typed(sentence: Sentence) -> Sentence:
    """A formula of a prompt with its numbers as decimals, as people type them."""
    return sentence if isinstance(sentence, str) or too_big(sentence) else decimals(sentence)


def forms_of(question: Question) -> dict[str, Form]:
    """The digits asked for, by step."""
    return {name: part.form for part in question.parts if part.form for name in part.steps}
