"""AdaGrad, RMSProp and AdaDelta: every weight has its own learning rate, by the squares of its gradients."""

from __future__ import annotations

from fractions import Fraction

from examsolver.core.convention import Conventions
from examsolver.core.formula import Formula, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
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
    updates,
)

NOT_SQUARED = "gradient-not-squared"
NOT_SQUARED_SAYS = "The squares of the gradients are collected."
OLD_SUM = "old-squares-used"
OLD_SUM_SAYS = "The step is divided by the new collection of squares, the gradient of this step among them."


def fading(name: str, factor: str, turn: int, new: Formula, says: str, mistakes: tuple[Mistake, ...] = ()) -> Line:
    """``s[t] = ρ s[t−1] + (1 − ρ) new``, and what goes wrong in it."""
    rho, before = Sym(factor), at(name, turn - 1)
    return Line(
        f"{name}[{turn}]",
        rho * before + (1 - rho) * new,
        says,
        (
            *mistakes,
            Mistake("factors-exchanged", "The factor ρ stands before the old value, 1 − ρ before the new one.",
                    (1 - rho) * before + rho * new),
            Mistake("averaging-factor-forgotten", "The new value goes in with the factor 1 − ρ.", rho * before + new),
            Mistake("old-average-forgotten", "A share of the old value is kept.", (1 - rho) * new),
        ),
    )  # fmt: skip


def squares_faded(name: str, factor: str, turn: int, gradient: Formula) -> Line:
    """The moving average of the squared gradient."""
    rho, before = Sym(factor), at(name, turn - 1)
    wrong = Mistake(NOT_SQUARED, NOT_SQUARED_SAYS, rho * before + (1 - rho) * gradient)
    return fading(name, factor, turn, gradient**2, "moving average of the squared gradient", (wrong,))


def adagrad(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Sum of squares, step, weights."""
    found = updates(facts)
    lines = found.start(("s", "the sum of squares"))
    for turn in found.turns:
        gradient, before = decayed(found, turn)
        old, new = at("s", turn - 1), at("s", turn)
        wrong = (
            Mistake(NOT_SQUARED, NOT_SQUARED_SAYS, old + gradient),
            Mistake("old-average-forgotten", "The squares of all steps are added up.", gradient**2),
        )
        lines += [*before, Line(f"s[{turn}]", old + gradient**2, "the squares of all gradients add up", wrong)]
        lines += step_and_weights(found, conventions, turn, gradient, new, old)
    return with_mistakes(lines)


def step_and_weights(
    found: Updates, conventions: Conventions, turn: int, moment: Formula, squares: Formula, old: Formula
) -> list[Line]:
    """``step = rate · moment / (√squares + ε)``, and the weights moved by it."""
    facts, rate = found.facts, found.each("rate", turn)
    mistakes = (
        *root_mistakes(rate, moment, squares, facts),
        Mistake(OLD_SUM, OLD_SUM_SAYS, rate * moment / rooted(facts, conventions, old)),
        Mistake(
            "learning-rate-forgotten",
            "The step was not multiplied by the learning rate.",
            moment / rooted(facts, conventions, squares),
        ),
    )
    step = Line(
        f"step[{turn}]",
        rate * moment / rooted(facts, conventions, squares),
        "every entry is divided by its own root",
        mistakes,
    )
    return [step, *_moved(found, turn)]


def _moved(found: Updates, turn: int) -> list[Line]:
    return [subtracted(turn, at("step", turn), "the step is subtracted")] if found.moves else []


def rmsprop(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Moving average of squares (centred where it is asked), step (with momentum where it is given), weights."""
    found = updates(facts)
    centred = facts.has("centered") and facts.value("centered") == "yes"
    lines = found.start(("s", "the average of squares"), *((("mean", "the average gradient"),) if centred else ()))
    lines += found.start(("v", "the velocity")) if facts.has("mu") else []
    for turn in found.turns:
        gradient, before = decayed(found, turn)
        lines += [*before, squares_faded("s", "rho", turn, gradient)]
        squares, old = at("s", turn), at("s", turn - 1)
        if centred:
            lines += _centred(turn, gradient)
            squares = at("variance", turn)
        if facts.has("mu"):
            lines += _with_momentum(found, conventions, turn, gradient, squares)
        else:
            lines += step_and_weights(found, conventions, turn, gradient, squares, squares if centred else old)
    return with_mistakes(lines)


def _centred(turn: int, gradient: Formula) -> list[Line]:
    """The variance of the gradient in the place of its square."""
    mean = at("mean", turn)
    right = at("s", turn) - mean**2
    wrong = Mistake("mean-not-squared", "The square of the mean is subtracted.", at("s", turn) - mean)
    return [
        fading("mean", "rho", turn, gradient, "moving average of the gradient"),
        Line(f"variance[{turn}]", right, "centred: the square of the mean is subtracted", (wrong,)),
    ]


def _with_momentum(
    found: Updates, conventions: Conventions, turn: int, gradient: Formula, squares: Formula
) -> list[Line]:
    """v = μv + g/(√s + ε), w = w − rate · v."""
    before = at("v", turn - 1)
    scaled = gradient / rooted(found.facts, conventions, squares)
    wrong = Mistake("momentum-forgotten", "A share of the old velocity is kept.", scaled)
    velocity = Line(f"v[{turn}]", Sym("mu") * before + scaled, "momentum on the scaled gradient", (wrong,))
    rate = found.each("rate", turn)
    step = Line(f"step[{turn}]", rate * at("v", turn), "the learning rate times the velocity")
    return [velocity, step, *_moved(found, turn)]


def adadelta(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Averages of squared gradients and squared steps; ε stands under both roots."""
    found = updates(facts)
    lines = found.start(("s", "the average of squared gradients"), ("u", "the average of squared steps"))
    for turn in found.turns:
        gradient, before = decayed(found, turn)
        lines += [*before, squares_faded("s", "rho", turn, gradient), _unit_step(turn, gradient)]
        lines.append(fading("u", "rho", turn, at("delta", turn) ** 2, "moving average of the squared steps"))
        rate, delta = found.each("rate", turn), at("delta", turn)
        plain = facts.value("rate") == 1 if facts.shape("rate") == () else False
        lines.append(Line(f"step[{turn}]", delta if plain else rate * delta, "the step of this update"))
        lines += _moved(found, turn)
    return with_mistakes(lines)


def _unit_step(turn: int, gradient: Formula) -> Line:
    epsilon, before = Sym("epsilon"), at("u", turn - 1)
    over, under = apply("sqrt", before + epsilon), apply("sqrt", at("s", turn) + epsilon)
    return Line(
        f"delta[{turn}]",
        over / under * gradient,
        "root of the squared steps so far over root of the squared gradients, times the gradient",
        (
            Mistake("roots-exchanged", "The squared steps stand above, the squared gradients below.",
                    under / over * gradient),
            Mistake("root-forgotten", "The roots of the averages are taken.",
                    (before + epsilon) / (at("s", turn) + epsilon) * gradient),
            Mistake(OLD_SUM, OLD_SUM_SAYS, over / apply("sqrt", at("s", turn - 1) + epsilon) * gradient),
        ),
    )  # fmt: skip


SUM = Input(
    "s", "collected squares before the first update: s[0]; left out, zero", optional=True,
    also=("cache", "accumulator", "G", "v", "acc", "square_avg"),
)  # fmt: skip
RHO = Input("rho", "share of the old average that is kept", "number", Fraction(9, 10),
            also=("ρ", "beta", "β", "gamma", "decay_rate", "beta2"))  # fmt: skip
SQUARES = Result("s", "collected squares after every update", ("cache", "accumulator", "G", "v"))
STEP = Result("step", "what is subtracted in every update", ("update",))

ALGORITHMS = (
    Algorithm(
        name="adagrad",
        summary="AdaGrad: the step is divided by the root of the sum of all squared gradients",
        inputs=(WEIGHTS, GRADIENT, RATE, EPSILON, STEPS, SUM, OBJECTIVE, DECAY),
        results=(NEW_WEIGHTS, SQUARES, STEP, TAKEN),
        equations=adagrad,
        states=("w", "s"),
        conventions=(EPSILON_PLACE,),
        example="question adapt: compute adagrad\n  w[0] = 1\n  g = [3, 4]\n  rate = 0.5\n  epsilon = 0\n"
        "  find s[1..2], w[1..2]",
    ),
    Algorithm(
        name="rmsprop",
        summary="RMSProp: the step is divided by the root of a moving average of squared gradients",
        inputs=(
            WEIGHTS,
            GRADIENT,
            RATE,
            RHO,
            EPSILON,
            STEPS,
            Input("s", SUM.says, optional=True, also=("cache", "accumulator", "G", "square_avg", "E")),
            Input("mu", "momentum on the scaled gradient", "number", optional=True, also=("momentum", "μ")),
            Input("v", "velocity before the first update, with momentum", optional=True, also=("velocity",)),
            Input("mean", "average gradient before the first update, centred", optional=True),
            Input("centered", "yes: the square of the mean gradient is subtracted", "word", optional=True,
                  also=("centred",), words=("yes", "no")),
            OBJECTIVE,
            DECAY,
        ),
        results=(
            NEW_WEIGHTS,
            Result("s", SQUARES.says, ("cache", "accumulator", "G", "E")),
            STEP,
            TAKEN,
            Result("v", "velocity, with momentum"),
            Result("mean", "moving average of the gradient, centred"),
            Result("variance", "what stands under the root, centred"),
        ),
        equations=rmsprop,
        states=("w", "s", "v", "mean"),
        conventions=(EPSILON_PLACE,),
        example="question adapt: compute rmsprop\n  w[0] = 1\n  g = [0.5, 0.2]\n  rate = 0.01\n  rho = 0.9\n"
        "  find s[1..2], w[1..2] to 4 decimals",
        also=("rms-prop",),
    ),
    Algorithm(
        name="adadelta",
        summary="AdaDelta: the step has the size of the steps before, without a learning rate of its own",
        inputs=(
            WEIGHTS,
            GRADIENT,
            Input("rate", RATE.says, default=1, also=RATE.also),
            RHO,
            Input("epsilon", EPSILON.says, "number", Fraction(1, 10**6), also=EPSILON.also),
            STEPS,
            SUM,
            Input("u", "average of squared steps before the first update: u[0]; left out, zero", optional=True,
                  also=("acc_delta",)),
            OBJECTIVE,
            DECAY,
        ),
        results=(
            NEW_WEIGHTS,
            SQUARES,
            Result("u", "moving average of the squared steps"),
            Result("delta", "step before the learning rate", ("Δ",)),
            STEP,
            TAKEN,
        ),
        equations=adadelta,
        states=("w", "s", "u"),
        example="question adapt: compute adadelta\n  w[0] = 1\n  g = [0.5, 0.2]\n  rho = 0.9\n  epsilon = 0.01\n"
        "  find s[1..2], delta[1..2], u[1..2], w[1..2] to 4 decimals",
    ),
)  # fmt: skip
