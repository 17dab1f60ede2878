"""Layers with several linear maps for each neuron: maxout (Goodfellow 2013) and bilinear."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Misconception, Step
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.conventions import BIAS, bias_counted
from examsolver.layers.counting import learned
from examsolver.layers.lettered import Count, counting, weighed, wrong_count
from examsolver.layers.shaping import shaped
from examsolver.layers.sharing import shareable
from examsolver.layers.sizes import needed, size_text

UNITS = Option("units", "how many neurons, which is the size of the output", also=("neurons", "outputs"))
PIECES = Option("pieces", "of how many linear maps each neuron takes the largest", default=2, also=("k", "channels"))
BIASED = Option("bias", "whether there are biases", "flag", True, also=("biases", "use bias"))


def units_of(*shapes: Shape, units: int, reader: str) -> Shape:
    """One number a neuron; LawError for inputs that are no vectors."""
    for shape in shapes:
        if len(shape) != 1:
            raise LawError(f"{reader} reads vectors, but its input is {size_text(shape)}", "write `flatten` before it")
    return (units,)


def _numbers(*shapes: Shape, units: int, reader: str) -> Formula:
    return Num(units)


def _letters(*shapes: Shape, units: int, pieces: int) -> Mapping[str, int]:
    inputs = {f"n_{place}": shape[-1] for place, shape in enumerate(shapes, start=1)}
    return {"n_in": shapes[0][-1], "n_out": units, "k": pieces, **inputs}


def _steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    name = placed.layer.name
    example = "maxout 64" if name == "maxout" else "bilinear a, b, units 64"
    units = needed(placed, "units", "number of neurons", f"write e.g. `{example}`")
    biased = placed.settings["bias"] and bias_counted(conventions)
    weights, biases, says, wrong = _maxout() if name == "maxout" else _bilinear(placed)
    counts = weighed(weights, biases if biased else None, says + (", with biases" if biased else ""), (wrong,))
    macs = Count(
        "macs", weights, "every weight is multiplied once" if name == "maxout" else "a product for each weight"
    )
    because = "the largest of its linear maps" if name == "maxout" else "a number for every matrix"
    output = shaped(
        placed, units_of, because, formula=Sym("n_out"), numbers=_numbers, units=units, reader=name
    )  # fmt: skip
    options = {"units": units, "pieces": placed.settings.get("pieces", 1)}
    return (output, *counting(placed, _letters, options, *counts, macs), learned(placed))


def _maxout() -> tuple[Formula, Formula, str, Misconception]:
    plain = Sym("n_in") * Sym("n_out") + Sym("n_out")
    once = wrong_count("maxout-pieces-forgotten", "Every neuron has several linear maps of its own.", plain)
    weights = Sym("k") * Sym("n_in") * Sym("n_out")
    return weights, Sym("k") * Sym("n_out"), "every neuron has k linear maps of the input", once


def _bilinear(placed: Placed) -> tuple[Formula, Formula, str, Misconception]:
    if len(placed.sources) != 2:
        raise LawError(
            f"bilinear reads two vectors, found {len(placed.sources)}", "write e.g. `bilinear a, b, units 8`"
        )
    added = (Sym("n_1") + Sym("n_2")) * Sym("n_out") + Sym("n_out")
    joined = wrong_count("bilinear-as-concatenation", "Every pair of inputs has a weight.", added)
    says = "every neuron has a weight for every pair of inputs"
    return Sym("n_1") * Sym("n_2") * Sym("n_out"), Sym("n_out"), says, joined


def _weights(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> tuple[Shapes, Shapes]:
    units = placed.settings["units"]
    biased = placed.settings["bias"] and conventions.get("bias") != "not counted"
    if placed.layer.name == "bilinear":
        return ((units, shapes[0][0], shapes[1][0]), *([(units,)] if biased else [])), ()
    pieces: Shapes = ((shapes[0][0], units), *([(units,)] if biased else []))
    return tuple(tensor for _ in range(placed.settings["pieces"]) for tensor in pieces), ()


def _counted(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> int:
    tensors, _ = _weights(placed, shapes, {"bias": "not counted"})
    count = 0
    for tensor in tensors:
        cells = 1
        for side in tensor:
            cells *= side
        count += cells
    return count


def _window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    return (sum(1 for _ in range(placed.settings["units"])),)


def _describe(placed: Placed, *, says: str) -> str:
    units = placed.settings.get("units")
    pieces = placed.settings.get("pieces")
    told = f" with {units} neurons" if units is not None else ""
    told += f" of {pieces} pieces each" if pieces is not None else ""
    return says + told + ("" if placed.settings["bias"] else ", no bias")


def _layer(name: str, summary: str, options: tuple[Option, ...], sources: int, sample: str) -> Layer:
    return shareable(
        Layer(
            name,
            summary,
            _steps,
            options=options,
            positional=tuple(option.name for option in options[:-1]),
            quantities=("output", "parameters", "weights", "biases", "trainable", "macs"),
            weights=_weights,
            windows=_window,
            sources=sources,
            conventions=(BIAS,),
            example=f"{sample}\nfind {name}.parameters",
            group="dense and embedding",
            describe=partial(_describe, says=f"{name} layer"),
            multiplications=_counted,
        )
    )


LAYERS = (
    _layer(
        "maxout", "every neuron is the largest of several linear maps", (UNITS, PIECES, BIASED), 1,
        "input 100\nmaxout 64, pieces 3",
    ),
    _layer(
        "bilinear", "a weight for every pair of numbers of two vectors", (UNITS, BIASED), -1,
        "a = input 20\nb = input 30\nbilinear a, b, units 5",
    ),
)  # fmt: skip
