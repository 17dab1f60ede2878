"""The networks of the bank that Keras ships, against it: every layer, and the totals."""

import os
from collections import Counter
from functools import cache
from math import prod
from pathlib import Path

import pytest

import examsolver

pytest.importorskip("torch", reason="install the extra 'oracle'")
os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras", reason="install the extra 'oracle'")

BANK = Path(__file__).parents[2] / "question_bank" / "architectures"
NETWORKS = {
    "vgg-16": "VGG16",
    "vgg-19": "VGG19",
    "inception-v3": "InceptionV3",
    "mobilenet-v1": "MobileNet",
    "mobilenet-v2": "MobileNetV2",
    "densenet-121": "DenseNet121",
    "xception": "Xception",
    "resnet-50-keras": "ResNet50",
    "efficientnet-b0": "EfficientNetB0",
}
EXACT = [name for name in NETWORKS if name != "efficientnet-b0"]
JOINING = {"MaxPooling2D": "maxpool", "AveragePooling2D": "avgpool", "Concatenate": "concat", "Add": "add"}


@cache
def model(name):
    with keras.device("meta"):
        return getattr(keras.applications, NETWORKS[name])(weights=None)


@cache
def solved(name):
    exam = examsolver.load(BANK / f"{'resnet-50' if name.startswith('resnet-50') else name}.exam")
    return examsolver.solve(exam.question(name))


def products(layer):
    """Multiply-accumulates of a layer, from its attributes and sizes."""
    kind, output = type(layer).__name__, layer.output.shape[1:]
    if kind == "Dense":
        return layer.kernel.shape[0] * prod(output)
    if kind == "Conv2D":
        return prod(output) * prod(layer.kernel.shape[:3])
    if kind == "DepthwiseConv2D":
        return prod(output) * prod(layer.kernel_size)
    if kind == "SeparableConv2D":
        depth = layer.input.shape[-1]
        return prod(output[:2]) * depth * (prod(layer.kernel_size) + output[2])
    return 0


def rows(name):
    """Output, parameters and multiply-accumulates of every layer that has parameters."""
    return [(tuple(one.output.shape[1:]), one.count_params(), products(one)) for one in model(name).layers
            if one.count_params()]  # fmt: skip


def ours(name):
    run = solved(name).run.values
    for placed in solved(name).question.body.layers:
        of = f"{placed.name}."
        yield (
            placed,
            (
                tuple(run[f"{of}output"]),
                run.get(f"{of}parameters", 0),
                run.get(f"{of}macs", 0),
            ),
        )


@pytest.mark.parametrize("name", EXACT)
def test_every_layer_is_as_large_and_costs_as_much(name):
    assert Counter(row for _, row in ours(name) if row[1]) == Counter(rows(name))


@pytest.mark.parametrize("name", EXACT)
def test_the_totals_agree(name):
    run = solved(name).run
    assert run["total.parameters"] == model(name).count_params()
    assert run["total.macs"] == sum(row[2] for row in rows(name))
    learned = sum(prod(weight.shape) for weight in model(name).trainable_weights)
    assert sum(run.values.get(f"{placed.name}.trainable", 0) for placed, _ in ours(name)) == learned


@pytest.mark.parametrize("name", EXACT)
def test_pools_and_joins_are_as_large(name):
    theirs = [(type(one).__name__, tuple(one.output.shape[1:])) for one in model(name).layers]
    mine = ((placed.layer.name, output) for placed, (output, *_) in ours(name) if placed.layer.name in JOINING.values())
    assert Counter(mine) == Counter((JOINING[kind], output) for kind, output in theirs if kind in JOINING)


def test_efficientnet_has_what_keras_has_but_for_what_scales_the_image():
    """Keras normalises the image inside: three means, three variances and a count; and it counts moving statistics."""
    (scaling,) = [one for one in model("efficientnet-b0").layers if type(one).__name__ == "Normalization"]
    learned = sum(prod(weight.shape) for weight in model("efficientnet-b0").trainable_weights)
    assert scaling.count_params() == 7
    assert solved("efficientnet-b0").run["total.parameters"] == learned
    costs = (products(one) for one in model("efficientnet-b0").layers)
    assert solved("efficientnet-b0").run["total.macs"] == sum(costs)
