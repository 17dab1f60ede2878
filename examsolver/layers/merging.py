"""Layers that join several inputs: end to end along the depth, or element by element."""

from __future__ import annotations

from functools import partial

from examsolver.core.convention import Conventions
from examsolver.core.derivation import LawError, Step
from examsolver.core.formula import Formula, Num, Sym
from examsolver.core.layer import Layer, Placed, Shape
from examsolver.layers.counting import elementwise, kept, no_weights, outputs, unlearned
from examsolver.layers.sizes import size_text, times, total
from examsolver.layers.slips import other_law, slip


def _named(shapes: tuple[Shape, ...], names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} gives {size_text(shape)}" for name, shape in zip(names, shapes, strict=False))


def concatenated(*shapes: Shape, names: tuple[str, ...]) -> Shape:
    """The same sides, depths added; LawError where sides differ."""
    if any(shape[:-1] != shapes[0][:-1] for shape in shapes):
        raise LawError(f"concat joins maps with equal sides, but {_named(shapes, names)}", _equalise(shapes))
    return (*shapes[0][:-1], sum(shape[-1] for shape in shapes))


def added(*shapes: Shape, names: tuple[str, ...]) -> Shape:
    """The same size; LawError where sizes differ."""
    if any(shape != shapes[0] for shape in shapes):
        raise LawError(f"add needs equal sizes, but {_named(shapes, names)}", _equalise(shapes))
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


def _multiplied_numbers(*shapes: Shape, names: tuple[str, ...]) -> Formula:
    return times(*multiplied(*shapes, names=names))


def _equalise(shapes: tuple[Shape, ...]) -> str:
    if any(len(shape) != len(shapes[0]) for shape in shapes):
        return "flatten or pool the larger one first"
    return "give both branches the same padding and stride" + (
        ", and the same number of filters" if all(shape[:-1] == shapes[0][:-1] for shape in shapes) else ""
    )


def sides_added(*shapes: Shape, names: tuple[str, ...]) -> Shape:
    """The wrong size whose first side is added too."""
    return tuple(sum(sides) for sides in zip(*shapes, strict=False))


def first_kept(*shapes: Shape, names: tuple[str, ...]) -> Shape:
    """The wrong size of the first input alone."""
    return kept(*shapes)


def depths_added(*shapes: Shape, names: tuple[str, ...]) -> Shape:
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
ADD_SLIPS = (slip("added-as-concatenated", "Adding element by element keeps the depth.", other_law(depths_added)),)


def _concat_numbers(*shapes: Shape, names: tuple[str, ...]) -> Formula:
    return times(*shapes[0][:-1], total(Num(shape[-1]) for shape in shapes))


def _first_size(*shapes: Shape, names: tuple[str, ...]) -> Formula:
    return times(*shapes[0])


def _concat(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    output = Step(
        f"{placed.name}.output",
        outputs(placed),
        partial(concatenated, names=placed.sources),
        formula=total(Sym(f"c_{number}") for number in range(1, min(len(placed.sources), 9) + 1)),
        numbers=partial(_concat_numbers, names=placed.sources),
        because="the branches have equal sides; their depths are added",
        rule=placed.layer.name,
        misconceptions=CONCAT_SLIPS,
        span=placed.span,
    )
    return (output, *unlearned(placed, "joining has nothing to learn"))


def _add(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    output = Step(
        f"{placed.name}.output",
        outputs(placed),
        partial(added, names=placed.sources),
        formula=Sym(outputs(placed)[0]),
        numbers=partial(_first_size, names=placed.sources),
        because="adding works element by element, so the size stays",
        rule=placed.layer.name,
        misconceptions=ADD_SLIPS,
        span=placed.span,
    )
    each = len(placed.sources) - 1
    says = "one addition for every element" if each == 1 else f"{each} additions for every element"
    return (output, *unlearned(placed, "adding has nothing to learn"), elementwise(placed, says, each))


def _multiply(placed: Placed, conventions: Conventions) -> tuple[Step, ...]:
    output = Step(
        f"{placed.name}.output",
        outputs(placed),
        partial(multiplied, names=placed.sources),
        formula=Sym(outputs(placed)[0]),
        numbers=partial(_multiplied_numbers, names=placed.sources),
        because="multiplying works element by element; one number a channel stands for its whole map",
        rule=placed.layer.name,
        misconceptions=ADD_SLIPS,
        span=placed.span,
    )
    each = len(placed.sources) - 1
    says = "one multiplication for every element" if each == 1 else f"{each} multiplications for every element"
    return (output, *unlearned(placed, "multiplying has nothing to learn"), elementwise(placed, says, each))


def _multiply_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    axes = max(map(len, shapes))
    padded = [(1,) * (axes - len(shape)) + shape for shape in shapes]
    return tuple(max(sides) for sides in zip(*padded, strict=True))


def _concat_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    channels = [(number, channel) for number, shape in enumerate(shapes) for channel in range(shape[-1])]
    return (*shapes[0][:-1], len(channels))


def _add_window(placed: Placed, shapes: tuple[Shape, ...], conventions: Conventions) -> Shape:
    return max(shapes)


def _describe(placed: Placed, *, says: str) -> str:
    return f"{says} of " + ", ".join(placed.sources[:-1]) + " and " + placed.sources[-1]


LAYERS = (
    Layer(
        "concat",
        "joins its inputs along the depth",
        _concat,
        quantities=("output", "parameters", "trainable"),
        weights=no_weights,
        windows=_concat_window,
        sources=-1,
        also=("concatenate", "cat"),
        example="x = input 8x8x3\na = conv 4, kernel 1\nb = conv 8, kernel 1, from x\nconcat a, b\nfind concat.output",
        describe=partial(_describe, says="concatenation"),
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
        describe=partial(_describe, says="element-wise sum"),
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
        describe=partial(_describe, says="element-wise product"),
    ),
)
