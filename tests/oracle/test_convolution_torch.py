"""Convolutions, transposed ones and pooling held to PyTorch, values and gradients, over random instances."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from examsolver.core.rule import Rule
from examsolver.rules import CATALOGUE

torch = pytest.importorskip("torch", reason="install the extra 'oracle'")
functional = torch.nn.functional

each_seed = pytest.mark.parametrize("seed", range(12))
FIRST = "channels first"


def rule(name: str) -> Rule:
    found = CATALOGUE.get(name)
    assert found is not None
    return found


def drawn(draw: random.Random, *shape: int) -> Any:
    """Whole numbers that are all different, so that no maximum is tied."""
    count = int(np.prod(shape))
    return np.array(draw.sample(range(-3 * count, 3 * count), count), dtype=float).reshape(shape)


def held(name: str, inputs: list[Any], ours: dict[str, Any], theirs: Any, seed: int) -> None:
    """The value, and the gradient by every input that a random weighting of the result has."""
    law = rule(name)
    value = law.law(*inputs, **ours)
    leaves = [torch.tensor(given, requires_grad=True) for given in inputs]
    expected = theirs(*leaves)
    assert np.allclose(np.asarray(value, dtype=float), expected.detach().numpy())
    upstream = np.array(random.Random(seed).choices(range(-4, 5), k=value.size), dtype=float).reshape(value.shape)
    expected.backward(torch.tensor(upstream))
    for gradient, leaf in zip(law.gradients, leaves, strict=True):
        assert gradient is not None
        found = gradient.law(upstream, *inputs, value, **ours)
        assert np.allclose(np.asarray(found, dtype=float), leaf.grad.numpy())


@each_seed
@pytest.mark.parametrize("axes", [1, 2, 3])
def test_convolution(seed: int, axes: int) -> None:
    draw = random.Random(f"{seed} {axes}")
    groups = draw.choice([1, 1, 2])
    sides = tuple(draw.randint(4, 6) for _ in range(axes))
    kernel = tuple(draw.randint(1, 3) for _ in range(axes))
    options = {"stride": draw.randint(1, 2), "padding": draw.randint(0, 2), "dilation": draw.choice([1, 1, 2])}
    if any(
        side + 2 * options["padding"] < options["dilation"] * (k - 1) + 1 for side, k in zip(sides, kernel, strict=True)
    ):
        options["dilation"] = 1
    inputs = [drawn(draw, 2, 2 * groups, *sides), drawn(draw, 2 * groups, 2, *kernel)]
    call = getattr(functional, f"conv{axes}d")
    ours = {**options, "groups": groups, "tensor_layout": FIRST}
    held(f"conv{axes}d", inputs, ours, lambda x, f: call(x, f, groups=groups, **options), seed)


@each_seed
@pytest.mark.parametrize("axes", [1, 2, 3])
def test_transposed_convolution(seed: int, axes: int) -> None:
    draw = random.Random(f"{seed} {axes}")
    kernel = tuple(draw.randint(2, 3) for _ in range(axes))
    stride = draw.randint(1, 3)
    options = {"stride": stride, "padding": draw.randint(0, 1), "output_padding": draw.randint(0, stride - 1)}
    inputs = [drawn(draw, 2, 2, *(3,) * axes), drawn(draw, 2, 3, *kernel)]
    call = getattr(functional, f"conv_transpose{axes}d")
    name = "conv_transpose" if axes == 2 else f"conv_transpose{axes}d"
    held(name, inputs, {**options, "tensor_layout": FIRST}, lambda x, f: call(x, f, **options), seed)


@each_seed
@pytest.mark.parametrize("axes", [1, 2, 3])
def test_pooling(seed: int, axes: int) -> None:
    draw = random.Random(f"{seed} {axes}")
    size = draw.randint(2, 3)
    options = {"stride": draw.randint(1, 3), "padding": draw.randint(0, size // 2)}
    image = drawn(draw, 2, 2, *(draw.randint(4, 6) for _ in range(axes)))
    ceil = draw.random() < 0.5
    suffix = "" if axes == 2 else f"{axes}d"
    ours = {"size": size, **options, "ceil": ceil, "tensor_layout": FIRST}
    largest, mean = (getattr(functional, f"{word}_pool{axes}d") for word in ("max", "avg"))
    held(f"maxpool{suffix}", [image], ours, lambda x: largest(x, size, **options, ceil_mode=ceil), seed)
    for said, counted in (("counted", True), ("left out", False)):
        told = {**ours, "average_pooling_padding": said}
        held(f"avgpool{suffix}", [image], told,
             lambda x, c=counted: mean(x, size, **options, ceil_mode=ceil, count_include_pad=c), seed)  # fmt: skip


@each_seed
def test_global_pooling(seed: int) -> None:
    image = drawn(random.Random(seed), 2, 3, 3, 4)
    held("gap", [image], {"tensor_layout": FIRST}, lambda x: x.mean(dim=(2, 3)), seed)
    held("gmp", [image], {"tensor_layout": FIRST}, lambda x: x.amax(dim=(2, 3)), seed)


@each_seed
def test_upsampling(seed: int) -> None:
    draw = random.Random(seed)
    factor, image = (draw.randint(1, 3), draw.randint(1, 3)), drawn(draw, 3, 4)
    held("upsample", [image], {"factor": factor},
         lambda x: functional.interpolate(x[None, None], scale_factor=factor, mode="nearest")[0, 0], seed)  # fmt: skip


@each_seed
def test_windows_as_columns(seed: int) -> None:
    draw = random.Random(seed)
    size, options = draw.randint(1, 3), {"stride": draw.randint(1, 2), "padding": draw.randint(0, 1)}
    held("im2col", [drawn(draw, 4, 5)], {"size": size, **options},
         lambda x: functional.unfold(x[None, None], size, **options)[0], seed)  # fmt: skip
