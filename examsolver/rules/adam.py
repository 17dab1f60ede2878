"""Adam and AdamW: moving averages of the gradient and of its square, corrected for their start at zero."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.adaptive_rates import STEP, fading, squares_faded
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.rewriting import SIGN_SLIP
from examsolver.rules.updates import (
    DECAY,
    EPSILON,
    EPSILON_PLACE,
    GRADIENT,
    NEW_WEIGHTS,
    OBJECTIVE,
    RATE,
    STEPS,
    TAKEN,
    WEIGHTS,
    Updates,
    at,
    decayed,
    root_mistakes,
    rooted,
    subtracted,
    taken,
    updates,
)

CORRECTION = Convention(
    "bias correction",
    (
        Variant("moments", "m and v are divided by 1 − βᵗ before they are used"),
        Variant("rate", "the learning rate is multiplied by √(1 − β₂ᵗ)/(1 − β₁ᵗ), so that ε stands beside √v"),
        Variant("none", "m and v are used as they are", accepted=False),
    ),
)

DECOUPLED = Convention(
    "decoupled decay",
    (
        Variant("times rate", "the weights shrink by the learning rate times λ"),
        Variant("plain", "the weights shrink by λ"),
    ),
)

BETA1 = Input("beta1", "share of the old first moment that is kept", "number", Fraction(9, 10),
              also=("β1", "b1", "beta_1", "rho1"))  # fmt: skip
BETA2 = Input("beta2", "share of the old second moment that is kept", "number", Fraction(999, 1000),
              also=("β2", "b2", "beta_2", "rho2"))  # fmt: skip
FIRST = Input("t", "number of the first update, where it is not 1", "number", 1, also=("t0", "timestep"))
M = Input("m", "first moment before the first update: m[0]; left out, zero", optional=True)
V = Input("v", "second moment before the first update: v[0]; left out, zero", optional=True)

NO_CORRECTION_SAYS = "The moments start at zero, and are corrected for that."


def first_moment(turn: int, gradient: Formula) -> Line:
    """The moving average of the gradient."""
    old = at("m", turn - 1)
    wrong = Mistake(
        "sign-of-gradient-in-moment",
        "The gradient goes into the average with its own sign.",
        Sym("beta1") * old - (1 - Sym("beta1")) * gradient,
        SIGN_SLIP,
    )
    return fading("m", "beta1", turn, gradient, "first moment: moving average of the gradient", (wrong,))


def second_moment(turn: int, gradient: Formula) -> Line:
    """The moving average of the squared gradient."""
    line = squares_faded("v", "beta2", turn, gradient)
    return Line(line.name, line.formula, "second moment: moving average of the squared gradient", line.mistakes)


def corrected(name: str, moment: str, factor: str, turn: int, count: int) -> Line:
    """A moment divided by ``1 − βᵗ``."""
    beta, value = Sym(factor), at(moment, turn)
    return Line(
        f"{name}[{turn}]",
        value / (1 - beta ** Num(count)),
        "corrected for the start at zero",
        (
            Mistake(
                "correction-with-the-step-before",
                "The correction has the power of this step; steps are counted from 1.",
                value / (1 - beta ** Num(count - 1)),
            ),
            Mistake(
                "correction-with-the-step-after",
                "The correction has the power of this step; steps are counted from 1.",
                value / (1 - beta ** Num(count + 1)),
            ),
            Mistake("power-of-correction-forgotten", "The correction is 1 − βᵗ.", value / (1 - beta)),
            Mistake("correction-multiplied", "The moment is divided by 1 − βᵗ.", value * (1 - beta ** Num(count))),
        ),
    )


def moments(found: Updates, turn: int, gradient: Formula) -> list[Line]:
    """First and second moment."""
    return [first_moment(turn, gradient), second_moment(turn, gradient)]


def corrections(found: Updates, conventions: Conventions, turn: int) -> tuple[list[Line], Formula, Formula]:
    """Lines of the correction, then what the step uses as its first and second moment."""
    count = turn + int(found.facts.value("t")) - 1
    m, v = at("m", turn), at("v", turn)
    if CORRECTION.chosen(conventions).name != "moments":
        return [], m, v
    first, second = corrected("m_hat", "m", "beta1", turn, count), corrected("v_hat", "v", "beta2", turn, count)
    return [first, second], at("m_hat", turn), at("v_hat", turn)


def stepped(found: Updates, conventions: Conventions, turn: int, moment: Formula, squares: Formula) -> list[Line]:
    """``step = rate · m̂ / (√v̂ + ε)``."""
    rate, lines = found.each("rate", turn), []
    if CORRECTION.chosen(conventions).name == "rate":
        lines.append(_corrected_rate(found, turn, rate))
        rate = at("corrected_rate", turn)
    right = rate * moment / rooted(found.facts, conventions, squares)
    mistakes = (
        *root_mistakes(rate, moment, squares, found.facts),
        *_uncorrected(found, conventions, turn, moment, squares),
        Mistake(
            "learning-rate-forgotten",
            "The step was not multiplied by the learning rate.",
            moment / rooted(found.facts, conventions, squares),
        ),
    )
    return [*lines, Line(f"step[{turn}]", right, "the first moment over the root of the second", mistakes)]


def _uncorrected(
    found: Updates, conventions: Conventions, turn: int, moment: Formula, squares: Formula
) -> Iterator[Mistake]:
    """One or both moments as they are, or the gradient in the place of the first."""
    rate, m = found.each("rate", turn), at("m", turn)
    over, under = rooted(found.facts, conventions, squares), rooted(found.facts, conventions, at("v", turn))
    both = "Both moments are corrected."
    yield Mistake("bias-correction-forgotten", NO_CORRECTION_SAYS, rate * m / under)
    yield Mistake("one-moment-not-corrected", both, rate * moment / under)
    yield Mistake("one-moment-not-corrected", both, rate * m / over)
    said = "The step is taken with the first moment, not with the gradient."
    yield Mistake("gradient-in-place-of-moment", said, rate * found.gradient(turn) / over)


def _corrected_rate(found: Updates, turn: int, rate: Formula) -> Line:
    power = Num(turn + int(found.facts.value("t")) - 1)
    formula = rate * apply("sqrt", 1 - Sym("beta2") ** power) / (1 - Sym("beta1") ** power)
    return Line(f"corrected_rate[{turn}]", formula, "the learning rate, corrected for moments that start at zero")


def adam(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Moments, corrections, step and weights of every update."""
    found = updates(facts)
    lines = found.start(("m", "the first moment"), ("v", "the second moment"))
    for turn in found.turns:
        gradient, before = decayed(found, turn)
        more, first, second = corrections(found, conventions, turn)
        lines += [*before, *moments(found, turn, gradient), *more, *stepped(found, conventions, turn, first, second)]
        lines += [subtracted(turn, at("step", turn), "the step is subtracted")] if found.moves else []
    return with_mistakes(lines)


def adamw(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Adam on the gradient alone; the weights shrink beside it."""
    found = updates(facts)
    lines = found.start(("m", "the first moment"), ("v", "the second moment"))
    for turn in found.turns:
        more, first, second = corrections(found, conventions, turn)
        lines += [*taken(found, turn), *moments(found, turn, found.gradient(turn)), *more]
        lines += [*stepped(found, conventions, turn, first, second), *shrunk(found, conventions, turn)]
    return with_mistakes(lines)


def shrunk(found: Updates, conventions: Conventions, turn: int) -> list[Line]:
    """The weights before the step shrunk by the decay, then the step."""
    weights, decay, step = at("w", turn - 1), Sym("decay"), at("step", turn)
    rate = found.each("rate", turn)
    share = rate * decay if DECOUPLED.chosen(conventions).name == "times rate" else decay
    shrink = Line(
        f"decayed[{turn}]",
        (1 - share) * weights,
        "decoupled weight decay: the weights shrink, whatever the gradient",
        (
            Mistake("weight-decay-forgotten", "AdamW shrinks the weights beside the step.", weights),
            Mistake("weight-decay-added", "The weights shrink.", (1 + share) * weights, SIGN_SLIP),
        ),
    )
    return [shrink, Line(f"w[{turn}]", at("decayed", turn) - step, "the step is subtracted", _ascent(turn, step))]


def _ascent(turn: int, step: Formula) -> tuple[Mistake, ...]:
    says = "The step goes against the gradient: it is subtracted."
    return (Mistake("ascent-in-place-of-descent", says, at("decayed", turn) + step, SIGN_SLIP),)


MOMENTS = (
    Result("m", "first moment after every update"),
    Result("v", "second moment after every update"),
    Result("m_hat", "first moment corrected", ("m-hat", "mhat", "m̂")),
    Result("v_hat", "second moment corrected", ("v-hat", "vhat", "v̂")),
    STEP,
    TAKEN,
)
INPUTS = (WEIGHTS, GRADIENT, RATE, BETA1, BETA2, EPSILON, STEPS, FIRST, M, V, OBJECTIVE)

ALGORITHMS = (
    Algorithm(
        name="adam",
        summary="Adam: a step of the mean gradient over the root of the mean squared gradient",
        inputs=(*INPUTS, DECAY),
        results=(NEW_WEIGHTS, *MOMENTS, Result("corrected_rate", "learning rate with the correction in it")),
        equations=adam,
        states=("w", "m", "v"),
        conventions=(CORRECTION, EPSILON_PLACE),
        example="question first: compute adam\n  w[0] = 1\n  g = 0.1\n  rate = 0.001\n  beta1 = 0.9\n  beta2 = 0.999\n"
        "  epsilon = 0\n  find m[1], v[1], m_hat[1], v_hat[1], w[1]",
    ),
    Algorithm(
        name="adamw",
        summary="AdamW: Adam with weight decay apart from the gradient",
        inputs=(*INPUTS, Input("decay", "weight decay λ", "number", also=DECAY.also)),
        results=(NEW_WEIGHTS, *MOMENTS, Result("decayed", "weights shrunk, before the step")),
        equations=adamw,
        states=("w", "m", "v"),
        conventions=(CORRECTION, EPSILON_PLACE, DECOUPLED),
        example="question first: compute adamw\n  w[0] = 2\n  g = 0.1\n  rate = 0.01\n  decay = 0.1\n  epsilon = 0\n"
        "  find decayed[1], w[1]",
        also=("adam-w",),
    ),
)
