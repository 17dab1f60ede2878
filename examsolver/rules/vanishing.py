"""How a gradient shrinks or grows on its way back: a factor a step, or a Jacobian a step of a recurrent net."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes

ACTIVATIONS = ("tanh", "sigmoid", "relu", "linear")


def decay_equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The factor of one step, its power, and the same as percent. Raises LawError for a number of steps below 0."""
    steps, factor = Sym("steps"), Sym("factor")
    count = facts.value("steps")
    if not isinstance(count, int) or count < 0:
        raise LawError("the number of steps must be a whole number from 0", "steps = 10")
    one: Formula = factor * Sym("weight") if facts.has("weight") else factor
    each = Sym("per-step") if facts.has("weight") else factor
    share, lines = Sym("share"), [Line("per-step", one, "every step multiplies the gradient by the same factor")]
    if facts.has("weight"):
        forgotten = "Every step multiplies the gradient by the derivative of the activation and by the weight."
        mistake = Mistake("weight-forgotten", forgotten, factor + 0 * Sym("weight"))
        lines[0] = Line("per-step", one, lines[0].says, (mistake,))
    times = "The factors of the steps are multiplied: a power, not a multiple."
    once = "There is one factor for every step that the gradient goes back."
    lines.append(
        Line(
            "share",
            each**steps,
            "one factor for every step that the gradient goes back",
            (
                Mistake("multiple-in-place-of-power", times, each * steps),
                Mistake("one-step-too-many", once, each ** (steps + 1)),
                Mistake("one-step-too-few", once, each ** (steps - 1)),
            ),
        )
    )
    lines.append(Line("percent", apply("percentage", share), "as a percentage of what it was"))
    return with_mistakes(lines)


def _state(step: int) -> Formula:
    return Sym("h", (Num(step),))


def slope(state: Formula, activation: str) -> Formula:
    """The derivative of the activation, from its output."""
    match activation:
        case "tanh":
            return 1 - state**2
        case "sigmoid":
            return state * (1 - state)
        case "relu":
            return apply("sign", state)
        case _:
            return 1 + 0 * state


def flow_equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The Jacobian of every step, their products from the last step back, and how large the last product is.

    Raises:
        LawError: a recurrent matrix that does not fit the states.
    """
    states, weights, activation = facts.shape("h"), facts.shape("W"), str(facts.value("activation"))
    if not states or len(weights) not in (0, 2) or (weights and (states[-1:] * 2 != weights or len(states) != 2)):
        said = f"W is {describe(weights)} and the states h are {describe(states)}"
        hint = "h has one row a step; W is square, as wide as h (numbers for a single unit)"
        raise LawError(f"{said}: they do not fit", hint)
    lines: list[Line] = []
    for step in range(1, states[0] + 1):
        lines.append(_jacobian(step, activation, scalar=not weights))
    for back in range(1, states[0] + 1):
        lines.append(_product(back, states[0], scalar=not weights))
    last = Sym("product", (Num(states[0]),))
    if weights:
        squares = "Frobenius norm: the root of all squares added"
        lines.append(Line("norm", apply("norm", apply("flatten", last)), squares))
        lines.append(Line("spectral-norm", apply("spectral_norm", last), "the most that a gradient can be stretched"))
        lines.append(Line("radius", apply("spectral_radius", Sym("W")), "how powers of W alone grow or shrink"))
    else:
        lines.append(Line("norm", apply("abs", last), "the size of the product"))
    lines.append(Line("percent", apply("percentage", Sym("norm")), "as a percentage"))
    return with_mistakes(lines)


def _jacobian(step: int, activation: str, *, scalar: bool) -> Line:
    own, before = slope(_state(step), activation), slope(_state(step - 1), activation)
    weights = Sym("W")
    right = own * weights if scalar else apply("diag", own) @ weights
    wrong_way = right if scalar else apply("transpose", weights) @ apply("diag", own)
    forgotten = "The derivative of the activation belongs to every step's Jacobian, beside the recurrent weights."
    late = "The derivative of the activation belongs to the state that the step gives, not to the one before."
    mistakes = [Mistake("derivative-forgotten", forgotten, weights + 0 * right)]
    if step > 1:
        wrong = before * weights if scalar else apply("diag", before) @ weights
        mistakes.append(Mistake("derivative-at-the-wrong-step", late, wrong))
    if not scalar:
        turned = "dh_t/dh_(t−1) is diag(φ') W; its transpose acts on gradients."
        mistakes.append(Mistake("jacobian-transposed", turned, wrong_way))
    says = f"dh[{step}]/dh[{step - 1}]: the derivative of the activation times the weights"
    return Line(f"J[{step}]", right, says, tuple(mistakes))


def _product(back: int, last: int, *, scalar: bool) -> Line:
    """``product[k]``: the Jacobians of the last k steps."""
    first = last - back + 1
    own, after = Sym("J", (Num(first),)), Sym("product", (Num(back - 1),))
    if back == 1:
        return Line("product[1]", own, f"dh[{last}]/dh[{first - 1}] is the Jacobian of the last step")
    says = f"dh[{last}]/dh[{first - 1}]: the Jacobians of steps {first} to {last}, the last one on the left"
    if scalar:
        return Line(f"product[{back}]", after * own, says)
    order = "The Jacobian of the later step stands on the left."
    return Line(f"product[{back}]", after @ own, says, (Mistake("jacobians-in-the-wrong-order", order, own @ after),))


FACTOR = "what one step multiplies by: the derivative of the activation, 0.25 for the sigmoid at its steepest"
WEIGHT = "the recurrent weight, or the singular value of W, beside the derivative"

ALGORITHMS = (
    Algorithm(
        name="vanishing-gradient",
        summary="how much of a gradient is left after many steps or layers that multiply it by a factor",
        inputs=(
            Input("factor", FACTOR, "number", also=("derivative", "slope", "gamma")),
            Input("weight", WEIGHT, "number", optional=True, also=("w", "W")),
            Input("steps", "steps in time or layers to go back", "number", also=("layers", "depth", "T", "n")),
        ),
        results=(
            Result("share", "what is left of it: the factor to the power of the steps", ("fraction", "left")),
            Result("percent", "the same as a percentage", ("percentage",)),
            Result("per-step", "the factor of one step"),
        ),
        equations=decay_equations,
        example="question sigmoids: compute vanishing-gradient\n  factor = 0.25\n  steps = 10\n  find share, percent",
        also=("exploding-gradient", "gradient-decay", "gradient-survival"),
    ),
    Algorithm(
        name="jacobian-product",
        summary="the product of the Jacobians of a recurrent net's steps: whether gradients vanish or explode",
        inputs=(
            Input("h", "the state after every step, one row a step (numbers for a single unit)", also=("states",)),
            Input("W", "the recurrent weights: h[t] = φ(W h[t−1] + …)", also=("U", "W_hh", "W_h", "w")),
            Input("activation", "φ", "word", "tanh", words=ACTIVATIONS, also=("phi",)),
        ),
        results=(
            Result("product", "product[k] is dh_T/dh_(T−k), k steps back; product alone goes back to the start"),
            Result("J", "J[t] is dh_t/dh_(t−1)", ("jacobian",)),
            Result("norm", "Frobenius norm of the whole product, or its size"),
            Result("percent", "the same as a percentage"),
            Result("spectral-norm", "largest singular value of the whole product"),
            Result("radius", "largest size of an eigenvalue of W", ("spectral-radius",)),
        ),
        equations=flow_equations,
        example="question flow: compute jacobian-product\n  h = [[0, 0.5], [0.5, 0]]\n  W = [[1, 0.5], [0, 1]]\n"
        "  find J[1], J[2], product, norm to 4 decimals",
        also=("gradient-flow", "state-jacobian", "bptt-jacobian"),
    ),
)
