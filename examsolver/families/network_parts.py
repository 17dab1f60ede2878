"""What is asked of a network, as parts with the kind of answer that each takes."""

from __future__ import annotations

from examsolver.core.derivation import Run, Value
from examsolver.core.problem import ExamError, Problem
from examsolver.core.question import Find, Kind, Part
from examsolver.families.network_asking import Request
from examsolver.layers.derived import OF_THE_LAST


def unsupported(find: Find) -> Problem | None:
    """A find that means nothing for sizes and counts."""
    if find.equations or find.as_equation or find.where or find.at is not None:
        hint = "ask for output, parameters, macs or operations of layers"
        return Problem("a network has sizes and counts, no formulas to find", find.span, hint)
    return None


def parts_of(requested: list[Request], find: Find, run: Run) -> tuple[Part, ...]:
    """A part for every request; ExamError where a step is not there."""
    missing = [request for request in requested if request.step not in run.values]
    if missing:
        raise ExamError([Problem(f"{request.step} cannot be worked out here", request.span) for request in missing])
    return tuple(
        Part(
            request.id,
            (request.step,),
            _kind(request, run[request.step]),
            request.span,
            find.form,
            names=request.names,
            unit=request.unit,
        )
        for request in requested
    )


def _kind(request: Request, value: Value) -> Kind:
    if request.quantity == "output":
        return "size"
    if request.quantity in OF_THE_LAST and isinstance(value, (tuple, list)):
        # A place has coordinates, which may be negative or between two inputs; all else is a size.
        return "vector" if isinstance(value, list) or not all(isinstance(side, int) for side in value) else "size"
    if request.quantity == "receptive-field":  # of equal sides one may be written, or all
        return "size"
    if request.quantity in ("start", "jump"):
        return "integer" if isinstance(value, int) else "number"
    return "number" if request.unit or request.formula is not None else "integer"
