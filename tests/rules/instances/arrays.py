"""Random instances of array operators."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from tests.rules import rule_instances as made


def Instance(*inputs: Any, **options: Any) -> Any:
    return made.Instance(inputs, options)


def indices(draw: random.Random, shape: tuple[int, ...], most: int, base: str) -> Any:
    """Whole numbers as indices of so many entries."""
    from examsolver.maths.arrays import array_of, as_array

    count = 1
    for side in shape:
        count *= side
    first = 1 if base == "one" else 0
    numbers = [draw.randint(first, most - 1 + first) for _ in range(count)]
    return array_of(numbers[0]) if not shape else as_array(array_of(numbers)).reshape(shape)


def flip(draw: random.Random) -> Any:
    return draw.choice([Instance(made.array(draw, 3)), Instance(made.array(draw, 2, 3), axis=draw.choice([1, 2]))])


def permute(draw: random.Random) -> Any:
    order = draw.choice([(1, 2, 3), (3, 1, 2), (2, 3, 1), (3, 2, 1), (2, 1, 3)])
    return Instance(made.array(draw, 2, 3, 2), order=order)


def stack(draw: random.Random) -> Any:
    parts = [made.array(draw, 2, 2) for _ in range(draw.randint(1, 3))]
    return Instance(*parts, axis=draw.choice([1, 2, 3]))


def pad(draw: random.Random) -> Any:
    options = draw.choice([{}, {"width": 2}, {"width": (0, 1)}, {"before": 1, "after": 2}, {"width": 1, "after": 0}])
    return Instance(made.array(draw, 2, 3), **options)


def diag(draw: random.Random) -> Any:
    return Instance(draw.choice([made.array(draw, 3), made.array(draw, 3, 3), made.array(draw, 2, 3)]))


def split(draw: random.Random) -> Any:
    options = draw.choice(
        [{"part": 2}, {"parts": 4, "part": 3}, {"parts": (1, 3), "part": 2}, {"parts": 3, "axis": 1, "part": 3}, {}]
    )
    return Instance(made.array(draw, 3, 4), **options)


def based(base: str) -> dict[str, str]:
    return {} if base == "one" else {"index_base": base}


def take(draw: random.Random) -> Any:
    base = draw.choice(["one", "one", "zero"])
    axis = draw.choice([1, 2])
    shape = draw.choice([(), (4,), (2, 2)])
    return Instance(
        made.array(draw, 4, 4),
        indices(draw, shape, 4, base),
        axis=axis,
        **({} if base == "one" else {"index_base": base}),
    )


def gather(draw: random.Random) -> Any:
    axis, own = draw.choice([(None, (3,)), (1, (3,)), (1, (2, 3)), (2, (3, 4)), (None, (2, 2))])
    return Instance(made.array(draw, 3, 3), indices(draw, own, 3, "one"), axis=axis)


def embedding(draw: random.Random) -> Any:
    shape = draw.choice([(), (4,), (2, 3)])
    return Instance(made.array(draw, 4, 2), indices(draw, shape, 4, "one"))


INSTANCES = {
    "flip": flip, "permute": permute, "stack": stack, "pad": pad, "diag": diag, "split": split, "take": take,
    "gather": gather, "embedding": embedding,
}  # fmt: skip


def clip(draw: random.Random) -> Any:
    options = draw.choice(
        [{"low": Fraction(-8, 7), "high": Fraction(8, 7)}, {"low": Fraction(-1, 7)}, {"high": Fraction(1, 7)}]
    )
    shape = draw.choice([(), (3,), (2, 3)])
    return Instance(made.array(draw, *shape), **options)


def uneven(draw: random.Random, *shape: int) -> Any:
    """Away from whole numbers and halves, where the jumps are."""
    return made.array(draw, *shape) + Fraction(1, 13)


def rounding_plain(draw: random.Random) -> Any:
    return Instance(uneven(draw, 2, 3))


def rounding(draw: random.Random) -> Any:
    return Instance(uneven(draw, 2, 3), **draw.choice([{}, {"digits": 1}]))


def axis_numbers(draw: random.Random) -> Any:
    return Instance(made.array(draw, 2, 3), **draw.choice([{}, {"axis": 1}, {"axis": 2}]))


def in_words(draw: random.Random) -> Any:
    options = draw.choice([{}, {"axis": "row"}, {"axis": "column"}])
    return Instance(made.array(draw, 2, 3), **options)


def numbered(draw: random.Random) -> Any:
    options = draw.choice([{}, {"axis": "row"}, {"axis": "column"}])
    return Instance(made.array(draw, 2, 3), **options, **draw.choice([{}, {"index_base": "zero"}]))


def one_hot(draw: random.Random) -> Any:
    return Instance(indices(draw, draw.choice([(), (3,)]), 3, "one"), **draw.choice([{}, {"classes": 4}]))


def where(draw: random.Random) -> Any:
    from examsolver.maths.arrays import array_of

    mask = array_of([[draw.randint(0, 1) for _ in range(3)] for _ in range(2)])
    yes = draw.choice([made.array(draw, 2, 3), made.array(draw, 3), made.array(draw)])
    return Instance(mask, yes, made.array(draw, 2, 3))


def bounds(draw: random.Random) -> Any:
    first, last = draw.randint(-3, 2), draw.randint(2, 6)
    return draw.choice([Instance(first, last), Instance(first, last, 2), Instance(last, first, -1)])


def sizes(draw: random.Random) -> Any:
    return Instance(*[draw.randint(1, 3) for _ in range(draw.randint(1, 3))])


def side(draw: random.Random) -> Any:
    return Instance(*[draw.randint(1, 4) for _ in range(draw.randint(1, 2))])


def square(draw: random.Random) -> Any:
    size = draw.choice([1, 2, 2, 2, 3])
    matrix = made.array(draw, size, size)
    for place in range(size):
        matrix[place, place] += 9 if matrix[place, place] > 0 else -9
    return Instance(matrix)


def alike(draw: random.Random) -> Any:
    shape = draw.choice([(3,), (2, 3)])
    return Instance(made.array(draw, *shape), made.array(draw, *shape))


def vectors(draw: random.Random) -> Any:
    length = draw.choice([2, 3])
    return Instance(made.array(draw, 3), made.array(draw, length))


def blocks(draw: random.Random) -> Any:
    one, other = draw.choice([((2, 2), (1, 3)), ((3,), (2,)), ((2, 1), (2, 2)), ((2, 3), (2,))])
    return Instance(made.array(draw, *one), made.array(draw, *other))


def sums(draw: random.Random) -> Any:
    spec, *shapes = draw.choice(
        [
            ("ij,jk->ik", (2, 3), (3, 2)),
            ("ij,j", (2, 3), (3,)),
            ("bij,bjk->bik", (2, 2, 3), (2, 3, 2)),
            ("i,ij,j->", (2,), (2, 3), (3,)),
            ("ii->i", (3, 3)),
            ("ii", (3, 3)),
            ("ij->ji", (2, 3)),
            ("ij->j", (2, 3)),
            ("i,j->ij", (2,), (3,)),
        ]
    )
    return Instance(spec, *(made.array(draw, *shape) for shape in shapes))


INSTANCES |= {
    "floor": rounding_plain, "ceil": rounding_plain, "round": rounding, "clip": clip,
    "cumsum": axis_numbers, "prod": in_words, "argmax": numbered, "argmin": numbered, "one_hot": one_hot,
    "where": where, "range": bounds, "zeros": sizes, "ones": sizes, "eye": side, "trace": square, "dot": alike,
    "outer": vectors, "kron": blocks, "det": square, "inverse": square, "einsum": sums,
}  # fmt: skip
WORDS = {"einsum"}
