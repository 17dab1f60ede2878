"""What a find line of ``compute`` asks for, as parts."""

from __future__ import annotations

from fractions import Fraction

from examsolver.core.choosing import Letters
from examsolver.core.derivation import Run, Value
from examsolver.core.problem import ExamError, Problem
from examsolver.core.question import Find, Form, Kind, Part
from examsolver.families.computing.body import Body, Request
from examsolver.families.computing.reading import asking_again
from examsolver.families.computing.requests import requests_of
from examsolver.maths.show import is_worded


def parts(body: Body, find: Find, run: Run) -> tuple[Part, ...]:
    """The parts of one find line. Raises ExamError where it asks for something unknown."""
    problems: list[Problem] = []
    requests = requests_of(find, asking_again(body), problems)
    if problems:
        raise ExamError(problems)
    return tuple(_part(request, find, run) for request in requests)


def _part(request: Request, find: Find, run: Run) -> Part:
    value = run.values.get(request.step)
    _refuse_exactly(request, value, find)
    return Part(
        id=request.id,
        steps=(request.step,),
        kind=_kind(request, value, find.form),
        span=request.span,
        form=find.form,
        names=request.names,
        unit=find.unit,
    )


def _refuse_exactly(request: Request, value: Value, find: Find) -> None:
    """A value that was rounded on the way (a sigmoid, a root) has no exact digits."""
    rounded = isinstance(value, float) or str(getattr(value, "dtype", "")) == "float64"
    if rounded and find.form is not None and find.form.style == "exactly":
        hint = f"find {request.id} to 4 decimals"
        raise ExamError([Problem(f"{request.id} has no exact decimal: it is rounded", request.span, hint)])


def _kind(request: Request, value: Value, form: Form | None) -> Kind:
    if request.kind == "equation":
        return "gate"
    if request.kind == "derivative":
        return "expression"
    return kind_of(value, form)


def kind_of(value: Value, form: Form | None) -> Kind:
    """The kind of answer that a value needs; a whole number is a number where digits are asked for."""
    shape = getattr(value, "shape", ())
    if shape:
        return "vector" if len(shape) == 1 else "matrix"
    if isinstance(value, Letters):
        return "choice"
    if isinstance(value, bool):
        return "yes-no"
    if isinstance(value, str):
        return "name"
    if is_worded(value) or value == ():
        return "pairs" if any(isinstance(part, tuple) for part in value) else "names"
    if isinstance(value, tuple):
        return "size"
    whole = isinstance(value, int) or (isinstance(value, Fraction) and value.denominator == 1)
    return "integer" if whole and (form is None or form.style == "exactly") else "number"
