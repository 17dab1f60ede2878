"""The fully connected layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Derivation, LawError, Misconception, Step
from examsolver.core.formula import Formula, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.rule import Option
from examsolver.layers.conventions import BIAS, MACS, bias_counted
from examsolver.layers.counting import learned, outputs
from examsolver.layers.sizes import elements, needed, size_text, times
from examsolver.layers.slips import changed_options, options_of, other_law, slip

OPTIONS = (
    Option("units", "how many neurons, which is the size of the output", also=("unit", "neurons", "outputs", "nodes")),
    Option("bias", "whether each neuron has a bias", "flag", True, also=("biases", "use bias")),
    Option("activation", "the function applied to the output", "word", "linear"),
)


def flat(shape: Shape) -> int:
    """The size of a vector; LawError for a map."""
    if len(shape) != 1:
        reads = f"dense reads a flat vector, but its input is {size_text(shape)}"
        raise LawError(reads, "write `flatten` on a line before it")
    return shape[0]


def units_of(shape: Shape, *, units: int) -> Shape:
    """One output a neuron."""
    flat(shape)
    return (units,)


def units_numbers(shape: Shape, *, units: int) -> Formula:
    """The number of neurons."""
    return times(units)


def parameters(shape: Shape, *, units: int, biases: int) -> int:
    """A weight from every input to every neuron, and the biases."""
    return flat(shape) * units + biases


def parameters_numbers(shape: Shape, *, units: int, biases: int) -> Formula:
    """3776 · 128 + 128."""
    weights = times(flat(shape)) * units
    return weights + biases if biases else weights


def multiplications(shape: Shape, *, units: int, biased: bool) -> int:
    """One multiply-accumulate a weight (and one a bias, if counted)."""
    return (flat(shape) + int(biased)) * units


def multiplications_numbers(shape: Shape, *, units: int, biased: bool) -> Formula:
    """3776 · 128."""
    inputs: Formula = times(flat(shape))
    return (inputs + 1 if biased else inputs) * units


def _steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    units = needed(placed, "units", "number of neurons", "write e.g. `dense 128`")
    has_bias = placed.settings["bias"]
    biases = units if has_bias and bias_counted(conventions) else 0
    return (
        _output(placed, units),
        _parameters(placed, units, biases),
        learned(placed),
        _macs(placed, units, MACS.chosen(conventions).name == "with biases" and has_bias),
    )


def _output(placed: Placed, units: int) -> Step:
    return Step(
        f"{placed.name}.output",
        outputs(placed),
        partial(units_of, units=units),
        formula=Sym("n_out"),
        numbers=partial(units_numbers, units=units),
        because="every neuron gives one number",
        rule=placed.layer.name,
        span=placed.span,
    )


def _parameters(placed: Placed, units: int, biases: int) -> Step:
    weights = Sym("n_in") * Sym("n_out")
    return Step(
        f"{placed.name}.parameters",
        outputs(placed),
        partial(parameters, units=units, biases=biases),
        formula=weights + Sym("n_out") if biases else weights,
        numbers=partial(parameters_numbers, units=units, biases=biases),
        because="every neuron has a weight for every input" + (", and one bias" if biases else ""),
        rule=placed.layer.name,
        misconceptions=SLIPS + (() if placed.settings["bias"] else (BIAS_ADDED,)),
        span=placed.span,
    )


def _macs(placed: Placed, units: int, biased: bool) -> Step:
    inputs: Formula = Sym("n_in")
    return Step(
        f"{placed.name}.macs",
        outputs(placed),
        partial(multiplications, units=units, biased=biased),
        formula=(inputs + 1 if biased else inputs) * Sym("n_out"),
        numbers=partial(multiplications_numbers, units=units, biased=biased),
        because="every weight is multiplied once",
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


def bias_for_input(shape: Shape, *, units: int, biases: int) -> int:
    """The wrong count of a bias for every input."""
    return shape[0] * units + (shape[0] if biases else 0)


def channels_only(shape: Shape, *, units: int, biases: int) -> int:
    """The wrong count that takes only the depth of the map before flattening."""
    return shape[-1] * units + biases


def _unflattened(derivation: Derivation, step: Step) -> Mapping[str, Step]:
    if step.uses[0] not in derivation or derivation.step(step.uses[0]).rule != "flatten":
        return {}
    uses = derivation.step(step.uses[0]).uses
    return {step.name: replace(step, uses=uses, law=partial(channels_only, **options_of(step)))}


BIAS_ADDED = slip("bias-counted-though-none", "This layer has no biases.", changed_options(_bias_added))

SLIPS: tuple[Misconception, ...] = (
    slip("biases-forgotten", "Every neuron has a bias, and it is counted here.", changed_options(_no_bias)),
    slip("one-bias-for-the-layer", "Every neuron has a bias of its own.", changed_options(_one_bias)),
    slip("bias-for-every-input", "Biases belong to the outputs: one a neuron.", other_law(bias_for_input)),
    slip("dense-on-channels-only", "After flattening, every number of the map is an input of the layer.", _unflattened),
)


# --- oracles ----------------------------------------------------------------------------------------------------------


def _weights(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> tuple[Shapes, Shapes]:
    matrix = (elements(shapes[0]), placed.settings["units"])
    with_bias = placed.settings["bias"] and conventions.get("bias") != "not counted"
    return ((matrix, (placed.settings["units"],)) if with_bias else (matrix,)), ()


def _counted(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> int:
    each = sum(1 for _ in range(shapes[0][0]))
    each += int(placed.settings["bias"] and conventions.get("macs") == "with biases")
    return sum(each for _ in range(placed.settings["units"]))


def _window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    return (sum(1 for _ in range(placed.settings["units"])),)


def _describe(placed: Placed) -> str:
    units = placed.settings.get("units")
    neurons = "" if units is None else f" with {units} neurons" if units != 1 else " with 1 neuron"
    activation = placed.settings.get("activation", "linear")
    applied = "" if activation == "linear" else f", {activation} activation"
    return "fully connected layer" + neurons + ("" if placed.settings["bias"] else ", no bias") + applied


LAYERS = (
    Layer(
        "dense",
        "every neuron reads every input",
        _steps,
        options=OPTIONS,
        positional=("units",),
        quantities=("output", "parameters", "trainable", "macs"),
        weights=_weights,
        windows=_window,
        conventions=(BIAS, MACS),
        also=("linear", "fc", "fully-connected"),
        example="input 3776\ndense 128\nfind dense.parameters",
        describe=_describe,
        multiplications=_counted,
    ),
)
