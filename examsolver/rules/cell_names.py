"""What books call the weights of a recurrent cell: one matrix on [h, x], two matrices, all gates in one; the biases."""

from __future__ import annotations

from collections.abc import Iterator

Pair = tuple[str, str]
"""The names of what acts on the input and of what acts on the state."""

STACKED: tuple[Pair, ...] = (
    ("W_xh", "W_hh"),
    ("W_ih", "W_hh"),
    ("W_hx", "W_hh"),
    ("W_x", "W_h"),
    ("Wx", "Wh"),
    ("Wxh", "Whh"),
    ("w_xh", "w_hh"),
    ("w_x", "w_h"),
    ("wx", "wh"),
    ("W_in", "W_rec"),
    ("weight_ih", "weight_hh"),
    ("kernel", "recurrent_kernel"),
    ("kernel", "recurrent"),
)
"""Two matrices for all gates together, or for the one equation of a simple cell."""

BARE: tuple[Pair, ...] = (("W", "U"), ("w", "u"))
"""Two matrices whose names do not say which is which: a convention does."""

STACKED_BIASES: tuple[Pair, ...] = (
    ("b_xh", "b_hh"),
    ("b_ih", "b_hh"),
    ("b_x", "b_h"),
    ("bx", "bh"),
    ("bias_ih", "bias_hh"),
    ("b_input", "b_recurrent"),
)

ONE_BIAS = ("b", "b_h", "bias", "bh")

ONE_MATRIX = ("W", "w", "weight")

OUTPUT_WEIGHTS = ("W_hy", "W_y", "W_ho", "W_out", "Why", "V", "v", "w_y", "w_hy")

OUTPUT_BIASES = ("b_y", "by", "b_o", "b_out")

SUFFIXES = {"f": ("f",), "i": ("i",), "o": ("o",), "z": ("z", "u"), "r": ("r",)}

CANDIDATE = {"lstm": ("c", "g", "C", "a"), "gru": ("c", "h", "n", "g", "")}
"""How the candidate's weights are named, by cell."""


def suffixes(cell: str, gate: str) -> tuple[str, ...]:
    """The endings that the names of a gate's weights may have."""
    return CANDIDATE[cell] if gate == "c" else SUFFIXES[gate]


def ended(base: str, suffix: str) -> str:
    """``W_f``; ``W`` for no ending."""
    return f"{base}_{suffix}" if suffix else base


def pairs_of(suffix: str) -> Iterator[Pair]:
    """Two matrices of one gate that say which is which."""
    if suffix:
        yield f"W_x{suffix}", f"W_h{suffix}"
        yield f"W_i{suffix}", f"W_h{suffix}"
        yield f"W_{suffix}x", f"W_{suffix}h"
        yield f"w_x{suffix}", f"w_h{suffix}"


def biases_of(suffix: str) -> Iterator[Pair]:
    """Two biases of one gate."""
    if suffix:
        yield f"b_x{suffix}", f"b_h{suffix}"
        yield f"b_i{suffix}", f"b_h{suffix}"
