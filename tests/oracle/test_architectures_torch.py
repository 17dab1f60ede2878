"""The networks of the bank against the same networks built in PyTorch: every layer, and the totals."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import examsolver
from tests.oracle import torch_networks as written

torch = pytest.importorskip("torch", reason="install the extra 'oracle'")
nn = torch.nn

BANK = Path(__file__).parents[2] / "question_bank" / "architectures"
IMAGE = (1, 3, 224, 224)
NETWORKS = {
    "lenet-5": (written.lenet_5, (1, 1, 32, 32)),
    "alexnet": (written.alexnet, IMAGE),
    "googlenet": (written.googlenet, IMAGE),
    "resnet-18": (written.resnet_18, IMAGE),
    "resnet-50": (written.resnet_50, IMAGE),
    "efficientnet-b0": (written.efficientnet_b0, IMAGE),
    "u-net": (written.UNet, (1, 1, 572, 572)),
    "transformer-base": (written.Transformer, (1, 100)),
    "bert-base": (written.Bert, (1, 128)),
    "gpt-2-small": (written.Gpt2, (1, 1024)),
    "ptb-lstm": (written.LanguageModel, (1, 35)),
}
WHOLE = (written.Excited, written.Attention, nn.LSTM)
"""Modules that are one layer of ours."""
PICTURES = ("MaxPool2d", "AvgPool2d")
CAUSAL = {"gpt-2-small": 12, "transformer-base": 6}
"""Attention that sees what came before alone, of which PyTorch multiplies all pairs all the same."""


def last(shape):
    """A shape without the batch, channels last."""
    return (*shape[2:], shape[1]) if len(shape) == 4 else tuple(shape[1:])


def products(module, given, out):
    """Multiply-accumulates, from the attributes of a module and the sizes that went through it."""
    if isinstance(module, nn.Conv2d):
        return out.numel() * module.in_channels // module.groups * module.kernel_size[0] * module.kernel_size[1]
    if isinstance(module, nn.ConvTranspose2d):
        return given[0].numel() * module.out_channels * module.kernel_size[0] * module.kernel_size[1]
    if isinstance(module, nn.Linear):
        return out.numel() * module.in_features
    if isinstance(module, nn.LSTM):
        gates = 4 * module.hidden_size * (module.input_size + module.hidden_size)
        return given[0].shape[1] * module.num_layers * gates
    if isinstance(module, written.Excited):
        return 2 * module.down.in_channels * module.down.out_channels
    if isinstance(module, written.Attention):
        steps, width, seen = given[0].shape[1], module.q.in_features, given[-1].shape[1]
        return 2 * (steps + seen) * width * width + 2 * steps * seen * width
    return 0


@cache
def rows(name):
    """Output, parameters and multiply-accumulates of every module that is a layer, in the order in which they run."""
    build, size = NETWORKS[name]
    found, counted = [], set()

    def note(module, given, out):
        out = out[0] if isinstance(out, tuple) else out
        new = [one for one in module.parameters() if id(one) not in counted]
        counted.update(map(id, new))
        shape = last(out.shape)
        found.append((type(module).__name__, shape, sum(one.numel() for one in new), products(module, given, out)))

    with torch.device("meta"):
        network = build().eval()
        inside = {part for whole in network.modules() if isinstance(whole, WHOLE) for part in whole.modules()}
        for module in network.modules():
            if isinstance(module, WHOLE) or (module not in inside and not list(module.children())):
                module.register_forward_hook(note)
        given = torch.zeros(size, dtype=torch.long) if len(size) == 2 else torch.zeros(size)
        network(given)
    assert sum(row[2] for row in found) == sum(one.numel() for one in network.parameters())
    return tuple(found)


@cache
def solved(name):
    exam = examsolver.load(BANK / f"{name}.exam")
    return examsolver.solve(exam.question(name))


def ours(name):
    """The same of the question: the layer, its output, parameters and multiply-accumulates."""
    run = solved(name).run.values
    for placed in solved(name).question.body.layers:
        output = tuple(run[f"{placed.name}.output"])
        yield placed, output, run.get(f"{placed.name}.parameters", 0), run.get(f"{placed.name}.macs", 0)


def masked(placed, output):
    """The products that a causal mask leaves out, which PyTorch computes all the same."""
    if not placed.settings.get("causal"):
        return 0
    steps, width = output
    return 2 * width * (steps * steps - steps * (steps + 1) // 2)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_layer_is_as_large_and_costs_as_much(name):
    theirs = Counter(row[1:] for row in rows(name) if row[2])
    mine = ((output, count, macs + masked(placed, output)) for placed, output, count, macs in ours(name) if count)
    assert Counter(mine) == theirs


@pytest.mark.parametrize("name", NETWORKS)
def test_the_totals_agree(name):
    run = solved(name).run
    assert run["total.parameters"] == sum(row[2] for row in rows(name))
    left_out = sum(masked(placed, output) for placed, output, *_ in ours(name))
    assert run["total.macs"] + left_out == sum(row[3] for row in rows(name))
    assert sum(1 for placed, *_ in ours(name) if placed.settings.get("causal")) == CAUSAL.get(name, 0)


@pytest.mark.parametrize("name", ["lenet-5", "alexnet", "googlenet", "resnet-18", "resnet-50"])
def test_the_maps_behind_pooling_are_as_large(name):
    pooled = Counter(row[1] for row in rows(name) if row[0] in PICTURES)
    assert Counter(output for placed, output, *_ in ours(name) if placed.layer.name in ("maxpool", "avgpool")) == pooled


@pytest.mark.parametrize("name", NETWORKS)
def test_the_output_is_as_large(name):
    if name != "bert-base":  # of which the pooler is the last layer on both sides, and reads one position
        *_, (_, output, _, _) = ours(name)
        assert output == rows(name)[-1][1]
