"""Gradient clipping: every entry, the norm of one gradient, or the norm of all together."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.naming import total

LIMIT = Sym("limit")
G = Sym("g")
SMALLER = "The gradient is made smaller, never larger."


def _limit(facts: Facts) -> None:
    if facts.value("limit") <= 0:
        raise LawError(f"a limit of {facts.value('limit')}", "a number above zero: limit = 1")


def by_value(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Every entry between −limit and limit."""
    _limit(facts)
    right = apply("max", -LIMIT, apply("min", LIMIT, G))
    wrong = (
        Mistake("only-clipped-above", "Negative entries are clipped at −limit.", apply("min", LIMIT, G)),
        Mistake("clipped-by-norm", "Every entry is clipped by itself here, not the norm.",
                G * (LIMIT / apply("max", LIMIT, apply("norm", G)))),
    )  # fmt: skip
    return with_mistakes([Line("clipped", right, "every entry is kept between −limit and limit", wrong)])


def by_norm(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Norm, factor, clipped gradient."""
    _limit(facts)
    lines = [
        Line("norm", apply("norm", G), "the length of the gradient", (
            Mistake("largest-entry-taken-for-norm", "The norm is the root of the sum of squares.",
                    apply("max", apply("abs", G))),
            Mistake("root-forgotten", "The norm is the root of the sum of squares.", apply("sum", G**2)),
            Mistake("sum-taken-for-norm", "The norm is the root of the sum of squares.", apply("sum", apply("abs", G))),
        )),
        *_scaling(),
        Line("clipped", Sym("factor") * G, "the direction stays, the length is at most the limit", (
            Mistake("clipped-by-value", "The whole gradient is scaled, not every entry by itself.",
                    apply("max", -LIMIT, apply("min", LIMIT, G))),
            Mistake("clipping-forgotten", "The norm is above the limit: the gradient is scaled.", G),
        )),
    ]  # fmt: skip
    return with_mistakes(lines)


def _scaling() -> list[Line]:
    """The factor that all entries are multiplied by: at most 1."""
    norm = Sym("norm")
    return [
        Line(
            "factor",
            apply("min", Num(1), LIMIT / norm),
            "limit over norm where the norm is above the limit, else 1",
            (
                Mistake("scaled-up", SMALLER, LIMIT / norm),
                Mistake("factor-turned-over", "The factor is the limit over the norm.", norm / LIMIT),
                Mistake(
                    "divided-by-norm-only", "The clipped gradient has the norm limit.", apply("min", Num(1), 1 / norm)
                ),
            ),
        )
    ]


def by_global_norm(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The norm of every gradient, of all together, the factor, the clipped gradients. Raises LawError."""
    _limit(facts)
    gradients = _gradients(facts)
    turns = range(1, len(gradients) + 1)
    squares = [Sym("squares", (Num(turn),)) for turn in turns]
    lines = [
        Line(f"squares[{turn}]", apply("sum", gradient**2), "the squares of this gradient, added")
        for turn, gradient in zip(turns, gradients, strict=True)
    ]
    norms = [apply("sqrt", square) for square in squares]
    added = Mistake("norms-added", "The global norm is the root of the sum of squared norms.", total(norms))
    lines.append(Line("norm", apply("sqrt", total(squares)), "the length of all gradients together", (added,)))
    lines += _scaling()
    for turn, gradient in zip(turns, gradients, strict=True):
        own = gradient * apply("min", Num(1), LIMIT / norms[turn - 1])
        wrong = Mistake("clipped-one-by-one", "All gradients are scaled by the same factor.", own)
        lines.append(Line(f"clipped[{turn}]", Sym("factor") * gradient, "all scaled by the same factor", (wrong,)))
    return with_mistakes(lines)


def _gradients(facts: Facts) -> list[Formula]:
    """The gradients g[1], g[2] …, stated or the rows of g. Raises LawError where there are none."""
    if facts.has("g[1]"):
        count = next(turn for turn in range(1, 1001) if not facts.has(f"g[{turn + 1}]"))
    elif facts.has("g") and len(facts.shape("g")) > 1:
        count = facts.shape("g")[0]
    elif facts.has("g"):
        return [G]
    else:
        raise LawError("g is missing", "g[1] = [1, 2] and g[2] = [[3, 4], [5, 6]], one for each tensor")
    return [Sym("g", (Num(turn),)) for turn in range(1, count + 1)]


GRADIENT = Input("g", "gradient", also=("gradient", "grad", "x", "gradients", "grads"))
SEVERAL = Input("g", "gradients of all tensors: g[1] = …, g[2] = …", optional=True, also=GRADIENT.also)
BOUND = Input("limit", "what is allowed", "number",
              also=("threshold", "clip", "max_norm", "clip_norm", "clipnorm", "clip_value", "clipvalue"))  # fmt: skip
CLIPPED = Result("clipped", "the clipped gradient", ("clipped-gradient",))
NORM = Result("norm", "the norm before clipping", ("global-norm",))
FACTOR = Result("factor", "what the gradient is multiplied by", ("scale",))

ALGORITHMS = (
    Algorithm(
        name="clip-by-value",
        summary="clipping by value: every entry between −limit and limit",
        inputs=(GRADIENT, BOUND),
        results=(CLIPPED,),
        equations=by_value,
        example="question clip: compute clip-by-value\n  g = [3, -4, 0.5]\n  limit = 1\n  find clipped",
        also=("value-clipping", "clipvalue"),
    ),
    Algorithm(
        name="clip-by-norm",
        summary="clipping by norm: a gradient longer than the limit is scaled down to it",
        inputs=(GRADIENT, BOUND),
        results=(CLIPPED, NORM, FACTOR),
        equations=by_norm,
        example="question clip: compute clip-by-norm\n  g = [3, -4]\n  limit = 1\n  find norm, factor, clipped",
        also=("norm-clipping", "clipnorm", "gradient-clipping"),
    ),
    Algorithm(
        name="clip-by-global-norm",
        summary="clipping by the global norm: all gradients are scaled by one factor",
        inputs=(SEVERAL, BOUND),
        results=(CLIPPED, NORM, FACTOR, Result("squares", "sum of the squares of every gradient")),
        equations=by_global_norm,
        example="question clip: compute clip-by-global-norm\n  g[1] = [2, 4]\n  g[2] = [[4]]\n  limit = 3\n"
        "  find norm, factor, clipped[1..2]",
        also=("global-norm-clipping", "global-clipnorm", "clip-grad-norm"),
    ),
)
