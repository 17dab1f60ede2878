"""Learning rules of a single unit, example by example: perceptron (Rosenblatt 1958) and Widrow-Hoff (1960)."""

from __future__ import annotations

from functools import partial

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Listing, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes
from examsolver.rules.rewriting import SIGN_SLIP
from examsolver.rules.steps_and_signs import STEP_AT_ZERO

PERCEPTRON_UPDATE = Convention(
    "perceptron update",
    (
        Variant("error", "weights move by rate · (target − output) · x"),
        Variant("target", "where the output is wrong, weights move by rate · target · x (targets ±1)"),
    ),
)
LMS_FACTOR = Convention(
    "widrow-hoff factor",
    (
        Variant("one", "weights move by rate · error · x: the loss is half of the squared error"),
        Variant("two", "weights move by 2 · rate · error · x: the loss is the squared error"),
    ),
)
MOST = 2_000
"""Updates that are written out."""


def _at(name: str, turn: int) -> Formula:
    return Sym(name, (Num(turn),))


def examples(facts: Facts) -> tuple[int, int, int]:
    """Examples, inputs of each and epochs. Raises LawError where X and targets do not fit."""
    shape, targets = facts.shape("X"), facts.shape("targets")
    if len(shape) != 2:
        raise LawError(f"X is {describe(shape)}", "a row an example: X = [[0, 0], [0, 1]]")
    if targets != shape[:1]:
        said = f"X has {shape[0]} rows and targets is {describe(targets)}"
        raise LawError(said, "a target for each row of X")
    epochs = facts.value("epochs")
    if not isinstance(epochs, int) or epochs < 1 or epochs * shape[0] > MOST:
        raise LawError("epochs must be a whole number", f"at most {MOST:,} updates are written out")
    return shape[0], shape[1], epochs


def _start(facts: Facts, inputs: int) -> tuple[Line, ...]:
    """Weights and bias before the first example: zeros where nothing is given."""
    weights = Line("w[0]", Listing((Num(0),) * inputs), "the weights start at zero")
    bias = Line("b[0]", Num(0), "the bias starts at zero")
    return tuple(line for line in (weights, bias) if not facts.has(line.name))


def unit_equations(kind: str, facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """The net input, output, error and new weights for every example of every epoch, in order."""
    count, inputs, epochs = examples(facts)
    weights, bias = _at("w", 0), _at("b", 0)
    signs = kind == "perceptron" and facts.value("activation") == "sign"
    found = list(_start(facts, inputs))
    for turn in range(1, count * epochs + 1):
        place = (turn - 1) % count + 1
        row, target = _at("X", place), _at("targets", place)
        found.append(Line(f"z[{turn}]", weights @ row + bias, f"net input for example {place}"))
        found += _update(kind, turn, (weights, bias, row, target), signs, conventions)
        weights, bias = _at("w", turn), _at("b", turn)
    counted = range(1, epochs + 1) if kind == "perceptron" else ()
    return (*with_mistakes(found), *(_mistakes(epoch, count, signs) for epoch in counted))


def _update(
    kind: str, turn: int, values: tuple[Formula, Formula, Formula, Formula], signs: bool, conventions: Conventions
) -> tuple[Line, ...]:
    weights, bias, row, target = values
    error, rate = _at("error", turn), Sym("rate")
    fired, because = _at("z", turn), "the output is linear"
    wrong: Formula = target - _at("output", turn)
    factor: Formula = rate
    if kind == "perceptron":
        step = apply("step", fired)
        fired, because = 2 * step - 1 if signs else step, "the unit fires, or does not"
        if signs and PERCEPTRON_UPDATE.chosen(conventions).name == "target":
            wrong = wrong / 2
    elif LMS_FACTOR.chosen(conventions).name == "two":
        factor = 2 * rate
    return (
        Line(f"output[{turn}]", fired, because),
        Line(f"error[{turn}]", wrong, "target minus output"),
        _moved(f"w[{turn}]", weights, factor * error * row, error * row, "weights move along the input, by the error"),
        _moved(f"b[{turn}]", bias, factor * error, error, "the bias is a weight on an input of 1"),
    )


def _moved(name: str, before: Formula, move: Formula, without: Formula, says: str) -> Line:
    forgotten = "The move of the weights was not multiplied by the learning rate."
    reversed_ = "The move is added: weights grow along the input where the target is above the output."
    still = "The weights move whenever the error is not zero."
    return Line(
        name,
        before + move,
        says,
        (
            Mistake("learning-rate-forgotten", forgotten, before + without),
            Mistake("update-with-the-wrong-sign", reversed_, before - move, SIGN_SLIP),
            Mistake("weights-not-updated", still, before + 0 * move),
        ),
    )


def _mistakes(epoch: int, count: int, signs: bool) -> Equation:
    first = (epoch - 1) * count + 1
    total: Formula = apply("abs", _at("error", first))
    for turn in range(first + 1, first + count):
        total = total + apply("abs", _at("error", turn))
    return Equation(f"mistakes[{epoch}]", total / 2 if signs else total, f"wrong outputs in epoch {epoch}")


INPUTS = (
    Input("X", "examples, one a row", also=("x", "inputs", "data")),
    Input("targets", "target of each example", also=("t", "y", "labels", "d", "target")),
    Input("rate", "learning rate", "number", 1, also=("lr", "eta", "η", "learning_rate", "alpha")),
    Input("epochs", "how often all examples are shown", "number", 1),
    Input(
        "activation",
        "step gives 0 and 1, sign gives −1 and 1 (2 · step − 1)",
        "word",
        "step",
        also=("output",),
        words=("step", "sign"),
    ),
    Input("w", "weights before the first example: w[0] = [0, 0]; zeros where left out", optional=True),
    Input("b", "bias before the first example; 0 where left out", "number", optional=True, also=("bias", "w0")),
)
RESULTS = (
    Result("w", "weights after every example: w[1], w[2] …; w is the last", ("weights",)),
    Result("b", "bias after every example", ("bias", "w0")),
    Result("z", "net input of every example", ("net",)),
    Result("output", "output for every example", ("outputs",)),
    Result("error", "target minus output", ("errors",)),
)

ALGORITHMS = (
    Algorithm(
        name="perceptron",
        summary="the perceptron learning rule, example by example",
        inputs=INPUTS,
        results=(*RESULTS, Result("mistakes", "wrong outputs in every epoch: mistakes[1], …")),
        equations=partial(unit_equations, "perceptron"),
        states=("w", "b"),
        conventions=(STEP_AT_ZERO, PERCEPTRON_UPDATE),
        example="question and: compute perceptron\n  X = [[0, 0], [0, 1], [1, 0], [1, 1]]\n  targets = [0, 0, 0, 1]\n"
        "  find w[1..4], b[4], mistakes[1]",
        also=("perceptron-learning",),
    ),
    Algorithm(
        name="widrow-hoff",
        summary="the Widrow-Hoff (delta, least mean squares) rule, example by example",
        inputs=tuple(one for one in INPUTS if one.name != "activation"),
        results=RESULTS,
        equations=partial(unit_equations, "widrow-hoff"),
        states=("w", "b"),
        conventions=(LMS_FACTOR,),
        example="question line: compute widrow-hoff\n  X = [[1, 2], [2, 1]]\n  targets = [1, 0]\n  rate = 0.1\n"
        "  w[0] = [0.2, 0.1]\n  b[0] = 0\n  find w[1], w[2], b[2]",
        also=("lms", "delta-rule", "adaline"),
    ),
)
