"""Losses of masks: Dice (Milletari et al. 2016 with squares below) and intersection over union, one minus each."""

from __future__ import annotations

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes

DENOMINATOR = Convention(
    "dice denominator",
    (
        Variant("sums", "below the Dice coefficient stand the sums of both masks"),
        Variant("squares", "below the Dice coefficient stand the sums of the squares of both masks"),
    ),
)
P, T, SMOOTH = Sym("prediction"), Sym("target"), Sym("smooth")
OVERLAP, SIZES, UNION, COEFFICIENT = (Sym(name) for name in ("overlap", "sizes", "union", "coefficient"))


def _smoothed(facts: Facts, formula: Formula) -> Formula:
    return formula if facts.value("smooth") == 0 else formula + SMOOTH


def _masks(facts: Facts) -> None:
    one, other = facts.shape("prediction"), facts.shape("target")
    if one != other:
        said = f"prediction {describe(one)}, target {describe(other)}"
        raise LawError(f"the shapes do not fit: {said}", "both masks have the same shape")


def _complement(name: str) -> Line:
    forgotten = Mistake("one-minus-forgotten", "The loss is one minus the coefficient.", COEFFICIENT)
    doubled = Mistake("doubled", "The coefficient is taken from 1 once.", 1 - 2 * COEFFICIENT)
    return Line(name, 1 - COEFFICIENT, "one minus the coefficient", (forgotten, doubled))


def dice_equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Overlap, sizes, their ratio, and one minus it."""
    _masks(facts)
    squares = DENOMINATOR.chosen(conventions).name == "squares"
    sizes = apply("sum", P**2) + apply("sum", T**2) if squares else apply("sum", P) + apply("sum", T)
    ratio = _smoothed(facts, 2 * OVERLAP) / _smoothed(facts, SIZES)
    halved = Mistake(
        "factor-two-lost",
        "The overlap lies in both masks and counts twice.",
        _smoothed(facts, OVERLAP) / _smoothed(facts, SIZES),
    )
    united = Mistake(
        "union-in-place-of-sizes",
        "Below stand both sizes; the union belongs to intersection over union.",
        _smoothed(facts, 2 * OVERLAP) / _smoothed(facts, SIZES - OVERLAP),
    )
    return with_mistakes(
        (
            Line("overlap", apply("sum", P * T), "what both masks share"),
            Line("sizes", sizes, "both masks, squared entries" if squares else "both masks"),
            Line("coefficient", ratio, "twice the overlap over both sizes", (halved, united)),
            _complement("loss"),
        )
    )


def union_equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Overlap, union, their ratio, and one minus it."""
    _masks(facts)
    sizes = apply("sum", P) + apply("sum", T)
    doubled = Mistake("intersection-counted-twice", "The union counts what both share only once.", sizes)
    return with_mistakes(
        (
            Line("overlap", apply("sum", P * T), "what both masks share"),
            Line("union", sizes - OVERLAP, "both masks, what they share counted once", (doubled,)),
            Line("coefficient", _smoothed(facts, OVERLAP) / _smoothed(facts, UNION), "the overlap over the union"),
            _complement("loss"),
        )
    )


INPUTS = (
    Input("prediction", "predicted probabilities of each pixel", also=("p", "y_hat", "y_pred")),
    Input("target", "the mask: 0 or 1 for each pixel", also=("t", "y", "y_true", "mask")),
    Input("smooth", "what is added above and below; left out, 0", "number", default=0, also=("epsilon", "eps")),
)


def _algorithm(name: str, summary: str, coefficient: str, **more: object) -> Algorithm:
    results = (
        Result("loss", "one minus the coefficient", ("L",)),
        Result("coefficient", coefficient, ("dice", "iou")),
        Result("overlap", "what both masks share", ("intersection",)),
    )
    example = f"question q: compute {name}\n  prediction = [0.5, 1, 0]\n  target = [1, 1, 0]\n  find loss exactly"
    return Algorithm(name=name, summary=summary, inputs=INPUTS, results=results, example=example, **more)  # type: ignore[arg-type]


ALGORITHMS = (
    _algorithm(
        "dice-loss",
        "Dice loss of a predicted mask: 1 − 2 Σpt / (Σp + Σt)",
        "the Dice coefficient",
        equations=dice_equations,
        conventions=(DENOMINATOR,),
        also=("soft-dice", "soft-dice-loss"),
    ),
    _algorithm(
        "iou-loss",
        "intersection-over-union (Jaccard) loss of a predicted mask: 1 − Σpt / (Σp + Σt − Σpt)",
        "intersection over union",
        equations=union_equations,
        also=("jaccard-loss", "soft-iou"),
    ),
)
