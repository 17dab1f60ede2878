"""The receptive field of a chain of windows: how far an output sees (Araujo, Norris and Sim 2019)."""

from __future__ import annotations

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.maths.arrays import describe
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes

MOST = 1_000
"""Layers that are written out."""

OWN_STRIDE = "A layer's own stride does not widen its own window; it spreads the windows of the layers after it."
STRIDES_LEFT_OUT = "Every step of a deeper layer is as many inputs as the strides before it multiply to."
UNDILATED = "A dilated window reaches (k − 1) · dilation steps."


def _at(name: str, turn: int) -> Formula:
    return Sym(name, (Num(turn),))


def depth(facts: Facts) -> int:
    """How many layers there are. Raises LawError where the lists differ in length."""
    shape = facts.shape("kernels")
    if len(shape) != 1 or shape[0] > MOST:
        raise LawError(f"kernels is {describe(shape)}", "one kernel size for each layer: kernels = [3, 3, 2]")
    for name in ("strides", "dilations"):
        if facts.has(name) and facts.shape(name) not in ((), shape):
            said = f"{shape[0]} kernels and {name} is {describe(facts.shape(name))}"
            raise LawError(said, f"one of the {name} for each layer, or one number for all")
    return shape[0]


def each(facts: Facts, name: str, turn: int) -> Formula:
    """The stride or dilation of a layer; one number serves all, 1 where there is none."""
    if not facts.has(name):
        return Num(1)
    return _at(name, turn) if facts.shape(name) else Sym(name)


def equations(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """Field and jump after every layer, from the input on."""
    lines = [
        Line("field[0]", Num(1), "an input sees itself"),
        Line("jump[0]", Num(1), "neighbouring inputs are one step apart"),
    ]
    for turn in range(1, depth(facts) + 1):
        reach = _at("kernels", turn) - 1
        dilated = reach * each(facts, "dilations", turn) if facts.has("dilations") else reach
        before, jump = _at("field", turn - 1), _at("jump", turn - 1)
        mistakes = (
            Mistake("own-stride-counted", OWN_STRIDE, before + dilated * _at("jump", turn)),
            Mistake("strides-before-left-out", STRIDES_LEFT_OUT, before + dilated),
            Mistake("dilation-left-out", UNDILATED, before + reach * jump),
        )
        lines += [
            Line(
                f"field[{turn}]", before + dilated * jump, "each step of this window is a jump of the input", mistakes
            ),
            Line(f"jump[{turn}]", jump * each(facts, "strides", turn), "strides multiply"),
        ]
    return with_mistakes(lines)


ALGORITHMS = (
    Algorithm(
        name="receptive-field",
        summary="receptive field and jump after every layer of a chain of convolutions and poolings",
        inputs=(
            Input("kernels", "window size of each layer, in order", also=("kernel", "k", "sizes", "filters")),
            Input(
                "strides", "stride of each layer, or one for all; 1 where left out", optional=True, also=("stride", "s")
            ),
            Input("dilations", "dilation of each layer, or one for all", optional=True, also=("dilation", "d")),
        ),
        results=(
            Result(
                "field", "inputs that one output sees: field[1], …; field is after the last layer", ("rf", "RF", "r")
            ),
            Result("jump", "steps of the input between neighbouring outputs", ("effective-stride", "total-stride")),
        ),
        equations=equations,
        example="question q: compute receptive-field\n  kernels = [3, 2, 3]\n  strides = [1, 2, 1]\n"
        "  find field[1], field[2], field[3], jump[3]",
        also=("rf",),
    ),
)
