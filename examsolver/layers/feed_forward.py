"""The feed-forward part of a transformer: two matrices, or three where a gate multiplies (Shazeer 2020)."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from examsolver.core.convention import Conventions
from examsolver.core.derivation import Step
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.conventions import BIAS, bias_counted
from examsolver.layers.counting import learned, same_window, size_kept
from examsolver.layers.lettered import Count, counting, summing, weighed, wrong_count
from examsolver.layers.sharing import shareable

OPTIONS = (
    Option("hidden", "the size in the middle; 4 d where left out", also=("ff", "ffn", "inner", "units", "d ff", "dff")),
    Option("gated", "whether a third matrix gates the middle (SwiGLU)", "flag", False, also=("swiglu", "geglu", "glu")),
    Option("bias", "whether the matrices have biases", "flag", True, also=("biases", "use bias")),
)


def feed_forward_weights(gated: bool) -> Formula:
    """2 or 3 matrices between d and f."""
    return (3 if gated else 2) * Sym("d") * Sym("f")


def feed_forward_biases(gated: bool) -> Formula:
    """One for every output of each matrix."""
    return 2 * Sym("f") + Sym("d") if gated else Sym("f") + Sym("d")


def feed_forward_tensors(depth: int, hidden: int, gated: bool, biased: bool) -> Shapes:
    """Oracle: the matrices and biases, listed."""
    inward: Shapes = ((depth, hidden), (hidden,)) if biased else ((depth, hidden),)
    outward: Shapes = ((hidden, depth), (depth,)) if biased else ((hidden, depth),)
    return (*inward, *(inward if gated else ()), *outward)


def _letters(shape: Shape, *, hidden: int | None) -> Mapping[str, int]:
    return {"d": shape[-1], "f": hidden or 4 * shape[-1], "T": prod(shape[:-1])}


def _steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    gated = placed.settings["gated"]
    biased = placed.settings["bias"] and bias_counted(conventions)
    weights = feed_forward_weights(gated)
    added = feed_forward_biases(gated) if biased else Num(0)
    slips = [
        wrong_count(
            "only-one-feed-forward-matrix", "One matrix goes in and one comes back.", Sym("d") * Sym("f") + added
        )
    ]
    if gated:
        says = "A gated feed-forward part has three matrices."
        slips.append(wrong_count("gate-matrix-forgotten", says, feed_forward_weights(False) + added))
    else:
        slips.append(
            wrong_count("gate-matrix-added", "This part has two matrices.", feed_forward_weights(True) + added)
        )
    because = f"{'three' if gated else 'two'} matrices between d and f" + (", with biases" if biased else "")
    biases = feed_forward_biases(gated) if biased else None
    macs = Count("macs", Sym("T") * weights, "every weight is used once at every position")
    sums = feed_forward_biases(gated)
    each = summing(weights, sums, sums if placed.settings["bias"] else None)
    added_up = Count("additions", Sym("T") * each.formula, f"at every position {each.because}")
    return (
        size_kept(placed, "it works at every position alike and returns to the same length"),
        *counting(
            placed,
            _letters,
            {"hidden": placed.settings["hidden"]},
            *weighed(weights, biases, because, tuple(slips)),
            macs,
            added_up,
        ),
        learned(placed),
    )


def _weights(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> tuple[Shapes, Shapes]:
    depth, settings = shapes[0][-1], placed.settings
    biased = settings["bias"] and conventions.get("bias") != "not counted"
    return feed_forward_tensors(depth, settings["hidden"] or 4 * depth, settings["gated"], biased), ()


def _counted(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> int:
    tensors, _ = _weights(placed, shapes, {"bias": "not counted"})
    return sum(rows * columns for _ in range(prod(shapes[0][:-1])) for rows, columns in tensors)


def _describe(placed: Placed) -> str:
    settings = placed.settings
    hidden = f" with {settings['hidden']} units in the middle" if settings.get("hidden") else ""
    gated = ", gated (three matrices)" if settings["gated"] else ""
    return "feed-forward part" + hidden + gated + ("" if settings["bias"] else ", no bias")


OWN = (
    Layer(
        "feed-forward",
        "two dense layers at every position (three matrices when gated)",
        _steps,
        options=OPTIONS,
        positional=("hidden",),
        quantities=("output", "parameters", "weights", "biases", "trainable", "macs", "additions"),
        weights=_weights,
        windows=same_window,
        conventions=(BIAS,),
        also=("ffn", "feedforward", "mlp-block", "position-wise-feed-forward"),
        example="input 20x512\nfeed-forward 2048\nfind feed-forward.parameters",
        group="attention and transformers",
        describe=_describe,
        multiplications=_counted,
    ),
)
LAYERS = tuple(map(shareable, OWN))
