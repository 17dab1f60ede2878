"""Recurrent layers, counted: rnn, lstm, gru."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from examsolver.core.convention import Convention, Conventions
from examsolver.core.derivation import LawError, Step
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.rule import Option
from examsolver.layers.conventions import BIAS, GRU_BIASES, LSTM_BIASES, RNN_BIASES, bias_counted
from examsolver.layers.counting import learned, outputs
from examsolver.layers.sizes import elements, needed, size_text, times
from examsolver.layers.slips import changed_options, other_law, other_options, slip

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
)
RESET_AFTER = Option("reset after", "two bias vectors, as the reset gate acts after the product", "flag", False)


def sequence(shape: Shape, reader: str) -> tuple[int, int]:
    """Steps and inputs a step; LawError where the input is no sequence."""
    if len(shape) != 2:
        reads = f"{reader} reads steps x features, but its input is {size_text(shape)}"
        raise LawError(reads, "write e.g. `input 20x8`, or an embedding before it")
    return shape[0], shape[1]


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
    return (
        _output(placed, units),
        _parameters(placed, units, gates, vectors),
        learned(placed),
        _macs(placed, units, gates),
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
        misconceptions=(LAST_ONLY,) if every else (ALL_STEPS,),
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


LAST_ONLY = slip("only-the-last-state", "Here the states of all steps are given on.", other_options(every=False))
ALL_STEPS = slip(
    "all-states-kept", "Only the last state is given on, unless sequences are returned.", other_options(every=True)
)

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
    units, features = placed.settings["units"], shapes[0][-1]
    tensors: list[Shape] = []
    for _ in range(gates):
        tensors += [(features, units), (units, units)]
        if placed.settings["bias"] and conventions.get("bias") != "not counted":
            both = placed.settings.get("reset after") or conventions.get(topic) == "two"
            tensors += [(units,), (units,)] if both else [(units,)]
    return tuple(tensors), ()


def _window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    states = [placed.settings["units"] for _ in range(shapes[0][0])]
    return (len(states), states[-1]) if placed.settings["sequences"] else (states[-1],)


def _counted(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, gates: int) -> int:
    matrices, _ = _weights(placed, shapes, {"bias": "not counted"}, gates=gates, topic="")
    return sum(elements(matrix) for _ in range(shapes[0][0]) for matrix in matrices)


def _describe(placed: Placed, *, says: str) -> str:
    units = placed.settings.get("units")
    rest = ", returning the states of all steps" if placed.settings["sequences"] else ""
    rest += "" if placed.settings["bias"] else ", no bias"
    return says + ("" if units is None else f" with {units} units") + rest


def _layer(name: str, says: str, gates: int, biases: Convention, extra: tuple[Option, ...] = ()) -> Layer:
    return Layer(
        name,
        f"{says}: {gates} {'set' if gates == 1 else 'sets'} of weights on state and input",
        partial(_steps, gates=gates, biases=biases),
        options=(*OPTIONS, *extra),
        positional=("units",),
        quantities=("output", "parameters", "trainable", "macs"),
        weights=partial(_weights, gates=gates, topic=biases.topic),
        windows=_window,
        conventions=(BIAS, biases),
        also=("simplernn",) if name == "rnn" else (),
        example=f"input 20x8\n{name} 16\nfind {name}.parameters",
        describe=partial(_describe, says=says),
        multiplications=partial(_counted, gates=gates),
    )


LAYERS = (
    _layer("rnn", "simple recurrent layer", 1, RNN_BIASES),
    _layer("lstm", "LSTM layer", 4, LSTM_BIASES),
    _layer("gru", "GRU layer", 3, GRU_BIASES, (RESET_AFTER,)),
)
