"""Linear and logistic regression by gradient descent on all examples at once."""

from __future__ import annotations

from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Listing, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.loss_reduction import LOSS_REDUCTION
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.mse import MSE
from examsolver.rules.rewriting import SIGN_SLIP

MOST = 1_000
"""Steps that are written out."""


def _at(name: str, turn: int) -> Formula:
    return Sym(name, (Num(turn),))


def batch(facts: Facts) -> tuple[int, int, int]:
    """Examples, inputs of each (0 for numbers) and steps. Raises LawError where X and y do not fit."""
    shape, targets, steps = facts.shape("X"), facts.shape("y"), facts.value("steps")
    if len(shape) not in (1, 2) or targets != shape[:1]:
        raise LawError(
            f"X is {describe(shape)} and y is {describe(targets)}", "a row of X and an entry of y an example"
        )
    if not isinstance(steps, int) or not 1 <= steps <= MOST:
        raise LawError("steps must be a whole number", f"at most {MOST:,} are written out")
    return shape[0], shape[1] if len(shape) == 2 else 0, steps


def _start(facts: Facts, inputs: int) -> tuple[Line, ...]:
    zeros: Formula = Listing((Num(0),) * inputs) if inputs else Num(0)
    lines = (Line("w[0]", zeros, "the weights start at zero"), Line("b[0]", Num(0), "the bias starts at zero"))
    return tuple(line for line in lines if not facts.has(line.name))


def regression_equations(kind: str, facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Predictions, loss, gradients and new parameters of every step; last the predictions and loss after them."""
    count, inputs, steps = batch(facts)
    found = list(_start(facts, inputs))
    for turn in range(1, steps + 1):
        found += _predicted(kind, turn, inputs, count, conventions)
        found += _learnt(kind, turn, inputs, count, conventions)
    found += _predicted(kind, steps + 1, inputs, count, conventions)
    return with_mistakes(found)


def _predicted(kind: str, turn: int, inputs: int, count: int, conventions: Conventions) -> tuple[Line, ...]:
    data, weights, bias = Sym("X"), _at("w", turn - 1), _at("b", turn - 1)
    net = (data @ weights if inputs else weights * data) + bias
    after = "" if turn == 1 else f" after {turn - 1} step{'s' if turn > 2 else ''}"
    guess = Line(f"p[{turn}]", net, f"predictions{after}")
    lines: tuple[Line, ...] = (guess,)
    if kind == "logistic":
        lines = (
            Line(f"z[{turn}]", net, f"net inputs{after}"),
            Line(f"p[{turn}]", apply("sigmoid", _at("z", turn)), f"probabilities{after}"),
        )
    return (*lines, Line(f"loss[{turn}]", _loss(kind, _at("p", turn), count, conventions), f"loss{after}"))


def _loss(kind: str, guess: Formula, count: int, conventions: Conventions) -> Formula:
    target = Sym("y")
    if kind == "logistic":
        total = -apply("sum", target * apply("log", guess) + (1 - target) * apply("log", 1 - guess))
        return total / count if LOSS_REDUCTION.chosen(conventions).name == "mean" else total
    squares = apply("sum", (guess - target) ** Num(2))
    return squares / {"half mean": 2 * count, "mean": count, "half": 2, "sum": 1}[_variant(conventions)]


def _variant(conventions: Conventions) -> str:
    return MSE.chosen(conventions).name


def _scale(kind: str, count: int, conventions: Conventions) -> Formula:
    """What the sum of error times input is multiplied by."""
    if kind == "logistic":
        return Num(1) / Num(count) if LOSS_REDUCTION.chosen(conventions).name == "mean" else Num(1)
    examples = Num(count)
    top: dict[str, Formula] = {"half mean": 1 / examples, "mean": 2 / examples, "half": Num(1), "sum": Num(2)}
    return top[_variant(conventions)]


def _learnt(kind: str, turn: int, inputs: int, count: int, conventions: Conventions) -> tuple[Line, ...]:
    error, data = _at("error", turn), Sym("X")
    scale = _scale(kind, count, conventions)
    total = apply("transpose", data) @ error if inputs else apply("sum", error * data)
    alone = apply("sum", error)
    return (
        Line(f"error[{turn}]", _at("p", turn) - Sym("y"), "prediction minus target"),
        Line(
            f"dw[{turn}]",
            _times(scale, total),
            "each error times its input, over all examples",
            _unscaled(scale, total),
        ),
        Line(f"db[{turn}]", _times(scale, alone), "the input of the bias is 1", _unscaled(scale, alone)),
        _stepped("w", turn),
        _stepped("b", turn),
    )


def _times(scale: Formula, total: Formula) -> Formula:
    return total if scale == Num(1) else scale * total


def _unscaled(scale: Formula, total: Formula) -> tuple[Mistake, ...]:
    said = "The gradient of the loss has the loss's own factor, such as one over the number of examples."
    return (Mistake("constant-factor-forgotten", said, total),)


def _stepped(name: str, turn: int) -> Line:
    before, gradient, rate = _at(name, turn - 1), _at(f"d{name}", turn), Sym("rate")
    forgotten = "The gradient was not multiplied by the learning rate."
    instead = "The learning rate itself was subtracted; it has to multiply the gradient."
    ascent = "The step goes against the gradient: it is subtracted."
    return Line(
        f"{name}[{turn}]",
        before - rate * gradient,
        "a step against the gradient",
        (
            Mistake("learning-rate-forgotten", forgotten, before - gradient),
            Mistake("learning-rate-in-place-of-step", instead, before - rate),
            Mistake("ascent-in-place-of-descent", ascent, before + rate * gradient, SIGN_SLIP),
        ),
    )


INPUTS = (
    Input("X", "examples, one a row; a list of numbers where there is one input", also=("x", "inputs")),
    Input("y", "target of each example", also=("t", "targets", "labels")),
    Input("rate", "learning rate", "number", also=("lr", "eta", "η", "alpha", "learning_rate")),
    Input("steps", "number of steps", "number", 1, also=("iterations", "iters", "epochs")),
    Input("w", "weights before the first step; zeros where left out", optional=True, also=("weights", "theta")),
    Input(
        "b", "bias before the first step; 0 where left out", "number", optional=True, also=("bias", "w0", "intercept")
    ),
)
RESULTS = (
    Result("w", "weights after every step: w[1], …; w is the last", ("weights", "theta")),
    Result("b", "bias after every step", ("bias", "w0", "intercept")),
    Result(
        "p",
        "predictions before every step, and after the last",
        ("predictions", "prediction", "y_hat", "probabilities"),
    ),
    Result("loss", "loss before every step, and after the last", ("L", "J", "cost")),
    Result("dw", "gradient by the weights at every step"),
    Result("db", "gradient by the bias at every step"),
)

ALGORITHMS = (
    Algorithm(
        name="linear-regression",
        summary="linear regression by gradient descent on all examples",
        inputs=INPUTS,
        results=RESULTS,
        equations=partial(regression_equations, "linear"),
        states=("w", "b"),
        conventions=(MSE,),
        example="question line: compute linear-regression\n  X = [1, 2]\n  y = [3, 5]\n  rate = 0.1\n"
        "  find p[1], loss[1], w[1], b[1]",
    ),
    Algorithm(
        name="logistic-regression",
        summary="logistic regression by gradient descent on all examples",
        inputs=INPUTS,
        results=RESULTS,
        equations=partial(regression_equations, "logistic"),
        states=("w", "b"),
        conventions=(LOSS_REDUCTION,),
        example="question split: compute logistic-regression\n  X = [[1, 0], [0, 2]]\n  y = [1, 0]\n  rate = 0.5\n"
        "  find p[1], loss[1], w[1], b[1] to 4 decimals",
    ),
)
