"""More layers that join inputs: difference, mean, largest and smallest of every element, and products of matrices."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import partial
from math import prod

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Step
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape
from examsolver.core.option import Option
from examsolver.layers.counting import no_weights, same_window, unlearned
from examsolver.layers.lettered import Count, counting
from examsolver.layers.merging import described, equal, joined_by_element
from examsolver.layers.shaping import shaped
from examsolver.layers.sizes import size_text, times
from examsolver.layers.slips import other_law, slip

# --- element by element -----------------------------------------------------------------------------------------------


def _layer(name: str, says: str, also: tuple[str, ...]) -> Layer:
    return Layer(
        name,
        f"{says} of its inputs, element by element",
        partial(
            joined_by_element,
            law=partial(equal, reader=name),
            because=f"the {says} is taken element by element, so the size stays",
            operation="operation",
            nothing="it has nothing to learn",
        ),
        quantities=("output", "parameters", "trainable", "operations"),
        weights=no_weights,
        windows=same_window,
        sources=-1,
        also=also,
        example=f"x = input 8x8x4\na = conv 4, kernel 3, same\n{name} a, x\nfind {name}.output",
        group="joining",
        describe=partial(described, says=f"element-wise {says}"),
    )


# --- products of matrices ---------------------------------------------------------------------------------------------

TRANSPOSED = Option("transposed", "whether the second is transposed first", "flag", False, also=("transpose",))


def multiplied(one: Shape, other: Shape, *, names: tuple[str, ...], transposed: bool) -> Shape:
    """(… × a × b) times (… × b × c) is … × a × c; LawError where the inner sizes or the sizes before differ."""
    second = (*other[:-2], *reversed(other[-2:])) if transposed else other
    found = f"{names[0]} gives {size_text(one)}, {names[-1]} gives {size_text(other)}"
    if len(one) < 2 or len(other) < 2 or one[:-2] != second[:-2]:
        raise LawError(f"matmul multiplies matrices of equally many axes, but {found}", "reshape one of them first")
    if one[-1] != second[-2]:
        turned = (*other[:-2], *reversed(other[-2:])) if not transposed else other
        fix = "leave `transposed` out" if transposed else "write `transposed`"
        fits = fix if one[-1] == turned[-2] else "the last size of the first must be the last but one of the second"
        raise LawError(f"matmul needs inner sizes that are equal, but {found}", fits)
    return (*one[:-1], second[-1])


def turned_wrongly(one: Shape, other: Shape, *, names: tuple[str, ...], transposed: bool) -> Shape:
    """The wrong size that takes the second the other way round."""
    return (*one[:-1], other[-1] if transposed else other[-2])


def _product_numbers(one: Shape, other: Shape, *, names: tuple[str, ...], transposed: bool) -> Formula:
    return times(*multiplied(one, other, names=names, transposed=transposed))


def _letters(*shapes: Shape) -> Mapping[str, int]:
    return {"outputs": prod(shapes[0]), "b": shapes[1][-1]}


def _matmul(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    if len(placed.sources) != 2:
        raise LawError(f"matmul multiplies two inputs, found {len(placed.sources)}", "write e.g. `matmul a, b`")
    turned = bool(placed.settings["transposed"])
    other = slip(
        "matrix-not-transposed" if turned else "matrix-transposed",
        "The second matrix is transposed here." if turned else "The second matrix is not transposed here.",
        other_law(turned_wrongly),
    )
    output = shaped(
        placed,
        multiplied,
        "rows of the first meet columns of the second" + (", which is transposed" if turned else ""),
        numbers=_product_numbers,
        slips=(other,),
        names=placed.sources,
        transposed=turned,
    )
    macs = Count("macs", Sym("outputs") * Sym("b"), "every output is a sum of b products", (), True)
    return (output, *unlearned(placed, "both matrices are computed: nothing is learned"), *_counted(placed, macs))


def _counted(placed: Placed, macs: Count) -> tuple[Step, ...]:
    return counting(placed, _letters, {}, macs)


def _matmul_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    one, other = shapes
    columns = range(other[-2] if placed.settings["transposed"] else other[-1])
    return (*(len(range(side)) for side in one[:-1]), len(columns))


def _products(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> int:
    cells = itertools.product(*map(range, _matmul_window(placed, shapes, conventions)))
    return sum(1 for _ in cells for _ in range(shapes[0][-1]))


def _describe_matmul(placed: Placed) -> str:
    return "product of matrices" + (", the second transposed" if placed.settings["transposed"] else "")


# --- dot product ------------------------------------------------------------------------------------------------------


def dotted(*shapes: Shape, names: tuple[str, ...], reader: str) -> Shape:
    """One number for two vectors of equal length."""
    size = equal(*shapes, names=names, reader=reader)
    if len(size) != 1 or len(shapes) != 2:
        raise LawError(f"dot multiplies two vectors, but {names[0]} gives {size_text(size)}", "flatten them first")
    return (1,)


def _dot(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    says = "products of the elements are added to one number"
    output = shaped(
        placed, dotted, says, formula=Num(1), numbers=_one, names=placed.sources, reader=placed.layer.name
    )  # fmt: skip
    return (output, *unlearned(placed, "it has nothing to learn"))


def _one(*shapes: Shape, names: tuple[str, ...], reader: str) -> Formula:
    return Num(1)


def _dot_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    return (len({sum(1 for _ in range(shapes[0][0]))}),)


LAYERS = (
    _layer("subtract", "difference", ("minus", "difference", "sub")),
    _layer("average", "mean", ("mean-of",)),
    _layer("maximum", "largest", ("max-of",)),
    _layer("minimum", "smallest", ("min-of",)),
    Layer(
        "matmul",
        "product of two matrices that are both computed, as in attention",
        _matmul,
        options=(TRANSPOSED,),
        quantities=("output", "parameters", "trainable", "macs"),
        weights=no_weights,
        windows=_matmul_window,
        sources=-1,
        also=("matrix-product", "bmm"),
        example="q = input 20x64\nk = input 20x64\nmatmul q, k, transposed\nfind matmul.output, matmul.macs",
        group="joining",
        describe=_describe_matmul,
        multiplications=_products,
    ),
    Layer(
        "dot",
        "dot product of two vectors",
        _dot,
        quantities=("output", "parameters", "trainable"),
        weights=no_weights,
        windows=_dot_window,
        sources=-1,
        also=("dot-product", "inner-product"),
        example="a = input 64\nb = input 64\ndot a, b\nfind dot.output",
        group="joining",
        describe=partial(described, says="dot product"),
    ),
)
