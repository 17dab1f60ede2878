"""Initialisation of weights: Xavier, He, LeCun and variance scaling, for dense and convolutional layers."""

from __future__ import annotations

from examsolver.core.convention import Convention, Conventions, Variant
from examsolver.core.derivation import LawError
from examsolver.core.formula import Formula, Num, Sym, apply
from examsolver.core.rule import Algorithm, Equation, Facts, Input, Result
from examsolver.rules.mistaken_equations import Line, Mistake, with_mistakes

XAVIER = Convention(
    "xavier fan",
    (
        Variant("average", "the variance is 2/(fan in + fan out)"),
        Variant("in", "the variance is 1/(fan in)"),
    ),
)

VARIANCE = Sym("variance")
TRUNCATED = 0.87962566103423978
"""The standard deviation that a standard normal keeps when it is cut at two standard deviations."""


def fans(facts: Facts) -> list[Line]:
    """Fan in and fan out of a kernel, where they are not given."""
    lines = []
    if facts.has("kernel"):
        area = _area(facts)
        for name, channels in (("fan_in", "channels_in"), ("fan_out", "channels_out")):
            if not facts.has(name) and facts.has(channels):
                says = f"{name.replace('_', ' ')}: the area of the kernel times its {channels.replace('_', ' ')}"
                lost = Mistake("kernel-area-forgotten", "A fan counts every cell of the kernel.", Sym(channels))
                depth = Mistake("depth-forgotten", "A fan counts all channels.", area)
                lines.append(Line(name, area * Sym(channels), says, (lost, depth)))
    return lines


def _area(facts: Facts) -> Formula:
    kernel = Sym("kernel")
    shape = facts.shape("kernel")
    if shape not in ((), (2,)):
        raise LawError("a kernel has one or two sides", "write kernel = 3, or kernel = [3, 5]")
    return Sym("kernel", (Num(1),)) * Sym("kernel", (Num(2),)) if shape else kernel**2


def needs(facts: Facts, lines: list[Line], *names: str) -> None:
    """Raises LawError where a fan is neither given nor worked out."""
    for name in names:
        if not _known(facts, lines, name):
            hint = f"give {name}, or kernel and channels_{name.partition('_')[2]}"
            raise LawError(f"{name.replace('_', ' ')} is missing", hint)


def _known(facts: Facts, lines: list[Line], name: str) -> bool:
    return facts.has(name) or name in {line.name for line in lines}


def spread(facts: Facts, lines: list[Line], scale: Formula, mode: str, says: str) -> tuple[Equation, ...]:
    """The variance, and what follows: standard deviation, limit of the uniform, the normal before it is cut."""
    fan_in, fan_out = (Sym(name) if _known(facts, lines, name) else Num(0) for name in ("fan_in", "fan_out"))
    formula = apply("fan_variance", scale, fan_in, fan_out, mode=mode)
    return (
        *with_mistakes(lines),
        Equation("variance", formula, says),
        Equation("std", apply("sqrt", VARIANCE), "normal: the standard deviation is the root of the variance"),
        Equation("limit", apply("uniform_limit", VARIANCE), "uniform between −a and a: its variance is a²/3"),
        Equation(
            "truncated-std",
            Sym("std") / Num(TRUNCATED),
            "a normal that is cut at two standard deviations keeps 0.8796 of them: start wider by that",
        ),
    )


def mode_of(facts: Facts, lines: list[Line]) -> str:
    """Which fan is asked for. Raises LawError where it is missing."""
    mode = str(facts.value("mode")).removeprefix("fan_")
    mode = "average" if mode == "avg" else mode
    needs(facts, lines, *(("fan_in", "fan_out") if mode == "average" else (f"fan_{mode}",)))
    return mode


def he(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """2/fan in (or the fan that is asked for), with the slope of a leaky ReLU 2/((1 + a²) fan)."""
    lines = fans(facts)
    mode = mode_of(facts, lines)
    says = f"He: 2 over {SAID[mode]}, as ReLU lets half through"
    if facts.has("slope"):
        scale = Num(2) / (1 + Sym("slope") ** 2)
        return spread(facts, lines, scale, mode, f"He for a leaky ReLU: 2/(1 + a²) over {SAID[mode]}")
    return spread(facts, lines, Num(2), mode, says)


def xavier(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """2/(fan in + fan out), times the square of a gain; 1/fan in where fan out is not known."""
    lines = fans(facts)
    needs(facts, lines, "fan_in")
    only = XAVIER.chosen(conventions).name == "in" or not _known(facts, lines, "fan_out")
    says = "Xavier: 1 over fan in" if only else "Xavier: 2 over the sum of fan in and fan out"
    gain = facts.has("gain")
    scale: Formula = Sym("gain") ** 2 if gain else Num(1)
    said = f"{says}, times the square of the gain" if gain else says
    return spread(facts, lines, scale, "in" if only else "average", said)


def lecun(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """1/fan in."""
    lines = fans(facts)
    needs(facts, lines, "fan_in")
    return spread(facts, lines, Num(1), "in", "LeCun: 1 over fan in")


def variance_scaling(facts: Facts, conventions: Conventions) -> tuple[Equation, ...]:
    """scale / fan."""
    lines = fans(facts)
    mode = mode_of(facts, lines)
    return spread(facts, lines, Sym("scale"), mode, f"the scale over {SAID[mode]}")


SAID = {"in": "fan in", "out": "fan out", "average": "the average of fan in and fan out"}

FANS = (
    Input("fan_in", "numbers that enter a unit", "number", optional=True, also=("inputs", "n_in")),
    Input("fan_out", "units that it goes to", "number", optional=True, also=("outputs", "n_out")),
)
KERNEL = (
    Input("kernel", "side of a kernel, or its two sides", optional=True, also=("kernel_size",)),
    Input("channels_in", "channels of its input", "number", optional=True, also=("in_channels",)),
    Input("channels_out", "number of filters", "number", optional=True, also=("out_channels", "filters")),
)
MODE = Input(
    "mode",
    "which fan: in, out or average",
    "word",
    "in",
    words=("in", "out", "average", "fan_in", "fan_out", "fan_avg"),
)

RESULTS = (
    Result("std", "standard deviation of a normal", ("sigma", "standard-deviation")),
    Result("variance", "variance of the weights", ("var",)),
    Result("limit", "a of a uniform between −a and a", ("bound",)),
    Result("truncated-std", "standard deviation of the normal that is then cut at two of them (Keras)"),
    Result("fan_in", "of a kernel", ("fan-in",)),
    Result("fan_out", "of a kernel", ("fan-out",)),
)

ALGORITHMS = (
    Algorithm(
        name="he",
        summary="He initialisation for ReLU: variance 2/(fan in)",
        inputs=(*FANS, *KERNEL, MODE, Input("slope", "a of a leaky ReLU", "number", optional=True, also=("a",))),
        results=RESULTS,
        equations=he,
        example="question init: compute\n  w = he(fan_in=256)\n  find w.variance exactly; w.std to 4 decimals",
        also=("kaiming", "he-normal", "he-uniform", "he-init", "he-initialisation", "he-initialization"),
    ),
    Algorithm(
        name="xavier",
        summary="Xavier (Glorot) initialisation: variance 2/(fan in + fan out)",
        inputs=(*FANS, *KERNEL, Input("gain", "gain of the activation", "number", optional=True)),
        results=RESULTS,
        equations=xavier,
        conventions=(XAVIER,),
        example="question init: compute\n  w = xavier(fan_in=300, fan_out=100)\n  find w.std, w.limit to 4 decimals",
        also=(
            "glorot",
            "xavier-init",
            "xavier-initialisation",
            "xavier-initialization",
            "glorot-uniform",
            "glorot-normal",
        ),
    ),
    Algorithm(
        name="lecun",
        summary="LeCun initialisation: variance 1/(fan in)",
        inputs=(*FANS, *KERNEL),
        results=RESULTS,
        equations=lecun,
        example="question init: compute\n  w = lecun(kernel=3, channels_in=4)\n  find w.std exactly",
        also=("lecun-normal", "lecun-uniform", "lecun-init"),
    ),
    Algorithm(
        name="variance-scaling",
        summary="initialisation by variance scaling: scale/fan",
        inputs=(Input("scale", "what is divided by the fan", "number", 1), *FANS, *KERNEL, MODE),
        results=RESULTS,
        equations=variance_scaling,
        example="question init: compute\n  w = variance_scaling(scale=2, fan_in=25, fan_out=20, mode=out)\n"
        "  find w.std to 4 decimals",
    ),
)
