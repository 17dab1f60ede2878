"""The family ``compute``: formulas, gradients, cells and their equations.

Its modules are imported when they are needed: an exam without such a question never loads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from examsolver.core.convention import Convention, Conventions
from examsolver.core.derivation import Derivation, Run
from examsolver.core.formula import Formula
from examsolver.core.problem import Problem
from examsolver.core.question import Check, Family, Find, Header, Line, Part, Picture

if TYPE_CHECKING:
    from examsolver.families.computing.body import Body


def read(header: Header, lines: tuple[Line, ...], finds: tuple[Find, ...]) -> tuple[object | None, tuple[Problem, ...]]:
    """The body of a question, or None and what is wrong with its lines."""
    from examsolver.families.computing import choosing, reading

    if any(find.choose is not None for find in finds):
        return choosing.read(header, lines, finds)
    return reading.read(header, lines, finds)


def derive(body: object, conventions: Conventions) -> Derivation:
    """The derivation of what a body asks. Raises ExamError."""
    from examsolver.families.computing import deriving

    return deriving.derive(_own(body), conventions)


def parts(body: object, find: Find, run: Run) -> tuple[Part, ...]:
    """The parts of one find line. Raises ExamError."""
    from examsolver.families.computing import answers, choosing

    if find.choose is not None:
        return choosing.parts(_own(body), find, run)
    return answers.parts(_own(body), find, run)


def state(body: object) -> tuple[str | Formula, ...]:
    """What students are told."""
    from examsolver.families.computing import prompt

    return prompt.prompt(_own(body))


def verify(body: object, run: Run) -> tuple[Check, ...]:
    """The solution held to independent oracles."""
    from examsolver.families.computing import verification

    return verification.verify(_own(body), run)


def draw(body: object, run: Run) -> tuple[Picture, ...]:
    """The computation graph, and windows of convolutions."""
    from examsolver.families.computing import pictures

    return pictures.pictures(_own(body), run)


def conventions() -> tuple[Convention, ...]:
    """Every topic that a rule or a cell knows, once."""
    from examsolver.families.computing.jacobians import MATRIX_LAYOUT
    from examsolver.rules import ALGORITHM_CATALOGUE, CATALOGUE, PROCEDURE_CATALOGUE

    known = [convention for rule in CATALOGUE.entries for convention in rule.conventions]
    known += [convention for algorithm in ALGORITHM_CATALOGUE.entries for convention in algorithm.conventions]
    for procedure in PROCEDURE_CATALOGUE.entries:
        known += (*procedure.conventions, *procedure.fitting)
    known.append(MATRIX_LAYOUT)
    return tuple({convention.topic: convention for convention in reversed(known)}.values())


def header_rules() -> tuple[str, ...]:
    """The words that may stand behind the family in a header."""
    from examsolver.rules import ALGORITHM_CATALOGUE, PROCEDURE_CATALOGUE

    words = ALGORITHM_CATALOGUE.words
    return (*PROCEDURE_CATALOGUE.words, *words, *(word.replace("-", "_") for word in words if "-" in word))


def _own(body: object) -> Body:
    from examsolver.families.computing.body import Body

    if not isinstance(body, Body):
        raise TypeError(f"not a body of this family: {type(body).__name__}")
    return body


COMPUTE = Family(
    name="compute",
    summary="formulas, gradients, cells: what comes out, and how does it change",
    grammar="compute",
    read=read,
    derive=derive,
    parts=parts,
    prompt=state,
    verify=verify,
    conventions=conventions,
    pictures=draw,
    also=("cell", "trace", "measure"),
    header_rules=header_rules,
    chooses=True,
)

FAMILIES = (COMPUTE,)
