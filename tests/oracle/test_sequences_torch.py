"""Sequences and embeddings against PyTorch: CTC, word2vec, negative sampling, GloVe, cosine, temperature."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from tests.rules.test_sequences import question, solved, written

torch = pytest.importorskip("torch", reason="install the extra 'oracle'")
F = torch.nn.functional
each_seed = pytest.mark.parametrize("seed", range(8))


def matrix(draw: random.Random, *shape: int) -> Any:
    if not shape:
        return round(draw.uniform(-1, 1), 3)
    return [matrix(draw, *shape[1:]) for _ in range(shape[0])]


def tensor(values: Any, grad: bool = False) -> Any:
    return torch.tensor(values, dtype=torch.float64, requires_grad=grad)


def agree(value: Any, expected: Any) -> None:
    assert np.allclose(np.asarray(value, dtype=float), expected.detach().numpy(), rtol=1e-9, atol=1e-12)


@each_seed
def test_ctc_loss_and_its_gradient(seed: int) -> None:
    draw = random.Random(f"ctc {seed}")
    frames, target = draw.randint(4, 6), [draw.randint(2, 4) for _ in range(draw.randint(1, 2))]
    logits = matrix(draw, frames, 4)
    text = f"question q: compute\n  z = {written(logits)}\n  c = ctc(logits=z, target={written(target)})\n"
    text += "  L = c.loss\n  find L, dL/dz"
    found = solved(text)
    given = tensor(logits, grad=True)
    labels = torch.tensor([[label - 1 for label in target]])
    loss = F.ctc_loss(given.log_softmax(1)[:, None], labels, (frames,), (len(target),), blank=0, reduction="sum")
    loss.backward()
    agree(found["L"], loss)
    agree(found["dL/dz"], given.grad)


@each_seed
@pytest.mark.parametrize("kind", ["tied", "columns", "rows"])
def test_skip_gram_with_the_full_softmax(seed: int, kind: str) -> None:
    draw = random.Random(f"skip-gram {kind} {seed}")
    facts = {"W": matrix(draw, 4, 3), "center": draw.randint(1, 4), "rate": 0.1}
    facts["context"] = [draw.randint(1, 4) for _ in range(draw.randint(1, 3))]
    if kind != "tied":
        facts["U"] = matrix(draw, 3, 4) if kind == "columns" else matrix(draw, 4, 3)
    w, u = tensor(facts["W"], grad=True), tensor(facts.get("U", [[0]]), grad=True)
    h = w[facts["center"] - 1]
    scores = {"tied": lambda: w @ h, "columns": lambda: h @ u, "rows": lambda: u @ h}[kind]()
    targets = torch.tensor(facts["context"]) - 1
    loss = F.cross_entropy(scores.expand(len(targets), 4), targets, reduction="sum")
    loss.backward()
    found = solved(question("skip-gram", "u, y, loss, W_new" + (", U_new" if "U" in facts else ""), **facts))
    agree(found["u"], scores)
    agree(found["y"], scores.softmax(0))
    agree(found["loss"], loss)
    agree(found["W_new"], w - 0.1 * w.grad)
    if "U" in facts:
        agree(found["U_new"], u - 0.1 * u.grad)


@each_seed
@pytest.mark.parametrize("hidden", ["mean", "sum"])
def test_cbow(seed: int, hidden: str) -> None:
    draw = random.Random(f"cbow {hidden} {seed}")
    facts = {"W": matrix(draw, 4, 2), "U": matrix(draw, 2, 4), "rate": 0.5, "center": draw.randint(1, 4)}
    facts["context"] = [draw.randint(1, 4) for _ in range(3)]
    w, u = tensor(facts["W"], grad=True), tensor(facts["U"], grad=True)
    rows = w[torch.tensor(facts["context"]) - 1]
    h = rows.mean(0) if hidden == "mean" else rows.sum(0)
    loss = F.cross_entropy((h @ u)[None], torch.tensor([facts["center"] - 1]))
    loss.backward()
    found = solved(question("cbow", "h, loss, W_new, U_new", **facts) + f"\n  convention cbow {hidden}")
    agree(found["h"], h)
    agree(found["loss"], loss)
    agree(found["W_new"], w - 0.5 * w.grad)
    agree(found["U_new"], u - 0.5 * u.grad)


@each_seed
def test_negative_sampling(seed: int) -> None:
    draw = random.Random(f"negative {seed}")
    facts = {"v": matrix(draw, 3), "u_pos": matrix(draw, 3), "u_neg": matrix(draw, draw.randint(1, 3), 3), "rate": 0.05}
    v, pos, neg = (tensor(facts[name], grad=True) for name in ("v", "u_pos", "u_neg"))
    loss = -F.logsigmoid(pos @ v) - F.logsigmoid(-(neg @ v)).sum()
    loss.backward()
    found = solved(question("negative-sampling", "loss, dv, du_pos, du_neg, v_new", **facts))
    for name, expected in (("loss", loss), ("dv", v.grad), ("du_pos", pos.grad), ("du_neg", neg.grad)):
        agree(found[name], expected)
    agree(found["v_new"], v - 0.05 * v.grad)


@each_seed
def test_glove(seed: int) -> None:
    draw = random.Random(f"glove {seed}")
    facts = {"w": matrix(draw, 3), "c": matrix(draw, 3), "X": draw.randint(1, 200), "b_w": 0.2, "b_c": -0.1}
    w, c = tensor(facts["w"], grad=True), tensor(facts["c"], grad=True)
    weight = min(1.0, (facts["X"] / 100) ** 0.75)
    loss = weight * (w @ c + 0.1 - np.log(facts["X"])) ** 2
    loss.backward()
    found = solved(question("glove", "loss, dw, dc", **facts))
    agree(found["loss"], loss)
    agree(found["dw"], w.grad)
    agree(found["dc"], c.grad)


@each_seed
def test_cosine_similarity_and_its_gradient(seed: int) -> None:
    draw = random.Random(f"cosine {seed}")
    a, b = matrix(draw, 3), matrix(draw, 3)
    found = solved(f"question q: compute\n  a = {a}\n  b = {b}\n  s = cosine(a, b)\n  find s, ds/da, ds/db")
    one, other = tensor(a, grad=True), tensor(b, grad=True)
    value = F.cosine_similarity(one, other, dim=0)
    value.backward()
    agree(found["s"], value)
    agree(found["ds/da"], one.grad)
    agree(found["ds/db"], other.grad)


@each_seed
def test_temperature_and_top_k(seed: int) -> None:
    draw = random.Random(f"sampling {seed}")
    logits, k = matrix(draw, 5), draw.randint(1, 4)
    found = solved(question("sampling", "q, probabilities", logits=logits, temperature=0.7, k=k))
    heated = (tensor(logits) / 0.7).softmax(0)
    agree(found["q"], heated)
    top = torch.topk(heated, k)
    expected = torch.zeros(5, dtype=torch.float64).scatter(0, top.indices, top.values / top.values.sum())
    agree(found["probabilities"], expected)
