"""Optimisers, schedules and clipping against PyTorch, on random instances."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

import examsolver

torch = pytest.importorskip("torch", reason="install the extra 'oracle'")

SEEDS = range(3)
STEPS = 4


def numbers(draw: random.Random, *shape: int) -> Any:
    return np.array([draw.choice([-1, 1]) * draw.randint(1, 20) / 8 for _ in range(int(np.prod(shape)))]).reshape(shape)


def solved(header: str, facts: Mapping[str, Any], asked: str, *lines: str) -> Any:
    """The run of a question whose solution holds before its own oracles."""
    given = [
        f"  {name} = {value.tolist() if isinstance(value, np.ndarray) else value}" for name, value in facts.items()
    ]
    text = "\n".join([f"question q: compute {header}", *given, *(f"  {line}" for line in lines), f"  find {asked}"])
    (question,) = examsolver.load(text)
    solution = examsolver.solve(question)
    assert all(check.agrees for check in question.family.verify(question.body, solution.run))
    return solution.run


def walked(make: Callable[..., Any], w: Any, g: Any, **options: Any) -> list[Any]:
    """The weights after every update of a PyTorch optimiser on given gradients."""
    parameter = torch.nn.Parameter(torch.tensor(w, dtype=torch.float64))
    optimiser, found = make([parameter], **options), []
    for gradient in g:
        parameter.grad = torch.tensor(gradient, dtype=torch.float64)
        optimiser.step()
        found.append(parameter.detach().numpy().copy())
    return found


OPTIMISERS = {
    "gradient-descent": ("SGD", {"rate": 0.1}, {"lr": 0.1}, ()),
    "gradient-descent decay": ("SGD", {"rate": 0.1, "decay": 0.5}, {"lr": 0.1, "weight_decay": 0.5}, ()),
    "momentum": ("SGD", {"rate": 0.1, "mu": 0.9}, {"lr": 0.1, "momentum": 0.9}, ()),
    "momentum decay": (
        "SGD",
        {"rate": 0.1, "mu": 0.9, "decay": 0.2},
        {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.2},
        (),
    ),
    "nesterov": (
        "SGD",
        {"rate": 0.1, "mu": 0.9},
        {"lr": 0.1, "momentum": 0.9, "nesterov": True},
        ("convention nesterov reformulated",),
    ),
    "adagrad": ("Adagrad", {"rate": 0.1, "epsilon": 1e-10}, {"lr": 0.1}, ()),
    "adagrad start": (
        "Adagrad",
        {"rate": 0.1, "s[0]": np.array([0.3, 0.3, 0.3]), "epsilon": 1e-10},
        {"lr": 0.1, "initial_accumulator_value": 0.3},
        (),
    ),
    "adadelta": ("Adadelta", {"rho": 0.9}, {"lr": 1.0, "rho": 0.9}, ()),
    "rmsprop": ("RMSprop", {"rate": 0.01, "rho": 0.99}, {"lr": 0.01}, ()),
    "rmsprop all": (
        "RMSprop",
        {"rate": 0.01, "rho": 0.99, "mu": 0.9, "centered": "yes"},
        {"lr": 0.01, "momentum": 0.9, "centered": True},
        (),
    ),
    "adam": ("Adam", {"rate": 0.1}, {"lr": 0.1}, ()),
    "adam decay": ("Adam", {"rate": 0.1, "decay": 0.3}, {"lr": 0.1, "weight_decay": 0.3}, ()),
    "adamw": ("AdamW", {"rate": 0.1, "decay": 0.3}, {"lr": 0.1, "weight_decay": 0.3}, ()),
    "amsgrad": ("Adam", {"rate": 0.1, "beta2": 0.5}, {"lr": 0.1, "betas": (0.9, 0.5), "amsgrad": True}, ()),
    "adamax": ("Adamax", {"rate": 0.1}, {"lr": 0.1}, ("convention adamax epsilon inside maximum",)),
    "nadam": ("NAdam", {"rate": 0.1}, {"lr": 0.1}, ()),
}


@pytest.mark.parametrize("name", OPTIMISERS)
def test_an_optimiser_walks_as_pytorch_does(name: str) -> None:
    word, facts, options, lines = OPTIMISERS[name]
    for seed in SEEDS:
        draw = random.Random(f"{name} {seed}")
        w, g = numbers(draw, 3), numbers(draw, STEPS, 3)
        run = solved(name.split()[0], {"w[0]": w, "g": g, **facts}, f"w[1..{STEPS}]", *lines)
        for turn, expected in enumerate(walked(getattr(torch.optim, word), w, g, **options), 1):
            assert np.allclose(np.asarray(run[f"w[{turn}]"], dtype=float), expected, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("form", ["rate outside", "step added", "step subtracted"])
@pytest.mark.parametrize("rule", ["momentum", "nesterov"])
def test_forms_of_momentum_that_start_at_rest_lead_to_the_same_weights(rule: str, form: str) -> None:
    draw = random.Random(f"{rule} {form}")
    w, g = numbers(draw, 2), numbers(draw, STEPS, 2)
    lines = (f"convention momentum {form}", *(("convention nesterov reformulated",) if rule == "nesterov" else ()))
    run = solved(rule, {"w[0]": w, "g": g, "rate": 0.1, "mu": 0.5}, f"w[1..{STEPS}]", *lines)
    expected = walked(torch.optim.SGD, w, g, lr=0.1, momentum=0.5, nesterov=rule == "nesterov")
    for turn in range(1, STEPS + 1):
        assert np.allclose(np.asarray(run[f"w[{turn}]"], dtype=float), expected[turn - 1])


def test_a_gradient_that_is_taken_from_the_weights_walks_down_an_objective() -> None:
    run = solved(
        "adam", {"w[0]": np.array([1.5, -2.0]), "rate": 0.5}, "w[1..3]", "for t in 1..3:", "  g[t] = 2*w[t-1] + 1"
    )
    parameter = torch.nn.Parameter(torch.tensor([1.5, -2.0], dtype=torch.float64))
    optimiser = torch.optim.Adam([parameter], lr=0.5)
    for turn in range(1, 4):
        optimiser.zero_grad()
        (parameter**2 + parameter).sum().backward()
        optimiser.step()
        assert np.allclose(np.asarray(run[f"w[{turn}]"], dtype=float), parameter.detach().numpy())


def rates(make: Callable[..., Any], rate: float, count: int, **options: Any) -> list[float]:
    """The learning rates of a PyTorch schedule, epoch by epoch."""
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    schedule, found = make(optimiser, **options), []
    for _ in range(count):
        found.append(float(optimiser.param_groups[0]["lr"]))
        optimiser.step()
        schedule.step()
    return found


SCHEDULES = {
    "step-decay": ("StepLR", {"factor": 0.5, "every": 3}, {"gamma": 0.5, "step_size": 3}, ()),
    "multi-step-decay": (
        "MultiStepLR",
        {"factor": 0.1, "milestones": np.array([2, 7])},
        {"gamma": 0.1, "milestones": [2, 7]},
        (),
    ),
    "exponential-decay": ("ExponentialLR", {"factor": 0.9}, {"gamma": 0.9}, ()),
    "cosine-annealing": (
        "CosineAnnealingLR",
        {"total": 8, "end": 0.01},
        {"T_max": 8, "eta_min": 0.01},
        ("convention end of schedule continues",),
    ),
    "cosine-restarts": (
        "CosineAnnealingWarmRestarts",
        {"period": 3, "factor": 2, "end": 0.01},
        {"T_0": 3, "T_mult": 2, "eta_min": 0.01},
        (),
    ),
    "polynomial-decay": ("PolynomialLR", {"total": 8, "power": 2}, {"total_iters": 8, "power": 2.0}, ()),
    "warm-up": (
        "LinearLR",
        {"warmup": 5},
        {"start_factor": 0.2, "total_iters": 4},
        ("convention warm-up from one share",),
    ),
    "one-cycle": (
        "OneCycleLR",
        {"total": 12, "share": 0.5},
        {"max_lr": 0.1, "total_steps": 12, "pct_start": 0.5},
        (),
    ),
    "one-cycle linear": (
        "OneCycleLR",
        {"total": 12, "share": 0.25, "division": 10, "final_division": 100},
        {
            "max_lr": 0.1,
            "total_steps": 12,
            "pct_start": 0.25,
            "div_factor": 10,
            "final_div_factor": 100,
            "anneal_strategy": "linear",
        },
        ("convention one-cycle linear",),
    ),
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_has_the_rates_of_pytorch(name: str) -> None:
    word, facts, options, lines = SCHEDULES[name]
    given = {"rate": 0.1, "epoch": np.arange(12), **facts}
    run = solved(name.split()[0], given, "learning-rate", *lines)
    expected = rates(getattr(torch.optim.lr_scheduler, word), 0.1, 12, **options)
    assert np.allclose(np.asarray(run["learning-rate"], dtype=float), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_clipping_by_the_global_norm(seed: int) -> None:
    draw = random.Random(seed)
    one, other = numbers(draw, 3), numbers(draw, 2, 2)
    parameters = [torch.nn.Parameter(torch.zeros(value.shape, dtype=torch.float64)) for value in (one, other)]
    for parameter, value in zip(parameters, (one, other), strict=True):
        parameter.grad = torch.tensor(value)
    torch.nn.utils.clip_grad_norm_(parameters, 1.5)
    run = solved("clip-by-global-norm", {"g[1]": one, "g[2]": other, "limit": 1.5}, "clipped[1..2]")
    for turn, parameter in enumerate(parameters, 1):
        assert np.allclose(np.asarray(run[f"clipped[{turn}]"], dtype=float), parameter.grad.numpy(), atol=1e-5)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_moving_average_is_that_of_pytorch(seed: int) -> None:
    draw = random.Random(seed)
    rows = numbers(draw, 4, 2)
    model = torch.nn.Linear(2, 1, bias=False).double()
    averaged = torch.optim.swa_utils.AveragedModel(model)
    for row in rows:
        model.weight.data[:] = torch.tensor(row)
        averaged.update_parameters(model)
    run = solved("polyak-average", {"w": rows}, "average[4]")
    assert np.allclose(np.asarray(run["average[4]"], dtype=float), averaged.module.weight.detach().numpy()[0])
