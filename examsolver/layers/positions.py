"""Positions: a table of learned vectors, or fixed sines and cosines, added to a sequence."""

from __future__ import annotations

from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Step
from examsolver.core.formula import Num, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.counting import learned, no_weights, same_window, size_kept
from examsolver.layers.lettered import counting, weighed, wrong_count
from examsolver.layers.sizes import size_text

OPTIONS = (
    Option(
        "length", "the largest number of positions; that of the input where left out", also=("max length", "maxlen")
    ),
    Option("learned", "whether the vectors are learned", "flag", also=("trainable",)),
    Option("fixed", "whether they are sines and cosines", "flag", also=("sinusoidal", "sinusoids")),
)


def _letters(shape: Shape, *, length: int | None) -> dict[str, int]:
    if len(shape) != 2:
        reads = f"a positional encoding reads positions x features, but its input is {size_text(shape)}"
        raise LawError(reads, "write e.g. `input 20x512`, or an embedding before it")
    if length is not None and length < shape[0]:
        raise LawError(f"there are {shape[0]} positions, but vectors for {length} only", f"write length {shape[0]}")
    return {"n": shape[0] if length is None else length, "d": shape[1]}


def _is_learned(placed: Placed, by_default: bool) -> bool:
    if placed.settings["learned"] and placed.settings["fixed"]:
        raise LawError(f"{placed.name} is both learned and fixed", "keep one of them")
    if placed.settings["learned"] is None and placed.settings["fixed"] is None:
        return by_default
    return bool(placed.settings["learned"]) or placed.settings["fixed"] is False


def is_learned(placed: Placed) -> bool:
    """Whether its vectors are learned, as its name and options say."""
    return _is_learned(placed, placed.layer.name == "positional-embedding")


def _steps(placed: Placed, conventions: Conventions, *, by_default: bool) -> tuple[Step, ...]:
    table = Sym("n") * Sym("d")
    is_learned = _is_learned(placed, by_default)
    says = "a learned vector for every position" if is_learned else "sines and cosines are fixed: nothing is learned"
    fixed = wrong_count("fixed-positions-counted", "Sines and cosines are computed, not learned.", table)
    forgotten = wrong_count("positions-not-counted", "Learned positions have a vector each.", Num(0))
    counts = weighed(table if is_learned else Num(0), None, says, (forgotten if is_learned else fixed,))
    return (
        size_kept(placed, "a vector is added at every position, so the size stays"),
        *counting(placed, _letters, {"length": placed.settings["length"]}, *counts),
        learned(placed),
    )


def _weights(
    placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions, *, by_default: bool
) -> tuple[Shapes, Shapes]:
    count = (placed.settings["length"] or shapes[0][0]) if _is_learned(placed, by_default) else 0
    return tuple((shapes[0][1],) for _ in range(count)), ()


def _describe(placed: Placed, *, by_default: bool) -> str:
    length = placed.settings["length"]
    kind = "learned" if _is_learned(placed, by_default) else "fixed"
    return f"{kind} positional encoding" + ("" if length is None else f" for {length} positions")


def _layer(name: str, summary: str, by_default: bool, also: tuple[str, ...]) -> Layer:
    return Layer(
        name,
        summary,
        partial(_steps, by_default=by_default),
        options=OPTIONS,
        positional=("length",),
        quantities=("output", "parameters", "weights", "biases", "trainable"),
        weights=partial(_weights, by_default=by_default),
        windows=same_window,
        also=also,
        example=f"input 100\nembedding 10000, 64\n{name}\nfind {name}.parameters",
        group="attention and transformers",
        describe=partial(_describe, by_default=by_default),
    )


def _rotated(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    counted = wrong_count(
        "fixed-positions-counted", "Angles of rotations are computed, not learned.", Sym("n") * Sym("d")
    )
    counts = weighed(Num(0), None, "angles follow from the positions: nothing is learned", (counted,))
    return (
        size_kept(placed, "pairs of features are rotated, so the size stays"),
        *counting(placed, _letters, {"length": None}, *counts),
        learned(placed),
    )


def _describe_rotated(placed: Placed) -> str:
    return "rotary positional embedding"


LAYERS = (
    Layer(
        "rotary-embedding",
        "rotary positions (RoPE): pairs of features rotated by the position, nothing learned",
        _rotated,
        quantities=("output", "parameters", "weights", "biases", "trainable"),
        weights=no_weights,
        windows=same_window,
        also=("rope", "rotary"),
        example="input 20x64\nrope\nfind output",
        group="attention and transformers",
        describe=_describe_rotated,
    ),
    _layer("positional-encoding", "fixed sines and cosines of the position (or `learned`)", False, ("sinusoidal",)),
    _layer(
        "positional-embedding",
        "a learned vector for every position (or `fixed`)",
        True,
        ("position-embedding", "positions", "learned-positions"),
    ),
)
