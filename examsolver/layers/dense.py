"""The fully connected layer."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from math import prod
from typing import Any

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Derivation, LawError, Misconception, Step
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.conventions import BIAS, MACS, TIED, bias_counted
from examsolver.layers.counting import biases_of, learned, outputs
from examsolver.layers.sharing import shareable
from examsolver.layers.sizes import elements, needed, size_text, times
from examsolver.layers.slips import changed_options, options_of, other_law, other_options, slip

OPTIONS = (
    Option("units", "how many neurons, which is the size of the output", also=("unit", "neurons", "outputs", "nodes")),
    Option("bias", "whether each neuron has a bias", "flag", True, also=("biases", "use bias")),
    Option("activation", "the function applied to the output", "word", "linear"),
    Option(
        "each position",
        "whether it is applied to the last axis, at every position alike, as Keras and PyTorch do with a map",
        "flag",
        False,
        also=("per position", "every position", "at each position", "time distributed", "distributed", "last axis"),
    ),
    Option(
        "tied",
        "whether its weights are those of an earlier layer (of the embedding), and only its biases new",
        "flag",
        False,
        also=("tied weights", "tied embedding", "shared weights"),
    ),
)


def flat(shape: Shape, each: bool = False, units: int = 0) -> int:
    """How many inputs a neuron has: all of a vector, or the last axis; LawError for a map that is not flattened."""
    if len(shape) == 1 or each:
        return shape[-1]
    reads = f"dense reads a flat vector, but its input is {size_text(shape)}"
    alone = f"Keras and PyTorch would apply it to the last axis alone and give {size_text((*shape[:-1], units))}"
    fix = "write `flatten` on a line before it"
    if units:
        raise LawError(f"{reads}; {alone}", f"{fix}, or `dense {units}, each position` if that is meant")
    raise LawError(reads, fix)


def units_of(shape: Shape, *, units: int, each: bool = False) -> Shape:
    """One output a neuron (at each position)."""
    flat(shape, each, units)
    return (*shape[:-1], units)


def units_numbers(shape: Shape, *, units: int, each: bool = False) -> Formula:
    """The number of neurons."""
    return times(*shape[:-1], units)


def parameters(shape: Shape, *, units: int, biases: int, each: bool = False, tied: bool = False) -> int:
    """A weight from every input to every neuron, and the biases."""
    return (0 if tied else flat(shape, each, units) * units) + biases


def parameters_numbers(shape: Shape, *, units: int, biases: int, each: bool = False, tied: bool = False) -> Formula:
    """3776 · 128 + 128."""
    if tied:
        return Num(biases)
    weights = times(flat(shape, each)) * units
    return weights + biases if biases else weights


def multiplications(shape: Shape, *, units: int, biased: bool, each: bool = False) -> int:
    """One multiply-accumulate a weight (and one a bias, if counted), at each position."""
    return (flat(shape, each, units) + int(biased)) * units * prod(shape[:-1])


def multiplications_numbers(shape: Shape, *, units: int, biased: bool, each: bool = False) -> Formula:
    """3776 · 128."""
    inputs: Formula = times(flat(shape, each))
    once = (inputs + 1 if biased else inputs) * units
    return once if len(shape) == 1 else times(*shape[:-1]) * once


def _options(placed: Placed) -> dict[str, Any]:
    """What changes how it is applied; nothing where it reads a vector, as most do."""
    return {"each": True} if placed.settings.get("each position") else {}


def _steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    units = needed(placed, "units", "number of neurons", "write e.g. `dense 128`")
    has_bias = placed.settings["bias"]
    biases = units if has_bias and bias_counted(conventions) else 0
    tied = bool(placed.settings.get("tied")) and TIED.chosen(conventions).name == "counted once"
    everything = _parameters(placed, units, biases, tied)
    weights = partial(parameters, **{**options_of(everything), "biases": 0})
    weights_numbers = partial(parameters_numbers, **{**options_of(everything), "biases": 0})
    return (
        _output(placed, units),
        everything,
        replace(
            everything,
            name=f"{placed.name}.weights",
            law=weights,
            formula=Num(0) if tied else Sym("n_in") * Sym("n_out"),
            numbers=weights_numbers,
            because="the weights alone, without the biases",
            misconceptions=(),
        ),
        biases_of(placed, biases, "n_out"),
        learned(placed),
        _connections(placed, everything),
        _macs(placed, units, MACS.chosen(conventions).name == "with biases" and has_bias),
    )


def _output(placed: Placed, units: int) -> Step:
    return Step(
        f"{placed.name}.output",
        outputs(placed),
        partial(units_of, units=units, **_options(placed)),
        formula=Sym("n_out"),
        numbers=partial(units_numbers, units=units, **_options(placed)),
        because="every neuron gives one number" + (" at each position" if placed.settings.get("each position") else ""),
        rule=placed.layer.name,
        span=placed.span,
    )


def _parameters(placed: Placed, units: int, biases: int, tied: bool) -> Step:
    weights = Sym("n_in") * Sym("n_out")
    formula: Formula = weights + Sym("n_out") if biases else weights
    options: dict[str, Any] = {"units": units, "biases": biases, **_options(placed), **({"tied": True} if tied else {})}
    because = "every neuron has a weight for every input" + (", and one bias" if biases else "")
    if tied:
        formula = Sym("n_out") if biases else Num(0)
        because = "its weights are counted where they are first used" + ("; each neuron has a bias" if biases else "")
    slips = SLIPS + (() if placed.settings["bias"] else (BIAS_ADDED,)) + ((TIED_COUNTED,) if tied else ())
    return Step(
        f"{placed.name}.parameters",
        outputs(placed),
        partial(parameters, **options),
        formula=formula,
        numbers=partial(parameters_numbers, **options),
        because=because,
        rule=placed.layer.name,
        misconceptions=slips,
        span=placed.span,
    )


def connected(shape: Shape, *, units: int, biases: int, each: bool = False) -> int:
    """A connection for every weight and every bias, at each position."""
    return parameters(shape, units=units, biases=biases, each=each) * prod(shape[:-1])


def connected_numbers(shape: Shape, *, units: int, biases: int, each: bool = False) -> Formula:
    """120 · 84 + 84."""
    once = parameters_numbers(shape, units=units, biases=biases, each=each)
    return once if len(shape) == 1 else times(*shape[:-1]) * once


def _connections(placed: Placed, everything: Step) -> Step:
    options = {name: value for name, value in options_of(everything).items() if name != "tied"}
    weights = Sym("n_in") * Sym("n_out")
    formula: Formula = weights + Sym("n_out") if options["biases"] else weights
    biased = " and to the bias" if options["biases"] else ""
    return Step(
        f"{placed.name}.connections",
        outputs(placed),
        partial(connected, **options),
        formula=Sym("positions") * formula if placed.settings.get("each position") else formula,
        numbers=partial(connected_numbers, **options),
        because=f"every neuron is connected to every input{biased}",
        rule=placed.layer.name,
        misconceptions=() if options["biases"] == 0 else (BIAS_UNCONNECTED,),
        span=placed.span,
    )


def _macs(placed: Placed, units: int, biased: bool) -> Step:
    inputs: Formula = Sym("n_in")
    positioned = placed.settings.get("each position")
    formula: Formula = (inputs + 1 if biased else inputs) * Sym("n_out")
    formula = Sym("positions") * formula if positioned else formula
    return Step(
        f"{placed.name}.macs",
        outputs(placed),
        partial(multiplications, units=units, biased=biased, **_options(placed)),
        formula=formula,
        numbers=partial(multiplications_numbers, units=units, biased=biased, **_options(placed)),
        because="every weight is multiplied once" + (" at each position" if positioned else ""),
        rule=placed.layer.name,
        span=placed.span,
    )


# --- wrong ideas ------------------------------------------------------------------------------------------------------


def _no_bias(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {"biases": 0} if options["biases"] else None


def _one_bias(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {"biases": 1} if options["biases"] > 1 else None


def _bias_added(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {"biases": options["units"]}


def bias_for_input(shape: Shape, *, units: int, biases: int, **_: object) -> int:
    """The wrong count of a bias for every input."""
    return shape[-1] * units + (shape[-1] if biases else 0)


def channels_only(shape: Shape, *, units: int, biases: int, **_: object) -> int:
    """The wrong count that takes only the depth of the map before flattening."""
    return shape[-1] * units + biases


def depth_again(shape: Shape, *, units: int, biases: int, **_: object) -> int:
    """The wrong count that multiplies the flattened map by its depth once more."""
    return elements(shape) * shape[-1] * units + biases


def _before_flattening(derivation: Derivation, step: Step, *, law: Callable[..., int]) -> Mapping[str, Step]:
    """A law of the map that was flattened, in place of one of its numbers in a row."""
    if step.uses[0] not in derivation or derivation.step(step.uses[0]).rule != "flatten":
        return {}
    uses = derivation.step(step.uses[0]).uses
    return {step.name: replace(step, uses=uses, law=partial(law, **options_of(step)))}


TIED_COUNTED = slip(
    "tied-weights-counted-twice",
    "The layer shares its weights with the embedding: count them once.",
    other_options(tied=False),
)
BIAS_UNCONNECTED = slip(
    "biases-forgotten", "Every neuron has a bias, and it is counted here.", changed_options(_no_bias)
)
BIAS_ADDED = slip("bias-counted-though-none", "This layer has no biases.", changed_options(_bias_added))

SLIPS: tuple[Misconception, ...] = (
    slip("biases-forgotten", "Every neuron has a bias, and it is counted here.", changed_options(_no_bias)),
    slip("one-bias-for-the-layer", "Every neuron has a bias of its own.", changed_options(_one_bias)),
    slip("bias-for-every-input", "Biases belong to the outputs: one a neuron.", other_law(bias_for_input)),
    slip(
        "dense-on-channels-only",
        "After flattening, every number of the map is an input of the layer.",
        partial(_before_flattening, law=channels_only),
    ),
    slip(
        "depth-multiplied-again",
        "The flattened map holds all channels already: do not multiply by the depth once more.",
        partial(_before_flattening, law=depth_again),
    ),
)


# --- oracles ----------------------------------------------------------------------------------------------------------


def _weights(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> tuple[Shapes, Shapes]:
    inputs = shapes[0][-1] if placed.settings.get("each position") else elements(shapes[0])
    shared = placed.settings.get("tied") and conventions.get("tied weights") != "counted at both"
    matrix = (0 if shared else inputs, placed.settings["units"])
    with_bias = placed.settings["bias"] and conventions.get("bias") != "not counted"
    return ((matrix, (placed.settings["units"],)) if with_bias else (matrix,)), ()


def _counted(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> int:
    each = sum(1 for _ in range(shapes[0][-1]))
    each += int(placed.settings["bias"] and conventions.get("macs") == "with biases")
    positions = itertools.product(*(range(side) for side in shapes[0][:-1]))
    return sum(each for _ in positions for _ in range(placed.settings["units"]))


def _window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    return (*(len(range(side)) for side in shapes[0][:-1]), sum(1 for _ in range(placed.settings["units"])))


def _describe(placed: Placed) -> str:
    units = placed.settings.get("units")
    neurons = "" if units is None else f" with {units} neurons" if units != 1 else " with 1 neuron"
    activation = placed.settings.get("activation", "linear")
    applied = "" if activation == "linear" else f", {activation} activation"
    where = " at each position" if placed.settings.get("each position") else ""
    where += ", weights tied to the embedding" if placed.settings.get("tied") else ""
    return "fully connected layer" + neurons + where + ("" if placed.settings["bias"] else ", no bias") + applied


OWN = (
    Layer(
        "dense",
        "every neuron reads every input",
        _steps,
        options=OPTIONS,
        positional=("units",),
        quantities=("output", "parameters", "weights", "biases", "trainable", "connections", "macs"),
        weights=_weights,
        windows=_window,
        conventions=(BIAS, MACS, TIED),
        also=("linear", "fc", "fully-connected"),
        example="input 3776\ndense 128\nfind dense.parameters",
        group="dense and embedding",
        describe=_describe,
        multiplications=_counted,
    ),
)
LAYERS = tuple(map(shareable, OWN))
