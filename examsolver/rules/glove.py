"""GloVe: the weight of a count, and the weighted squared error of one pair of words."""

from __future__ import annotations

from fractions import Fraction

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.texts import number_of

CAPPED = "Counts from x_max on weigh 1, not more."
LOGARITHM = "The prediction is held against the logarithm of the count."


def glove(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Weight, prediction, error, loss and gradients of one pair."""
    if facts.shape("w") != facts.shape("c"):
        said = f"{describe(facts.shape('w'))} and {describe(facts.shape('c'))}"
        raise LawError(f"the shapes do not fit: {said}", "both vectors are equally long")
    if number_of(facts, "X") <= 0:
        raise LawError("the logarithm of a count of 0", "pairs that are never met are left out of the loss")
    x, weight, error = Sym("X"), Sym("weight"), Sym("error")
    power = (x / Sym("x_max")) ** Sym("alpha")
    prediction = Sym("w") @ Sym("c") + Sym("b_w") + Sym("b_c")
    lines = [
        _weight(number_of(facts, "X") >= number_of(facts, "x_max"), power),
        Line("prediction", prediction, "the product of both vectors, and both biases",
             (Mistake("bias-forgotten", "Both words have a bias.", Sym("w") @ Sym("c")),)),
        Line("error", Sym("prediction") - apply("log", x), "prediction minus logarithm of the count",
             (Mistake("logarithm-forgotten", LOGARITHM, Sym("prediction") - x),)),
        Line("loss", weight * error ** 2, "the square of the error, weighted",
             (Mistake("weighting-forgotten", "The square of the error is weighted.", error ** 2),
              Mistake("square-forgotten", "The error is squared.", weight * error))),
    ]  # fmt: skip
    for name, other in (("dw", Sym("c")), ("dc", Sym("w"))):
        half: Formula = weight * error * other
        two = Mistake("factor-two-lost", "The derivative of a square has a factor 2.", half)
        lines.append(Line(name, 2 * weight * error * other, "the derivative of the square, times the other", (two,)))
    return with_mistakes(lines)


def _weight(capped: bool, power: Formula) -> Line:
    if capped:
        says = "from x_max on a count weighs 1"
        return Line("weight", apply("min", power, Num(1)), says, (Mistake("weight-not-capped", CAPPED, 1 * power),))
    mistakes = (
        Mistake("power-forgotten", "The quotient is taken to the power alpha.", Sym("X") / Sym("x_max")),
        Mistake("weight-of-one", "Rare pairs weigh less.", 0 * power + 1),
    )
    return Line("weight", power, "below x_max a power of the quotient", mistakes)


ALGORITHMS = (
    Algorithm(
        name="glove",
        summary="GloVe: weight, error, loss and gradients of one pair of words",
        inputs=(
            Input("w", "vector of the word", "array", also=("w_i", "v")),
            Input("c", "vector of the context word", "array", also=("w_j", "u")),
            Input("X", "how often both stand together", "number", also=("count", "x", "X_ij", "x_ij")),
            Input("b_w", "bias of the word", "number", 0, also=("b_i",)),
            Input("b_c", "bias of the context word", "number", 0, also=("b_j",)),
            Input("x_max", "the count from which on the weight is 1", "number", 100),
            Input("alpha", "the power of the weight", "number", Fraction(3, 4)),
        ),
        results=(
            Result("loss", "the weighted square of the error", ("J", "L")),
            Result("weight", "the weight of the count", ("f",)),
            Result("prediction", "the product of both vectors, and both biases"),
            Result("error", "prediction minus ln X", ("e",)),
            Result("dw", "gradient by the word's vector"),
            Result("dc", "gradient by the context word's vector"),
        ),
        equations=glove,
        example="question g: compute glove\n  w = [1, 0.5]\n  c = [2, 1]\n  X = 10\n  b_w = 0.1\n  b_c = -0.2\n"
        "  find prediction exactly\n  find weight, loss, dw to 4 decimals",
    ),
)
