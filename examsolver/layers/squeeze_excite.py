"""Squeeze and excitation: a weight for every channel, from two small dense layers (Hu and others 2018)."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Misconception, Step, Value
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.conventions import BIAS, bias_counted
from examsolver.layers.counting import learned, same_window, size_kept
from examsolver.layers.lettered import Count, counting, summing, weighed, wrong_count
from examsolver.layers.sharing import shareable
from examsolver.layers.sizes import size_text

OPTIONS = (
    Option("ratio", "the channels are divided by it in the middle", default=16, also=("reduction", "r")),
    Option("squeezed", "how many channels there are in the middle, instead of a ratio", also=("middle", "bottleneck")),
    Option("bias", "whether the two layers have biases", "flag", True, also=("biases", "use bias")),
)


def middle(shape: Shape, ratio: int, squeezed: int | None) -> int:
    """How many channels there are in the middle: c / r rounded down, at least 1."""
    return squeezed or max(1, shape[-1] // ratio)


def _ratio_slips(settings: Mapping[str, Value], biased: bool) -> tuple[Misconception, ...]:
    """The ratio itself in the middle, where there is one."""
    if settings["squeezed"]:
        return ()
    c, r = Sym("c"), Sym("r")
    wrong = c * r + r * c + (r + c if biased else Num(0))
    says = "The channels are divided by the ratio; it is not the number of channels in the middle."
    return (wrong_count("ratio-taken-as-channels", says, wrong),)


def _letters(shape: Shape, *, ratio: int, squeezed: int | None) -> dict[str, int]:
    if len(shape) < 2:
        reads = f"squeeze-excite reads a map with channels, but its input is {size_text(shape)}"
        raise LawError(reads, "put it before pooling and flattening")
    return {"c": shape[-1], "m": middle(shape, ratio, squeezed), "r": ratio, "elements": prod(shape)}


def _steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    settings = placed.settings
    biased = settings["bias"] and bias_counted(conventions)
    weights: Formula = Sym("c") * Sym("m") + Sym("m") * Sym("c")
    biases = Sym("m") + Sym("c")
    slips = (
        wrong_count(
            "excitation-forgotten",
            "A second layer goes back from the squeezed channels to all.",
            Sym("c") * Sym("m") + (Sym("m") if biased else Num(0)),
        ),
        wrong_count("squeeze-has-no-reduction", "The channels are squeezed in the middle.", 2 * Sym("c") * Sym("c")),
        *_ratio_slips(settings, biased),
    )
    says = "a layer from c channels to m (c divided by the ratio) and one back" + (", with biases" if biased else "")
    macs = Count("macs", weights, "each weight of the two layers is used once")
    each = summing(weights, biases, biases if settings["bias"] else None)
    added = Count("additions", each.formula, f"in the two layers {each.because}")
    scaled = Count("operations", Sym("elements"), "every element is multiplied by the weight of its channel")
    options = {"ratio": settings["ratio"], "squeezed": settings["squeezed"]}
    return (
        size_kept(placed, "every channel is scaled, so the size stays"),
        *counting(
            placed, _letters, options, *weighed(weights, biases if biased else None, says, slips), macs, added, scaled
        ),
        learned(placed),
    )


def _weights(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> tuple[Shapes, Shapes]:
    channels, settings = shapes[0][-1], placed.settings
    squeezed = settings["squeezed"] or max(
        1, len(range(channels)[:: settings["ratio"]]) - (channels % settings["ratio"] > 0)
    )
    tensors: Shapes = ((channels, squeezed), (squeezed, channels))
    biased = settings["bias"] and conventions.get("bias") != "not counted"
    return (*tensors, *(((squeezed,), (channels,)) if biased else ())), ()


def _counted(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> int:
    tensors, _ = _weights(placed, shapes, {"bias": "not counted"})
    return sum(1 for rows, columns in tensors for _ in range(rows) for _ in range(columns))


def _describe(placed: Placed) -> str:
    settings = placed.settings
    if settings.get("squeezed"):
        return f"squeeze and excitation over {settings['squeezed']} channels"
    return f"squeeze and excitation with ratio {settings.get('ratio', 16)}"


OWN = (
    Layer(
        "squeeze-excite",
        "weighs the channels of a map by two small dense layers",
        _steps,
        options=OPTIONS,
        positional=("ratio",),
        quantities=("output", "parameters", "weights", "biases", "trainable", "macs", "additions", "operations"),
        weights=_weights,
        windows=same_window,
        conventions=(BIAS,),
        also=("se", "squeeze-and-excite", "squeeze-and-excitation", "squeezeexcitation"),
        example="input 14x14x256\nsqueeze-excite 16\nfind squeeze-excite.parameters",
        group="convolution",
        describe=_describe,
        multiplications=_counted,
    ),
)
LAYERS = tuple(map(shareable, OWN))
