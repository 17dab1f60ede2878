"""Momentum and Nesterov's momentum, in the forms that books and frameworks have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.formula import Apply, Formula, Sym
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.tree import substitute
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.rewriting import SIGN_SLIP
from examsolver.rules.updates import (
    DECAY,
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
    descent,
    updates,
)

MOMENTUM = Convention(
    "momentum",
    (
        Variant("rate outside", "v = μv + g, then w = w − ηv"),
        Variant("step added", "v = μv − ηg, then w = w + v"),
        Variant("step subtracted", "v = μv + ηg, then w = w − v"),
        Variant("average", "v = μv + (1 − μ)g, then w = w − ηv"),
    ),
)

NESTEROV = Convention(
    "nesterov",
    (
        Variant("look-ahead", "g is the gradient at the point to which momentum alone would lead"),
        Variant("reformulated", "g is the gradient at the weights, and the step looks ahead"),
    ),
)

FACTOR = Input("mu", "momentum: the share of the old velocity that is kept", also=("momentum", "μ", "beta", "β", "rho"))
VELOCITY = Input("v", "velocity before the first update: v[0]; left out, zero", optional=True, also=("velocity",))
MU, ETA = Sym("mu"), Sym("rate")

Moving = Callable[[Formula, Formula, Formula], Apply]
"""From the learning rate, the gradient and the old velocity to the new velocity."""


def _plain(rate: Formula, g: Formula, v: Formula) -> Apply:
    return MU * v + g


def _added(rate: Formula, g: Formula, v: Formula) -> Apply:
    return MU * v - rate * g


def _subtracted(rate: Formula, g: Formula, v: Formula) -> Apply:
    return MU * v + rate * g


def _averaged(rate: Formula, g: Formula, v: Formula) -> Apply:
    return MU * v + (1 - MU) * g


VELOCITIES: Mapping[str, Moving] = {
    "rate outside": _plain,
    "step added": _added,
    "step subtracted": _subtracted,
    "average": _averaged,
}


def _other(sum_of_two: Apply) -> str:
    return "-" if sum_of_two.op == "+" else "+"


def velocity(form: str, turn: int, rate: Formula, g: Formula) -> Line:
    """The new velocity, with what goes wrong in it."""
    before, moving = at("v", turn - 1), VELOCITIES[form]
    right = moving(rate, g, before)
    mistakes = [
        Mistake("momentum-forgotten", "A share of the old velocity is kept.", right.args[1]),
        Mistake("gradient-forgotten-in-velocity", "The new gradient goes into the velocity.", MU * before),
        Mistake(
            "momentum-factor-forgotten",
            "Only the share μ of the old velocity is kept.",
            replace(right, args=(before, right.args[1])),
        ),
        Mistake(
            "sign-of-gradient-in-velocity",
            "The gradient has the other sign in the velocity of this form.",
            replace(right, op=_other(right)),
            SIGN_SLIP,
        ),
    ]
    if form != "rate outside":
        factor = "learning-rate-forgotten" if form != "average" else "averaging-factor-forgotten"
        said = "The gradient goes into the velocity with its factor."
        mistakes.append(Mistake(factor, said, replace(right, args=(MU * before, g))))
    return Line(f"v[{turn}]", right, "the old velocity fades, the gradient comes in", tuple(mistakes))


def moved(form: str, turn: int, rate: Formula, direction: Formula, says: str) -> Line:
    """The weights moved by a direction in the scale of the velocity."""
    before = at("w", turn - 1)
    if form in ("rate outside", "average"):
        return descent(turn, rate, direction, says)
    plus, minus = before + direction, before - direction
    right, wrong = (plus, minus) if form == "step added" else (minus, plus)
    said = "The velocity of this form holds its sign already."
    return Line(
        f"w[{turn}]",
        right,
        says,
        (
            Mistake("sign-of-velocity", said, wrong, SIGN_SLIP),
            Mistake(
                "learning-rate-twice",
                "The learning rate is in the velocity already.",
                replace(right, args=(before, rate * direction)),
            ),
        ),
    )


def _with_old_velocity(line: Line, turn: int) -> Line:
    """The line with the slip of stepping by the old velocity."""
    old = substitute(line.formula, {at("v", turn): at("v", turn - 1)})
    said = "The step is taken with the new velocity, not with the old one."
    return Line(line.name, line.formula, line.says, (*line.mistakes, Mistake("old-velocity-used", said, old)))


def momentum(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Velocity, then weights, of every update."""
    found, form = updates(facts), MOMENTUM.chosen(conventions).name
    lines = found.start(("v", "the velocity"))
    for turn in found.turns:
        gradient, before = decayed(found, turn)
        rate = found.each("rate", turn)
        lines += [*before, velocity(form, turn, rate, gradient)]
        if found.moves:
            lines.append(_with_old_velocity(moved(form, turn, rate, at("v", turn), "a step along the velocity"), turn))
    return with_mistakes(lines)


def nesterov(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Look-ahead point, velocity and weights of every update."""
    found, form = updates(facts), MOMENTUM.chosen(conventions).name
    ahead = NESTEROV.chosen(conventions).name == "look-ahead"
    lines = found.start(("v", "the velocity"))
    for turn in found.turns:
        lines += _looking_ahead(found, form, turn) if ahead else _reformulated(found, form, turn)
    return with_mistakes(lines)


def _looking_ahead(found: Updates, form: str, turn: int) -> list[Line]:
    gradient, before = decayed(found, turn)
    rate = found.each("rate", turn)
    lines = [*before, velocity(form, turn, rate, gradient)]
    if not found.moves:
        return lines
    return [ahead(form, turn, rate), *lines, moved(form, turn, rate, at("v", turn), "a step along the velocity")]


def ahead(form: str, turn: int, rate: Formula) -> Line:
    """The point to which momentum alone would lead."""
    weights, kept = at("w", turn - 1), MU * at("v", turn - 1)
    if form in ("rate outside", "average"):
        kept = rate * kept
    right = weights + kept if form == "step added" else weights - kept
    return Line(
        f"ahead[{turn}]",
        right,
        "look-ahead: the point to which the velocity alone would lead",
        (
            Mistake(
                "gradient-at-the-old-weights",
                "Nesterov takes the gradient at the look-ahead point, not at the weights.",
                weights,
            ),
            Mistake(
                "look-ahead-the-wrong-way",
                "The look-ahead goes where the velocity leads.",
                replace(right, op=_other(right)),
                SIGN_SLIP,
            ),
        ),
    )


def _reformulated(found: Updates, form: str, turn: int) -> list[Line]:
    """g is taken at the weights; the step is that of the velocity after next."""
    gradient, before = decayed(found, turn)
    rate = found.each("rate", turn)
    lines = [*before, velocity(form, turn, rate, gradient)]
    if not found.moves:
        return lines
    direction = VELOCITIES[form](rate, gradient, at("v", turn))
    line = moved(form, turn, rate, direction, "a step along the velocity as it would be after one more update")
    plain = moved(form, turn, rate, at("v", turn), "").formula
    said = "The step of Nesterov looks ahead: it has the gradient and μ times the new velocity."
    mistakes = (*line.mistakes, Mistake("look-ahead-forgotten", said, plain))
    return [*lines, Line(line.name, line.formula, line.says, mistakes)]


V = Result("v", "velocity after every update", ("velocity",))
AHEAD = Result("ahead", "look-ahead point at which g[t] is taken: g[t] = 2*ahead[t]", ("look-ahead", "lookahead"))

ALGORITHMS = (
    Algorithm(
        name="momentum",
        summary="gradient descent with momentum: v = μv + g, w = w − ηv (and three other forms)",
        inputs=(WEIGHTS, GRADIENT, RATE, FACTOR, STEPS, VELOCITY, OBJECTIVE, DECAY),
        results=(NEW_WEIGHTS, V, TAKEN),
        equations=momentum,
        states=("w", "v"),
        conventions=(MOMENTUM,),
        example="question push: compute momentum\n  w[0] = 1\n  g = [0.5, 0.2]\n  rate = 0.1\n  mu = 0.9\n"
        "  find v[1..2], w[1..2]",
        also=("sgd-momentum", "heavy-ball", "polyak-momentum"),
    ),
    Algorithm(
        name="nesterov",
        summary="Nesterov's accelerated gradient: the gradient is taken where momentum leads",
        inputs=(WEIGHTS, GRADIENT, RATE, FACTOR, STEPS, VELOCITY, DECAY),
        results=(NEW_WEIGHTS, V, AHEAD),
        equations=nesterov,
        states=("w", "v"),
        conventions=(NESTEROV, MOMENTUM),
        example="question look: compute nesterov\n  w[0] = 1\n  v[0] = 0.1\n  rate = 0.01\n  mu = 0.9\n"
        "  g[1] = ahead[1]\n  convention momentum step subtracted\n  find ahead[1], v[1], w[1]",
        also=("nag", "nesterov-momentum", "nesterov-accelerated-gradient"),
    ),
)
