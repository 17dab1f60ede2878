"""Averaged weights: the mean of all weights so far (Polyak), or a moving average (EMA)."""

from __future__ import annotations

from fractions import Fraction

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.adaptive_rates import fading
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.updates import at, filled


def _count(facts: Facts) -> tuple[int, bool]:
    """How many weights there are, and whether they are stated as steps. Raises LawError where there are none."""
    if facts.has("w[1]"):
        return next(turn for turn in range(1, 10_001) if not facts.has(f"w[{turn + 1}]")), True
    if not facts.has("w") or not facts.shape("w"):
        raise LawError("w is missing", "the weights after every update: w = [1, 0.8, 0.7], or w[1] = …, w[2] = …")
    return facts.shape("w")[0], False


def polyak(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """average[t] = average[t−1] + (w[t] − average[t−1])/t."""
    count, _ = _count(facts)
    lines: list[Line] = [Line("average[1]", _weights(1), "the average of one is itself")]
    for turn in range(2, count + 1):
        before = at("average", turn - 1)
        right = before + (_weights(turn) - before) / turn
        halves = Mistake("averaged-with-the-last-average", "All weights count alike.", (before + _weights(turn)) / 2)
        lines.append(Line(f"average[{turn}]", right, "the mean of all weights so far", (halves,)))
    return with_mistakes(lines)


def _weights(turn: int) -> Formula:
    return Sym("w", (Num(turn),))


def moving(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """average[t] = decay · average[t−1] + (1 − decay) · w[t], corrected for a start at zero where that is asked."""
    count, stepped = _count(facts)
    shape = facts.shape("w[1]") if stepped else facts.shape("w")[1:]
    lines: list[Line] = []
    if not facts.has("average[0]"):
        lines.append(Line("average[0]", filled(0, shape), "the average starts at zero"))
    for turn in range(1, count + 1):
        lines.append(fading("average", "decay", turn, _weights(turn), "the old average fades, the new value comes in"))
        lines.append(_corrected(turn))
    return with_mistakes(lines)


def _corrected(turn: int) -> Line:
    right = at("average", turn) / (1 - Sym("decay") ** Num(turn))
    wrong = Mistake(
        "power-of-correction-forgotten", "The correction is 1 − βᵗ.", at("average", turn) / (1 - Sym("decay"))
    )
    return Line(f"corrected[{turn}]", right, "corrected for the start at zero", (wrong,))


VALUES = Input("w", "weights (or other values) after every update: a row each, or w[1], w[2] …", optional=True,
               also=("weights", "theta", "values", "x", "params", "g", "theta"))  # fmt: skip

ALGORITHMS = (
    Algorithm(
        name="polyak-average",
        summary="Polyak averaging: the mean of all weights so far",
        inputs=(VALUES,),
        results=(Result("average", "mean of the weights up to every update"),),
        equations=polyak,
        example="question mean: compute polyak-average\n  w = [1, 0.5, 0.3]\n  find average[1..3]",
        also=("averaged-weights", "stochastic-weight-averaging", "swa", "polyak-ruppert", "average-weights"),
    ),
    Algorithm(
        name="moving-average",
        summary="exponential moving average: decay · average + (1 − decay) · value",
        inputs=(
            VALUES,
            Input(
                "decay",
                "share of the old average that is kept",
                "number",
                Fraction(9, 10),
                also=("beta", "β", "rho", "alpha", "momentum"),
            ),
            Input("average", "average before the first value: average[0]; left out, zero", optional=True),
        ),
        results=(
            Result("average", "average after every value", ("v", "ema")),
            Result("corrected", "average corrected for a start at zero", ("v_hat", "bias-corrected")),
        ),
        equations=moving,
        states=("average",),
        example="question smooth: compute moving-average\n  w = [10, 20, 15]\n  decay = 0.9\n"
        "  find average[1..3], corrected[3] to 4 decimals",
        also=("ema", "exponential-moving-average", "exponentially-weighted-average", "weight-ema"),
    ),
)
