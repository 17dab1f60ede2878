"""Attention, positions and blocks with their gradients against PyTorch, on random instances."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest

import examsolver
from examsolver.core.derivation import Run

torch = pytest.importorskip("torch", reason="install the extra 'oracle'")

SEEDS = range(6)


def matrix(draw: random.Random, *shape: int) -> Any:
    return np.array([draw.randint(-8, 8) / 4 for _ in range(int(np.prod(shape)))]).reshape(shape)


def solved(header: str, facts: dict[str, Any], lines: str) -> Run:
    given = "\n".join(f"  {name} = {value.tolist()}" for name, value in facts.items())
    (question,) = examsolver.load(f"question q: compute {header}\n{given}\n{lines}")
    solution = examsolver.solve(question)
    assert all(check.agrees for check in question.family.verify(question.body, solution.run))
    return solution.run


def tensors(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in facts.items()}


def agree(run: Run, of: str, facts: dict[str, Any], own: dict[str, Any], value: Any, upstream: Any) -> None:
    """The value, and the gradient of its weighted sum by every fact."""
    assert np.allclose(np.asarray(run[of], dtype=float), value.detach().numpy(), atol=1e-9)
    (value * torch.tensor(upstream)).sum().backward()
    for name in facts:
        assert np.allclose(np.asarray(run[f"dL/d{name}"], dtype=float), own[name].grad.numpy(), atol=1e-8), name


def asked(of: str, upstream: Any, facts: dict[str, Any], before: str = "") -> str:
    wanted = ", ".join(f"dL/d{name}" for name in facts)
    return f"{before}  G = {upstream.tolist()}\n  L = sum(G * {of})\n  find {of}, {wanted}"


MASKS = {
    "": (None, None),
    "  causal = yes\n": ("causal", None),
    "  mask = [1, 0, 1]\n": (None, [1, 0, 1]),
    "  mask = [0, 1, 0]\n  convention mask entries hidden\n": (None, [1, 0, 1]),
    "  convention attention scale none\n": ("plain", None),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("lines", MASKS)
def test_scaled_dot_product_attention(lines: str, seed: int) -> None:
    draw = random.Random(seed)
    facts = {"Q": matrix(draw, 3, 4), "K": matrix(draw, 3, 4), "V": matrix(draw, 3, 2)}
    upstream, own = matrix(draw, 3, 2), tensors(facts)
    kind, mask = MASKS[lines]
    seen = None if mask is None else torch.tensor(mask, dtype=torch.bool).expand(3, 3)
    scale = 1.0 if kind == "plain" else None
    value = torch.nn.functional.scaled_dot_product_attention(
        own["Q"], own["K"], own["V"], attn_mask=seen, is_causal=kind == "causal", scale=scale
    )
    run = solved("attention", facts, asked("output", upstream, facts, lines))
    agree(run, "output", facts, own, value, upstream)


@pytest.mark.parametrize("seed", SEEDS)
def test_attention_in_columns_is_attention_in_rows_turned(seed: int) -> None:
    draw = random.Random(seed)
    facts = {"Q": matrix(draw, 4, 3), "K": matrix(draw, 4, 3), "V": matrix(draw, 2, 3)}
    upstream, own = matrix(draw, 2, 3), tensors(facts)
    value = torch.nn.functional.scaled_dot_product_attention(own["Q"].T, own["K"].T, own["V"].T, is_causal=True).T
    lines = "  convention samples in columns\n  causal = yes\n"
    run = solved("attention", facts, asked("output", upstream, facts, lines))
    agree(run, "output", facts, own, value, upstream)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("heads", [1, 2])
def test_multi_head_attention(heads: int, seed: int) -> None:
    draw = random.Random(seed)
    facts = {"X": matrix(draw, 3, 4), **{f"W_{letter}": matrix(draw, 4, 4) for letter in "QKVO"}}
    facts |= {f"b_{letter}": matrix(draw, 4) for letter in "QKVO"}
    upstream, own = matrix(draw, 3, 4), tensors(facts)
    layer = torch.nn.MultiheadAttention(4, heads, batch_first=True, dtype=torch.float64)
    weights = {
        "in_proj_weight": torch.cat([own[f"W_{letter}"].T for letter in "QKV"]),
        "in_proj_bias": torch.cat([own[f"b_{letter}"] for letter in "QKV"]),
        "out_proj.weight": own["W_O"].T,
        "out_proj.bias": own["b_O"],
    }
    value, _ = torch.func.functional_call(layer, weights, (own["X"], own["X"], own["X"]))
    run = solved("multi-head-attention", facts, asked("output", upstream, facts, f"  heads = {heads}\n"))
    agree(run, "output", facts, own, value, upstream)


@pytest.mark.parametrize("seed", SEEDS)
def test_additive_attention(seed: int) -> None:
    draw = random.Random(seed)
    facts = {"s": matrix(draw, 3), "H": matrix(draw, 4, 2), "W_s": matrix(draw, 3, 3), "W_h": matrix(draw, 3, 2)}
    facts |= {"v": matrix(draw, 3), "b": matrix(draw, 3)}
    upstream, own = matrix(draw, 2), tensors(facts)
    scores = torch.stack(
        [own["v"] @ torch.tanh(own["W_s"] @ own["s"] + own["W_h"] @ state + own["b"]) for state in own["H"]]
    )
    value = torch.softmax(scores, dim=0) @ own["H"]
    run = solved("additive-attention", facts, asked("context", upstream, facts))
    agree(run, "context", facts, own, value, upstream)


@pytest.mark.parametrize("seed", SEEDS)
def test_luong_attention(seed: int) -> None:
    draw = random.Random(seed)
    facts = {"s": matrix(draw, 3), "H": matrix(draw, 4, 2), "W": matrix(draw, 3, 2)}
    upstream, own = matrix(draw, 2), tensors(facts)
    value = torch.softmax(torch.stack([own["s"] @ own["W"] @ state for state in own["H"]]), dim=0) @ own["H"]
    run = solved("luong-attention", facts, asked("context", upstream, facts))
    agree(run, "context", facts, own, value, upstream)


@pytest.mark.parametrize(("width", "length"), [(2, 3), (4, 5), (6, 2)])
def test_positional_encoding(width: int, length: int) -> None:
    places = torch.arange(length, dtype=torch.float64)[:, None]
    rates = torch.exp(torch.arange(0, width, 2, dtype=torch.float64) * (-math.log(10000.0) / width))
    table = torch.zeros(length, width, dtype=torch.float64)
    table[:, 0::2], table[:, 1::2] = torch.sin(places * rates), torch.cos(places * rates)
    run = solved("positional-encoding", {}, f"  length = {length}\n  width = {width}\n  find encoding to 4 decimals")
    assert np.allclose(np.asarray(run["encoding"], dtype=float), table.numpy())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("pairs", ["neighbours", "halves"])
def test_rotary_turns_pairs_as_complex_numbers(pairs: str, seed: int) -> None:
    draw = random.Random(seed)
    facts = {"x": matrix(draw, 3, 4)}
    upstream, own = matrix(draw, 3, 4), tensors(facts)
    rates = 10000.0 ** (-torch.arange(0, 4, 2, dtype=torch.float64) / 4)
    turn = torch.polar(torch.ones(3, 2, dtype=torch.float64), torch.outer(torch.arange(3, dtype=torch.float64), rates))
    x = own["x"]
    paired = x.reshape(3, 2, 2) if pairs == "neighbours" else torch.stack([x[:, :2], x[:, 2:]], dim=-1)
    turned = torch.view_as_real(torch.view_as_complex(paired.contiguous()) * turn)
    value = turned.reshape(3, 4) if pairs == "neighbours" else torch.cat([turned[..., 0], turned[..., 1]], dim=-1)
    lines = asked("rotated", upstream, facts, f"  convention rotary pairs {pairs}\n")
    agree(solved("rotary", facts, lines), "rotated", facts, own, value, upstream)


ORDERS = {
    "after": lambda x, block: torch.tanh(block(x) + x),
    "before": lambda x, block: torch.tanh(block(x)) + x,
    "none": lambda x, block: block(x) + x,
    "pre": lambda x, block: block(torch.tanh(x)) + x,
}


@pytest.mark.parametrize("order", ORDERS)
def test_residual_block(order: str) -> None:
    draw = random.Random(order)
    facts = {"x": matrix(draw, 2, 3), "W_1": matrix(draw, 3, 4), "W_2": matrix(draw, 4, 3), "b_1": matrix(draw, 4)}
    upstream, own = matrix(draw, 2, 3), tensors(facts)

    def block(x: Any) -> Any:
        return torch.tanh(x @ own["W_1"] + own["b_1"]) @ own["W_2"]

    value = ORDERS[order](own["x"], block)
    lines = asked("output", upstream, facts, f"  activation = tanh\n  convention residual activation {order}\n")
    agree(solved("residual-block", facts, lines), "output", facts, own, value, upstream)


@pytest.mark.parametrize("seed", SEEDS)
def test_feed_forward(seed: int) -> None:
    draw = random.Random(seed)
    facts = {"x": matrix(draw, 2, 3), "W_1": matrix(draw, 3, 4), "W_2": matrix(draw, 4, 2)}
    facts |= {"b_1": matrix(draw, 4), "b_2": matrix(draw, 2)}
    upstream, own = matrix(draw, 2, 2), tensors(facts)
    value = torch.sigmoid(own["x"] @ own["W_1"] + own["b_1"]) @ own["W_2"] + own["b_2"]
    lines = asked("output", upstream, facts, "  activation = sigmoid\n")
    agree(solved("feed-forward", facts, lines), "output", facts, own, value, upstream)
