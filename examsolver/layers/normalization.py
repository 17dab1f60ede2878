"""Batch normalisation and dropout: what keeps the size and steadies the training."""

from __future__ import annotations

from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Step
from examsolver.core.formula import Apply, Formula, Num, Sym, apply
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.conventions import STATISTICS
from examsolver.layers.counting import no_weights, outputs, same_window, size_kept, unlearned
from examsolver.layers.sharing import shareable
from examsolver.layers.sizes import elements
from examsolver.layers.slips import other_law, other_options, slip


def per_channel(shape: Shape, *, each: int) -> int:
    """``each`` numbers for every channel."""
    return each * shape[-1]


def per_element(shape: Shape, *, each: int) -> int:
    """The wrong count for every element instead of every channel."""
    return each * elements(shape)


def _numbers(shape: Shape, *, each: int) -> Formula:
    return apply("*", each, Num(shape[-1]))


ELEMENTS = slip(
    "normalised-per-element",
    "Batch normalisation has parameters for every channel, not for every element.",
    other_law(per_element),
)
SCALE_ONLY = slip("shift-or-scale-forgotten", "Every channel has a scale and a shift.", other_options(each=1))
NONE_AT_ALL = slip(
    "batchnorm-has-no-parameters", "Batch normalisation learns a scale and a shift.", other_options(each=0)
)
STATISTICS_LEARNED = slip(
    "statistics-counted-as-trainable",
    "The moving mean and variance are measured, not learned.",
    other_options(each=4),
)


OPTIONS = (
    Option("scale", "whether it learns a scale", "flag", True, also=("gamma",)),
    Option("shift", "whether it learns a shift", "flag", True, also=("beta", "center", "bias")),
)


CHANNELS = Sym("c")


def _learned(placed: Placed) -> tuple[str, ...]:
    return tuple(name for name in ("scale", "shift") if placed.settings[name])


def _steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    counted = STATISTICS.chosen(conventions).name == "counted"
    learned = _learned(placed)
    says = " and ".join(f"a {name}" for name in learned) + " for every channel" if learned else "nothing is learned"
    everything = f"{says}, and its moving mean and variance" if counted else says
    return (
        size_kept(placed, "normalising keeps the size"),
        _count(placed, "parameters", len(learned) + 2 * counted, everything),
        _count(placed, "weights", int("scale" in learned) + 2 * counted, "the scales" + " and statistics" * counted),
        _count(placed, "biases", int("shift" in learned), "the shifts"),
        _count(placed, "trainable", len(learned), says),
        _count(placed, "non-trainable", 2, "the moving mean and variance of every channel are measured, not learned"),
    )


def _count(placed: Placed, quantity: str, each: int, because: str) -> Step:
    return Step(
        f"{placed.name}.{quantity}",
        outputs(placed),
        partial(per_channel, each=each),
        formula=Apply("*", (Num(each), CHANNELS)),
        numbers=partial(_numbers, each=each),
        because=because,
        rule=placed.layer.name,
        misconceptions=SLIPS.get(quantity, ()),
        span=placed.span,
    )


NONE_MEASURED = slip(
    "statistics-forgotten",
    "Batch normalisation keeps a moving mean and variance for every channel.",
    other_options(each=0),
)
SLIPS = {
    "parameters": (SCALE_ONLY, ELEMENTS, NONE_AT_ALL),
    "trainable": (STATISTICS_LEARNED, SCALE_ONLY, ELEMENTS),
    "non-trainable": (NONE_MEASURED, ELEMENTS),
}


def _weights(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> tuple[Shapes, Shapes]:
    channels = (shapes[0][-1],)
    statistics = (channels, channels) if conventions.get("batchnorm statistics") == "counted" else ()
    return tuple(channels for _ in _learned(placed)), statistics


def _describe(placed: Placed) -> str:
    missing = [name for name in ("scale", "shift") if not placed.settings[name]]
    return "batch normalisation" + "".join(f", no {name}" for name in missing)


# --- dropout ----------------------------------------------------------------------------------------------------------


def _dropout_steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    return (
        size_kept(placed, "dropout sets numbers to zero; they still are there"),
        *unlearned(placed, "dropout has nothing to learn"),
    )


def _describe_dropout(placed: Placed) -> str:
    rate = placed.settings["rate"]
    return "dropout" if rate is None else f"dropout with rate {float(rate):g}"


LAYERS = (
    shareable(
        Layer(
            "batchnorm",
            "batch normalisation: a scale and a shift for every channel",
            _steps,
            options=OPTIONS,
            quantities=("output", "parameters", "weights", "biases", "trainable", "non-trainable"),
            weights=_weights,
            windows=same_window,
            conventions=(STATISTICS,),
            also=("batchnormalization", "batchnormalisation", "batch-norm", "bn", "batchnorm1d", "batchnorm2d"),
            example="input 32x32x64\nbatchnorm\nfind batchnorm.parameters, trainable parameters",
            group="normalisation and dropout",
            describe=_describe,
        )
    ),
    Layer(
        "dropout",
        "sets some numbers to zero in training",
        _dropout_steps,
        options=(Option("rate", "the share that is dropped", "number", also=("p", "probability"), least=0, most=1),),
        positional=("rate",),
        quantities=("output", "parameters", "trainable"),
        weights=no_weights,
        windows=same_window,
        also=(
            "spatial-dropout",
            "spatialdropout2d",
            "spatialdropout1d",
            "alpha-dropout",
            "drop-path",
            "droppath",
        ),
        example="input 512\ndropout 0.5\nfind dropout.output",
        group="normalisation and dropout",
        describe=_describe_dropout,
    ),
)
