"""What all optimisers share: how many updates, the gradient and the learning rate of each, states at the start.

The gradient is one value for one update, a row for each, or the steps ``g[1]``, ``g[2]`` … that the question states.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Listing, Num, Sym, apply, derivative
from examsolver.core.rule import Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.mistaken_equations import Line, Mistake
from examsolver.rules.rewriting import SIGN_SLIP

MOST = 10_000
"""Updates that are written out."""
TINY = Fraction(1, 1000)
"""An ε below this changes no digit that is shown."""

WEIGHTS = Input(
    "w",
    "weights before the first update: w[0] = 1",
    optional=True,
    also=("theta", "θ", "weights", "params", "parameters", "p", "x"),
)
GRADIENT = Input(
    "g",
    "gradient: one value, a row for each update, or steps that are stated: g[t] = 2*w[t-1]",
    optional=True,
    also=("gradient", "gradients", "grad", "grads", "dw"),
)
RATE = Input("rate", "learning rate", also=("lr", "eta", "η", "alpha", "learning_rate", "step_size"))
STEPS = Input("steps", "number of updates, where the gradients do not tell it", "number", optional=True,
              also=("iterations", "updates", "T"))  # fmt: skip
DECAY = Input("decay", "weight decay λ", "number", optional=True, also=("weight_decay", "wd", "lambda", "λ", "l2"))
EPSILON = Input(
    "epsilon", "small number that keeps the denominator from zero", "number", Fraction(1, 10**8), also=("eps", "ε")
)

EPSILON_PLACE = Convention(
    "epsilon",
    (
        Variant("outside root", "ε is added to the root: √v + ε"),
        Variant("inside root", "ε is added under the root: √(v + ε)"),
    ),
)

OBJECTIVE = Input(
    "objective",
    "in the place of g: what is made small, f = (w - 3)^2; its gradient is taken before every update",
    "number",
    optional=True,
    also=("f", "loss", "cost", "E", "L", "J"),
)
NEW_WEIGHTS = Result(
    "w", "weights after every update: w[1], w[2] …; w is the last", ("theta", "θ", "weights", "params", "x", "p")
)
TAKEN = Result("g", "gradient of the objective before every update", ("gradient",))


@dataclass(frozen=True, slots=True)
class Updates:
    """The updates of a call: how many, and what is known of their inputs.

    ``gradients``: ``one`` for every update, a ``row`` each, stated as a ``step`` each, or taken of the ``objective``.
    """

    facts: Facts
    count: int
    gradients: str

    @property
    def turns(self) -> range:
        """1, 2 … up to the last update."""
        return range(1, self.count + 1)

    @property
    def moves(self) -> bool:
        """Whether weights are given that can move; else only the moments and steps are worked out."""
        return self.facts.has("w[0]")

    def gradient(self, turn: int) -> Formula:
        """The gradient of an update."""
        return Sym("g") if self.gradients == "one" else Sym("g", (Num(turn),))

    def each(self, name: str, turn: int) -> Formula:
        """An input that may be one number, or one for each update."""
        if self.facts.has(f"{name}[{turn}]") or len(self.facts.shape(name)) == 1:
            return Sym(name, (Num(turn),))
        return Sym(name)

    def shape(self) -> tuple[int, ...]:
        """The shape of the weights, or of one gradient where there are none."""
        if self.moves:
            return self.facts.shape("w[0]")
        if self.gradients in ("step", "objective"):
            return self.facts.shape("g[1]")
        return self.facts.shape("g")[1 if self.gradients == "row" else 0 :]

    def start(self, *states: tuple[str, str]) -> list[Line]:
        """Zeros for states that are not given, each with what it is."""
        return [
            Line(f"{name}[0]", filled(0, self.shape()), f"{says} starts at zero")
            for name, says in states
            if not self.facts.has(f"{name}[0]")
        ]


def at(name: str, turn: int) -> Sym:
    """A state at an update."""
    return Sym(name, (Num(turn),))


def filled(number: int, shape: Sequence[int]) -> Formula:
    """An array of one number."""
    formula: Formula = Num(number)
    for size in reversed(shape):
        formula = Listing((formula,) * size)
    return formula


def updates(facts: Facts) -> Updates:
    """The updates of a call. Raises LawError where gradients, weights and number of updates do not fit."""
    if facts.has("g[1]"):
        count = next(turn for turn in range(1, MOST + 2) if not facts.has(f"g[{turn + 1}]"))
        return Updates(facts, _at_most(facts, count), "step")
    if facts.has("objective[1]"):
        count = next(turn for turn in range(1, MOST + 2) if not facts.has(f"objective[{turn + 1}]"))
        return Updates(facts, _at_most(facts, count), "objective")
    if not facts.has("g"):
        raise LawError("g is missing", "give the gradients: g = [0.1, 0.2], or g[t] = 2*w[t-1] in a loop")
    shape, weights = facts.shape("g"), _weights_shape(facts)
    if weights is None:
        kind = "row" if shape and not facts.has("steps") else "one"
    elif shape[1:] == weights and shape:
        kind = "row"
    elif shape in ((), weights):
        kind = "one"
    else:
        said = f"weights {describe(weights)}, gradient {describe(shape)}"
        hint = "the gradient has the shape of the weights, or a row for each update"
        raise LawError(f"the shapes do not fit: {said}", hint)
    return Updates(facts, _at_most(facts, shape[0]) if kind == "row" else _steps(facts) or 1, kind)


def _weights_shape(facts: Facts) -> tuple[int, ...] | None:
    """The shape of the weights, or of another state that is given."""
    name = next((name for name in ("w[0]", "m[0]", "v[0]") if facts.has(name)), None)
    return None if name is None else facts.shape(name)


def _at_most(facts: Facts, count: int) -> int:
    steps = _steps(facts)
    if steps is not None and steps > count:
        raise LawError(f"{steps} updates, but only {count} gradients", "give a gradient for every update")
    return count if steps is None else steps


def _steps(facts: Facts) -> int | None:
    if not facts.has("steps"):
        return None
    steps = facts.value("steps")
    if steps != int(steps) or not 1 <= steps <= MOST:
        raise LawError(f"{steps} updates", f"a whole number from 1 to {MOST}")
    return int(steps)


def small(facts: Facts) -> Formula | None:
    """ε as it stands in a formula, None for zero; a tiny one as a float, so that it makes no monstrous fractions."""
    value = facts.value("epsilon")
    if value == 0:
        return None
    return Num(float(value)) if abs(value) < TINY else Sym("epsilon")


def rooted(facts: Facts, conventions: Conventions, squares: Formula) -> Formula:
    """The root of mean squares with ε beside or under it; without it where it is zero."""
    epsilon = small(facts)
    if epsilon is None:
        return apply("sqrt", squares)
    if EPSILON_PLACE.chosen(conventions).name == "inside root":
        return apply("sqrt", squares + epsilon)
    return apply("sqrt", squares) + epsilon


def root_mistakes(rate: Formula, moment: Formula, squares: Formula, facts: Facts) -> tuple[Mistake, ...]:
    """What goes wrong in ``rate · moment / (√squares + ε)``."""
    epsilon = small(facts)
    below = squares if epsilon is None else squares + epsilon
    says = "The step is divided by the root of the squares."
    return (
        Mistake("root-forgotten", says, rate * moment / below),
        Mistake("division-forgotten", says, rate * moment),
    )


def taken(found: Updates, turn: int) -> list[Line]:
    """The gradient of an update, where it is that of an objective."""
    if found.gradients != "objective":
        return []
    slope = derivative(at("objective", turn), at("w", turn - 1))
    return [Line(f"g[{turn}]", slope, "the gradient at the weights before the update")]


def decayed(found: Updates, turn: int) -> tuple[Formula, list[Line]]:
    """The gradient of an update with the penalty ½λ‖w‖² added, where there is one; the lines that it takes."""
    gradient, lines = found.gradient(turn), taken(found, turn)
    if not found.facts.has("decay"):
        return gradient, lines
    penalty = Sym("decay") * at("w", turn - 1)
    line = Line(
        f"penalised[{turn}]",
        gradient + penalty,
        "weight decay adds λw to the gradient",
        (Mistake("weight-decay-forgotten", "Weight decay adds λw to the gradient.", gradient),),
    )
    return at("penalised", turn), [*lines, line]


def descent(turn: int, rate: Formula, direction: Formula, says: str = "a step against the gradient") -> Line:
    """w[t] = w[t−1] − rate · direction."""
    before = at("w", turn - 1)
    return Line(f"w[{turn}]", before - rate * direction, says, step_mistakes(before, rate, direction))


def step_mistakes(before: Formula, rate: Formula, direction: Formula) -> tuple[Mistake, ...]:
    """What goes wrong in ``before − rate · direction``."""
    return (
        Mistake(
            "learning-rate-in-place-of-step",
            "The learning rate itself was subtracted; it has to multiply the gradient.",
            before - rate,
        ),
        Mistake("learning-rate-forgotten", "The step was not multiplied by the learning rate.", before - direction),
        Mistake(
            "ascent-in-place-of-descent",
            "The step goes against the gradient: it is subtracted.",
            before + rate * direction,
            SIGN_SLIP,
        ),
        Mistake("step-in-place-of-weights", "The step is subtracted from the old weights.", rate * direction),
    )


def subtracted(turn: int, step: Formula, says: str) -> Line:
    """w[t] = w[t−1] − step."""
    before = at("w", turn - 1)
    return Line(
        f"w[{turn}]",
        before - step,
        says,
        (
            Mistake(
                "ascent-in-place-of-descent",
                "The step goes against the gradient: it is subtracted.",
                before + step,
                SIGN_SLIP,
            ),
        ),
    )
