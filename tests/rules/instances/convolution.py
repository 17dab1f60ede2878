"""Instances of convolutions, transposed ones, pooling and what goes with them."""

from __future__ import annotations

import random
from functools import partial

from tests.rules.rule_instances import Instance, array

FIRST = {"tensor_layout": "channels first"}
PLAIN = [((5,), (2,)), ((4, 5), (2, 3)), ((3, 3), (2, 2))]
CHANNELS = [((5, 2), (3, 2, 2)), ((3, 3, 2), (2, 2, 2)), ((3, 4, 2), (2, 2, 2, 2)), ((2, 3, 3, 1), (2, 2, 1, 2))]
WAYS = [{}, {"stride": 2}, {"padding": 1}, {"stride": 2, "padding": 1}, {"same": True}, {"causal": True}]
TURNED = {"conv_operation": "true convolution"}


def convolution(draw: random.Random) -> Instance:
    """Few axes or many, with one thing out of the ordinary."""
    kind = draw.random()
    if kind < 0.6:
        shapes, options = draw.choice(PLAIN + CHANNELS), draw.choice([*WAYS, TURNED, TURNED])
    elif kind < 0.75:
        shapes, options = draw.choice([((6,), (2,)), ((5, 5), (2, 2))]), {"dilation": 2}
    else:
        shapes, options = draw.choice(
            [
                (((2, 3, 3), (3, 2, 2, 2)), FIRST),
                (((2, 2, 3, 3), (1, 2, 2, 2)), FIRST),
                (((3, 3, 4), (2, 2, 2, 4)), {"groups": 2}),
                (((2, 3, 4), (2, 1, 2, 2)), {**FIRST, "groups": 2, "padding": (1, 0)}),
                (((4, 5), (2, 3)), {"stride": (1, 2), "padding": (1, 0), **TURNED}),
            ]
        )
    return Instance(tuple(array(draw, *shape) for shape in shapes), options)


def over(axes: int, draw: random.Random) -> Instance:
    """A convolution over so many axes, plain or with channels and filters, in one of the ways."""
    ways = [{}, {"stride": 2, "padding": 1}, {"padding": 1}, {"dilation": 2}, TURNED, FIRST, {"stride": 2}]
    options, sides, kernel = draw.choice(ways), (4, 3, 3)[:axes], (2, 2, 1)[:axes]
    channels, filters = draw.choice([((), ()), ((2,), ()), ((2,), (2,))])
    shapes = ((*sides, *channels), (*kernel, *channels, *filters))
    if options is FIRST:
        shapes = ((*channels, *sides), (*filters, *channels, *kernel))
    return Instance(tuple(array(draw, *shape) for shape in shapes), options)


def pooling(draw: random.Random) -> Instance:
    """Windows over two axes, or as many as the size has."""
    shape, options = draw.choice(
        [
            ((4,), {"size": 2}),
            ((5, 5), {"size": 3, "stride": 1}),
            ((4, 4), {"size": 2}),
            ((4, 3), {"size": (2, 3)}),
            ((4, 5), {"size": 3, "stride": 2}),
            ((4, 4, 2), {"size": 2}),
            ((4, 2), {"size": (2,)}),
            ((3, 3), {"size": 2, "stride": 1, "padding": 1}),
            ((5, 5), {"size": 3, "stride": 2, "padding": 1}),
            ((5, 4), {"size": 2, "ceil": True}),
            ((2, 2, 3, 3), {"size": 2, "stride": 1}),
            ((2, 4, 4), {"size": 2, **FIRST}),
            ((3, 4), {"size": 3, "stride": 2, "same": True}),
            ((5, 5), {"size": 2}),
            ((5, 3), {"size": 2}),
            ((3, 3), {"size": 2}),
        ]
    )
    return Instance((array(draw, *shape),), options)


def dilated(draw: random.Random) -> Instance:
    kind = draw.random()
    if kind < 0.6:
        return pooling(draw)
    if kind < 0.8:
        return Instance((0 - array(draw, 3, 3, positive=True),), {"size": 2, "padding": 1})
    return Instance((array(draw, 5, 5),), {"size": 2, "dilation": 2, "stride": 1})


def averages(draw: random.Random) -> Instance:
    made = pooling(draw)
    padding = draw.choice(["counted", "left out"])
    return Instance(made.inputs, {**made.options, "average_pooling_padding": padding})


def pooled_over(axes: int, draw: random.Random) -> Instance:
    sides = (5, 4, 3)[:axes]
    shape = draw.choice([sides, (*sides, 1)])
    ways = [{"size": 2}, {"size": 2, "stride": 1}, {"size": 3, "stride": 2, "padding": 1}, {"size": 2, "ceil": True}]
    options, given = draw.choice(ways), array(draw, *shape)
    return Instance((given if "padding" not in options else given - 10,), options)


def transposed(axes: int | None, draw: random.Random) -> Instance:
    """A transposed convolution over so many axes (None: one or two), plain or with channels."""
    moves = axes or draw.choice([1, 2])
    ways = [{}, {"stride": 2}, {"stride": 2, "padding": 1}, {"stride": 2, "output_padding": 1}, {"dilation": 2}, TURNED]
    options, sides, kernel = draw.choice(ways), (3, 2, 2)[:moves], (2, 3, 2)[:moves]
    inside, outside = draw.choice([((), ()), ((), ()), ((2,), (2,)), ((2,), (1,))])
    if not axes and draw.random() < 0.2:
        return Instance((array(draw, 2, 2, 2), array(draw, 2, 1, 2, 2)), {**FIRST, "stride": 2})
    if moves == 2 and draw.random() < 0.1:
        return Instance((array(draw, 2, 2, 4), array(draw, 2, 2, 1, 4)), {"groups": 2})
    shapes = ((*sides, *inside), (*kernel, *outside, *inside))
    return Instance(tuple(array(draw, *shape) for shape in shapes), options)


def windows(draw: random.Random) -> Instance:
    """An input whose windows become columns."""
    shape, options = draw.choice(
        [
            ((3, 4), {"size": 2}),
            ((4, 4), {"size": 2, "stride": 1}),
            ((3, 3), {"size": 2, "padding": 1}),
            ((3, 3, 2), {"size": 2, "stride": 2, "padding": 1}),
            ((4, 3), {"size": (2, 1), "stride": (2, 1)}),
        ]
    )
    return Instance((array(draw, *shape),), options)


def maps(draw: random.Random) -> Instance:
    options = draw.choice([{}, FIRST])
    return Instance((array(draw, *draw.choice([(4,), (2, 2), (3, 2, 2), (2, 2, 2, 2)])),), options)


def tied(draw: random.Random) -> Instance:
    made = maps(draw)
    return Instance(made.inputs, {**made.options, "max_tie": draw.choice(["first", "all", "split"])})


def enlarged(draw: random.Random) -> Instance:
    shape, options = draw.choice(
        [((3,), {}), ((2, 2), {}), ((2, 3), {"factor": (2, 1)}), ((2, 2, 2), {}), ((2, 2), {"factor": 3})]
    )
    return Instance((array(draw, *shape),), options)


def biased(draw: random.Random) -> Instance:
    shape, count, options = draw.choice(
        [
            ((2, 2, 3), 2, FIRST),
            ((2, 3, 2, 2), 3, FIRST),
            ((3, 2), 2, {}),
            ((2, 2, 3), 2, {"along": 2}),
            ((2, 3), 3, FIRST),
        ]
    )
    return Instance((array(draw, *shape), array(draw, count)), options)


IN_CONTEXT = ("transposed-taken-as-convolution", "windows-as-rows", "windows-not-overlapping")
"""They change the shape, so that no gradient fits them any more."""
INSTANCES = {
    "conv": convolution, "conv1d": partial(over, 1), "conv2d": partial(over, 2), "conv3d": partial(over, 3),
    "maxpool": dilated, "avgpool": averages, "maxpool1d": partial(pooled_over, 1), "maxpool3d": partial(pooled_over, 3),
    "avgpool1d": partial(pooled_over, 1), "avgpool3d": partial(pooled_over, 3),
    "conv_transpose": partial(transposed, None), "conv_transpose1d": partial(transposed, 1),
    "conv_transpose3d": partial(transposed, 3), "im2col": windows, "gap": maps, "bias_add": biased,
    "gmp": tied, "upsample": enlarged,
}  # fmt: skip
