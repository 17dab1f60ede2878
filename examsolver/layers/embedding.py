"""Embedding: a table with a row for every word."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Step
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape, Shapes
from examsolver.core.option import Option
from examsolver.layers.counting import biases_of, learned, outputs
from examsolver.layers.sharing import shareable
from examsolver.layers.sizes import needed, size_text, times
from examsolver.layers.slips import other_law, other_options, slip


def embedded(shape: Shape, *, dimension: int) -> Shape:
    """A vector for every position; LawError for anything but a row of word numbers."""
    if len(shape) != 1:
        reads = f"an embedding reads a row of word numbers, but its input is {size_text(shape)}"
        raise LawError(reads, "write the number of positions, e.g. `input 100`")
    return (*shape, dimension)


def first_word(shape: Shape, *, dimension: int) -> Shape:
    """The wrong output of a single vector."""
    return (dimension,)


def _output_numbers(shape: Shape, *, dimension: int) -> Formula:
    return times(*shape, dimension)


def table(shape: Shape, *, vocabulary: int, dimension: int) -> int:
    """A row of ``dimension`` weights for every word."""
    return vocabulary * dimension


def table_a_position(shape: Shape, *, vocabulary: int, dimension: int) -> int:
    """The wrong count of a table for every position."""
    return vocabulary * dimension * shape[0]


def _table_numbers(shape: Shape, *, vocabulary: int, dimension: int) -> Formula:
    return Num(vocabulary) * dimension


def _steps(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    vocabulary = needed(placed, "vocabulary", "number of words", "write e.g. `embedding 10000, 64`")
    dimension = needed(placed, "dimension", "dimension", "write e.g. `embedding 10000, 64`")
    everything = _parameters(placed, vocabulary, dimension)
    weights = replace(everything, name=f"{placed.name}.weights", misconceptions=())
    return (_output(placed, dimension), everything, weights, biases_of(placed, 0, ""), learned(placed))


def _output(placed: Placed, dimension: int) -> Step:
    return Step(
        f"{placed.name}.output",
        outputs(placed),
        partial(embedded, dimension=dimension),
        formula=times(Sym("n"), Sym("d")),
        numbers=partial(_output_numbers, dimension=dimension),
        because="every position gets the vector of its word",
        rule=placed.layer.name,
        misconceptions=(slip("positions-forgotten", "Every position has a vector of its own.", other_law(first_word)),),
        span=placed.span,
    )


def _parameters(placed: Placed, vocabulary: int, dimension: int) -> Step:
    return Step(
        f"{placed.name}.parameters",
        outputs(placed),
        partial(table, vocabulary=vocabulary, dimension=dimension),
        formula=Sym("V") * Sym("d"),
        numbers=partial(_table_numbers, vocabulary=vocabulary, dimension=dimension),
        because="the table has a row for every word of the vocabulary; there is no bias",
        rule=placed.layer.name,
        misconceptions=(
            slip("table-for-every-position", "All positions share one table.", other_law(table_a_position)),
            slip("bias-counted-though-none", "An embedding has no biases.", other_options(vocabulary=vocabulary + 1)),
        ),
        span=placed.span,
    )


def _weights(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> tuple[Shapes, Shapes]:
    row = (placed.settings["dimension"],)
    return tuple(row for _ in range(placed.settings["vocabulary"])), ()


def _window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    return (sum(1 for _ in range(shapes[0][0])), placed.settings["dimension"])


def _describe(placed: Placed) -> str:
    vocabulary, dimension = placed.settings.get("vocabulary"), placed.settings.get("dimension")
    words = "" if vocabulary is None else f" of {vocabulary} words"
    return f"embedding{words}" + ("" if dimension is None else f" in {dimension} dimensions")


OWN = (
    Layer(
        "embedding",
        "a vector for every word",
        _steps,
        options=(
            Option("vocabulary", "how many words", also=("words", "vocab", "vocab size", "vocabulary size", "tokens")),
            Option("dimension", "how long each vector is", also=("dimensions", "dim", "size", "units")),
        ),
        positional=("vocabulary", "dimension"),
        quantities=("output", "parameters", "weights", "biases", "trainable"),
        weights=_weights,
        windows=_window,
        example="input 100\nembedding 10000, 64\nfind embedding.parameters",
        group="dense and embedding",
        describe=_describe,
    ),
)
LAYERS = tuple(map(shareable, OWN))
