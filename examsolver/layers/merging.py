"""Layers that join several inputs: end to end along the depth, or element by element."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Step, Value
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape
from examsolver.core.option import Option
from examsolver.layers.counting import elementwise, kept, no_weights, outputs, unlearned
from examsolver.layers.shaping import shaped
from examsolver.layers.sizes import size_text, times, total
from examsolver.layers.slips import other_law, other_options, slip


def _named(shapes: tuple[Shape, ...], names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} gives {size_text(shape)}" for name, shape in zip(names, shapes, strict=False))


AXES = {"height": 1, "rows": 1, "steps": 1, "time": 1, "length": 1, "width": 2, "columns": 2}
DEEP = ("depth", "channels", "features", "maps", "last")
ALONG = Option(
    "along",
    "the axis that is joined: channels, height (rows), width (columns) or time",
    "word",
    also=("on", "over"),
)
AXIS = Option("axis", "the axis that is joined, counted from 1; the last where left out", also=("dim", "dimension"))


def joined_axis(placed: Placed) -> int | None:
    """The axis that is joined, from 0; None for the last."""
    along, axis = placed.settings.get("along"), placed.settings.get("axis")
    if along is None or along in DEEP:
        return None if axis is None else axis - 1
    if along not in AXES:
        raise LawError(f"inputs are not joined along {along!r}", f"known here: {', '.join((*AXES, *DEEP))}")
    return AXES[along] - 1


def concatenated(*shapes: Shape, names: tuple[str, ...], axis: int | None = None) -> Shape:
    """The same sides, depths added (or another axis); LawError where the other sides differ."""
    place = len(shapes[0]) - 1 if axis is None else axis
    if place >= len(shapes[0]):
        raise LawError(f"{names[0]} gives {size_text(shapes[0])}, which has no axis {place + 1}", "count axes from 1")
    others = [(*shape[:place], *shape[place + 1 :]) for shape in shapes]
    if any(len(shape) != len(shapes[0]) for shape in shapes) or any(one != others[0] for one in others):
        sides = "equal sides" if place == len(shapes[0]) - 1 else f"sizes that are equal but for axis {place + 1}"
        raise LawError(f"concat joins maps with {sides}, but {_named(shapes, names)}", _equalise(shapes))
    return (*shapes[0][:place], sum(shape[place] for shape in shapes), *shapes[0][place + 1 :])


def added(*shapes: Shape, names: tuple[str, ...]) -> Shape:
    """The same size; LawError where sizes differ."""
    return equal(*shapes, names=names, reader="add")


def equal(*shapes: Shape, names: tuple[str, ...], reader: str) -> Shape:
    """The size that all inputs share; LawError where sizes differ."""
    if any(shape != shapes[0] for shape in shapes):
        raise LawError(f"{reader} needs equal sizes, but {_named(shapes, names)}", _equalise(shapes))
    return shapes[0]


def multiplied(*shapes: Shape, names: tuple[str, ...]) -> Shape:
    """The larger size; sides of 1 and vectors of channels are stretched. LawError where sizes differ otherwise."""
    largest = max(shapes, key=_extent)
    for shape in shapes:
        ends = zip(reversed(shape), reversed(largest), strict=False)
        if any(side not in (1, other) for side, other in ends):
            raise LawError(f"multiply needs sizes that fit, but {_named(shapes, names)}", _equalise(shapes))
    return largest


def _extent(shape: Shape) -> tuple[int, Shape]:
    return len(shape), shape


def _equalise(shapes: tuple[Shape, ...]) -> str:
    if any(len(shape) != len(shapes[0]) for shape in shapes):
        return "flatten or pool the larger one first"
    return "give both branches the same padding and stride" + (
        ", and the same number of filters" if all(shape[:-1] == shapes[0][:-1] for shape in shapes) else ""
    )


def sides_added(*shapes: Shape, names: tuple[str, ...], axis: int | None = None) -> Shape:
    """The wrong size whose first side is added too."""
    return tuple(sum(sides) for sides in zip(*shapes, strict=False))


def first_kept(*shapes: Shape, names: tuple[str, ...], axis: int | None = None) -> Shape:
    """The wrong size of the first input alone."""
    return kept(*shapes)


def depths_added(*shapes: Shape, **_: object) -> Shape:
    """The wrong size that joins where it should add."""
    return (*shapes[0][:-1], sum(shape[-1] for shape in shapes))


CONCAT_SLIPS = (
    slip(
        "depths-not-added",
        "Concatenation puts the channels of all branches side by side: add them.",
        other_law(first_kept),
    ),
    slip("sides-added", "Only the depths are added; the sides stay.", other_law(sides_added)),
)
JOINED_SLIPS = (
    slip("concatenated-along-the-depth", "Another axis than the depth is joined here.", other_options(axis=None)),
)
ADD_SLIPS = (slip("added-as-concatenated", "Adding element by element keeps the depth.", other_law(depths_added)),)


def _concat_numbers(*shapes: Shape, names: tuple[str, ...], axis: int | None = None) -> Formula:
    place = len(shapes[0]) - 1 if axis is None else axis
    joined = total(Num(shape[place]) for shape in shapes)
    return times(*shapes[0][:place], joined, *shapes[0][place + 1 :])


def _concat(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    axis = joined_axis(placed)
    more: dict[str, Value] = {} if axis is None else {"axis": axis}
    letter = "c" if axis is None else "n"
    output = Step(
        f"{placed.name}.output",
        outputs(placed),
        partial(concatenated, names=placed.sources, **more),
        formula=total(Sym(f"{letter}_{number}") for number in range(1, min(len(placed.sources), 9) + 1)),
        numbers=partial(_concat_numbers, names=placed.sources, **more),
        because="the branches have equal sides; their depths are added"
        if axis is None
        else f"the branches agree but for axis {axis + 1}, which is added",
        rule=placed.layer.name,
        misconceptions=CONCAT_SLIPS if axis is None else JOINED_SLIPS,
        span=placed.span,
    )
    return (output, *unlearned(placed, "joining has nothing to learn"))


def joined_by_element(
    placed: Placed,
    conventions: Conventions,
    *,
    law: Callable[..., Shape],
    because: str,
    operation: str,
    nothing: str,
) -> tuple[Step, ...]:
    """The steps of a layer that joins its inputs element by element, one operation fewer than there are inputs."""
    output = shaped(placed, law, because, slips=ADD_SLIPS, names=placed.sources)
    each = len(placed.sources) - 1
    counted = f"one {operation} for every element" if each == 1 else f"{each} {operation}s for every element"
    return (output, *unlearned(placed, nothing), elementwise(placed, counted, each))


_add = partial(
    joined_by_element,
    law=added,
    because="adding works element by element, so the size stays",
    operation="addition",
    nothing="adding has nothing to learn",
)
_multiply = partial(
    joined_by_element,
    law=multiplied,
    because="multiplying works element by element; one number a channel stands for its whole map",
    operation="multiplication",
    nothing="multiplying has nothing to learn",
)


def _multiply_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    axes = max(map(len, shapes))
    padded = [(1,) * (axes - len(shape)) + shape for shape in shapes]
    return tuple(max(sides) for sides in zip(*padded, strict=True))


def _concat_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    axis = joined_axis(placed)
    place = len(shapes[0]) - 1 if axis is None else axis
    cells = [(number, cell) for number, shape in enumerate(shapes) for cell in range(shape[place])]
    return tuple(len(cells) if own == place else side for own, side in enumerate(shapes[0]))


def _add_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    return max(shapes)


def described(placed: Placed, *, says: str) -> str:
    """``element-wise sum of a and b``."""
    return f"{says} of " + ", ".join(placed.sources[:-1]) + " and " + placed.sources[-1]


LAYERS = (
    Layer(
        "concat",
        "joins its inputs along the depth, or along another axis",
        _concat,
        options=(ALONG, AXIS),
        quantities=("output", "parameters", "trainable"),
        weights=no_weights,
        windows=_concat_window,
        sources=-1,
        also=("concatenate", "cat"),
        example="x = input 8x8x3\na = conv 4, kernel 1\nb = conv 8, kernel 1, from x\nconcat a, b\nfind concat.output",
        group="joining",
        describe=partial(described, says="concatenation"),
    ),
    Layer(
        "add",
        "adds its inputs element by element",
        _add,
        quantities=("output", "parameters", "trainable", "operations"),
        weights=no_weights,
        windows=_add_window,
        sources=-1,
        also=("sum", "plus"),
        example="x = input 8x8x4\na = conv 4, kernel 3, same\nadd a, x\nfind add.output",
        group="joining",
        describe=partial(described, says="element-wise sum"),
    ),
    Layer(
        "multiply",
        "multiplies its inputs element by element",
        _multiply,
        quantities=("output", "parameters", "trainable", "operations"),
        weights=no_weights,
        windows=_multiply_window,
        sources=-1,
        also=("mul", "product", "times"),
        example="x = input 8x8x4\na = gap from x\nmultiply x, a\nfind multiply.output",
        group="joining",
        describe=partial(described, says="element-wise product"),
    ),
)
