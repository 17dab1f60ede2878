"""Global max pooling: the largest entry of every feature map."""

from __future__ import annotations

from examsolver.core.derivation import Index, Value
from examsolver.core.formula import Formula, Num, apply
from examsolver.core.rule import Gradient, Rule
from examsolver.maths.arrays import as_array, settle, shape_of
from examsolver.rules.gap import gap, gap_gradient, map_axes
from examsolver.rules.layouts import LAST, LAYOUT
from examsolver.rules.naming import entry
from examsolver.rules.rewriting import wrong_idea
from examsolver.rules.windows import MAX_TIE, cells_along, gather, largest, reduced, scatter, without


def global_max(z: Value, tensor_layout: str = LAST, max_tie: str = "first") -> Value:
    """The largest entry of a feature map; of height × width × channels, one for each channel."""
    axes = map_axes(z, tensor_layout)
    return gather(max, z, reduced(shape_of(z), axes), without(shape_of(z), axes))


def gradient(upstream: Value, z: Value, y: Value, tensor_layout: str = LAST, max_tie: str = "first") -> Value:
    """The gradient goes to the largest entry; between equal ones by convention."""
    axes = map_axes(z, tensor_layout)
    return scatter(upstream, z, reduced(shape_of(z), axes), without(shape_of(z), axes), largest(max_tie))


def cells(
    index: Index, names: tuple[Formula, ...], z: Value, tensor_layout: str = LAST, max_tie: str = "first"
) -> tuple[Formula, ...]:
    """The maximum of the entries of a map."""
    axes = map_axes(z, tensor_layout)
    windows = dict(reduced(shape_of(z), axes))
    return (apply("max", *(entry(names[0], cell) for cell in windows[index])),)


def partials(
    index: Index, names: tuple[Formula, ...], z: Value, y: Value, tensor_layout: str = LAST, max_tie: str = "first"
) -> tuple[tuple[Index, Formula], ...]:
    """The share that an entry has in its maximum."""
    axes, array = map_axes(z, tensor_layout), as_array(z)
    window = cells_along(index, shape_of(z), axes)
    shares = largest(max_tie)([array[cell] for cell in window])
    part = shares[window.index(index)]
    return ((without(index, axes), Num(part)),) if part else ()


def averaged(z: Value, tensor_layout: str = LAST, max_tie: str = "first") -> Value:
    """The wrong idea: the mean."""
    return gap(z, tensor_layout)


def averaged_gradient(upstream: Value, z: Value, y: Value, tensor_layout: str = LAST, max_tie: str = "first") -> Value:
    """The gradient that goes with it."""
    return gap_gradient(upstream, z, y, tensor_layout)


def by_loops(z: Value, tensor_layout: str = LAST, max_tie: str = "first") -> Value:
    """Oracle: array maxima."""
    return settle(as_array(z).max(axis=map_axes(z, tensor_layout)))


RULES = (
    Rule(
        name="gmp",
        summary="global max pooling: the largest entry of every feature map",
        law=global_max,
        inputs=("Z",),
        because="global max pooling: the largest entry of the feature map",
        cells=cells,
        gradients=(Gradient(gradient, "only the largest entry receives the gradient", None, partials),),
        misconceptions=(
            wrong_idea(
                "max-treated-as-average", "The mean was taken where the maximum is asked.", averaged, averaged_gradient
            ),
        ),
        oracle=by_loops,
        conventions=(MAX_TIE, LAYOUT),
        example="question largest: compute\n  Z = [[1, 2], [-10, 8]]\n  y = gmp(Z)\n  find y, dy/dZ",
        also=("global_max_pooling", "globalmaxpooling", "global_max_pool"),
    ),
)
