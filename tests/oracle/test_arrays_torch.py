"""Array operators and their gradients against PyTorch, on random instances."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from examsolver.maths.arrays import shape_of
from examsolver.rules import CATALOGUE
from tests.rules.rule_instances import Instance, gradient_of, gradient_options, instances

torch = pytest.importorskip("torch", reason="install the extra 'oracle'")


def numbers(base: str) -> int:
    return 1 if base == "one" else 0


def picked(x: Any, index: Any, axis: int = 1, index_base: str = "one") -> Any:
    flat = index.reshape(-1).long() - numbers(index_base)
    found = torch.index_select(x, axis - 1, flat)
    shape = x.shape[: axis - 1] + index.shape + x.shape[axis:]
    return found.reshape(shape)


def gathered(x: Any, index: Any, axis: int | None = None, index_base: str = "one") -> Any:
    place = x.ndim - 1 if axis is None else axis - 1
    whole = index.long() - numbers(index_base)
    if whole.ndim < x.ndim:
        return torch.gather(x, place, whole.unsqueeze(place)).squeeze(place)
    return torch.gather(x, place, whole)


def padded(x: Any, width: Any = 1, before: Any = None, after: Any = None) -> Any:
    axes = len(width) if isinstance(width, tuple) else x.ndim
    sides = [
        side if isinstance(side, tuple) else (side,) * axes
        for side in (width if before is None else before, width if after is None else after)
    ]
    pairs = [size for front, back in reversed(list(zip(*sides, strict=True))) for size in (front, back)]
    return torch.nn.functional.pad(x, pairs)


def parted(x: Any, parts: Any = 2, part: int = 1, axis: int | None = None) -> Any:
    place = x.ndim - 1 if axis is None else axis - 1
    sizes = parts if isinstance(parts, tuple) else x.shape[place] // parts
    return torch.split(x, sizes, dim=place)[part - 1]


def along(axis: str | None) -> int | None:
    return {None: None, "row": -1, "column": -2}[axis]


def product(x: Any, axis: str | None = None) -> Any:
    return torch.prod(x) if axis is None else torch.prod(x, dim=along(axis))


def placed(which: Any) -> Callable[..., Any]:
    def place(x: Any, axis: str | None = None, index_base: str = "one") -> Any:
        return (which(x) if axis is None else which(x, dim=along(axis))) + numbers(index_base)

    return place


def masked(x: Any, mask: Any, axis: str | None = None, mask_entries: str = "visible") -> Any:
    place = -1 if axis is None else along(axis)
    marks = mask.unsqueeze(-1) if mask.ndim < x.ndim and place == -2 else mask
    hidden = marks == (0 if mask_entries == "visible" else 1)
    return torch.softmax(x.masked_fill(hidden, float("-inf")), dim=place)


TORCH: dict[str, Callable[..., Any]] = {
    "flip": lambda x, axis=None: torch.flip(x, [-1 if axis is None else axis - 1]),
    "permute": lambda x, order: x.permute([axis - 1 for axis in order]),
    "stack": lambda *parts, axis=1: torch.stack(parts, dim=axis - 1),
    "pad": padded,
    "diag": torch.diag,
    "split": parted,
    "take": picked,
    "gather": gathered,
    "embedding": lambda table, tokens: torch.nn.functional.embedding(tokens.long() - 1, table),
    "floor": torch.floor,
    "ceil": torch.ceil,
    "round": lambda x, digits=0: torch.round(x, decimals=digits),
    "clip": lambda x, low=None, high=None: torch.clamp(
        x, None if low is None else float(low), None if high is None else float(high)
    ),
    "cumsum": lambda x, axis=None: torch.cumsum(x, dim=-1 if axis is None else axis - 1),
    "prod": product,
    "argmax": placed(torch.argmax),
    "argmin": placed(torch.argmin),
    "one_hot": lambda y, classes=None: torch.nn.functional.one_hot(y.long() - 1, classes or -1),
    "where": lambda mask, yes, no: torch.where(mask != 0, yes, no),
    "trace": torch.trace,
    "dot": lambda a, b: (a * b).sum(),
    "outer": torch.outer,
    "kron": torch.kron,
    "det": torch.linalg.det,
    "inverse": torch.linalg.inv,
    "einsum": torch.einsum,
    "masked_softmax": masked,
    "causal_mask": lambda n, mask_entries="visible": (
        torch.tril(torch.ones(int(n), int(n)))
        if mask_entries == "visible"
        else torch.triu(torch.ones(int(n), int(n)), diagonal=1)
    ),
    "interleave": lambda a, b: torch.stack([a, b], dim=-1).flatten(-2),
}


def tensor(value: Any, moving: bool) -> Any:
    if isinstance(value, str):
        return value
    array = np.asarray(value, dtype=float)
    return torch.tensor(array, dtype=torch.float64, requires_grad=moving)


@pytest.mark.parametrize("name", TORCH)
def test_value_and_gradients_agree_with_torch(name: str) -> None:
    rule = CATALOGUE.get(name)
    for instance in instances(rule, 20):
        inputs = [tensor(value, True) for value in instance.inputs]
        expected = TORCH[name](*inputs, **instance.options)
        found = rule.law(*instance.inputs, **instance.options)
        assert np.allclose(np.asarray(found, dtype=float), expected.detach().numpy(), atol=1e-9), instance
        if rule.gradients:
            _compare_gradients(rule, instance, inputs, expected, found)


def _compare_gradients(rule: Any, instance: Instance, inputs: list[Any], expected: Any, found: Any) -> None:
    draw = random.Random(rule.name)
    upstream = np.array([draw.uniform(-2, 2) for _ in range(expected.numel())]).reshape(tuple(expected.shape))
    places = [place for place in range(len(inputs)) if gradient_of(rule, place) is not None]
    wanted = [inputs[place] for place in places]
    graded = torch.autograd.grad(
        (expected * torch.tensor(upstream)).sum(), wanted, allow_unused=True, materialize_grads=True
    )
    above = upstream if shape_of(found) else float(upstream)
    for place, gradient in zip(places, graded, strict=True):
        own = gradient_of(rule, place)
        options = gradient_options(own, place, instance.options)
        mine = own.law(above, *instance.inputs, found, **options)
        assert np.allclose(np.asarray(mine, dtype=float), gradient.numpy(), atol=1e-9), (place, instance)
