"""Recurrent cells against PyTorch: states of every step, gradients of every weight."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.families.compute_questions import ask

torch = pytest.importorskip("torch", reason="install the extra 'oracle'")

GATES = {"rnn": 1, "gru": 3, "lstm": 4}
CONVENTIONS = {
    "rnn": "",
    "gru": "convention gru update old\nconvention gru reset after\nconvention gru gate order rzc\n",
    "lstm": "convention lstm gate order ifco\n",
}


def drawn(draw: random.Random, *shape: int) -> np.ndarray:
    return np.array([round(draw.uniform(-1, 1), 2) for _ in range(int(np.prod(shape)))]).reshape(shape)


def parameters(draw: random.Random, cell: str, width: int, hidden: int) -> dict[str, np.ndarray]:
    rows = GATES[cell] * hidden
    return {
        "W_ih": drawn(draw, rows, width),
        "W_hh": drawn(draw, rows, hidden),
        "b_ih": drawn(draw, rows),
        "b_hh": drawn(draw, rows),
    }


def module(cell: str, weights: dict[str, np.ndarray], width: int, hidden: int) -> torch.nn.Module:
    made = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[cell](width, hidden, batch_first=True)
    names = {"W_ih": "weight_ih_l0", "W_hh": "weight_hh_l0", "b_ih": "bias_ih_l0", "b_hh": "bias_hh_l0"}
    made = made.double()
    with torch.no_grad():
        for own, name in names.items():
            getattr(made, name).copy_(torch.tensor(weights[own]))
    return made


def text(name: str, value: np.ndarray) -> str:
    return f"{name} = {value.tolist()}\n"


@pytest.mark.parametrize("batch", [None, 2])
@pytest.mark.parametrize("cell", GATES)
@pytest.mark.parametrize("seed", range(4))
def test_states_and_gradients_are_those_of_pytorch(cell: str, seed: int, batch: int | None) -> None:
    draw = random.Random(seed)
    width, hidden, steps = (*draw.choice([(1, 2), (3, 2), (2, 2)]), draw.randint(1, 3))
    weights = parameters(draw, cell, width, hidden)
    x = drawn(draw, *((batch,) if batch else ()), steps, width)
    start = {name: drawn(draw, *((batch,) if batch else ()), hidden) for name in ("h", "c")[: 1 + (cell == "lstm")]}
    facts = CONVENTIONS[cell] + text("x", x) + "".join(text(f"{name}[0]", value) for name, value in start.items())
    facts += "".join(text(name, value) for name, value in weights.items())
    states = ", ".join(f"h[{step}]" for step in range(1, steps + 1))
    by = ", ".join(f"dL/d{name}" for name in weights)
    asked = ask(f"{facts}L = sum(h * h)\nfind {states}, {by}, dL/dh[0]", f"cell {cell}")
    net = module(cell, weights, width, hidden)
    before = {name: torch.tensor(value.reshape(1, -1, hidden), requires_grad=True) for name, value in start.items()}
    given = torch.tensor(x.reshape(-1, steps, width))
    output, _ = net(given, (before["h"], before["c"]) if cell == "lstm" else before["h"])
    (output[:, -1] ** 2).sum().backward()
    for step in range(steps):
        expected = output[:, step].detach().numpy()
        assert np.allclose(np.asarray(asked[f"h[{step + 1}]"], dtype=float), expected if batch else expected[0])
    for name, attribute in (("W_ih", "weight_ih_l0"), ("W_hh", "weight_hh_l0"), ("b_ih", "bias_ih_l0")):
        found = np.asarray(asked[f"dL/d{name}"], dtype=float)
        assert np.allclose(found, getattr(net, attribute).grad.numpy(), atol=1e-9)
    expected = before["h"].grad.numpy()[0]
    assert np.allclose(np.asarray(asked["dL/dh[0]"], dtype=float), expected if batch else expected[0])


def test_a_bidirectional_net_is_that_of_pytorch() -> None:
    draw = random.Random(5)
    x, hidden = drawn(draw, 3, 2), 2
    ways = {"_fwd": parameters(draw, "lstm", 2, hidden), "_bwd": parameters(draw, "lstm", 2, hidden)}
    facts = text("x", x) + "".join(f"{state}[{at}] = [0, 0]\n" for state, at in STARTS)
    facts += "".join(text(f"{name}{way}", value) for way, found in ways.items() for name, value in found.items())
    asked = ask(f"{facts}find h[1], h[2], h[3], h_bwd[1]", "cell bilstm")
    net = torch.nn.LSTM(2, hidden, batch_first=True, bidirectional=True).double()
    with torch.no_grad():
        for way, ending in (("_fwd", ""), ("_bwd", "_reverse")):
            for own, name in (("W_ih", "weight_ih"), ("W_hh", "weight_hh"), ("b_ih", "bias_ih"), ("b_hh", "bias_hh")):
                getattr(net, f"{name}_l0{ending}").copy_(torch.tensor(ways[way][own]))
    output = net(torch.tensor(x).reshape(1, 3, 2))[0][0].detach().numpy()
    for step in range(3):
        assert np.allclose(np.asarray(asked[f"h[{step + 1}]"], dtype=float), output[step])


STARTS = (("h_fwd", 0), ("c_fwd", 0), ("h_bwd", 4), ("c_bwd", 4))


def test_the_terms_of_backpropagation_through_time_are_gradients_by_a_copy_of_the_weights_at_each_step() -> None:
    draw = random.Random(8)
    x, w, u = drawn(draw, 3, 2), drawn(draw, 2, 2), drawn(draw, 2, 2)
    facts = text("x", x) + "h[0] = [0.5, -0.25]\n" + text("W_xh", w) + text("W_hh", u)
    asked = ask(f"{facts}L = sum(h * h)\nfind dL/dW_hh at t = 1, 2, 3\nfind dL/dW_hh", "cell rnn")
    copies = [torch.tensor(u, requires_grad=True) for _ in range(3)]
    state = torch.tensor([0.5, -0.25], dtype=torch.float64)
    for step in range(3):
        state = torch.tanh(torch.tensor(w) @ torch.tensor(x[step]) + copies[step] @ state)
    (state**2).sum().backward()
    total = np.zeros((2, 2))
    for step, copy in enumerate(copies, 1):
        assert np.allclose(asked[f"dL/dW_hh t={step}"].astype(float), copy.grad.numpy())
        total += copy.grad.numpy()
    assert np.allclose(asked["dL/dW_hh"].astype(float), total)
