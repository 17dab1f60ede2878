"""Triplet, contrastive, cosine embedding and Dice losses, as they are asked in a question, against PyTorch."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

import examsolver

torch = pytest.importorskip("torch", reason="install the extra 'oracle'")
F = torch.nn.functional
SEEDS = range(6)


def vector(draw: random.Random, *shape: int) -> Any:
    return np.array([draw.randint(-12, 12) / 4 for _ in range(int(np.prod(shape)))]).reshape(shape)


def solved(lines: list[str], **givens: Any) -> Any:
    facts = [f"{name} = {np.asarray(value).tolist()}" for name, value in givens.items()]
    text = "\n  ".join(["question q: compute", *facts, *lines])
    (solution,) = [examsolver.solve(question) for question in examsolver.load(text + "\n")]
    return solution.run


def tensors(*values: Any) -> list[Any]:
    return [torch.tensor(value, requires_grad=True) for value in values]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shape", [(3,), (2, 3)])
def test_triplets_agree(seed: int, shape: tuple[int, ...]) -> None:
    draw = random.Random(seed)
    A, P, N = (vector(draw, *shape) for _ in range(3))
    a, p, n = tensors(A, P, N)
    expected = F.triplet_margin_loss(a.reshape(-1, 3), p.reshape(-1, 3), n.reshape(-1, 3), margin=2.0, eps=0)
    expected.backward()
    run = solved(["L = triplet(A, P, N, margin=2)", "g = dL/dA", "find L, g"], A=A, P=P, N=N)
    assert float(run["L.loss"]) == pytest.approx(expected.item())
    assert np.allclose(np.asarray(run["g"], dtype=float), a.grad.numpy())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("label", [1, -1])
def test_cosine_embeddings_agree(seed: int, label: int) -> None:
    draw = random.Random(seed)
    A, B = vector(draw, 3) + 0.125, vector(draw, 3) + 0.125
    a, b = tensors(A, B)
    expected = F.cosine_embedding_loss(a[None], b[None], torch.tensor([label]), margin=0.25)
    expected.backward()
    line = f"L = cosine_embedding(A, B, y={label}, margin=0.25)"
    run = solved([line, "g = dL/dB", "find L, g"], A=A, B=B)
    assert float(run["L.loss"]) == pytest.approx(expected.item(), abs=1e-9)
    assert np.allclose(np.asarray(run["g"], dtype=float), b.grad.numpy())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("label", [0, 1])
def test_contrastive_losses_agree(seed: int, label: int) -> None:
    draw = random.Random(seed)
    A, B = vector(draw, 3), vector(draw, 3) + 0.125
    a, b = tensors(A, B)
    distance = (a - b).norm()
    expected = label * distance**2 + (1 - label) * F.relu(6 - distance) ** 2
    expected.backward()
    run = solved([f"L = contrastive(A, B, {label}, margin=6)", "g = dL/dA", "find L, g"], A=A, B=B)
    assert float(run["L.loss"]) == pytest.approx(expected.item())
    assert np.allclose(np.asarray(run["g"], dtype=float), a.grad.numpy())


@pytest.mark.parametrize("seed", SEEDS)
def test_dice_and_union_agree(seed: int) -> None:
    draw = random.Random(seed)
    P, T = np.abs(vector(draw, 2, 3)) / 3, np.array([[1, 0, 1], [0, 0, 1]]) * 1.0
    p, t = tensors(P, T)
    dice = 1 - (2 * (p * t).sum() + 1) / (p.sum() + t.sum() + 1)
    union = 1 - (p * t).sum() / (p.sum() + t.sum() - (p * t).sum())
    (dice + union).backward()
    lines = ["D = dice_loss(P, T, smooth=1)", "U = iou_loss(P, T)", "L = D + U", "g = dL/dP", "find L, g"]
    run = solved(lines, P=P, T=T)
    assert float(run["L"]) == pytest.approx((dice + union).item())
    assert np.allclose(np.asarray(run["g"], dtype=float), p.grad.numpy())
