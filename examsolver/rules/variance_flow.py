"""The variance of signals and gradients, carried through the layers of a network at its start."""

from __future__ import annotations

from fractions import Fraction

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes

HALF = Num(Fraction(1, 2))


def width(layer: int) -> Formula:
    """The units of a layer; layer 0 is the input."""
    return Sym("widths", (Num(layer + 1),))


def weights(facts: Facts, layer: int, layers: int) -> tuple[Formula, list[Line]]:
    """The variance of the weights into a layer, and its line where an initialisation is named."""
    if facts.has("weight_variance"):
        shape = facts.shape("weight_variance")
        if shape not in ((), (layers,)):
            raise LawError(f"{shape[0]} variances for {layers} layers of weights", "give one, or one for each layer")
        return Sym("weight_variance", (Num(layer),) if shape else ()), []
    if not facts.has("init"):
        raise LawError("the variance of the weights is missing", "write weight_variance = 0.01, or init = he")
    word = str(facts.value("init"))
    fan_in, fan_out = width(layer - 1), width(layer)
    formulas = {"he": 2 / fan_in, "xavier": 2 / (fan_in + fan_out), "lecun": 1 / fan_in}
    name = f"weight_variance[{layer}]"
    line = Line(name, formulas[word], f"the variance of the weights into layer {layer}, as {word} has it")
    return Sym("weight_variance", (Num(layer),)), [line]


def flow(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Forward from the input, backward from the last layer."""
    shape = facts.shape("widths")
    if len(shape) != 1 or shape[0] < 2:
        raise LawError("the widths of the layers are a list", "write widths = [784, 256, 10], the input first")
    layers = shape[0] - 1
    relu = facts.value("activation") == "relu"
    lines: list[Line] = []
    variances: list[Formula] = []
    for layer in range(1, layers + 1):
        variance, more = weights(facts, layer, layers)
        variances.append(variance)
        lines += more
    start = None if facts.value("variance") == 1 else Sym("variance")
    lines += [_forward(layer, variances[layer - 1], relu, start) for layer in range(1, layers + 1)]
    last = Line(f"backward[{layers}]", Sym("arriving"), "the gradient arrives at the last layer")
    lines += [last, *(_backward(layer, variances[layer], relu) for layer in range(layers - 1, -1, -1))]
    return with_mistakes(lines)


def _forward(layer: int, weight: Formula, relu: bool, start: Formula | None) -> Line:
    before = Sym("forward", (Num(layer - 1),)) if layer > 1 else start
    formula = _product(width(layer - 1) * weight, before)
    exchanged = _product(width(layer) * weight, before)
    says = f"layer {layer}: as many independent terms as units before it, each of the variance of weight times input"
    other = Mistake("fan-in-and-fan-out-exchanged", "Forward, the units before the layer count.", exchanged)
    if not relu or layer == 1:
        return Line(f"forward[{layer}]", formula, says, (other,))
    whole = Mistake("relu-half-forgotten", "ReLU lets half of the mean square through.", formula)
    wrong = Mistake(other.tag, other.says, HALF * exchanged)
    return Line(
        f"forward[{layer}]", HALF * formula, f"{says}; ReLU lets half of the mean square through", (whole, wrong)
    )


def _product(one: Formula, other: Formula | None) -> Formula:
    return one if other is None else one * other


def _backward(layer: int, weight: Formula, relu: bool) -> Line:
    after = Sym("backward", (Num(layer + 1),))
    formula = width(layer + 1) * weight * after
    says = f"back to layer {layer}: as many independent terms as units after it" if layer else "back to the input"
    other = Mistake(
        "fan-in-and-fan-out-exchanged", "Backward, the units after the layer count.", width(layer) * weight * after
    )
    if not relu or not layer:
        return Line(f"backward[{layer}]", formula, says, (other,))
    whole = Mistake("relu-half-forgotten", "The derivative of ReLU is 0 for half of the units.", formula)
    wrong = Mistake(other.tag, other.says, HALF * (width(layer) * weight * after))
    return Line(
        f"backward[{layer}]", HALF * formula, f"{says}; the derivative of ReLU is 0 for half of them", (whole, wrong)
    )


ALGORITHMS = (
    Algorithm(
        name="variance-flow",
        summary="variance of the pre-activations forward, and of their gradients backward, layer by layer",
        inputs=(
            Input("widths", "units of each layer, the input first", also=("layers", "sizes", "units")),
            Input("weight_variance", "variance of the weights, or one for each layer", optional=True, also=("var_w",)),
            Input(
                "init",
                "initialisation, in the place of weight_variance",
                "word",
                optional=True,
                words=("he", "xavier", "lecun"),
            ),
            Input(
                "activation",
                "linear (also for tanh near zero) or relu",
                "word",
                "linear",
                words=("linear", "tanh", "relu"),
            ),
            Input("variance", "variance (mean square) of the input", "number", 1, also=("input_variance",)),
            Input("arriving", "variance of the gradient at the last layer", "number", 1),
        ),
        results=(
            Result("forward", "variance of the pre-activations of layer 1, 2 …"),
            Result("backward", "variance of their gradients, of layer 0 (the input), 1 …"),
            Result("weight_variance", "variance of the weights into layer 1, 2 …"),
        ),
        equations=flow,
        example="question flow: compute variance-flow\n  widths = [100, 50, 25]\n  weight_variance = 0.02\n"
        "  activation = relu\n  find forward[1], forward[2], backward[1]",
        also=("signal-propagation", "signal-variance", "variance-propagation"),
    ),
)
