"""Newton's step: against the gradient, scaled by the second derivative."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.rewriting import SIGN_SLIP
from examsolver.rules.updates import (
    GRADIENT,
    NEW_WEIGHTS,
    OBJECTIVE,
    STEPS,
    TAKEN,
    WEIGHTS,
    Updates,
    at,
    taken,
    updates,
)


def equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """step = H⁻¹ g (g/h for a number), w[t] = w[t−1] − rate · step. Raises LawError where shapes do not fit."""
    found = updates(facts)
    lines: list[Line] = []
    for turn in found.turns:
        lines += taken(found, turn)
        gradient, curvature = found.gradient(turn), _curvature(found, turn)
        if len(found.shape()) == 1:
            right: Formula = apply("inverse", curvature) @ gradient
            wrong: Formula = curvature @ gradient
        else:
            right, wrong = gradient / curvature, gradient * curvature
        slip = Mistake("curvature-not-inverted", "The gradient is divided by the second derivative.", wrong)
        flat = Mistake("curvature-forgotten", "Newton's step has the second derivative in it.", gradient)
        lines.append(Line(f"step[{turn}]", right, "the gradient over the curvature", (slip, flat)))
        if found.moves:
            lines.append(_moved(facts, turn))
    return with_mistakes(lines)


def _curvature(found: Updates, turn: int) -> Formula:
    facts, size = found.facts, found.shape()
    if facts.has(f"h[{turn}]"):
        return Sym("h", (Num(turn),))
    if not facts.has("h"):
        raise LawError("h is missing", "the second derivative: h = 2, or h = [[2, 0], [0, 4]]")
    shape = facts.shape("h")
    if shape in ((), size * 2):
        return Sym("h")
    if shape[1:] == size * 2:
        return Sym("h", (Num(turn),))
    said = f"gradient {describe(size)}, second derivative {describe(shape)}"
    raise LawError(f"the shapes do not fit: {said}", "a square matrix with a row for each weight")


def _moved(facts: Facts, turn: int) -> Line:
    before, step = at("w", turn - 1), at("step", turn)
    damped: Formula = Sym("rate") * step if facts.value("rate") != 1 else step
    wrong = Mistake("ascent-in-place-of-descent", "The step is subtracted.", before + damped, SIGN_SLIP)
    return Line(f"w[{turn}]", before - damped, "the step is subtracted", (wrong,))


ALGORITHMS = (
    Algorithm(
        name="newton-step",
        summary="Newton's method: w[t] = w[t−1] − H⁻¹ g",
        inputs=(
            WEIGHTS,
            GRADIENT,
            OBJECTIVE,
            STEPS,
            Input("h", "second derivative, or the matrix of second derivatives; h[t] for every update", optional=True,
                  also=("H", "hessian", "second_derivative", "curvature")),
            Input("rate", "damping", "number", 1, also=("lr", "damping", "eta", "alpha")),
        ),
        results=(NEW_WEIGHTS, Result("step", "what is subtracted"), TAKEN),
        equations=equations,
        states=("w",),
        example="question newton: compute newton-step\n  w[0] = [3, 2]\n  g = [6, 8]\n  h = [[2, 0], [0, 4]]\n"
        "  find step[1], w[1]",
        also=("newton", "newton-method", "newtons-method", "newton-raphson"),
    ),
)  # fmt: skip
