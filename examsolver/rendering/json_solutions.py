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
SHARED = 2
"""The format that tells the steps of a question once: its parts name theirs, whose ``uses`` lead to the others."""
REPEATED = 2000
"""Steps that may be told again at another part before the steps of a document are shared.

Every layer of a deep network asked for makes repeating them the square of its depth."""
Record = dict[str, Any]


def solutions_json(solutions: Iterable[Solution]) -> str:
    """``{"format": 1, "questions": [{"id", "family", "parts": […]}]}``, one document."""
    return json.dumps(solutions_record(solutions), ensure_ascii=False, indent=2) + "\n"


def solutions_record(solutions: Iterable[Solution]) -> Record:
    """The same as plain dictionaries, lists and strings."""
    solutions = tuple(solutions)
    shared = any(map(_repeats, solutions))
    told = _sharing if shared else _question
    return {"format": SHARED if shared else FORMAT, "questions": [told(solution) for solution in solutions]}


def _repeats(solution: Solution) -> bool:
    """Whether the parts of a question rest on the same steps too often to tell them at each."""
    seen: set[str] = set()
    again = 0
    for part in solution.question.parts:
        names = {step.name for step in _resting(part, solution)}
        again += len(names & seen)
        seen |= names
        if again > REPEATED:
            return True
    return False


def _question(solution: Solution) -> Record:
    records = _records(solution)
    parts = [
        _part(part, solution, [records[step.name] for step in _resting(part, solution)])
        for part in solution.question.parts
    ]
    return _about(solution, parts)


def _sharing(solution: Solution) -> Record:
    """A question whose steps are told once, before the parts that name them."""
    records, reads = _records(solution), _visible_uses(solution.derivation)
    parts = []
    for part in solution.question.parts:
        own = (name for step in part.steps for name in ((step,) if step in records else reads.get(step, ())))
        parts.append(_part(part, solution, list(dict.fromkeys(own))))
    return _about(solution, parts, steps=list(records.values()))


def _about(solution: Solution, parts: list[Record], **more: object) -> Record:
    return {"id": solution.question.id, "family": solution.question.family.name, **more, "parts": parts}


def _records(solution: Solution) -> Mapping[str, Record]:
    """All steps that the parts rest on, in the order in which they are worked out."""
    forms, reads = forms_of(solution.question), _visible_uses(solution.derivation)
    asked = dict.fromkeys(name for part in solution.question.parts for name in part.steps)
    steps = shown_steps(solution.derivation, asked)
    return {step.name: _step(step, solution, forms.get(step.name), reads[step.name]) for step in steps}


def _resting(part: Part, solution: Solution) -> tuple[Step, ...]:
    return shown_steps(solution.derivation, part.steps)


def _part(part: Part, solution: Solution, steps: list[Any]) -> Record:
    return {
        "id": part.id,
        "answer": answer_text(part, solution),
        "exact": exact_answer(part, solution),
        "marks": marks_number(part.marks or Fraction(0)),
        "steps": steps,
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
