"""Recurrent layers, counted: rnn, lstm, gru."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from examsolver.core.convention import Convention, Conventions
from examsolver.core.derivation import LawError, Step
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.conventions import BIAS, GRU_BIASES, LSTM_BIASES, RNN_BIASES, bias_counted
from examsolver.layers.counting import biases_of, learned, outputs
from examsolver.layers.lettered import counting
from examsolver.layers.recurrent_stacks import (
    given_on,
    is_stacked,
    sequence,
    slip_of_steps,
    stacked_steps,
    stacked_weights,
    step_counts,
    step_letters,
)
from examsolver.layers.sharing import shareable
from examsolver.layers.sizes import elements, needed, times
from examsolver.layers.slips import changed_options, options_of, other_law, slip

OPTIONS = (
    Option(
        "units", "the size of the state", also=("unit", "hidden", "hidden units", "hidden size", "state", "neurons")
    ),
    Option(
        "sequences",
        "whether the state of every step is given on",
        "flag",
        False,
        also=("return sequences", "all steps"),
    ),
    Option("bias", "whether each gate has a bias", "flag", True, also=("biases", "use bias")),
    Option("bidirectional", "whether it runs in both directions", "flag", False, also=("both directions", "bi")),
    Option("layers", "how many lie on top of each other", default=1, also=("stacked", "num layers", "depth")),
    Option("merge", "how two directions are joined: concat, sum, ave, mul", "word", "concat", also=("merge mode",)),
    Option("dropout", "the share dropped between stacked layers", "number", also=("drop",), least=0, most=1),
    Option("activation", "the function of the state (Keras: tanh)", "word", "tanh"),
)
PROJECTION = Option("projection", "the state is projected to so many numbers", also=("proj size", "projected", "proj"))
PEEPHOLES = Option("peepholes", "whether three gates look at the cell", "flag", False, also=("peephole",))
BOTH_WAYS = tuple(replace(option, default=True) if option.name == "bidirectional" else option for option in OPTIONS)
RESET_AFTER = Option("reset after", "two bias vectors, as the reset gate acts after the product", "flag", False)


def state(shape: Shape, *, units: int, every: bool, reader: str) -> Shape:
    """The last state, or the states of all steps."""
    steps, _ = sequence(shape, reader)
    return (steps, units) if every else (units,)


def _state_numbers(shape: Shape, *, units: int, every: bool, reader: str) -> Formula:
    return times(shape[0], units) if every else Num(units)


def parameters(shape: Shape, *, units: int, gates: int, vectors: int, reader: str) -> int:
    """gates · (h(h + x) + vectors · h): weights on state and input, and bias vectors."""
    _, features = sequence(shape, reader)
    return gates * (units * (units + features) + vectors * units)


def parameters_numbers(shape: Shape, *, units: int, gates: int, vectors: int, reader: str) -> Formula:
    """4 · (16 · (16 + 8) + 16)."""
    return _weights_formula(Num(units), Num(shape[-1]), gates, vectors)


def _weights_formula(h: Formula, x: Formula, gates: int, vectors: int) -> Formula:
    inner: Formula = h * (h + x)
    if vectors:
        inner = inner + (h if vectors == 1 else vectors * h)
    return inner if gates == 1 else gates * inner


def multiplications(shape: Shape, *, units: int, gates: int, reader: str) -> int:
    """One multiply-accumulate a weight and step."""
    steps, features = sequence(shape, reader)
    return steps * gates * units * (units + features)


def multiplications_numbers(shape: Shape, *, units: int, gates: int, reader: str) -> Formula:
    """20 · 4 · (16 · (16 + 8))."""
    return shape[0] * _weights_formula(Num(units), Num(shape[-1]), gates, 0)


def _steps(placed: Placed, conventions: Conventions, *, gates: int, biases: Convention) -> tuple[Step, ...]:
    units = needed(placed, "units", "number of units", f"write e.g. `{placed.layer.name} 64`")
    vectors = _vectors(placed, conventions, biases)
    if (placed.settings.get("projection") or 0) >= units:
        projected = f"{placed.name} projects {units} numbers to {placed.settings['projection']}"
        raise LawError(f"{projected}, which is no smaller", f"write a projection below {units}")
    if is_stacked(placed):
        return stacked_steps(placed, units, gates, vectors)
    everything = _parameters(placed, units, gates, vectors)
    return (
        _output(placed, units),
        everything,
        _weights_alone(everything, placed, gates),
        biases_of(placed, gates * vectors * units, f"{gates * vectors}·h" if gates * vectors > 1 else "h"),
        learned(placed),
        _macs(placed, units, gates),
        *counting(
            placed,
            step_letters,
            {"units": units, "reader": placed.layer.name},
            *step_counts(_weights_formula(Sym("h"), Sym("x"), gates, 0), gates, 1, vectors),
        ),
    )


def _vectors(placed: Placed, conventions: Conventions, biases: Convention) -> int:
    if not placed.settings["bias"] or not bias_counted(conventions):
        return 0
    return 2 if placed.settings.get("reset after") or biases.chosen(conventions).name == "two" else 1


def _output(placed: Placed, units: int) -> Step:
    every = placed.settings["sequences"]
    options: dict[str, Any] = {"units": units, "every": every, "reader": placed.layer.name}
    return Step(
        f"{placed.name}.output",
        outputs(placed),
        partial(state, **options),
        formula=times(Sym("T"), Sym("h")) if every else Sym("h"),
        numbers=partial(_state_numbers, **options),
        because="the states of all steps are given on" if every else "only the last state is given on",
        rule=placed.layer.name,
        misconceptions=(slip_of_steps(every),),
        span=placed.span,
    )


def _parameters(placed: Placed, units: int, gates: int, vectors: int) -> Step:
    options: dict[str, Any] = {"units": units, "gates": gates, "vectors": vectors, "reader": placed.layer.name}
    sets = "weights" if gates == 1 else f"{gates} sets of weights"
    return Step(
        f"{placed.name}.parameters",
        outputs(placed),
        partial(parameters, **options),
        formula=_weights_formula(Sym("h"), Sym("x"), gates, vectors),
        numbers=partial(parameters_numbers, **options),
        because=f"{sets} on state and input" + ("", ", a bias for each unit", ", two biases for each unit")[vectors],
        rule=placed.layer.name,
        misconceptions=SLIPS,
        span=placed.span,
    )


def _weights_alone(everything: Step, placed: Placed, gates: int) -> Step:
    options = {**options_of(everything), "vectors": 0}
    return replace(
        everything,
        name=f"{placed.name}.weights",
        law=partial(parameters, **options),
        formula=_weights_formula(Sym("h"), Sym("x"), gates, 0),
        numbers=partial(parameters_numbers, **options),
        because="the weights alone, without the biases",
        misconceptions=SLIPS[1:],
    )


def _macs(placed: Placed, units: int, gates: int) -> Step:
    options: dict[str, Any] = {"units": units, "gates": gates, "reader": placed.layer.name}
    return Step(
        f"{placed.name}.macs",
        outputs(placed),
        partial(multiplications, **options),
        formula=Sym("T") * _weights_formula(Sym("h"), Sym("x"), gates, 0),
        numbers=partial(multiplications_numbers, **options),
        because="every weight is multiplied once a step",
        rule=placed.layer.name,
        span=placed.span,
    )


# --- wrong ideas ------------------------------------------------------------------------------------------------------


def _one_gate(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {"gates": 1} if options["gates"] > 1 else None


def _no_candidate(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {"gates": options["gates"] - 1} if options["gates"] > 1 else None


def _no_bias(options: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return {"vectors": 0} if options["vectors"] else None


def stateless(shape: Shape, *, units: int, gates: int, vectors: int, reader: str) -> int:
    """The wrong count without the weights on the state."""
    return gates * (units * shape[-1] + vectors * units)


def inputless(shape: Shape, *, units: int, gates: int, vectors: int, reader: str) -> int:
    """The wrong count without the weights on the input."""
    return gates * (units * units + vectors * units)


def each_step(shape: Shape, *, units: int, gates: int, vectors: int, reader: str) -> int:
    """The wrong count of own weights for every step."""
    return shape[0] * parameters(shape, units=units, gates=gates, vectors=vectors, reader=reader)


SLIPS = (
    slip("biases-forgotten", "Every gate has biases, and they are counted here.", changed_options(_no_bias)),
    slip("gates-forgotten", "Every gate and the candidate have weights of their own.", changed_options(_one_gate)),
    slip("candidate-forgotten", "The candidate has weights too, like the gates.", changed_options(_no_candidate)),
    slip("state-weights-forgotten", "Each gate reads the previous state as well as the input.", other_law(stateless)),
    slip("input-weights-forgotten", "Each gate reads the input as well as the previous state.", other_law(inputless)),
    slip("weights-for-every-step", "All steps share the same weights.", other_law(each_step)),
)


# --- oracles ----------------------------------------------------------------------------------------------------------


def _weights(
    placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, gates: int, topic: str
) -> tuple[Shapes, Shapes]:
    both = placed.settings.get("reset after") or conventions.get(topic) == "two"
    biased = placed.settings["bias"] and conventions.get("bias") != "not counted"
    return stacked_weights(placed, shapes, gates, (2 if both else 1) if biased else 0), ()


def _window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    directions = 2 if placed.settings["bidirectional"] and placed.settings["merge"] == "concat" else 1
    states = [
        [unit for _ in range(directions) for unit in range(given_on(placed, placed.settings["units"]))]
        for _ in range(shapes[0][0])
    ]
    return (len(states), len(states[-1])) if placed.settings["sequences"] else (len(states[-1]),)


def _counted(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, gates: int) -> int:
    matrices, _ = _weights(placed, shapes, {"bias": "not counted"}, gates=gates, topic="")
    return sum(elements(matrix) for _ in range(shapes[0][0]) for matrix in matrices)


def _describe(placed: Placed, *, says: str) -> str:
    units = placed.settings.get("units")
    rest = ", returning the states of all steps" if placed.settings["sequences"] else ""
    rest += "" if placed.settings["bias"] else ", no bias"
    rest += ", peephole connections" if placed.settings.get("peepholes") else ""
    rest += f", projected to {placed.settings['projection']}" if placed.settings.get("projection") else ""
    if placed.settings["layers"] > 1:
        says = f"{says}s"
    says = f"bidirectional {says}" if placed.settings["bidirectional"] else says
    says = f"{placed.settings['layers']} stacked {says}" if placed.settings["layers"] > 1 else says
    return says + ("" if units is None else f" with {units} units") + rest


def _layer(
    name: str, says: str, gates: int, biases: Convention, extra: tuple[Option, ...], also: tuple[str, ...]
) -> Layer:
    both = name.startswith("bi")
    sets = f"{gates} {'set' if gates == 1 else 'sets'} of weights on state and input"
    return Layer(
        name,
        f"{says}: {sets}" + (", in each direction" if both else ""),
        partial(_steps, gates=gates, biases=biases),
        options=(*(BOTH_WAYS if both else OPTIONS), *extra),
        positional=("units",),
        quantities=(
            "output",
            "parameters",
            "weights",
            "biases",
            "trainable",
            "macs",
            "additions",
            "activation-operations",
        ),
        weights=partial(_weights, gates=gates, topic=biases.topic),
        windows=_window,
        conventions=(BIAS, biases),
        also=also,
        example=f"input 20x8\n{name} 16\nfind {name}.parameters",
        group="recurrent",
        describe=partial(_describe, says=says.removeprefix("bidirectional ")),
        multiplications=partial(_counted, gates=gates),
    )


OWN = (
    _layer("rnn", "simple recurrent layer", 1, RNN_BIASES, (), ("simplernn", "vanilla-rnn", "elman")),
    _layer("lstm", "LSTM layer", 4, LSTM_BIASES, (PROJECTION, PEEPHOLES), ()),
    _layer("gru", "GRU layer", 3, GRU_BIASES, (RESET_AFTER,), ()),
    _layer("birnn", "bidirectional simple recurrent layer", 1, RNN_BIASES, (), ("bidirectional-rnn",)),
    _layer(
        "bilstm",
        "bidirectional LSTM layer",
        4,
        LSTM_BIASES,
        (PROJECTION, PEEPHOLES),
        ("bidirectional-lstm", "blstm"),
    ),
    _layer("bigru", "bidirectional GRU layer", 3, GRU_BIASES, (RESET_AFTER,), ("bidirectional-gru",)),
)
LAYERS = tuple(map(shareable, OWN))
