"""Worked solutions as JSON, in the format that other programs rely on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from examsolver.core.derivation import Derivation, Step
from examsolver.core.formula import Formula
from examsolver.core.marks import marks_number
from examsolver.core.question import Form, Part, Solution
from examsolver.maths.show import show, show_all
from examsolver.maths.unicode import unicode_text
from examsolver.maths.worked import is_condition, worked
from examsolver.rendering.view import answer_text, exact_answer, forms_of, shown_steps

FORMAT = 1
Record = dict[str, Any]


def solutions_json(solutions: Iterable[Solution]) -> str:
    """``{"format": 1, "questions": [{"id", "family", "parts": […]}]}``, one document."""
    return json.dumps(solutions_record(solutions), ensure_ascii=False, indent=2) + "\n"


def solutions_record(solutions: Iterable[Solution]) -> Record:
    """The same as plain dictionaries, lists and strings."""
    return {"format": FORMAT, "questions": [_question(solution) for solution in solutions]}


def _question(solution: Solution) -> Record:
    question = solution.question
    forms, steps = forms_of(question), {step.name: step for part in question.parts for step in _resting(part, solution)}
    reads = _visible_uses(solution.derivation)
    records = {name: _step(step, solution, forms.get(name), reads[name]) for name, step in steps.items()}
    parts = [_part(part, solution, records) for part in question.parts]
    return {"id": question.id, "family": question.family.name, "parts": parts}


def _resting(part: Part, solution: Solution) -> tuple[Step, ...]:
    return shown_steps(solution.derivation, part.steps)


def _part(part: Part, solution: Solution, records: Mapping[str, Record]) -> Record:
    return {
        "id": part.id,
        "answer": answer_text(part, solution),
        "exact": exact_answer(part, solution),
        "marks": marks_number(part.marks or Fraction(0)),
        "steps": [records[step.name] for step in _resting(part, solution)],
    }


def _step(step: Step, solution: Solution, form: Form | None, uses: tuple[str, ...]) -> Record:
    done = worked(step, solution.run, form, limit=0)
    return {
        "name": step.name,
        "rule": step.rule,
        "law": _text(done.law),
        "substituted": _text(done.substituted),
        "value": _value(step, solution, form),
        "because": done.because,
        "uses": list(uses),
    }


def _value(step: Step, solution: Solution, form: Form | None) -> str:
    value = solution.run[step.name]
    return show_all(value, form) if is_condition(step.formula) and isinstance(value, tuple) else show(value, form)


def _text(formula: Formula | None) -> str:
    return "" if formula is None else unicode_text(formula)


def _visible_uses(derivation: Derivation) -> dict[str, tuple[str, ...]]:
    """What each step uses, with hidden steps replaced by what they use themselves."""
    seen: dict[str, tuple[str, ...]] = {}
    hidden: set[str] = set()
    for step in derivation.steps:
        names = (name for used in step.uses for name in (seen[used] if used in hidden else (used,)))
        seen[step.name] = tuple(dict.fromkeys(names))
        if not step.shown:
            hidden.add(step.name)
    return seen
