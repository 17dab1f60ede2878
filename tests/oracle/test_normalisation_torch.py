"""Normalisations, dropout and initialisations against PyTorch, values and gradients."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest

import examsolver

torch = pytest.importorskip("torch", reason="install the extra 'oracle'")
functional = torch.nn.functional
SEEDS = range(4)


def data(draw: random.Random, *shape: int) -> np.ndarray[Any, Any]:
    """Random decimals."""
    flat = [round(draw.uniform(-2, 2), 2) for _ in range(int(np.prod(shape)))]
    return np.array(flat).reshape(shape)


def written(value: Any) -> str:
    return str(value.tolist()) if isinstance(value, np.ndarray) else str(value)


def solved(rule: str, facts: dict[str, Any], finds: str, *lines: str) -> Any:
    """The run of a question of that rule with these facts."""
    body = [f"{name} = {written(value)}" for name, value in facts.items()]
    text = "\n  ".join([f"question q: compute {rule}", *lines, *body, f"find {finds}"])
    return examsolver.solve(examsolver.load(text + "\n").question("q")).run


def tensors(*arrays: Any) -> tuple[Any, ...]:
    return tuple(torch.tensor(array, dtype=torch.float64, requires_grad=True) for array in arrays)


def agree(value: Any, tensor: Any) -> None:
    assert np.allclose(np.asarray(value, dtype=float), tensor.detach().numpy(), rtol=1e-7, atol=1e-8)


def with_gradients(rule: str, facts: dict[str, Any], expected: Any, leaves: dict[str, Any], *lines: str) -> None:
    """Output and gradients of ``sum(up * output)`` agree."""
    up = data(random.Random(str(facts)), *expected.shape)
    gradients = ", ".join(f"dL/d{name}" for name in leaves)
    run = solved(rule, {**facts, "up": up}, f"output, {gradients}", *lines, "L = sum(up * output)")
    agree(run["output"], expected)
    (expected * torch.tensor(up)).sum().backward()
    for name, leaf in leaves.items():
        agree(run[f"dL/d{name}"], leaf.grad)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shape", [(4, 3), (3, 2, 2), (2, 2, 2, 2)])
def test_batch_norm(seed: int, shape: tuple[int, ...]) -> None:
    draw = random.Random(seed)
    facts = {"x": data(draw, *shape), "gamma": data(draw, shape[1]), "beta": data(draw, shape[1])}
    x, gamma, beta = tensors(*facts.values())
    expected = functional.batch_norm(x, None, None, gamma, beta, training=True, eps=1e-3)
    leaves = {"x": x, "gamma": gamma, "beta": beta}
    with_gradients(
        "batch-norm", {**facts, "epsilon": 0.001}, expected, leaves, "convention tensor layout channels first"
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_batch_norm_with_samples_in_columns(seed: int) -> None:
    draw = random.Random(seed)
    facts = {"x": data(draw, 3, 4), "gamma": data(draw, 3), "beta": data(draw, 3)}
    x, gamma, beta = tensors(*facts.values())
    expected = functional.batch_norm(x.T, None, None, gamma, beta, training=True, eps=1e-3).T
    leaves = {"x": x, "gamma": gamma, "beta": beta}
    with_gradients("batch-norm", {**facts, "epsilon": 0.001}, expected, leaves, "convention samples in columns")


@pytest.mark.parametrize("seed", SEEDS)
def test_layer_norm_over_features_and_over_samples(seed: int) -> None:
    draw = random.Random(seed)
    facts = {"x": data(draw, 2, 2, 3), "gamma": data(draw, 3), "beta": data(draw, 3)}
    x, gamma, beta = tensors(*facts.values())
    expected = functional.layer_norm(x, (3,), gamma, beta, eps=1e-3)
    with_gradients("layer-norm", {**facts, "epsilon": 0.001}, expected, {"x": x, "gamma": gamma, "beta": beta})
    facts = {"x": data(draw, 2, 2, 3), "gamma": data(draw, 2, 3), "beta": data(draw, 2, 3)}
    x, gamma, beta = tensors(*facts.values())
    expected = functional.layer_norm(x, (2, 3), gamma, beta, eps=1e-3)
    leaves = {"x": x, "gamma": gamma, "beta": beta}
    with_gradients("layer-norm", {**facts, "epsilon": 0.001}, expected, leaves, "convention layer norm sample")


@pytest.mark.parametrize("seed", SEEDS)
def test_instance_norm(seed: int) -> None:
    draw = random.Random(seed)
    facts = {"x": data(draw, 2, 3, 2, 2), "gamma": data(draw, 3), "beta": data(draw, 3)}
    x, gamma, beta = tensors(*facts.values())
    expected = functional.instance_norm(x, weight=gamma, bias=beta, eps=1e-3)
    leaves = {"x": x, "gamma": gamma, "beta": beta}
    with_gradients(
        "instance-norm", {**facts, "epsilon": 0.001}, expected, leaves, "convention tensor layout channels first"
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shape", [(2, 4), (2, 4, 1, 2)])
def test_group_norm(seed: int, shape: tuple[int, ...]) -> None:
    draw = random.Random(seed)
    facts = {"x": data(draw, *shape), "gamma": data(draw, 4), "beta": data(draw, 4)}
    x, gamma, beta = tensors(*facts.values())
    expected = functional.group_norm(x, 2, gamma, beta, eps=1e-3)
    leaves = {"x": x, "gamma": gamma, "beta": beta}
    settings = {**facts, "groups": 2, "epsilon": 0.001}
    with_gradients("group-norm", settings, expected, leaves, "convention tensor layout channels first")


@pytest.mark.parametrize("seed", SEEDS)
def test_channels_last_is_the_same_turned(seed: int) -> None:
    draw = random.Random(seed)
    x = data(draw, 2, 2, 2, 4)
    turned = torch.tensor(x).permute(0, 3, 1, 2)
    for rule, facts, expected in (
        ("batch-norm", {}, functional.batch_norm(turned, None, None, training=True, eps=1e-3)),
        ("instance-norm", {}, functional.instance_norm(turned, eps=1e-3)),
        ("group-norm", {"groups": 2}, functional.group_norm(turned, 2, eps=1e-3)),
    ):
        run = solved(rule, {"x": x, **facts, "epsilon": 0.001}, "output")
        agree(run["output"], expected.permute(0, 2, 3, 1))


@pytest.mark.parametrize("seed", SEEDS)
def test_rms_norm(seed: int) -> None:
    draw = random.Random(seed)
    facts = {"x": data(draw, 2, 3), "gamma": data(draw, 3)}
    x, gamma = tensors(*facts.values())
    expected = functional.rms_norm(x, (3,), gamma, eps=1e-3)
    with_gradients("rms-norm", {**facts, "epsilon": 0.001}, expected, {"x": x, "gamma": gamma})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("size", [1, 3, 5])
def test_local_response_norm(seed: int, size: int) -> None:
    draw = random.Random(seed)
    facts = {"x": data(draw, 2, 5, 1, 2)}
    (x,) = tensors(facts["x"])
    expected = functional.local_response_norm(x, size, alpha=0.5, beta=0.75, k=2)
    lines = ("convention tensor layout channels first", "convention local response alpha averaged")
    settings = {**facts, "size": size, "alpha": 0.5, "beta": 0.75, "k": 2}
    with_gradients("local-response-norm", settings, expected, {"x": x}, *lines)


@pytest.mark.parametrize("seed", SEEDS)
def test_l2_and_weight_normalisation(seed: int) -> None:
    draw = random.Random(seed)
    given = data(draw, 2, 3)
    (x,) = tensors(given)
    with_gradients("l2-normalise", {"x": given}, functional.normalize(x, dim=1), {"x": x})
    facts = {"v": data(draw, 2, 3), "g": data(draw, 2)}
    v, g = tensors(*facts.values())
    up = data(draw, 2, 3)
    run = solved("weight-norm", {**facts, "up": up}, "w, dL/dv, dL/dg", "L = sum(up * w)")
    w = torch._weight_norm(v, g.unsqueeze(1), 0)
    agree(run["w"], w)
    (w * torch.tensor(up)).sum().backward()
    agree(run["dL/dv"], v.grad)
    agree(run["dL/dg"], g.grad)


@pytest.mark.parametrize("seed", SEEDS)
def test_running_statistics_and_inference(seed: int) -> None:
    draw = random.Random(seed)
    layer = torch.nn.BatchNorm1d(3, momentum=0.1, eps=1e-3).double()
    batches = [data(draw, 4, 3) for _ in range(2)]
    for batch in batches:
        layer(torch.tensor(batch))
    facts = {
        "means": np.array([batch.mean(0) for batch in batches]).round(12),
        "variances": np.array([batch.var(0) for batch in batches]).round(12),
        "momentum": 0.1,
        "size": 4,
    }
    lines = ("convention batchnorm momentum of the new", "convention running variance unbiased")
    run = solved("running-statistics", facts, "running_mean[2], running_variance[2]", *lines)
    agree(run["running_mean[2]"], layer.running_mean)
    agree(run["running_variance[2]"], layer.running_var)
    x = data(draw, 2, 3)
    served = {
        "x": x,
        "mean": layer.running_mean.numpy().round(12),
        "variance": layer.running_var.numpy().round(12),
        "epsilon": 0.001,
    }
    run = solved("batch-norm-inference", served, "output")
    agree(run["output"], layer.eval()(torch.tensor(x)))


@pytest.mark.parametrize("word", ["variance", "std"])
@pytest.mark.parametrize("correction", [0, 1])
@pytest.mark.parametrize(("each", "axis"), [("", None), (", each row", 1), (", each column", 0)])
def test_variance_and_deviation(word: str, correction: int, each: str, axis: int | None) -> None:
    given = data(random.Random(f"{word}{each}"), 3, 4)
    (x,) = tensors(given)
    variance = torch.var(x, dim=axis, correction=correction)
    expected = variance if word == "variance" else variance.sqrt()
    facts = {"x": given, "up": data(random.Random("up"), *expected.shape) if expected.shape else 2}
    call = f"y = {word}(x{each}, correction={correction})"
    run = solved("", facts, "y, dL/dx", call, "L = sum(up * y)")
    agree(run["y"], expected)
    (expected * torch.tensor(facts["up"])).sum().backward()
    agree(run["dL/dx"], x.grad)


@pytest.mark.parametrize("seed", SEEDS)
def test_dropout_with_the_mask_that_pytorch_drew(seed: int) -> None:
    torch.manual_seed(seed)
    given = data(random.Random(seed), 3, 4)
    (x,) = tensors(given)
    expected = functional.dropout(x, p=0.25, training=True)
    mask = (expected != 0).int().numpy()
    with_gradients("dropout", {"x": given, "mask": mask, "rate": 0.25}, expected, {"x": x})


@pytest.mark.parametrize(("fan_in", "fan_out"), [(20, 30), (5, 7)])
def test_fans_and_gains(fan_in: int, fan_out: int) -> None:
    kernel = torch.empty(fan_out, fan_in, 3, 3)
    into, out_of = torch.nn.init._calculate_fan_in_and_fan_out(kernel)
    facts = {"kernel": 3, "channels_in": fan_in, "channels_out": fan_out}
    run = solved("xavier", facts, "fan_in, fan_out, limit")
    assert (run["fan_in"], run["fan_out"]) == (into, out_of)
    torch.nn.init.xavier_uniform_(kernel)
    assert float(kernel.abs().max()) <= float(run["limit"]) < 1.02 * float(kernel.abs().max())
    gain = torch.nn.init.calculate_gain("leaky_relu", 0.5)
    run = solved("he", {**facts, "slope": 0.5, "mode": "out"}, "std")
    assert float(run["std"]) == pytest.approx(gain / math.sqrt(out_of))


@pytest.mark.parametrize("seed", SEEDS)
def test_batch_norm_backward_by_the_closed_formula(seed: int) -> None:
    draw = random.Random(seed)
    facts = {"x": data(draw, 4, 3), "gamma": data(draw, 3), "g": data(draw, 4, 3)}
    x, gamma = tensors(facts["x"], facts["gamma"])
    beta = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    y = functional.batch_norm(x, None, None, gamma, beta, training=True, eps=1e-3)
    (y * torch.tensor(facts["g"])).sum().backward()
    run = solved("batch-norm-backward", {**facts, "epsilon": 0.001}, "dx, dgamma, dbeta")
    for name, leaf in (("dx", x), ("dgamma", gamma), ("dbeta", beta)):
        agree(run[name], leaf.grad)


@pytest.mark.parametrize("seed", SEEDS)
def test_folded_batch_norm_is_the_layer_and_its_normalisation(seed: int) -> None:
    draw = random.Random(seed)
    names = ("w", "b", "mean", "variance", "gamma", "beta")
    facts = dict(zip(names, (data(draw, 3, 2), *(data(draw, 3) for _ in names[1:])), strict=True))
    facts["variance"] = abs(facts["variance"]) + 0.5
    run = solved("fold-batch-norm", {**facts, "epsilon": 0.001}, "weights, bias")
    x = torch.tensor(data(draw, 5, 2))
    w, b, mean, variance, gamma, beta = (torch.tensor(facts[name]) for name in names)
    expected = functional.batch_norm(functional.linear(x, w, b), mean, variance, gamma, beta, eps=1e-3)
    folded = x.numpy() @ np.asarray(run["weights"], dtype=float).T + np.asarray(run["bias"], dtype=float)
    agree(folded, expected)
