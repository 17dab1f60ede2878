"""Recurrent layers in both directions, and several on top of each other, counted as one layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from examsolver.core.derivation import LawError, Misconception, Step
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Placed, Shape, Shapes
from examsolver.layers.counting import learned
from examsolver.layers.lettered import Count, counting, summing, wrong_count
from examsolver.layers.shaping import shaped
from examsolver.layers.sizes import size_text, times
from examsolver.layers.slips import other_options, slip


def sequence(shape: Shape, reader: str) -> tuple[int, int]:
    """Steps and inputs a step; LawError where the input is no sequence."""
    if len(shape) != 2:
        reads = f"{reader} reads steps x features, but its input is {size_text(shape)}"
        hint = "write e.g. `input 20x8`, or an embedding before it"
        if len(shape) == 1:
            hint += "; a recurrent layer before it must return sequences"
        raise LawError(reads, hint)
    return shape[0], shape[1]


def is_stacked(placed: Placed) -> bool:
    """Whether it has two directions, several layers, or more than plain gates."""
    settings = placed.settings
    extended = bool(settings.get("projection") or settings.get("peepholes"))
    return bool(settings["bidirectional"]) or settings["layers"] > 1 or extended


def given_on(placed: Placed, units: int) -> int:
    """How long the state is that is given on: projected, where it is."""
    return placed.settings.get("projection") or units


def width(placed: Placed) -> int:
    """How many times the units are given on: 2 where two directions are joined."""
    merge = placed.settings["merge"]
    if merge not in ("concat", "sum", "ave", "mul"):
        raise LawError(f"directions are not joined by {merge!r}", "merge is one of concat, sum, ave, mul")
    return 2 if placed.settings["bidirectional"] and merge == "concat" else 1


def states(shape: Shape, *, units: int, every: bool, wide: int, reader: str) -> Shape:
    """The last states joined, or those of all steps."""
    steps, _ = sequence(shape, reader)
    return (steps, wide * units) if every else (wide * units,)


def _numbers(shape: Shape, *, units: int, every: bool, wide: int, reader: str) -> Formula:
    both: Formula = Num(units) if wide == 1 else wide * Num(units)
    return times(shape[0], both) if every else both


def step_letters(shape: Shape, *, units: int, reader: str, given: int | None = None) -> Mapping[str, int]:
    """Steps, inputs a step, units, and how many numbers a step gives on."""
    steps, features = sequence(shape, reader)
    return {"T": steps, "x": features, "h": units, "p": units if given is None else given}


def _cell(placed: Placed, reads: Formula, gates: int, vectors: int) -> Formula:
    """One layer in one direction: gates · (h(h + x) + vectors · h), and what a projection or peepholes add."""
    h = Sym("h")
    inner: Formula = h * (_state(placed) + reads)
    if vectors:
        inner = inner + (h if vectors == 1 else vectors * h)
    whole = inner if gates == 1 else gates * inner
    if placed.settings.get("peepholes"):
        whole = whole + 3 * h
    return whole + Sym("p") * h if placed.settings.get("projection") else whole


def _state(placed: Placed) -> Formula:
    """What is given on: h, or p where it is projected."""
    return Sym("p") if placed.settings.get("projection") else Sym("h")


def _all(placed: Placed, gates: int, vectors: int) -> Formula:
    """The first layer reads x, every further one the states of the one below."""
    directions, layers = 2 if placed.settings["bidirectional"] else 1, placed.settings["layers"]
    wide = width(placed)
    first = _cell(placed, Sym("x"), gates, vectors)
    whole: Formula = 2 * first if directions == 2 else first
    if layers > 1:
        state = _state(placed)
        above = _cell(placed, wide * state if wide > 1 else state, gates, vectors)
        count = (layers - 1) * directions
        whole = whole + (count * above if count > 1 else above)
    return whole


def stacked_steps(placed: Placed, units: int, gates: int, vectors: int) -> tuple[Step, ...]:
    """Output, parameters, macs of the whole stack."""
    wide = width(placed)
    every, reader = placed.settings["sequences"], placed.layer.name
    weights, everything = _all(placed, gates, 0), _all(placed, gates, vectors)
    slips = [wrong_count("biases-forgotten", "Every gate has biases, and they are counted here.", weights)]
    if placed.settings["bidirectional"]:
        says = "Both directions have weights of their own."
        slips.append(wrong_count("one-direction-counted", says, _cell(placed, Sym("x"), gates, vectors)))
    if placed.settings["layers"] > 1:
        same = placed.settings["layers"] * _cell(placed, Sym("x"), gates, vectors)
        says = "Only the first layer reads the input; the others read the states of the layer below."
        slips.append(wrong_count("stacked-layers-read-the-input", says, same))
    slips += _extended_slips(placed, everything, gates, vectors)
    biases = Num(0) if not vectors else _biases(placed, gates, vectors)
    counts = (
        Count("weights", weights, "the weights alone, without the biases"),
        Count("biases", biases, "the biases alone"),
        Count("parameters", everything, _because(placed, gates), tuple(slips)),
        Count("macs", Sym("T") * weights, "every weight is multiplied once a step"),
        *step_counts(weights, gates, _copies(placed), vectors, bool(placed.settings.get("projection"))),
    )
    halved = slip("one-direction-given-on", "The states of both directions are joined.", other_options(wide=1))
    output = shaped(
        placed,
        states,
        ("the states of all steps are given on" if every else "only the last states are given on")
        + (", those of both directions joined" if wide > 1 else ""),
        formula=_output_law(_state(placed), every, wide),
        numbers=_numbers,
        slips=(slip_of_steps(every), *((halved,) if wide > 1 else ())),
        units=given_on(placed, units),
        every=every,
        wide=wide,
        reader=reader,
    )
    options = {"units": units, "given": given_on(placed, units), "reader": reader}
    return (output, *counting(placed, step_letters, options, *counts), learned(placed))


def _copies(placed: Placed) -> int:
    """How many cells there are: layers times directions."""
    layers: int = placed.settings["layers"]
    return layers * (2 if placed.settings["bidirectional"] else 1)


def step_counts(
    weights: Formula, gates: int, copies: int, vectors: int, projected: bool = False
) -> tuple[Count, ...]:
    """Additions and applications of an activation, over all steps."""
    sums: Formula = gates * copies * Sym("h") if gates * copies > 1 else Sym("h")
    biases = {0: None, 1: sums}.get(vectors, vectors * sums)
    each = summing(weights, sums + copies * Sym("p") if projected else sums, biases)
    # An LSTM applies a function to three gates, the candidate and the cell; a GRU to two gates and the candidate.
    applied = {1: 1, 3: 3, 4: 5}[gates] * copies
    functions = Sym("T") * (applied * Sym("h") if applied > 1 else Sym("h"))
    return (
        Count("additions", Sym("T") * each.formula, f"at every step {each.because}"),
        Count("activation-operations", functions, "each gate, the candidate, and the cell of an LSTM, at every step"),
    )


def _extended_slips(placed: Placed, everything: Formula, gates: int, vectors: int) -> list[Misconception]:
    """Wrong ideas about peepholes and projections."""
    slips = []
    plain = replace(placed, settings={**placed.settings, "peepholes": False, "projection": None})
    if placed.settings.get("peepholes"):
        says = "Three gates look at the cell by a weight of their own for each unit."
        slips.append(wrong_count("peepholes-forgotten", says, _all(plain, gates, vectors)))
    if placed.settings.get("projection"):
        says = "The state is projected by a matrix, and the gates read the projected state."
        slips.append(wrong_count("projection-ignored", says, _all(plain, gates, vectors)))
    return slips


def slip_of_steps(every: bool) -> Misconception:
    """The wrong idea about which states are given on."""
    if every:
        return slip("only-the-last-state", "Here the states of all steps are given on.", other_options(every=False))
    says = "Only the last state is given on, unless sequences are returned."
    return slip("all-states-kept", says, other_options(every=True))


def _output_law(state: Formula, every: bool, wide: int) -> Formula:
    both: Formula = state if wide == 1 else wide * state
    return times(Sym("T"), both) if every else both


def _biases(placed: Placed, gates: int, vectors: int) -> Formula:
    count: int = placed.settings["layers"] * (2 if placed.settings["bidirectional"] else 1) * gates * vectors
    return count * Sym("h")


def _because(placed: Placed, gates: int) -> str:
    says = "weights on state and input" if gates == 1 else f"{gates} sets of weights on state and input"
    says += ", in each of two directions" if placed.settings["bidirectional"] else ""
    if placed.settings["layers"] > 1:
        says += "; every further layer reads the states of the one below"
    if placed.settings.get("peepholes"):
        says += "; three gates see the cell, each by a weight for every unit"
    if placed.settings.get("projection"):
        says += "; a matrix projects the state before it is given on and read again"
    return says


def stacked_weights(placed: Placed, shapes: tuple[Shape, ...], gates: int, vectors: int) -> Shapes:
    """Oracle: layer by layer, direction by direction, gate by gate."""
    units = placed.settings["units"]
    state = placed.settings.get("projection") or units
    tensors: list[Shape] = []
    reads = shapes[0][-1]
    directions = ("forward", "backward") if placed.settings["bidirectional"] else ("forward",)
    for _ in range(placed.settings["layers"]):
        for _ in directions:
            for _ in range(gates):
                tensors += [(reads, units), (state, units), *((units,) for _ in range(vectors))]
            tensors += [(units,)] * 3 if placed.settings.get("peepholes") else []
            tensors += [(units, state)] if placed.settings.get("projection") else []
        reads = state * (len(directions) if placed.settings["merge"] == "concat" else 1)
    return tuple(tensors)
