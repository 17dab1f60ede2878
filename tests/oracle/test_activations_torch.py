"""Activations and losses against PyTorch: values and gradients of random instances."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from examsolver.maths.arrays import as_array, shape_of
from examsolver.rules import CATALOGUE
from tests.rules.instances import activations, losses
from tests.rules.rule_instances import Instance, gradient_of, gradient_options

torch = pytest.importorskip("torch", reason="install the extra 'oracle'")
F = torch.nn.functional
SEEDS = range(20)
REDUCTION = {"mean": "mean", "sum": "sum", "none": "none"}


def tensor(value: Any) -> Any:
    numbers = np.asarray(value, dtype=float)
    return torch.tensor(numbers, dtype=torch.float64, requires_grad=True)


def agree(word: str, instance: Instance, function: Callable[..., Any], by: tuple[int, ...] | None = None) -> None:
    """The law and its gradients against a function of tensors, with an upstream gradient of its own."""
    rule = CATALOGUE.get(word)
    assert rule is not None
    value = rule.law(*instance.inputs, **instance.options)
    inputs = [tensor(one) for one in instance.inputs]
    expected = function(*inputs, **instance.options)
    assert np.allclose(as_array(value).astype(float), expected.detach().numpy(), rtol=1e-9, atol=1e-12)
    upstream = np.random.default_rng(1).normal(size=shape_of(value))
    expected.backward(torch.tensor(upstream))
    for position in by if by is not None else range(len(inputs)):
        gradient = gradient_of(rule, position)
        assert gradient is not None
        options = gradient_options(gradient, position, instance.options)
        above = upstream if shape_of(value) else float(upstream)
        found = gradient.law(above, *instance.inputs, value, **options)
        assert np.allclose(as_array(found).astype(float), inputs[position].grad.numpy(), rtol=1e-9, atol=1e-12)


def reduced(entries: Any, reduction: str | None = None, loss_reduction: str = "mean", by_rows: bool = False) -> Any:
    """The reductions, in tensors. A vector is one sample."""
    how = reduction or loss_reduction
    if by_rows:
        entries = entries.sum(-1)
        how = "none" if how == "per_sample" else how
    if how == "per_sample":
        return entries.mean(-1) if entries.ndim else entries
    return {"mean": entries.mean, "sum": entries.sum, "none": entries.clone}[how]()


ACTIVATIONS: dict[str, Callable[..., Any]] = {
    "leaky_relu": lambda x, slope=0.01: F.leaky_relu(x, float(slope)),
    "prelu": lambda x, a: torch.where(x > 0, x, a * x),
    "relu6": F.relu6,
    "elu": lambda x, alpha=1: F.elu(x, float(alpha)),
    "selu": F.selu,
    "hard_sigmoid": lambda x, hard_sigmoid="sixth": torch.clamp(x / (6 if hard_sigmoid == "sixth" else 5) + 0.5, 0, 1),
    "hard_swish": F.hardswish,
    "hard_tanh": lambda x, low=-1, high=1: F.hardtanh(x, float(low), float(high)),
    "swish": lambda x, beta=1: x * torch.sigmoid(float(beta) * x),
    "softplus": lambda x, beta=1: F.softplus(x, float(beta)),
    "mish": F.mish,
    "softsign": F.softsign,
    "gelu": lambda x, gelu="exact": (
        x * torch.sigmoid(1.702 * x)
        if gelu == "sigmoid"
        else F.gelu(x, approximate="none" if gelu == "exact" else "tanh")
    ),
    "sin": torch.sin,
    "cos": torch.cos,
    "tan": torch.tan,
    "sinh": torch.sinh,
    "cosh": torch.cosh,
    "erf": torch.erf,
    "log2": torch.log2,
    "log10": torch.log10,
    "maxout": lambda x, pieces=2: x.reshape(*x.shape[:-1], -1, pieces).amax(-1),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("word", ACTIVATIONS)
def test_activations_agree(word: str, seed: int) -> None:
    agree(word, activations.INSTANCES[word](random.Random(f"{word} {seed}")), ACTIVATIONS[word])


def entry_loss(function: Callable[..., Any]) -> Callable[..., Any]:
    def law(p: Any, t: Any, reduction: str | None = None, loss_reduction: str = "mean", **options: Any) -> Any:
        return reduced(function(p, t, **options), reduction, loss_reduction)

    return law


def row_loss(function: Callable[..., Any]) -> Callable[..., Any]:
    def law(p: Any, t: Any, reduction: str | None = None, loss_reduction: str = "mean", **options: Any) -> Any:
        return reduced(function(p, t, **options), reduction, loss_reduction, by_rows=True)

    return law


def unit(base: Any) -> float:
    return 1.0 if base is None else float(np.log(float(base)))


def focal(p: Any, t: Any, gamma: Any = 2, alpha: Any = None) -> Any:
    chance = torch.where(t > 0.5, p, 1 - p)
    balance = 1.0 if alpha is None else torch.where(t > 0.5, float(alpha), 1 - float(alpha))
    return -balance * (1 - chance) ** float(gamma) * torch.log(chance)


def both_sides(t: Any) -> Any:
    return torch.where(t == 0, -1.0, t)


LOSSES: dict[str, tuple[Callable[..., Any], tuple[int, ...]]] = {
    "mae": (entry_loss(lambda p, t: F.l1_loss(p, t, reduction="none")), (0, 1)),
    "huber": (entry_loss(lambda p, t, delta=1: F.huber_loss(p, t, reduction="none", delta=float(delta))), (0, 1)),
    "smooth_l1": (entry_loss(lambda p, t, beta=1: F.smooth_l1_loss(p, t, reduction="none", beta=float(beta))), (0, 1)),
    "log_cosh": (entry_loss(lambda p, t: torch.log(torch.cosh(p - t))), (0, 1)),
    "bce": (
        entry_loss(lambda p, t, base=None: F.binary_cross_entropy(p, t.detach(), reduction="none") / unit(base)),
        (0,),
    ),
    "bce_with_logits": (
        entry_loss(lambda z, t: F.binary_cross_entropy_with_logits(z, t, reduction="none")),
        (0, 1),
    ),
    "cross_entropy": (row_loss(lambda p, t, base=None: -t * torch.log(p) / unit(base)), (0, 1)),
    "softmax_cross_entropy": (
        row_loss(lambda z, t, base=None: -t * F.log_softmax(z, -1) / unit(base)),
        (0, 1),
    ),
    "kl": (
        row_loss(lambda p, q, base=None: p * (torch.log(p) - torch.log(q)) / unit(base)),
        (0, 1),
    ),
    "focal": (entry_loss(focal), (0,)),
    "categorical_focal": (row_loss(lambda p, t, gamma=2: -t * (1 - p) ** float(gamma) * torch.log(p)), (0,)),
    "hinge": (entry_loss(lambda s, t, margin=1: F.relu(float(margin) - both_sides(t) * s)), (0,)),
    "squared_hinge": (entry_loss(lambda s, t, margin=1: F.relu(float(margin) - both_sides(t) * s) ** 2), (0,)),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("word", LOSSES)
def test_losses_agree(word: str, seed: int) -> None:
    function, by = LOSSES[word]
    agree(word, losses.INSTANCES[word](random.Random(f"{word} {seed}")), function, by)


@pytest.mark.parametrize("seed", SEEDS)
def test_softmax_and_its_logarithm_agree(seed: int) -> None:
    draw = random.Random(seed)
    axes = {"row": -1, "column": 0, None: -1}
    agree(
        "softmax",
        losses.soft(draw),
        lambda x, axis=None, base=None, temperature=1: torch.softmax(unit(base) * x / float(temperature), axes[axis]),
    )
    agree("log_softmax", losses.lines(draw), lambda x, axis=None: torch.log_softmax(x, axes[axis]))
    agree(
        "logsumexp",
        losses.summed(draw),
        lambda x, axis=None: torch.logsumexp(x, -1) if axis else torch.logsumexp(x.flatten(), -1),
    )
    agree("entropy", losses.surprises(draw), lambda p, base=None: -(p * torch.log(p)).sum(-1) / unit(base))


@pytest.mark.parametrize("seed", SEEDS)
def test_class_numbers_are_one_hot_targets(seed: int) -> None:
    draw = random.Random(seed)
    z = losses.scores(draw, 3, 4)
    labels = [draw.randint(0, 3) for _ in range(3)]
    target = np.array([label + 1 for label in labels], dtype=object)
    rule = CATALOGUE.get("softmax_cross_entropy")
    assert rule is not None
    scores = tensor(z)
    expected = F.cross_entropy(scores, torch.tensor(labels))
    expected.backward()
    value = rule.law(z, target)
    assert value == pytest.approx(expected.item())
    found = rule.gradients[0].law(1, z, target, value)  # type: ignore[union-attr]
    assert np.allclose(found, scores.grad.numpy())
    assert rule.law(z, target - 1, first_class=0) == value


@pytest.mark.parametrize("seed", SEEDS)
def test_the_multiclass_hinge_agrees(seed: int) -> None:
    draw = random.Random(seed)
    z, label = losses.scores(draw, 3, 4), [draw.randint(0, 3) for _ in range(3)]
    scores = tensor(z)
    expected = 4 * F.multi_margin_loss(scores, torch.tensor(label))
    expected.backward()
    rule = CATALOGUE.get("svm_loss")
    assert rule is not None
    target = np.array([place + 1 for place in label], dtype=object)
    value = rule.law(z, target)
    assert float(value) == pytest.approx(expected.item())
    found = rule.gradients[0].law(1, z, target, value)  # type: ignore[union-attr]
    assert np.allclose(found.astype(float), scores.grad.numpy())
