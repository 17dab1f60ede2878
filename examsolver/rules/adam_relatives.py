"""AMSGrad, AdaMax and Nadam."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.adam import (
    BETA1,
    BETA2,
    CORRECTION,
    FIRST,
    INPUTS,
    MOMENTS,
    M,
    corrected,
    first_moment,
    moments,
    second_moment,
    stepped,
)
from examsolver.rules.adaptive_rates import STEP
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.updates import (
    DECAY,
    EPSILON,
    EPSILON_PLACE,
    GRADIENT,
    NEW_WEIGHTS,
    RATE,
    STEPS,
    WEIGHTS,
    Updates,
    at,
    decayed,
    root_mistakes,
    rooted,
    small,
    subtracted,
    updates,
)

LARGEST = Convention(
    "amsgrad",
    (
        Variant("before correction", "the largest v so far is kept, then corrected"),
        Variant("after correction", "the largest corrected v̂ so far is kept"),
        Variant("uncorrected", "the largest v so far is kept, and no moment is corrected"),
    ),
)

ADAMAX_EPSILON = Convention(
    "adamax epsilon",
    (
        Variant("beside u", "the step is divided by u + ε"),
        Variant("inside maximum", "u is the larger of β₂u and |g| + ε"),
    ),
)

NADAM = Convention(
    "nadam",
    (
        Variant("schedule", "μ[t] = β₁(1 − ½ · 0.96^(ψt)), as Dozat has it"),
        Variant("constant", "μ is β₁ in every step"),
    ),
)


def _ended(found: Updates, turn: int) -> list[Line]:
    return [subtracted(turn, at("step", turn), "the step is subtracted")] if found.moves else []


def amsgrad(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Adam with the largest second moment so far."""
    found = updates(facts)
    lines = found.start(("m", "the first moment"), ("v", "the second moment"), ("v_max", "the largest second moment"))
    for turn in found.turns:
        gradient, before = decayed(found, turn)
        lines += [*before, *moments(found, turn, gradient)]
        lines += [*_largest(found, conventions, turn), *_ended(found, turn)]
    return with_mistakes(lines)


def _largest(found: Updates, conventions: Conventions, turn: int) -> list[Line]:
    form, count = LARGEST.chosen(conventions).name, turn + int(found.facts.value("t")) - 1
    if form == "uncorrected":
        without = {**conventions, CORRECTION.topic: "none"}
        return [_kept("v", turn), *stepped(found, without, turn, at("m", turn), at("v_max", turn))]
    conventions = {**conventions, CORRECTION.topic: "moments"}
    first = corrected("m_hat", "m", "beta1", turn, count)
    if form == "after correction":
        lines = [first, corrected("v_hat", "v", "beta2", turn, count), _kept("v_hat", turn)]
        return [*lines, *stepped(found, conventions, turn, at("m_hat", turn), at("v_max", turn))]
    lines = [_kept("v", turn), first, corrected("v_hat", "v_max", "beta2", turn, count)]
    return [*lines, *stepped(found, conventions, turn, at("m_hat", turn), at("v_hat", turn))]


def _kept(name: str, turn: int) -> Line:
    old, new = at("v_max", turn - 1), at(name, turn)
    wrong = Mistake("maximum-forgotten", "AMSGrad keeps the largest second moment so far.", new)
    return Line(f"v_max[{turn}]", apply("max", old, new), "the largest second moment so far", (wrong,))


def adamax(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """First moment, largest faded gradient, step, weights."""
    found = updates(facts)
    epsilon = small(facts)
    beside = epsilon is not None and ADAMAX_EPSILON.chosen(conventions).name == "beside u"
    lines = found.start(("m", "the first moment"), ("u", "the largest gradient"))
    for turn in found.turns:
        gradient, before = decayed(found, turn)
        lines += [*before, first_moment(turn, gradient), _faded_maximum(found, conventions, turn, gradient)]
        below = at("u", turn) + epsilon if beside and epsilon is not None else at("u", turn)
        lines.append(_adamax_step(found, turn, below))
        lines += _ended(found, turn)
    return with_mistakes(lines)


def _faded_maximum(found: Updates, conventions: Conventions, turn: int, gradient: Formula) -> Line:
    old, size, epsilon = Sym("beta2") * at("u", turn - 1), apply("abs", gradient), small(found.facts)
    if epsilon is not None and ADAMAX_EPSILON.chosen(conventions).name == "inside maximum":
        size = size + epsilon
    return Line(
        f"u[{turn}]",
        apply("max", old, size),
        "the larger of the faded old maximum and the size of the gradient",
        (
            Mistake(
                "fading-forgotten",
                "The old maximum fades by β₂ before it is compared.",
                apply("max", at("u", turn - 1), size),
            ),
            Mistake("absolute-value-forgotten", "The size of the gradient counts.", apply("max", old, gradient)),
            Mistake("gradient-squared", "AdaMax takes the size of the gradient, not its square.",
                    apply("max", old, gradient**2)),
        ),
    )  # fmt: skip


def _adamax_step(found: Updates, turn: int, below: Formula) -> Line:
    rate, m = found.each("rate", turn), at("m", turn)
    power = Num(turn + int(found.facts.value("t")) - 1)
    right = rate / (1 - Sym("beta1") ** power) * (m / below)
    says = "The first moment starts at zero, and is corrected for that."
    return Line(
        f"step[{turn}]",
        right,
        "the first moment, corrected, over the largest gradient",
        (
            Mistake("bias-correction-forgotten", says, rate * (m / below)),
            Mistake("root-taken", "AdaMax divides by u itself, without a root.",
                    rate / (1 - Sym("beta1") ** power) * (m / apply("sqrt", below))),
        ),
    )  # fmt: skip


def nadam(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Adam whose first moment looks one step ahead."""
    found = updates(facts)
    scheduled = NADAM.chosen(conventions).name == "schedule"
    lines = found.start(("m", "the first moment"), ("v", "the second moment"))
    first = int(facts.value("t"))
    lines += _schedule(range(first, first + found.count + 1)) if scheduled else []
    for turn in found.turns:
        gradient, before = decayed(found, turn)
        lines += [*before, first_moment(turn, gradient), second_moment(turn, gradient)]
        lines.append(_looking_ahead(turn, turn + first - 1, gradient, scheduled))
        lines += [corrected("v_hat", "v", "beta2", turn, turn + first - 1), _nadam_step(found, conventions, turn)]
        lines += _ended(found, turn)
    return with_mistakes(lines)


def _schedule(counts: Sequence[int]) -> list[Line]:
    """The momentum of every step, and the product of all so far."""
    lines: list[Line] = []
    for count in range(1, counts[-1] + 1):
        power = Num(Fraction(24, 25)) ** (Sym("psi") * Num(count))
        fading = Sym("beta1") * (1 - Num(Fraction(1, 2)) * power)
        lines.append(Line(f"mu[{count}]", fading, "the momentum of this step"))
        before = Num(1) if count == 1 else at("mu_product", count - 1)
        lines.append(Line(f"mu_product[{count}]", before * at("mu", count), "the product of all momenta so far"))
    return lines


def _looking_ahead(turn: int, count: int, gradient: Formula, scheduled: bool) -> Line:
    """The first moment as it will be in the next step, corrected."""
    m, beta = at("m", turn), Sym("beta1")
    if scheduled:
        ahead = at("mu", count + 1) * m / (1 - at("mu_product", count + 1))
        now = (1 - at("mu", count)) * gradient / (1 - at("mu_product", count))
    else:
        ahead = beta * m / (1 - beta ** Num(count))
        now = (1 - beta) * gradient / (1 - beta ** Num(count))
    wrong = Mistake(
        "look-ahead-forgotten", "The first moment of Nadam looks one step ahead.", m / (1 - beta ** Num(count))
    )
    says = "first moment with a look ahead: momentum on it once more, and the gradient"
    return Line(f"m_hat[{turn}]", ahead + now, says, (wrong,))


def _nadam_step(found: Updates, conventions: Conventions, turn: int) -> Line:
    rate, moment, squares = found.each("rate", turn), at("m_hat", turn), at("v_hat", turn)
    right = rate * moment / rooted(found.facts, conventions, squares)
    mistakes = root_mistakes(rate, moment, squares, found.facts)
    return Line(f"step[{turn}]", right, "the first moment over the root of the second", mistakes)


U = Input("u", "largest gradient before the first update: u[0]; left out, zero", optional=True, also=("v",))
PSI = Input("psi", "how fast the momentum grows (1 in Keras)", "number", Fraction(4, 1000),
            also=("momentum_decay", "ψ"))  # fmt: skip

ALGORITHMS = (
    Algorithm(
        name="amsgrad",
        summary="AMSGrad: Adam with the largest second moment so far",
        inputs=(*INPUTS, DECAY),
        results=(NEW_WEIGHTS, *MOMENTS, Result("v_max", "largest second moment so far", ("v-max", "vmax"))),
        equations=amsgrad,
        states=("w", "m", "v", "v_max"),
        conventions=(LARGEST, EPSILON_PLACE),
        example="question top: compute amsgrad\n  w[0] = 1\n  g = [0.4, 0.1]\n  rate = 0.1\n  beta2 = 0.9\n"
        "  find v[1..2], v_max[1..2], w[1..2] to 4 decimals",
    ),
    Algorithm(
        name="adamax",
        summary="AdaMax: Adam with the largest faded gradient in the place of the root",
        inputs=(WEIGHTS, GRADIENT, RATE, BETA1, BETA2, EPSILON, STEPS,
                FIRST, M, U, DECAY),
        results=(NEW_WEIGHTS, MOMENTS[0], Result("u", "largest faded gradient after every update", ("v",)), STEP),
        equations=adamax,
        states=("w", "m", "u"),
        conventions=(ADAMAX_EPSILON,),
        example="question top: compute adamax\n  w[0] = 1\n  g = 0.1\n  rate = 0.002\n  epsilon = 0\n"
        "  find m[1], u[1], w[1]",
    ),
    Algorithm(
        name="nadam",
        summary="Nadam: Adam with Nesterov's look ahead",
        inputs=(*INPUTS, PSI, DECAY),
        results=(
            NEW_WEIGHTS,
            *MOMENTS,
            Result("mu", "momentum of every step"),
            Result("mu_product", "product of the momenta so far"),
        ),
        equations=nadam,
        states=("w", "m", "v"),
        conventions=(NADAM, EPSILON_PLACE),
        example="question ahead: compute nadam\n  w[0] = 1\n  g = 0.1\n  rate = 0.01\n  convention nadam constant\n"
        "  find m_hat[1], w[1] to 4 decimals",
    ),
)  # fmt: skip
